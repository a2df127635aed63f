"""Designated units beside the drawn lists: in both, only designated, only drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.synergy.calc.rulesets import THREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.synergy.contracts import DesignatedUnit, ListRow

BOTH, ONLY_DESIGNATED, ONLY_DRAWN = "BOTH", "ONLY_DESIGNATED", "ONLY_DRAWN"
OTHER = "env_any"  #: A document that does not divide the dischargers; it fits each part.


@dataclass(frozen=True, slots=True)
class Standing:
    """One enterprise on one of the three lists: what the document says, and what we drew."""

    list: str  #: ``carbon``, ``pollutants`` or ``energy``.
    part: str  #: The part of the dischargers' list, else the list itself.
    enterprise_id: int
    designated: tuple[DesignatedUnit, ...]
    drawn: tuple[ListRow, ...]

    @property
    def state(self) -> str:
        """Return BOTH, ONLY_DESIGNATED or ONLY_DRAWN."""
        if not self.designated:
            return ONLY_DRAWN
        return BOTH if self.drawn else ONLY_DESIGNATED


def compared(designated: Sequence[DesignatedUnit], drawn: Sequence[ListRow]) -> list[Standing]:
    """
    Return every enterprise that is designated or drawn, part by part.

    A unit designated as discharger without a part is held against all its drawn parts: they are
    shown as both, and it is only designated where nothing was drawn.
    """
    places = dict.fromkeys(
        [
            *((row.list, row.enterprise_id) for row in drawn),
            *((row.list, row.enterprise_id) for row in designated),
        ]
    )
    found = []
    for part, enterprise_id in places:
        rows = tuple(row for row in drawn if (row.list, row.enterprise_id) == (part, enterprise_id))
        named = tuple(
            row
            for row in designated
            if row.enterprise_id == enterprise_id and _fits(row.list, part)
        )
        if part == OTHER and not rows and _has_parts(places, enterprise_id):
            continue
        found.append(Standing(_list_of(part), part, enterprise_id, named, rows))
    return found


def _fits(named: str, part: str) -> bool:
    return named == part or (named == OTHER and part in THREE["pollutants"])


def _has_parts(places: dict[tuple[str, int], None], enterprise_id: int) -> bool:
    return any(
        part in THREE["pollutants"] and part != OTHER and who == enterprise_id
        for part, who in places
    )


def _list_of(part: str) -> str:
    return next(name for name, parts in THREE.items() if part in parts)
