"""What energy, carbon, releases and solvents are made of, as flows from column to column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.statistics import words
from copark.statistics.calc import composition
from copark.statistics.contracts import CARBON, ENERGY, Subject
from copark.statistics.queries import amounts, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.statistics.calc.composition import Flow, Node
    from copark.statistics.contracts import Amount, Place
    from copark.statistics.queries.amounts import Sheet
    from copark.statistics.queries.places import Ground

AIR, WATER = "air", "water"
#: The columns of each diagram, from left to right: kinds of split.
COLUMNS: dict[str, tuple[str, ...]] = {
    ENERGY: ("part", "sector", "enterprise"),
    CARBON: ("part", "scope", "enterprise"),
    AIR: ("part", "enterprise"),
    WATER: ("medium", "part", "enterprise"),
}
MEDIA = {AIR: frozenset({"AIR"}), WATER: frozenset({"WATER", "INDIRECT"})}
DRAWN = 10  #: Enterprises with a box of their own.


@dataclass(frozen=True, slots=True)
class Composed:
    """The flows of one diagram, whole and as drawn, and what its boxes are called."""

    unit: str
    columns: tuple[str, ...]
    flows: tuple[Flow, ...]
    drawn: tuple[Flow, ...]
    names: dict[Node, str]
    left_out: bool  #: Something was sold, net: it has no place in a flow.

    def name(self, node: Node) -> str:
        """Return what a box is called."""
        return self.names.get(node) or (_("others") if node.key == composition.OTHERS else node.key)


def composed(
    kind: str, year: int, place: Place, ground: Ground, stamp: tuple[object, ...]
) -> Composed:
    """Return what a kind of amount is made of at a place in a year."""
    sheet = amounts.sheet(kind if kind in {ENERGY, CARBON} else amounts.RELEASES, year, stamp)
    columns = COLUMNS[kind]
    found = [row for row in sheet.amounts if place.holds(row.enterprise_id) and _is_of(kind, row)]
    rows = [(tuple(_key(row, one, ground) for one in columns), row.value) for row in found]
    flows = composition.flows(rows)
    last = len(columns) - 1
    drawn = composition.flows(composition.kept(rows, last, DRAWN))
    names = {
        node: _name(node.key, columns[node.column], sheet, ground)
        for node in composition.nodes((*flows, *drawn))
        if node.key != composition.OTHERS
    }
    has_sold = any(value < 0 for _path, value in rows)
    return Composed(sheet.unit, columns, flows, drawn, names, has_sold)


def _is_of(kind: str, row: Amount) -> bool:
    media = MEDIA.get(kind)
    return media is None or row.part.partition("-")[0].upper() in media


def _key(row: Amount, split: str, ground: Ground) -> str:
    if split == "medium":
        return row.part.partition("-")[0].upper()
    return subjects.key_of(row, split, ground)


def _name(key: str, split: str, sheet: Sheet, ground: Ground) -> str:
    if split == "medium":
        return words.medium(key)
    return subjects.name_of(key, split, sheet, ground)


def subject_of(kind: str, path: Sequence[tuple[str, str]], unit: str) -> Subject:
    """Return the subject whose making a flow opens: of releases that of its pollutant."""
    if kind in {ENERGY, CARBON}:
        return Subject(kind, "", unit, kind)
    key = next(key for split, key in path if split == "part")
    return subjects.release(key)
