"""What pollution hands to others, and takes from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from copark.kernel.figure import Figure

MEDIA = ("AIR", "WATER", "INDIRECT", "SOIL")


@dataclass(frozen=True, slots=True)
class Release:
    """A declared release of one pollutant to one medium in a year. [t]"""

    id: int
    enterprise_id: int
    year: int
    medium: str  #: AIR, WATER, INDIRECT or SOIL.
    pollutant: str
    tonnes: Decimal
    origin: str  #: FORM or IMPORT.
    evidence: str


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release to be recorded, in any unit of mass."""

    enterprise_id: int
    year: int
    medium: str
    pollutant: str  #: Accounting code, or an alias of it.
    amount: Decimal
    unit: str = "t"
    origin: str = "FORM"
    evidence: str = ""
    upload_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was entered and counts."""

    id: int
    enterprise_id: int
    year: int
    month: int | None  #: None: the whole year.
    block: str  #: Key of ``entry_blocks.csv``.
    values: Mapping[str, str]  #: By field, in the units of the block.
    uncertainty: Decimal | None  #: Relative, 95 %. [%]
    origin: str  #: FORM, IMPORT or API.
    evidence: str
    reason: str
    upload_id: int | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A row to be recorded, as it was written."""

    enterprise_id: int
    year: int
    block: str
    values: Mapping[str, str]  #: By field, with a ``unit`` where the block has amounts.
    uncertainty: Decimal | None = None  #: Relative, 95 %. [%]
    evidence: str = ""
    reason: str = ""
    origin: str = "FORM"
    upload_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """A release that was found as well and does not count. [t]"""

    place: str  #: Outlet or source category; empty: the whole enterprise.
    way: str
    tonnes: Decimal
    why: str  #: In the reader's language.


@dataclass(frozen=True, slots=True)
class PollutantYear:
    """One pollutant of an enterprise in a year, found in the legal order of ways. [t]"""

    enterprise_id: int
    year: int
    medium: str  #: AIR or WATER (to the environment), INDIRECT (to a sewage works), SOIL.
    pollutant: str
    figure: Figure
    #: MONITORED, AGENCY, BALANCE, COEFFICIENT or DECLARED; MIXED if outlets were found in several.
    method: str
    reason: str = ""  #: Why that method: ``covered``, ``not-monitored``, ``coverage-low``, …
    declared: Decimal | None = None  #: What was declared, whichever counts. [t]
    monitored: Decimal | None = None  #: What was monitored, whichever counts. [t]
    unused: tuple[Unused, ...] = ()  #: What was found in other ways.
    uncertainty: Decimal | None = None  #: Relative, 95 %; None where a part does not say. [-]


@dataclass(frozen=True, slots=True)
class AgainstPermits:
    """Tonnes permitted, and tonnes released by those who hold the permits."""

    permitted: Decimal
    released: Decimal

    def __add__(self, other: AgainstPermits) -> AgainstPermits:
        return AgainstPermits(self.permitted + other.permitted, self.released + other.released)

    @property
    def share(self) -> Decimal | None:
        """Part of what is permitted; nothing where nothing is permitted."""
        return self.released / self.permitted if self.permitted else None


@dataclass(frozen=True, slots=True)
class Register:
    """A public register of a year that was brought in."""

    id: int
    kind: str
    name: str  #: In the reader's language.
    year: int
    area: str
    source: str
    sites: int
    releases: int


@dataclass(frozen=True, slots=True)
class RegisterSite:
    """A site as a register has it."""

    id: int
    kind: str  #: Of its register.
    key: str
    name: str
    parent: str
    address: str
    city: str
    postcode: str
    latitude: float  #: [°]
    longitude: float  #: [°]
    sector: str


@dataclass(frozen=True, slots=True)
class SiteMatch:
    """That two sites of two registers may be one, why, and what was decided."""

    id: int
    left: RegisterSite
    right: RegisterSite
    certainty: str  #: CERTAIN or DOUBTFUL.
    score: float  #: 0 to 100.
    distance: float  #: [m]
    reasons: tuple[Mapping[str, float | str], ...]
    state: str  #: PROPOSED, CONFIRMED or REJECTED.
    year: int
