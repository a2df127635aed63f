"""
Rules of early warning: pure, each a function of values and a dated threshold.

They answer what holds, not whom to tell. How long something must hold and how far it must fall back
are arguments, so that a value dancing around a limit rings once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.monitoring.calc.readings import Bools, Floats


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a value is held against, in the unit of the point."""

    high: float
    low: float | None  #: A lower bound where the standard has one (pH).
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a point: it holds, or it is over. Between the two nothing is said."""

    holds: bool
    value: float
    limit: float


def judged(value: float, threshold: Threshold, *, release_share: float) -> Finding | None:
    """
    Hold a value against a threshold.

    Parameters
    ----------
    value
        [unit of the point]
    threshold
        The limit in force.
    release_share
        Below this share of the limit the exceedance is over; above the share and up to the limit
        nothing is said, so that what was open stays open. [-]

    Examples
    --------
    >>> so2 = Threshold(35.0, None, "permit")
    >>> judged(35.0, so2, release_share=0.95), judged(35.1, so2, release_share=0.95).holds
    (None, True)
    >>> judged(20.0, so2, release_share=0.95).holds
    False
    """
    if value > threshold.high:
        return Finding(True, value, threshold.high)  # noqa: FBT003 - named by the class
    if threshold.low is not None and value < threshold.low:
        return Finding(True, value, threshold.low)  # noqa: FBT003 - named by the class
    inside = threshold.low is None or value >= threshold.low
    if value <= threshold.high * release_share and inside:
        return Finding(False, value, threshold.high)  # noqa: FBT003 - named by the class
    return None


def exceeds(value: Floats, high: Floats, low: Floats) -> Bools:
    """
    Say which values lie outside their bounds; NaN bounds nothing.

    Examples
    --------
    >>> a = np.array
    >>> exceeds(a([5.0, 50.0, 3.0]), a([9.0, 35.0, np.nan]), a([6.0, np.nan, np.nan])).tolist()
    [True, True, False]
    """
    return np.asarray((value > high) | (value < low))


def lasted(since_s: int, until_s: int, *, minimum_s: int) -> bool:
    """
    Say whether a condition has held long enough.

    Examples
    --------
    >>> lasted(0, 299, minimum_s=300), lasted(0, 300, minimum_s=300)
    (False, True)
    """
    return until_s - since_s >= minimum_s


def is_frozen(lows: Sequence[float], highs: Sequence[float], *, hours: int) -> bool:
    """
    Say whether a value has not moved at all in the last hours.

    Parameters
    ----------
    lows, highs
        Lowest and highest valid value of each hour, the newest last. [unit of the point]
    hours
        How many hours without the smallest change are suspect. [h]

    Notes
    -----
    A flat line at zero is what a dry stack shows, and is not suspect.

    Examples
    --------
    >>> flat, moving = [5.0] * 4, [5.0, 5.0, 5.1, 5.0]
    >>> is_frozen(flat, flat, hours=4), is_frozen(flat, moving, hours=4)
    (True, False)
    >>> is_frozen([0.0] * 4, [0.0] * 4, hours=4), is_frozen([5.0] * 3, [5.0] * 3, hours=4)
    (False, False)
    """
    if len(lows) < hours:
        return False
    values = {*lows[-hours:], *highs[-hours:]}
    return len(values) == 1 and values != {0.0}


def is_silent(heard_us: int, now_us: int, *, interval_s: int, intervals: int) -> bool:
    """
    Say whether a station has kept silent too long.

    Parameters
    ----------
    heard_us, now_us
        When it was last heard, and now. [us]
    interval_s
        How often it should speak. [s]
    intervals
        How many of these it may miss. [-]

    Examples
    --------
    >>> is_silent(0, 90_000_000, interval_s=30, intervals=3)
    False
    >>> is_silent(0, 90_000_001, interval_s=30, intervals=3)
    True
    """
    return now_us - heard_us > interval_s * intervals * 1_000_000
