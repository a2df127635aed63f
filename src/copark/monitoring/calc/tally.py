"""
Add readings up to hours, in columns.

An hour rests on one kind of message only, the best there is: the device's own hour value (CN 2061)
before its minute data (CN 2051) before real-time data (CN 2011). The device computed the better
ones from all its samples, of which the others show a part. Values of an hour are those of valid
readings; the minutes of all others are kept, by class of flag.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc.readings import Readings, stream_of
from copark.monitoring.calc.validity import ALL_MINUTES, minutes_from
from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAG_CODE, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike

    from copark.monitoring.calc.readings import Bools, Floats, Ints, Which

HOUR_S = 3600
HOUR_BITS = 24  #: Bits for an hour since 1970 in a key: enough up to the year 3883.
_FLOATS = frozenset({"total", "low", "high", "first", "last"})
_NORMAL, _STOP = FLAG_CODE["N"], FLAG_CODE["F"]
_OLD_NORMAL = FLAG_CODE["3"]  #: Flag 3 of old ambient-air stations: normal.
_RTD, _AVG = FIELD_CODE["Rtd"], FIELD_CODE["Avg"]
_MIN, _MAX, _COU = FIELD_CODE["Min"], FIELD_CODE["Max"], FIELD_CODE["Cou"]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of points, column by column, ordered by point and hour, each pair once."""

    point: Ints
    hour: Ints  #: Hours since 1970, UTC.
    basis: Ints  #: Kind of message.
    count: Ints  #: Valid values.
    total: Floats  #: Their sum, or what a counter advanced.
    low: Floats
    high: Floats
    first: Floats
    last: Floats
    valid: Ints  #: Sets of minutes, by class.
    stopped: Ints
    invalid: Ints
    flags: Ints

    def __len__(self) -> int:
        """Count the hours."""
        return len(self.point)

    def take(self, which: Which) -> Hours:
        """Return the hours at the places, or under the mask, given."""
        return Hours(*(getattr(self, column.name)[which] for column in fields(self)))

    @property
    def key(self) -> Ints:
        """One number for a point and an hour."""
        return key_of(self.point, self.hour)

    @property
    def mean(self) -> Floats:
        """Mean of the valid values; NaN where there is none."""
        return np.divide(
            self.total, self.count, out=np.full(len(self), np.nan), where=self.count > 0
        )


def key_of(point: Ints, hour: Ints) -> Ints:
    """
    Return one number for a point and an hour since 1970.

    Examples
    --------
    >>> int(key_of(np.array([1]), np.array([2]))[0]) == (1 << 24) + 2
    True
    """
    return np.left_shift(point, HOUR_BITS) + hour


def joined(parts: Sequence[Hours]) -> Hours:
    """Return the hours of all parts, ordered; the parts share no pair of point and hour."""
    columns = [
        np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Hours)
    ]
    order = np.argsort(key_of(columns[0], columns[1]), kind="stable")
    return Hours(*(column[order] for column in columns))


def dtype_of(column: str) -> DTypeLike:
    """Return the type of a column of hours."""
    return np.float64 if column in _FLOATS else np.int64


def no_hours() -> Hours:
    """Return no hours at all."""
    return Hours(*(np.empty(0, dtype=dtype_of(column.name)) for column in fields(Hours)))


def united(minutes: Ints, starts: Ints) -> Ints:
    """
    Return the union of the sets of minutes of each group; groups begin at `starts`.

    Examples
    --------
    >>> united(np.array([0b1, 0b10, 0b100]), np.array([0, 2])).tolist()
    [3, 4]
    """
    return np.bitwise_or.reduceat(minutes, starts)


def is_value(readings: Readings) -> Bools:
    """
    Say which readings carry the value of their interval.

    That is Rtd of real-time data and Avg of minute, hour and day data. Loggers that write Rtd in
    minute or hour data too are taken at their word where they send no Avg beside it.
    """
    instant = (readings.kind == Kind.REALTIME) & (readings.field == _RTD)
    average = (readings.kind != Kind.REALTIME) & (readings.field == _AVG)
    odd = np.flatnonzero((readings.kind != Kind.REALTIME) & (readings.field == _RTD))
    if not len(odd):
        return instant | average
    at = readings.at
    partner = stream_of(readings.point, readings.kind, np.zeros_like(at)) * 1_000_003 + at
    instant[odd[~np.isin(partner[odd], partner[average])]] = True
    return instant | average


def classes(readings: Readings, low: Floats, high: Floats) -> tuple[Bools, Bools]:
    """
    Return which readings are valid, and which tell of a stop; the others are invalid.

    Valid is a number with flag N (3 at old ambient-air stations) inside the analyser's range.

    Parameters
    ----------
    readings
        The readings.
    low, high
        Range of the point of each; NaN for none. [unit of the point]
    """
    stopped = readings.flag == _STOP
    normal = (readings.flag == _NORMAL) | (readings.flag == _OLD_NORMAL)
    outside = (readings.value < low) | (readings.value > high)
    return normal & np.isfinite(readings.value) & ~outside, stopped


def is_amount(readings: Readings) -> Bools:
    """Say which readings carry what a counter advanced: Cou of minute and hour data."""
    return (readings.kind > Kind.REALTIME) & (readings.field == _COU)


def hours_of(
    readings: Readings, span_s: Ints, low: Floats, high: Floats, *, carries: Bools | None = None
) -> Hours:
    """
    Add readings up to hours.

    Parameters
    ----------
    readings
        Each said once (`newest_word`), of points whose values are averaged.
    span_s
        How long each stands for. [s]
    low, high
        Range of the point of each; NaN for none.
    carries
        Which readings carry the value of their interval, if not those of `is_value`.

    Returns
    -------
    Hours
        One row for each pair of point and hour that a value reading touches.
    """
    carries = is_value(readings) if carries is None else carries
    extreme = (readings.field == _MIN) | (readings.field == _MAX)
    use = np.flatnonzero((carries | extreme) & (readings.kind < Kind.DAY))
    if not len(use) or not carries[use].any():
        return no_hours()
    rows = readings.take(use)
    key = key_of(rows.point, rows.hour)
    order = np.lexsort((rows.at, key))
    use, key = use[order], key[order]
    rows = readings.take(use)
    best = _best_kind(key, np.where(carries[use], rows.kind, 0))
    keep = (rows.kind == best) & (best > 0)
    use, rows, key = use[keep], rows.take(keep), key[keep]
    return _added(rows, key, carries[use], span_s[use], (low[use], high[use]))


def _best_kind(key: Ints, kind: Ints) -> Ints:
    """Return, for each row, the highest kind of its group; rows are ordered by `key`."""
    starts = _starts(key)
    return np.repeat(np.maximum.reduceat(kind, starts), np.diff(np.append(starts, len(key))))


def _starts(key: Ints) -> Ints:
    change = np.empty(len(key), dtype=bool)
    change[0] = True
    np.not_equal(key[1:], key[:-1], out=change[1:])
    return np.flatnonzero(change)


def _added(
    rows: Readings, key: Ints, carries: Bools, span_s: Ints, limits: tuple[Floats, Floats]
) -> Hours:
    valid, stopped = classes(rows, *limits)
    minutes = np.where(carries, minutes_from(rows.at % HOUR_S, span_s), 0)
    minutes[carries & (rows.kind == Kind.HOUR)] = ALL_MINUTES
    counts = valid & carries
    starts = _starts(key)
    value = np.where(counts, rows.value, 0.0)
    shown = np.where(valid, rows.value, np.nan)
    measured = united(np.where(valid, minutes, 0), starts)
    idle = united(np.where(stopped, minutes, 0), starts) & ~measured
    other = united(np.where(valid | stopped, 0, minutes), starts)
    first, last = _ends(counts, starts, rows.value)
    return Hours(
        point=rows.point[starts],
        hour=rows.hour[starts],
        basis=rows.kind[starts],
        count=np.add.reduceat(counts.astype(np.int64), starts),
        total=np.add.reduceat(value, starts),
        low=np.fmin.reduceat(shown, starts),
        high=np.fmax.reduceat(shown, starts),
        first=first,
        last=last,
        valid=measured,
        stopped=idle,
        invalid=other & ~(measured | idle),
        flags=np.bitwise_or.reduceat(np.left_shift(np.int64(1), rows.flag), starts),
    )


def _ends(counts: Bools, starts: Ints, value: Floats) -> tuple[Floats, Floats]:
    """Return the first and the last counting value of each group; NaN where none counts."""
    place = np.arange(len(value))
    size = len(value)
    first = np.minimum.reduceat(np.where(counts, place, size), starts)
    last = np.maximum.reduceat(np.where(counts, place, -1), starts)
    padded = np.append(value, np.nan)
    return padded[first], padded[last]


def merged(known: Hours, fresh: Hours) -> Hours:
    """
    Merge fresh hours into known ones.

    Where both know an hour, the better basis holds; on the same basis sums add up, save for the
    device's own hour value, of which the fresh one replaces the known.

    Parameters
    ----------
    known, fresh
        Ordered by key. No reading may be in both.

    Returns
    -------
    Hours
        The hours of `fresh`, as they now are.

    Examples
    --------
    >>> from copark.monitoring.calc.readings import of_columns
    >>> def at(minute, value):
    ...     one = of_columns(point=[1], kind=[1], field=[0], at=[minute * 60], value=[value],
    ...                      flag=[0], arrived=[0], position=[1])
    ...     nothing = np.array([np.nan])
    ...     return hours_of(one, np.array([60]), nothing, nothing)
    >>> both = merged(at(0, 1.0), at(1, 3.0))
    >>> int(both.count[0]), float(both.mean[0]), int(both.valid[0])
    (2, 2.0, 3)
    """
    if not len(known) or not len(fresh):
        return fresh
    place = np.searchsorted(known.key, fresh.key)
    inside = np.minimum(place, len(known) - 1)
    met = known.key[inside] == fresh.key
    old = known.take(inside)
    keeps = met & (old.basis > fresh.basis)
    adds = met & (old.basis == fresh.basis) & (fresh.basis != Kind.HOUR)
    measured = fresh.valid | np.where(adds, old.valid, 0)
    idle = (fresh.stopped | np.where(adds, old.stopped, 0)) & ~measured
    other = (fresh.invalid | np.where(adds, old.invalid, 0)) & ~(measured | idle)
    fresh_first = adds & (old.count > 0)
    sums = Hours(
        point=fresh.point,
        hour=fresh.hour,
        basis=fresh.basis,
        count=fresh.count + np.where(adds, old.count, 0),
        total=fresh.total + np.where(adds, old.total, 0.0),
        low=np.where(adds, np.fmin(old.low, fresh.low), fresh.low),
        high=np.where(adds, np.fmax(old.high, fresh.high), fresh.high),
        first=np.where(fresh_first, old.first, fresh.first),
        last=np.where(adds & (fresh.count == 0), old.last, fresh.last),
        valid=measured,
        stopped=idle,
        invalid=other,
        flags=fresh.flags | np.where(adds, old.flags, 0),
    )
    return Hours(
        *(
            np.where(keeps, getattr(old, column.name), getattr(sums, column.name))
            for column in fields(Hours)
        )
    )


def without(hours: Hours, marked: Ints, *, is_stop: Bools) -> Hours:
    """
    Take marked minutes out of what is valid, into what is stopped or invalid.

    Parameters
    ----------
    hours
        The hours.
    marked
        Set of marked minutes of each.
    is_stop
        Whether the mark says that production was stopped.
    """
    taken = (hours.valid | hours.invalid | hours.stopped) & marked
    return replace(
        hours,
        valid=hours.valid & ~marked,
        stopped=np.where(is_stop, hours.stopped | taken, hours.stopped & ~marked),
        invalid=np.where(is_stop, hours.invalid & ~marked, hours.invalid | taken),
    )
