"""What monitoring hands to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LatestValue:
    """The newest reading of a point, and which frame it came from."""

    point_id: int
    factor: str
    unit: str
    value: float | None
    flag: str  #: The standard's data flag; `N` is normal.
    at: datetime
    arrived_at: datetime
    inbox: str
    position: int
    state: str  #: NORMAL, ATTENTION, ALARM or OFFLINE.
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class OutletState:
    """An outlet as the map shows it: the worst state of its points."""

    outlet_id: int
    enterprise_id: int
    state: str
    at: datetime | None
    values: tuple[LatestValue, ...]


@dataclass(frozen=True, slots=True)
class MassOfYear:
    """Monitored mass of one pollutant at one outlet in a year, by the hour rules. [kg]"""

    enterprise_id: int
    outlet_id: int
    medium: str
    is_indirect: bool
    factor: str
    year: int
    kg: Decimal
    hours_valid: int
    hours_replaced: int
    hours_stopped: int
    hours_missing: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class MeteredEnergy:
    """What an enterprise's meters counted of one carrier in a period."""

    enterprise_id: int
    carrier: str  #: ``electricity`` [kWh], ``steam`` [t], ``natural_gas`` [m3].
    day: date
    amount: Decimal
    unit: str
    coverage: Decimal  #: Share of the day's hours that were metered, 0 to 1.


@dataclass(frozen=True, slots=True)
class MeteredMonth:
    """What an enterprise's meters counted of one carrier in a month."""

    enterprise_id: int
    carrier: str
    year: int
    month: int
    amount: Decimal
    unit: str
    days: int  #: Days of the month that have a reading.


@dataclass(frozen=True, slots=True)
class MassOfMonth:
    """Monitored mass of one factor at one outlet in a month, by the hour rules. [kg]"""

    enterprise_id: int
    outlet_id: int
    medium: str
    is_indirect: bool
    factor: str
    year: int
    month: int
    kg: Decimal
    days: int  #: Days of the month that have a row.


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """What meters counted of one carrier, on average, in one hour of the park's clock."""

    hour: int  #: 0 to 23.
    carrier: str
    amount: Decimal
    unit: str
    hours: int  #: Metered hours that the mean stands on.


@dataclass(frozen=True, slots=True)
class HourValue:
    """One point in one hour. An hour without a single reading is here too, as MISSING."""

    point_id: int
    start: datetime
    mean: float | None  #: Of valid readings, in the unit of the point; None for counters.
    low: float | None
    high: float | None
    total: float | None  #: What a counter advanced; None for concentrations.
    count: int
    basis: str  #: HOUR, MINUTE or REALTIME: the messages it rests on; empty when missing.
    validity: str  #: VALID, INVALID, STOPPED, MISSING or ESTIMATED.
    coverage: float  #: Share of the hour's minutes that are valid, 0 to 1.
    flags: str  #: Flags met, e.g. ``NC``.
    mass_kg: float | None  #: Measured concentration times flow.
    replaced_kg: float | None
    rule: str  #: By which `replaced_kg` was found.
    window: int | None  #: Valid hours that rule looked back on.


@dataclass(frozen=True, slots=True)
class DayValue:
    """One point in one day of the park's zone."""

    point_id: int
    day: date
    mean: float | None
    low: float | None
    high: float | None
    total: float | None
    validity: str
    hours_valid: int
    hours_stopped: int
    hours_invalid: int
    hours_missing: int
    hours_replaced: int
    mass_kg: float | None
    replaced_kg: float | None
    rule: str
    flags: str


@dataclass(frozen=True, slots=True)
class Series:
    """A curve for a chart: parallel columns, in the order of time."""

    point_id: int
    unit: str
    step: str  #: REALTIME, MINUTE, HOUR or DAY, as chosen.
    times: tuple[int, ...]  #: Starts, in milliseconds since 1970, UTC.
    values: tuple[float | None, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]
    flags: tuple[str, ...]
    validity: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]  #: Stretches without any reading, from and to, in ms.


@dataclass(frozen=True, slots=True)
class DecodedReading:
    """One value as the decoder read it from a frame."""

    factor: str
    field: str
    value: float | None
    flag: str
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The raw frame behind a value, and what it says."""

    inbox: str
    position: int
    arrived_at: datetime
    peer: str
    mn: str
    mark: str  #: What the gateway said of it: GOOD, CRC, …
    crc: str
    edition: str
    raw: str
    readings: tuple[DecodedReading, ...]
    note: str = ""  #: Where the value came from, if not from a frame (an imported row).


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One thing that was said of a point, and the frame that said it."""

    at: datetime
    kind: str  #: REALTIME, MINUTE, HOUR or DAY.
    field: str
    value: float | None
    flag: str
    arrived_at: datetime
    inbox: str
    position: int
    holds: bool = True  #: False where a later arrival says otherwise.


@dataclass(frozen=True, slots=True)
class Fault:
    """Frames that became no reading, for one reason, in one hour."""

    inbox: str
    mn: str
    code: str
    sentence: str
    count: int
    first_position: int
    last_position: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class StationState:
    """When a station was last heard."""

    station_id: int
    mn: str
    heard_at: datetime | None
    silent_since: datetime | None
    frames: int


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark by the marking rules."""

    id: int
    outlet_id: int
    factor: str
    start: datetime
    end: datetime
    kind: str
    reason: str
    evidence: str
    author_id: int | None
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """What an hour was before something late changed it."""

    point_id: int
    start: datetime
    revised_at: datetime
    reason: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True)
class CountedDays:
    """What a counter advanced over some days, and what that stands on."""

    amount: float  #: [unit of the point]
    estimated: float  #: Part of it in hours that an outage was spread over.
    hours_valid: int
    hours_estimated: int
    last_day: date


@dataclass(frozen=True, slots=True)
class CountedHours:
    """Hours of a counter, one for each hour of a period, column by column."""

    first: int  #: Hours since 1970, UTC, of the first column.
    amount: NDArray[np.float64]  #: [unit of the point]
    measured: NDArray[np.float64]  #: Share of each hour, 0 to 1.
    estimated: NDArray[np.float64]  #: Share of each hour over which an outage was spread.


@dataclass(frozen=True, slots=True)
class OutageRow:
    """A stretch of which only the whole advance of a counter is known."""

    start: datetime
    end: datetime
    amount: float  #: What its hours, also those measured in part, advanced. [unit of the point]
    minutes: int  #: Without a reading.


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """A meter that took the place of another."""

    id: int
    at: datetime
    closing: float
    opening: float
    reason: str
    author_id: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ArchiveDay:
    """What the archive holds of a day."""

    day: date
    segments: int
    rows: int
    size: int  #: [bytes]
    unsealed_rows: int
    corrupt: int
