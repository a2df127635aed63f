"""What statistics reads from every domain, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

ENERGY, CARBON = "energy", "carbon"


@dataclass(frozen=True, slots=True)
class Amount:
    """What one enterprise used or released of one part in a year, or in a month of it."""

    year: int
    enterprise_id: int
    part: str  #: Carrier, source of carbon, or ``air-nox``: medium and pollutant.
    value: Decimal
    month: int = 0  #: 1 to 12; 0: the whole year.
    outlet_id: int = 0  #: Where it was monitored; 0: not told apart.
    days: int = 0  #: Days of the month that were monitored; 0: not counted.


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that statistics can be asked about."""

    key: str  #: ``energy``, ``carbon`` or medium and pollutant, e.g. ``air-nox``.
    name: str
    unit: str
    hue: str  #: Name of its colour.

    @property
    def is_release(self) -> bool:
        """Say whether it is a pollutant."""
        return self.key not in {ENERGY, CARBON}

    @property
    def medium(self) -> str:
        """Medium of a pollutant: AIR, WATER, INDIRECT or SOIL."""
        return self.key.partition("-")[0].upper() if self.is_release else ""

    @property
    def pollutant(self) -> str:
        """Accounting code of a pollutant."""
        return self.key.partition("-")[2]


@dataclass(frozen=True, slots=True)
class Place:
    """The park, or a part of it that statistics is asked for."""

    kind: str  #: ``park``, ``sector``, ``zone`` or ``enterprise``.
    key: str
    name: str
    members: frozenset[int] | None = None  #: Enterprises; None: all of them.
    enterprise_id: int | None = None

    def holds(self, enterprise_id: int) -> bool:
        """Say whether an enterprise belongs here."""
        return self.members is None or enterprise_id in self.members
