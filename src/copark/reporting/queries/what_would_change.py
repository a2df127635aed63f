"""The figures of open years as they are, and as they would be under another version of a table."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.factors import queries as factors
from copark.inventory import queries as inventory
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient
from copark.pollution import queries as pollution

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from copark.factors.contracts import Version

SECONDS = 300  #: How old the comparison may be where only readings flowed in.
#: Which figures rest on the tables of a package.
RESTS_ON = {
    "carbon": ("carbon",),
    "energy": ("energy", "carbon"),
    "pollution": ("pollution",),
}
Key = tuple[int, str]  #: Enterprise and subject.


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure of an open year that would be another; a side is absent where there is none."""

    year: int
    enterprise_id: int
    subject: str  #: ``energy``, ``carbon``, or a medium and pollutant.
    now: Figure | None
    then: Figure | None

    @property
    def difference(self) -> Figure | None:
        """Return by how much it would be more, made of both sides."""
        if self.now is None or self.then is None:
            return None
        sides = (
            Ingredient(_("Under the version looked at"), self.then.value, self.then.unit),
            Ingredient(_("As it is"), self.now.value, self.now.unit),
        )
        value = self.then.value - self.now.value
        method = _("as it would be less as it is")
        return Figure(_("Difference"), value, self.now.unit, method, str(self.year), sides)


@dataclass(frozen=True, slots=True)
class WouldChange:
    """What another version would do to the figures of the park."""

    changed: tuple[Changed, ...]
    same: int  #: Figures of open years that would stay as they are.
    open_years: tuple[int, ...]
    closed: tuple[tuple[int, int], ...]  #: Year and enterprises whose inventory is closed.
    problems: tuple[tuple[int, str], ...]  #: Years that could not be computed, and why.


def would_change(version: Version) -> WouldChange:
    """
    Return the figures that a version would change: a draft if activated, the one in force if
    withdrawn.

    Closed inventories are read as they were frozen, on both sides.
    """
    years = sorted({*energy.years(), *pollution.years()}, reverse=True)
    key = ("would-change", version.id, version.state, get_language(), *years, *_stamps(years))
    return recent(key, lambda: _compared(version, years), SECONDS)


def _stamps(years: list[int]) -> tuple[object, ...]:
    by_year = [carbon.stamp(year) for year in years]
    return (energy.stamp(), *by_year, pollution.stamp(), inventory.stamp(), factors.edition())


def _compared(version: Version, years: list[int]) -> WouldChange:
    changed: list[Changed] = []
    problems: list[tuple[int, str]] = []
    same = 0
    for year in years:
        try:
            before = _figures(version.package, year, nullcontext())
            after = _figures(version.package, year, _supposed(version))
        except Refused as refused:
            problems.append((year, refused.message))
            continue
        rows = [Changed(year, *key, before.get(key), after.get(key)) for key in {**before, **after}]
        moved = [row for row in rows if not _is_same(row)]
        changed += moved
        same += len(rows) - len(moved)
    closed = [(year, _closed(year)) for year in years]
    return WouldChange(
        tuple(changed),
        same,
        tuple(years),
        tuple((year, count) for year, count in closed if count),
        tuple(problems),
    )


def _supposed(version: Version) -> AbstractContextManager[None]:
    look = factors.as_if_without if version.state == "ACTIVE" else factors.as_if
    return look(version.id or 0)


def _is_same(row: Changed) -> bool:
    return row.now is not None and row.then is not None and row.now.value == row.then.value


def _closed(year: int) -> int:
    return sum(row.state == "CLOSED" for row in inventory.standings(year).values())


def _figures(package: str, year: int, supposed: AbstractContextManager[None]) -> dict[Key, Figure]:
    found: dict[Key, Figure] = {}
    with supposed:
        for subject in RESTS_ON[package]:
            found |= READERS[subject](year)
    return found


def _energy(year: int) -> dict[Key, Figure]:
    return {(row.enterprise_id, "energy"): row.figure for row in energy.year_of(year)}


def _carbon(year: int) -> dict[Key, Figure]:
    return {(row.enterprise_id, "carbon"): row.figure for row in carbon.year_of(year)}


def _pollution(year: int) -> dict[Key, Figure]:
    return {
        (row.enterprise_id, f"{row.medium}:{row.pollutant}"): row.figure
        for row in pollution.year_of(year)
    }


READERS: dict[str, Callable[[int], dict[Key, Figure]]] = {
    "energy": _energy,
    "carbon": _carbon,
    "pollution": _pollution,
}
