"""
Hours from sums, where the archive has added readings up already.

A million readings are added up where they lie; what comes here is a row for each point, hour,
kind, field, flag and second of the minute (`archive.expressions.summed`). That is enough for the
hours that `tally.hours_of` makes of the readings one by one, unless a reading was said twice, a
value lies outside its range, or a device writes values where others write standings. Such hours are
doubtful: they are named, and left to whoever has the readings.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc.tally import Hours, key_of, no_hours
from copark.monitoring.calc.validity import ALL_MINUTES, MINUTES, minutes_in
from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAG_CODE, Kind

if TYPE_CHECKING:
    from copark.monitoring.calc.readings import Bools, Floats, Ints, Which

_RTD, _AVG = FIELD_CODE["Rtd"], FIELD_CODE["Avg"]
_MIN, _MAX = FIELD_CODE["Min"], FIELD_CODE["Max"]
_NORMAL, _OLD_NORMAL, _STOP = FLAG_CODE["N"], FLAG_CODE["3"], FLAG_CODE["F"]
_HALF = 30


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of readings that count alike, column by column."""

    point: Ints
    hour: Ints
    kind: Ints
    field: Ints
    flag: Ints
    second: Ints  #: Of the minute, in which the readings begin.
    is_told: Bools  #: Whether they carry numbers.
    count: Ints
    total: Floats
    low: Floats
    high: Floats
    first: Floats
    last: Floats
    minutes: Ints  #: The set of minutes they begin in.

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.point)

    def take(self, which: Which) -> Sums:
        """Return the rows at the places, or under the mask, given."""
        return Sums(*(getattr(self, column.name)[which] for column in fields(self)))

    @property
    def key(self) -> Ints:
        """One number for a point and an hour."""
        return key_of(self.point, self.hour)


def hours_of_sums(sums: Sums, span_s: Ints, low: Floats, high: Floats) -> tuple[Hours, Ints]:
    """
    Return hours of averaged points, and the keys of hours that their sums do not settle.

    Parameters
    ----------
    sums
        In any order.
    span_s
        How long a reading of each row stands for. [s]
    low, high
        Range of the point of each; NaN for none.

    Examples
    --------
    >>> a = np.array
    >>> row = Sums(a([1]), a([5]), a([2]), a([2]), a([0]), a([0]), a([True]), a([2]), a([7.0]),
    ...            a([3.0]), a([4.0]), a([3.0]), a([4.0]), a([0b101]))
    >>> hours, doubtful = hours_of_sums(row, a([60]), a([np.nan]), a([np.nan]))
    >>> float(hours.mean[0]), bin(hours.valid[0]), len(doubtful)
    (3.5, '0b101', 0)
    """
    carries, is_odd, is_extreme = _roles(sums)
    of_hour = (sums.kind > Kind.NONE) & (sums.kind < Kind.DAY)
    use = np.flatnonzero((carries | is_odd | is_extreme) & of_hour)
    if not len(use):
        return no_hours(), np.empty(0, dtype=np.int64)
    use = use[np.lexsort((sums.second[use], sums.field[use], sums.key[use]))]
    use = use[_is_best(sums.key[use], sums.kind[use], (carries | is_odd)[use])]
    rows, key = sums.take(use), sums.key[use]
    is_doubtful = is_odd[use] | _is_doubtful(rows, low[use], high[use])
    doubtful = np.unique(key[is_doubtful])
    clear = ~np.isin(key, doubtful)
    if not clear.any():
        return no_hours(), doubtful
    return _added(rows.take(clear), carries[use][clear], span_s[use][clear]), doubtful


def _roles(sums: Sums) -> tuple[Bools, Bools, Bools]:
    """Return which rows carry values, which may do so, and which are lowest and highest ones."""
    instant = sums.kind == Kind.REALTIME
    standing = sums.field == _RTD
    carries = np.where(instant, standing, sums.field == _AVG)
    return carries, ~instant & standing, (sums.field == _MIN) | (sums.field == _MAX)


def _starts(key: Ints) -> Ints:
    return np.flatnonzero(np.append(True, key[1:] != key[:-1]))


def _is_best(key: Ints, kind: Ints, leads: Bools) -> Bools:
    """Say which rows, ordered by key, are of the best kind that carries a value in their hour."""
    starts = _starts(key)
    best = np.maximum.reduceat(np.where(leads, kind, 0), starts)
    best = np.repeat(best, np.diff(np.append(starts, len(key))))
    return (kind == best) & (best > 0)


def _is_doubtful(rows: Sums, low: Floats, high: Floats) -> Bools:
    """Say which rows hold readings of one time, whatever their flags, or beyond their range."""
    change = (rows.key[1:] != rows.key[:-1]) | (rows.field[1:] != rows.field[:-1])
    starts = np.flatnonzero(np.append(True, change | (rows.second[1:] != rows.second[:-1])))
    begun = minutes_in(np.bitwise_or.reduceat(rows.minutes, starts))
    apart = np.add.reduceat(rows.count, starts) == begun
    again = ~np.repeat(apart, np.diff(np.append(starts, len(rows))))
    outside = (rows.low < low) | (rows.high > high)
    endless = ~(np.isfinite(rows.low) & np.isfinite(rows.high))
    return again | (rows.is_told & (outside | endless))


def _added(rows: Sums, carries: Bools, span_s: Ints) -> Hours:
    valid = ((rows.flag == _NORMAL) | (rows.flag == _OLD_NORMAL)) & rows.is_told
    stopped = rows.flag == _STOP
    counts = valid & carries
    starts = _starts(rows.key)
    minutes: Ints = np.where(carries, _covered(rows, span_s), 0)
    measured: Ints = np.bitwise_or.reduceat(np.where(valid, minutes, 0), starts)
    idle: Ints = np.bitwise_or.reduceat(np.where(stopped, minutes, 0), starts) & ~measured
    other: Ints = np.bitwise_or.reduceat(np.where(valid | stopped, 0, minutes), starts)
    first, last = _ends(rows, counts, starts)
    return Hours(
        point=rows.point[starts],
        hour=rows.hour[starts],
        basis=rows.kind[starts],
        count=np.add.reduceat(np.where(counts, rows.count, 0), starts),
        total=np.add.reduceat(np.where(counts, rows.total, 0.0), starts),
        low=np.fmin.reduceat(np.where(valid, rows.low, np.nan), starts),
        high=np.fmax.reduceat(np.where(valid, rows.high, np.nan), starts),
        first=first,
        last=last,
        valid=measured,
        stopped=idle,
        invalid=other & ~(measured | idle),
        flags=np.bitwise_or.reduceat(np.left_shift(np.int64(1), rows.flag), starts),
    )


def _covered(rows: Sums, span_s: Ints) -> Ints:
    """Return the minutes that the readings stand for: those they begin in, and those they reach."""
    more = np.minimum((rows.second + np.maximum(span_s, 1) - 1) // MINUTES, MINUTES - 1)
    found = rows.minutes
    for step in range(1, int(more.max(initial=0)) + 1):
        found = found | np.where(more >= step, np.left_shift(rows.minutes, step) & ALL_MINUTES, 0)
    return np.where(rows.kind == Kind.HOUR, ALL_MINUTES, found)


def _ends(rows: Sums, counts: Bools, starts: Ints) -> tuple[Floats, Floats]:
    """Return the first and the last counting value of each hour; NaN where none counts."""
    late, early = 1 << 20, -1
    begun = np.where(counts, _lowest(rows.minutes) * MINUTES + rows.second, late)
    ended = np.where(counts, _highest(rows.minutes) * MINUTES + rows.second, early)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(rows))))
    first, last = np.full(len(starts), np.nan), np.full(len(starts), np.nan)
    is_first = counts & (begun == np.minimum.reduceat(begun, starts)[group])
    is_last = counts & (ended == np.maximum.reduceat(ended, starts)[group])
    first[group[is_first]], last[group[is_last]] = rows.first[is_first], rows.last[is_last]
    return first, last


def _lowest(sets: Ints) -> Ints:
    """Return the least minute of each set."""
    return minutes_in((sets & -sets) - 1)


def _highest(sets: Ints) -> Ints:
    """Return the greatest minute of each set, exactly: a half of the bits at a time."""
    upper, lower = sets >> _HALF, sets & ((1 << _HALF) - 1)
    half = np.where(upper > 0, upper, np.maximum(lower, 1)).astype(np.float64)
    return np.log2(half).astype(np.int64) + np.where(upper > 0, _HALF, 0)
