"""What the table in force says, against which a new one is held: its sets, words and units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.factors.calc import cells
from copark.factors.calc.catalogue import OWN
from copark.kernel.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.factors.calc.catalogue import Rule, Table
    from copark.kernel.sheets import Cell

FRACTION = "fraction"  #: A value in this unit is a share.


@dataclass(frozen=True, slots=True)
class Measure:
    """A table, its columns in their order, and what may be repeated in them."""

    table: Table
    columns: tuple[str, ...]
    words: Mapping[str, frozenset[str]]  #: By column.
    units: Mapping[tuple[str, ...], frozenset[str]]  #: By what decides the unit.

    def read(self, column: str, cell: Cell, others: Mapping[str, Cell]) -> cells.Answer:
        """Return what a cell would say under a column, beside the other cells of its row."""
        return cells.read(cell, self._rule(column, others), self._allowed(column, others))

    def _rule(self, column: str, others: Mapping[str, Cell]) -> Rule:
        rule = self.table.rule(column)
        unit = others.get("unit")
        if column == "value" and unit is not None and unit.text.startswith(FRACTION):
            return replace(rule, kind="share", high=Decimal(1))
        return rule

    def _allowed(self, column: str, others: Mapping[str, Cell]) -> frozenset[str]:
        if self.table.rule(column).kind != "unit":
            return self.words.get(column, frozenset())
        key = tuple(others[name].text for name in self.table.unit_by if name in others)
        return self.units.get(key) or self.units.get((), frozenset())


def measure(table: Table, in_force: str) -> Measure:
    """Return what a new text of a table is held against: the text that holds now."""
    present = rows(in_force)
    columns = tuple(present[0])
    words = {
        name: frozenset(row[name] for row in present if row[name])
        for name in columns
        if table.rule(name).kind in {"set", "known"}
    }
    if table.set_column:
        words[table.set_column] |= {OWN}
    return Measure(table, columns, words, _units(table, present))


def _units(table: Table, present: list[dict[str, str]]) -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in present:
        if row.get("unit"):
            found[()].add(row["unit"])
            found[tuple(row[name] for name in table.unit_by)].add(row["unit"])
    return {key: frozenset(units) for key, units in found.items()}
