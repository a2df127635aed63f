"""Closed figures beside what the rows and tables of today would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.factors import queries as factors
from copark.inventory import queries as inventory
from copark.pollution import queries as pollution

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from copark.kernel.figure import Figure

SECONDS = 300  #: How old "would differ" may be where only readings flowed in.


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure as it was frozen, and as it would be computed now; either may be absent."""

    enterprise_id: int
    subject: str  #: ``energy``, ``carbon``, or a pollutant with its medium.
    frozen: Figure | None
    live: Figure | None

    @property
    def change(self) -> Decimal | None:
        """How much more it would be; nothing where a side is absent."""
        if self.frozen is None or self.live is None:
            return None
        return self.live.value - self.frozen.value

    @property
    def differs(self) -> bool:
        return self.change is None or self.change != 0


def of_year(year: int, enterprise_id: int | None = None) -> dict[int, list[Differing]]:
    """Return, for each enterprise whose year is closed, every figure with its twin of today."""
    closed = {
        owner
        for owner, standing in inventory.standings(year, enterprise_id).items()
        if standing.state == "CLOSED"
    }
    if not closed:
        return {}
    key = ("differs", year, enterprise_id, get_language(), *_stamps(year))
    return recent(key, lambda: _held(year, enterprise_id, closed), SECONDS)


def _stamps(year: int) -> tuple[object, ...]:
    return (energy.stamp(), carbon.stamp(year), pollution.stamp(), factors.edition())


def _held(year: int, enterprise_id: int | None, closed: set[int]) -> dict[int, list[Differing]]:
    frozen = _figures(energy.year_of, carbon.year_of, pollution.year_of, year, enterprise_id)
    live = _figures(energy.live_of, carbon.live_of, pollution.live_of, year, enterprise_id)
    found: dict[int, list[Differing]] = {owner: [] for owner in closed}
    for owner, subject in sorted({*frozen, *live}, key=_order):
        if owner in closed:
            pair = frozen.get((owner, subject)), live.get((owner, subject))
            found[owner].append(Differing(owner, subject, *pair))
    return found


def _figures(
    energy_of: Callable, carbon_of: Callable, pollution_of: Callable, year: int, owner: int | None
) -> dict[tuple[int, str], Figure]:
    found = {(row.enterprise_id, "energy"): row.figure for row in energy_of(year, owner)}
    found |= {(row.enterprise_id, "carbon"): row.figure for row in carbon_of(year, owner)}
    return found | {
        (row.enterprise_id, f"{row.medium}:{row.pollutant}"): row.figure
        for row in pollution_of(year, owner)
    }


def _order(key: tuple[int, str]) -> tuple[int, int, str]:
    first = {"energy": 0, "carbon": 1}
    return key[0], first.get(key[1], 2), key[1]
