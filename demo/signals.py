"""What a point of the demo park shows at any hour, made from a real series.

A signal is a source column, shifted and scaled. It depends on the hour alone, never on the day the
park is built, so history, live values and a second start all speak of the same curve.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from demo import extract

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Hours = NDArray[np.int64]

PARK_OFFSET_H = 8  #: Hours that the park's clocks are ahead of UTC; no summer time.


def hour_number(moment: datetime) -> int:
    """Return the whole hours since 1970, UTC."""
    return int(moment.timestamp() // 3600)


def moment_of(hour: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=int(hour))


def _local(year: int, month: int, day: int) -> int:
    return hour_number(datetime(year, month, day, tzinfo=UTC)) - PARK_OFFSET_H


def year_start(hour: int) -> int:
    """Return the first hour of the year that an hour lies in, by the park's clocks."""
    return _local(moment_of(hour + PARK_OFFSET_H).year, 1, 1)


@dataclass(frozen=True, slots=True)
class Source:
    """An hourly series that repeats, and the hour at which it began."""

    values: Floats  #: Gaps are filled between their neighbours.
    is_gap: NDArray[np.bool_]
    start: int

    def at(self, hours: Hours, shift: int) -> NDArray[np.int64]:
        return (hours - self.start + shift) % len(self.values)


@dataclass(frozen=True, slots=True)
class Signal:
    """A source bent to a point's level.

    `power` below 1 calms a series and above 1 makes it livelier; `base` is the share of the level
    that never moves; `ceiling` is where values begin to lean against what the treatment holds.
    """

    source: str
    mean: float
    shift: int = 0
    power: float = 1.0
    base: float = 0.0
    ceiling: float | None = None
    noise: float = 0.02
    keeps_gaps: bool = False

    def values(self, hours: Hours) -> Floats:
        source = _source(self.source)
        shape = _shape(self.source, self.power)[source.at(hours, self.shift)]
        level = self.mean * (self.base + (1 - self.base) * shape)
        level = level * (1 + self.noise * _grain(hours, self.shift))
        return level if self.ceiling is None else _lean(level, self.ceiling)

    def gaps(self, hours: Hours) -> NDArray[np.bool_]:
        source = _source(self.source)
        if not self.keeps_gaps:
            return np.zeros(len(hours), dtype=bool)
        return source.is_gap[source.at(hours, self.shift)]

    def counted(self, hours: Hours) -> Floats:
        """Return what a counter of this signal shows at the end of each hour, from 2024 on."""
        anchor = _local(2024, 1, 1)
        period = len(_source(self.source).values)
        smooth = Signal(self.source, self.mean, self.shift, self.power, self.base, noise=0.0)
        one = np.cumsum(smooth.values(anchor + np.arange(period)))
        done, rest = np.divmod(hours - anchor + 1, period)
        return done * one[-1] + np.where(rest > 0, one[rest - 1], 0.0)


@cache
def _shape(name: str, power: float) -> Floats:
    values = _source(name).values
    bent = (np.maximum(values, 1e-3) / np.median(values)) ** power
    return bent / bent.mean()


def _lean(level: Floats, ceiling: float) -> Floats:
    return level / (1 + (level / ceiling) ** 8) ** 0.125


def _grain(hours: Hours, seed: int) -> Floats:
    """Return noise of deviation 1 that is the same whenever the hour is asked for."""
    phase = np.sin(hours * 12.9898 + seed * 78.233) * 43758.5453
    return (phase - np.floor(phase) - 0.5) * np.sqrt(12)


@cache
def _source(name: str) -> Source:
    file, column = name.split(":")
    return {"steel": _steel, "water_treatment": _water}.get(file, _hourly)(file, column)


#: Where each series is laid on the calendar: season, weekday and hour of day stay right.
STARTS = {
    "gas_turbine": (_local(2025, 1, 1), 8760),
    "air_quality": (_local(2024, 3, 10) + 18, 389 * 24),
    "background_air": (_local(2025, 3, 1), 8760),
}


def _hourly(file: str, column: str) -> Source:
    start, length = STARTS[file]
    return _filled(_column(file, column)[:length], start)


def _steel(file: str, column: str) -> Source:
    hourly = _column(file, column).reshape(-1, 4).sum(axis=1)
    return _filled(hourly, _local(2024, 1, 1))  # both 2018 and 2024 began on a Monday


def _water(file: str, column: str) -> Source:
    days = _filled(_column(file, column), 0).values
    hours = np.arange(len(days) * 24)
    spread = np.interp(hours / 24, np.arange(len(days)) + 0.5, days, period=float(len(days)))
    if column.startswith("inflow"):
        spread = spread * (1 + 0.16 * np.sin((hours % 24 - 9) / 24 * 2 * np.pi))
    return _filled(spread, _local(2025, 1, 1))


def _column(file: str, column: str) -> Floats:
    rows = csv.DictReader(io.StringIO(extract.read(f"{file}.csv.gz")))
    return np.array([float(row[column] or "nan") for row in rows])


def _filled(values: Floats, start: int) -> Source:
    is_gap = np.isnan(values)
    places = np.arange(len(values))
    filled = np.interp(places, places[~is_gap], values[~is_gap])
    return Source(filled, is_gap, start)
