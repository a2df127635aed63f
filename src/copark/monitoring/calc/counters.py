"""
What a counter advanced, hour by hour.

Between two readings of a counter lies an advance. It belongs to the time between them and is spread
evenly over it; where that time is longer than the meter's rhythm explains, the hours it touches are
estimated and say so. After three silent hours there is thus no row of zeros with a peak at its end,
and a meter's first reading opens a count rather than booking it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from copark.monitoring.calc.tally import HOUR_BITS, HOUR_S, Hours, key_of, no_hours, united
from copark.monitoring.calc.validity import (
    ESTIMATED,
    INVALID,
    MISSING,
    VALID,
    ValidityRule,
    minutes_from,
    minutes_in,
)
from copark.monitoring.calc.vocabulary import FLAG_CODE, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copark.monitoring.calc.readings import Bools, Floats, Ints, Readings

LONGEST_STEP_S = 900  #: Between readings no further apart an advance is measured, not spread. [s]
EDGE = 0.1  #: A register that rolls over is left in its last tenth and entered in its first.


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Meters that took the place of others at the same point, column by column."""

    point: Ints
    at: Ints  #: When the new meter began to count. [s]
    closing: Floats  #: Last standing of the old meter. [unit of the counter]
    opening: Floats  #: First standing of the new one. [unit of the counter]


def no_exchanges() -> Exchanges:
    """Return none."""
    whole, real = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64)
    return Exchanges(whole, whole, real, real)


def offsets(point: Ints, at: Ints, exchanges: Exchanges) -> Floats:
    """
    Return what is to be added to readings so that exchanged meters count on as one.

    Parameters
    ----------
    point, at
        Of the readings, in any order. [s]
    exchanges
        Few beside the readings.

    Examples
    --------
    >>> a = np.array
    >>> swap = Exchanges(a([1]), a([50]), a([900.0]), a([10.0]))
    >>> offsets(a([1, 1, 2]), a([40, 60, 60]), swap).tolist()
    [0.0, 890.0, 0.0]
    """
    added = np.zeros(len(point), dtype=np.float64)
    for place in np.flatnonzero(np.isin(exchanges.point, point)).tolist():
        after = (point == exchanges.point[place]) & (at >= exchanges.at[place])
        added[after] += exchanges.closing[place] - exchanges.opening[place]
    return added


@dataclass(frozen=True, slots=True)
class Steps:
    """Advances between neighbouring readings of a point, column by column."""

    point: Ints
    begin: Ints  #: [s]
    end: Ints  #: [s]
    amount: Floats  #: [unit of the counter]
    is_booked: Bools  #: False for a reset, a roll-over or an impossible rate.


def is_good(readings: Readings) -> Bools:
    """Say which counter readings hold: numbers flagged normal or stopped (a meter still counts)."""
    holds = (readings.flag == FLAG_CODE["N"]) | (readings.flag == FLAG_CODE["F"])
    return holds & np.isfinite(readings.value)


def has_fallen(point: Ints, value: Floats) -> Bools:
    """
    Say which readings are lower than the one before them; rows are ordered by point and time.

    Examples
    --------
    >>> has_fallen(np.array([1, 1, 2]), np.array([5.0, 4.0, 3.0])).tolist()
    [False, True, False]
    """
    fallen = np.zeros(len(point), dtype=bool)
    fallen[1:] = (np.diff(value) < 0) & (point[1:] == point[:-1])
    return fallen


def is_spike(value: Floats) -> Bools:
    """
    Say which readings of one counter stand above the way that all others take.

    A reading is a spike when later ones are lower again and still not below the last good one: the
    counter never really stood there. When later ones stay below, the counter was reset, and the
    reading is kept.

    Examples
    --------
    >>> is_spike(np.array([10.0, 11.0, 900011.0, 12.0, 13.0])).tolist()
    [False, False, True, False, False]
    >>> is_spike(np.array([10.0, 11.0, 0.0, 1.0])).tolist()
    [False, False, False, False]
    """
    spikes = np.zeros(len(value), dtype=bool)
    if len(value) < 3 or not (np.diff(value) < 0).any():  # noqa: PLR2004 - a spike has two neighbours
        return spikes
    ahead = np.minimum.accumulate(value[::-1])[::-1]
    base = float(value[0])
    for place in range(1, len(value) - 1):
        here, later = float(value[place]), float(ahead[place + 1])
        spikes[place] = here > later >= base
        base = base if spikes[place] else here
    return spikes


def steps_of(
    point: Ints, at: Ints, value: Floats, most_per_hour: Floats, register: Floats | None = None
) -> Steps:
    """
    Return the advances between neighbouring readings.

    A fall is a roll-over where the register was left in its last tenth and entered in its first;
    every other fall is a reset, and nothing is booked for it.

    Parameters
    ----------
    point, at, value
        Good readings, ordered by point and time, each time once. [s], [unit of the counter]
    most_per_hour
        What the point can advance in an hour; NaN for no bound. [unit/h]
    register
        Where the register of each begins again at nought; NaN, or None for all, where it never
        does. [unit of the counter]

    Examples
    --------
    >>> a = np.array
    >>> found = steps_of(a([1, 1, 1]), a([0, 60, 120]), a([5.0, 6.0, 2.0]), a([np.nan] * 3))
    >>> found.amount.tolist(), found.is_booked.tolist()
    ([1.0, -4.0], [True, False])
    >>> ends = a([1000.0, 1000.0])
    >>> steps_of(a([1, 1]), a([0, 60]), a([998.0, 1.0]), a([np.nan] * 2), ends).amount.tolist()
    [3.0]
    """
    same = np.flatnonzero(point[1:] == point[:-1])
    begin, end = at[same], at[same + 1]
    before, after = value[same], value[same + 1]
    amount = after - before
    if register is not None:
        size = register[same]
        has_rolled = (amount < 0) & (before >= size * (1 - EDGE)) & (after <= size * EDGE)
        amount = np.where(has_rolled, amount + size, amount)
    bound = most_per_hour[same] * (end - begin) / HOUR_S
    return Steps(point[same], begin, end, amount, (amount >= 0) & ~(amount > bound))


def hours_of_steps(steps: Steps, *, longest_s: int = LONGEST_STEP_S) -> Hours:
    """
    Spread advances over the hours between their readings.

    Parameters
    ----------
    steps
        Of any number of points.
    longest_s
        Longest step that counts as measured. [s]

    Returns
    -------
    Hours
        `total` is what the counter advanced. `valid` are measured minutes, `stopped` those over
        which a long step was spread, `invalid` those of a step that is not booked.

    Examples
    --------
    >>> a = np.array
    >>> three_hours = Steps(a([1]), a([0]), a([10800]), a([90.0]), a([True]))
    >>> spread = hours_of_steps(three_hours)
    >>> spread.total.tolist(), minutes_in(spread.stopped).tolist()
    ([30.0, 30.0, 30.0], [60, 60, 60])
    """
    if not len(steps.point):
        return no_hours()
    first = steps.begin // HOUR_S
    pieces = (steps.end - 1) // HOUR_S - first + 1
    if pieces.max() == 1:  # a reading at every full hour: nothing is to be divided
        return _within(steps, first, longest_s)
    row = np.repeat(np.arange(len(pieces)), pieces)
    hour = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin = np.maximum(steps.begin[row], hour * HOUR_S)
    seconds = np.minimum(steps.end[row], (hour + 1) * HOUR_S) - begin
    length = (steps.end - steps.begin)[row]
    booked = steps.is_booked[row]
    amount = np.where(booked, steps.amount[row] * seconds / length, 0.0)
    minutes = minutes_from(begin % HOUR_S, seconds)
    measured = booked & (length <= longest_s)
    return _summed(steps.point[row], hour, amount, minutes, (measured, booked & ~measured))


def _within(steps: Steps, hour: Ints, longest_s: int) -> Hours:
    """Add up steps of which none reaches into another hour."""
    length = steps.end - steps.begin
    amount = np.where(steps.is_booked, steps.amount, 0.0)
    measured = steps.is_booked & (length <= longest_s)
    minutes = minutes_from(steps.begin % HOUR_S, length)
    return _summed(steps.point, hour, amount, minutes, (measured, steps.is_booked & ~measured))


def _summed(
    point: Ints, hour: Ints, amount: Floats, minutes: Ints, kinds: tuple[Bools, Bools]
) -> Hours:
    measured, spread = kinds
    key = key_of(point, hour)
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key, point, hour, amount = key[order], point[order], hour[order], amount[order]
        minutes, measured, spread = minutes[order], measured[order], spread[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    valid = united(np.where(measured, minutes, 0), starts)
    filled = united(np.where(spread, minutes, 0), starts) & ~valid
    lost = united(np.where(measured | spread, 0, minutes), starts)
    size = len(starts)
    unknown = np.full(size, np.nan)
    return Hours(
        point=point[starts],
        hour=hour[starts],
        basis=np.full(size, int(Kind.REALTIME)),
        count=np.add.reduceat(measured.astype(np.int64), starts),
        total=np.add.reduceat(amount, starts),
        low=unknown,
        high=unknown,
        first=unknown,
        last=unknown,
        valid=valid,
        stopped=filled,
        invalid=lost & ~(valid | filled),
        flags=np.where(filled, 0, 1),
    )


@dataclass(frozen=True, slots=True)
class Meters:
    """What is known of the meter behind each reading of counters, column by column."""

    most_per_hour: Floats  #: What it can advance in an hour; NaN for no bound. [unit/h]
    register: Floats  #: Where it begins again at nought; NaN for never. [unit of the counter]
    offset: Floats  #: What exchanges of the meter add to its standing. [unit of the counter]


def hours_of_counters(
    readings: Readings, meters: Meters, *, is_prior: Bools | None = None
) -> Hours:
    """
    Return what counters advanced in each hour, from their real-time readings.

    Parameters
    ----------
    readings
        Good readings (`is_good`) of counters, ordered by point and time, each time once.
    meters
        Of each reading.
    is_prior
        Readings that were counted before and only open the first step.

    Returns
    -------
    Hours
        `count` readings, `first` and `last` of them, and `total`, what was booked; an hour that
        only opens the count has no minutes and thus no total that means anything.
    """
    value = readings.value + meters.offset
    steps = steps_of(readings.point, readings.at, value, meters.most_per_hour, meters.register)
    advanced = hours_of_steps(steps)
    fresh = readings if is_prior is None else readings.take(~is_prior)
    if not len(fresh):
        return advanced
    key = key_of(fresh.point, fresh.hour)
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    ends = np.append(starts[1:], len(key)) - 1
    every = np.union1d(key[starts], advanced.key)
    into = np.searchsorted(every, advanced.key)
    heard = np.searchsorted(every, key[starts])
    size = len(every)
    count = np.zeros(size, dtype=np.int64)
    count[heard] = ends - starts + 1
    first, last = np.full(size, np.nan), np.full(size, np.nan)
    first[heard], last[heard] = fresh.value[starts], fresh.value[ends]
    unknown = np.full(size, np.nan)
    return Hours(
        point=every >> HOUR_BITS,
        hour=every & ((1 << HOUR_BITS) - 1),
        basis=np.full(size, int(Kind.REALTIME)),
        count=count,
        total=_placed(advanced.total, into, size),
        low=unknown,
        high=unknown,
        first=first,
        last=last,
        valid=_placed(advanced.valid, into, size),
        stopped=_placed(advanced.stopped, into, size),
        invalid=_placed(advanced.invalid, into, size),
        flags=np.ones(size, dtype=np.int64),
    )


def _placed(values: NDArray[Any], into: Ints, size: int) -> NDArray[Any]:
    whole = np.zeros(size, dtype=values.dtype)
    whole[into] = values
    return whole


def counter_validity(valid: Ints, spread: Ints, lost: Ints, *, rule: ValidityRule) -> Ints:
    """
    Judge hours of a counter: measured, estimated by spreading, or not known.

    Examples
    --------
    >>> rule = ValidityRule(45, 20, 25, 23, "HJ 76")
    >>> full, none = (1 << 60) - 1, 0
    >>> a = np.array
    >>> valid, spread, lost = a([full, none, none]), a([none, full, none]), a([none, none, none])
    >>> counter_validity(valid, spread, lost, rule=rule).tolist()
    [0, 4, 3]
    """
    measured = minutes_in(valid)
    known = minutes_in(valid | spread)
    codes = np.where((valid | spread | lost) != 0, INVALID, MISSING)
    codes = np.where((spread != 0) & (known >= rule.hour_minutes), ESTIMATED, codes)
    return np.where(measured >= rule.hour_minutes, VALID, codes)
