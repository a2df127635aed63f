"""What the large screen shows at one moment: plain values, both names, and where each one opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages; the browser picks."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure on the wall, what it is held against, and the page that takes it apart."""

    value: float | None
    unit: str
    url: str
    plan: float | None = None
    coverage: float | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """One step of a curve."""

    day: str
    value: float


@dataclass(frozen=True, slots=True)
class Energy:
    """Comprehensive energy of the year against its plan, and the metered days before today."""

    today: Amount
    year: Amount
    curve: tuple[Dated, ...]
    curve_unit: str
    elapsed: float  #: Share of the year that has passed, 0 to 1.


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a total."""

    name: Name
    value: float


@dataclass(frozen=True, slots=True)
class Carbon:
    """Carbon dioxide of the year against its plan, by source."""

    year: Amount
    sources: tuple[Share, ...]
    elapsed: float


@dataclass(frozen=True, slots=True)
class Margin:
    """The value that stands nearest to its limit, or furthest beyond it."""

    name: Name
    owner: Name
    pollutant: Name
    medium: str  #: AIR (the fence line included) or WATER.
    value: float
    limit: float
    unit: str
    ratio: float  #: Value over limit; 1 is at the limit.
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Total:
    """One pollutant of the park this year, against plan or permits."""

    medium: str
    pollutant: str
    name: Name
    symbol: Name
    year: Amount
    share: float | None  #: Of permit or plan.


@dataclass(frozen=True, slots=True)
class Releases:
    """Air and water: the worst margins, and the totals."""

    margins: tuple[Margin, ...]
    totals: tuple[Total, ...]
    within: int  #: Points that are inside their limits now.
    judged: int  #: Points that have a limit and a value now.
    url: str


@dataclass(frozen=True, slots=True)
class Value:
    """A live value of an outlet."""

    factor: str
    name: Name
    symbol: Name
    value: float | None
    unit: str
    flag: str
    limit: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet on the map, with its live values."""

    id: int
    name: Name
    owner: Name
    medium: str
    longitude: float
    latitude: float
    state: str
    at: datetime | None
    values: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One early warning, or one event of the ticker."""

    at: datetime
    level: str
    state: str
    title: Name
    url: str
    owner: Name | None = None  #: None: the park itself.


@dataclass(frozen=True, slots=True)
class Warnings:
    """What is open, by level; the oldest of it; and the most urgent few."""

    alarm: int
    attention: int
    note: int
    oldest_at: datetime | None
    urgent: tuple[Notice, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An enterprise in a list or in the ranking."""

    place: int
    name: Name
    value: float
    unit: str
    share: float | None
    url: str
    note: Name | None = None
    moved: int | None = None  #: Places gained since the year before; None: was not ranked.
    second: float | None = None
    second_unit: str = ""


@dataclass(frozen=True, slots=True)
class KeyList:
    """The head of one of the three lists."""

    key: str  #: ``carbon``, ``pollutants`` or ``energy``.
    count: int
    rows: tuple[Ranked, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is shown may be."""

    arrived_at: datetime | None  #: Arrival of the newest reading.
    outlets: int
    silent: int  #: Outlets that should speak and do not.


@dataclass(frozen=True, slots=True)
class Overview:
    """One snapshot of the park: everything on the wall."""

    year: int
    at: datetime
    freshness: Freshness
    energy: Energy
    carbon: Carbon
    releases: Releases
    nearest: tuple[Margin, ...]  #: Values nearest to their limits, worst first.
    outlets: tuple[Outlet, ...]
    warnings: Warnings
    lists: tuple[KeyList, ...]
    ranking: tuple[Ranked, ...]
    ticker: tuple[Notice, ...]
