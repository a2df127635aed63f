"""When an hour, a day or a month of monitoring counts: HJ 75 and HJ 76."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from copark.monitoring.calc.readings import Ints

MINUTES = 60  #: Minutes of an hour, and bits of a set of minutes.
ALL_MINUTES = (1 << MINUTES) - 1
CODES = ("VALID", "INVALID", "STOPPED", "MISSING", "ESTIMATED")
VALID, INVALID, STOPPED, MISSING, ESTIMATED = range(len(CODES))
_FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How much must be valid: a dated row of the rules, with its source."""

    hour_minutes: int  #: [min]
    day_hours: int  #: [h]
    month_days: int  #: [d]
    february_days: int  #: [d]
    source: str


def minutes_from(second_of_hour: Ints, span_s: Ints) -> Ints:
    """
    Return the set of minutes, bit m for minute m, that a value stands for.

    Parameters
    ----------
    second_of_hour
        When the value's interval begins. [s]
    span_s
        How long it lasts; at least the minute it falls into, at most the rest of the hour. [s]

    Examples
    --------
    >>> bin(minutes_from(np.array([120]), np.array([180]))[0])
    '0b11100'
    """
    first = second_of_hour // MINUTES
    last = np.minimum((second_of_hour + np.maximum(span_s, 1) - 1) // MINUTES, MINUTES - 1)
    one = np.int64(1)
    return np.left_shift(one, last + 1) - np.left_shift(one, first)


def minutes_in(sets: Ints) -> Ints:
    """
    Count the minutes of each set.

    Examples
    --------
    >>> minutes_in(np.array([0, 0b111, ALL_MINUTES])).tolist()
    [0, 3, 60]
    """
    return np.bitwise_count(sets).astype(np.int64)


def hour_validity(valid: Ints, stopped: Ints, invalid: Ints, *, rule: ValidityRule) -> Ints:
    """
    Judge hours by their minutes.

    An hour is valid with at least 45 valid minutes. When the shortage is explained by a stop, the
    hour is stopped, which is neither valid nor invalid. With nothing heard at all it is missing;
    else it is invalid.

    Parameters
    ----------
    valid, stopped, invalid
        Sets of minutes with a valid value, a stop flag, or any other flag.

    Returns
    -------
    Ints
        Places in `CODES`.

    Examples
    --------
    >>> rule = ValidityRule(45, 20, 25, 23, "HJ 75")
    >>> minutes = [(1 << 45) - 1, (1 << 44) - 1, 1 << 50, 0, 0]
    >>> stops, troubles = [0, 0, (1 << 44) - 1, 0, 0], [0, 0, 0, 0, 1]
    >>> judged = hour_validity(*map(np.array, (minutes, stops, troubles)), rule=rule)
    >>> [CODES[code] for code in judged]
    ['VALID', 'INVALID', 'STOPPED', 'MISSING', 'INVALID']

    References
    ----------
    .. [1] HJ 76-2017 annex B: 45 minutes of valid minute data in an hour.
    """
    measured = minutes_in(valid)
    explained = minutes_in(valid | stopped)
    heard = (valid | stopped | invalid) != 0
    codes = np.where(heard, INVALID, MISSING)
    codes = np.where((stopped != 0) & (explained >= rule.hour_minutes), STOPPED, codes)
    return np.where(measured >= rule.hour_minutes, VALID, codes)


def day_validity(valid: Ints, stopped: Ints, *, rule: ValidityRule) -> Ints:
    """
    Judge days by their valid and stopped hours.

    A day is valid with at least 20 valid hours; when stops explain the shortage it is stopped.

    Examples
    --------
    >>> rule = ValidityRule(45, 20, 25, 23, "HJ 75")
    >>> judged = day_validity(np.array([20, 19, 19, 0]), np.array([0, 0, 1, 24]), rule=rule)
    >>> [CODES[code] for code in judged]
    ['VALID', 'INVALID', 'STOPPED', 'STOPPED']
    """
    explained = (stopped > 0) & (valid + stopped >= rule.day_hours)
    return np.where(valid >= rule.day_hours, VALID, np.where(explained, STOPPED, INVALID))


def month_is_valid(valid_days: int, month: int, *, rule: ValidityRule) -> bool:
    """
    Judge a month by its valid days: 25, in February 23.

    Examples
    --------
    >>> rule = ValidityRule(45, 20, 25, 23, "HJ 75")
    >>> month_is_valid(24, 3, rule=rule), month_is_valid(23, 2, rule=rule)
    (False, True)
    """
    return valid_days >= (rule.february_days if month == _FEBRUARY else rule.month_days)
