"""
What the emission of a lost hour becomes: HJ 75-2017 chapter 12.

Only the emission is replaced, never the concentration, and only in lost hours: invalid ones, and
those of which nothing was heard. Stopped hours are neither valid nor lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc.validity import INVALID, MISSING, STOPPED

if TYPE_CHECKING:
    from copark.monitoring.calc.readings import Bools, Floats, Ints
    from copark.monitoring.calc.rules import ReplacementRule

NAME = "HJ75-12"  #: Clause that a replaced hour names, with its window behind it.
WATER_NAME = "HJ356-daymax"


@dataclass(frozen=True, slots=True)
class Replaced:
    """Replacements of one point, one row for each hour of the period that got one."""

    place: Ints  #: In the hours handed in.
    kg: Floats
    window: Ints  #: Valid hours that were looked back on.


def valid_data_rate(validity: Ints) -> float:
    r"""
    Return the valid-data rate of a period; NaN where production stood still throughout.

    Parameters
    ----------
    validity
        Of every hour of the period, as in `copark.monitoring.calc.validity`.

    Notes
    -----
    .. math:: \alpha = (T - T_{stop} - T_{invalid}) / (T - T_{stop})

    Hours of which nothing was heard count as invalid.

    Examples
    --------
    >>> from copark.monitoring.calc.validity import VALID
    >>> valid_data_rate(np.array([VALID] * 90 + [INVALID] * 10 + [STOPPED] * 50))
    0.9
    """
    running = len(validity) - int((validity == STOPPED).sum())
    lost = int(is_lost(validity).sum())
    return (running - lost) / running if running else float("nan")


def is_lost(validity: Ints) -> Bools:
    """
    Say which hours are lost.

    Examples
    --------
    >>> is_lost(np.array([INVALID, MISSING, STOPPED])).tolist()
    [True, True, False]
    """
    return (validity == INVALID) | (validity == MISSING)


def window_for(rate: float, length: int, *, rule: ReplacementRule) -> int:
    """
    Return how many valid hours an event looks back on; 0 where nothing is replaced by itself.

    Parameters
    ----------
    rate
        Valid-data rate of the quarter. [-]
    length
        Consecutive lost hours of the event. [h]

    Examples
    --------
    >>> from copark.monitoring.calc.rules import ReplacementRule
    >>> rule = ReplacementRule(0.90, 0.75, 24, 180, 720, 2160)
    >>> [window_for(rate, hours, rule=rule) for rate, hours in
    ...  [(0.90, 24), (0.90, 25), (0.8999, 1), (0.75, 99), (0.7499, 1)]]
    [180, 720, 2160, 2160, 0]
    """
    if rate >= rule.rate_high:
        return rule.window_short if length <= rule.short_event else rule.window_long
    return rule.window_low if rate >= rule.rate_low else 0


def replaced(
    validity: Ints, mass: Floats, *, first: int, rate: float, rule: ReplacementRule
) -> Replaced:
    """
    Replace the emission of lost hours by the largest of the last valid hours before the event.

    Parameters
    ----------
    validity, mass
        Of consecutive hours of one point, the years before the period included. [-], [kg]
    first
        Place of the first hour of the period; what lies before is only looked back on.
    rate
        Valid-data rate of the quarter. [-]
    rule
        The table of windows.

    Notes
    -----
    An event is a run of consecutive lost hours; a stop ends it. It may have begun before the
    period: its length counts from there. Where fewer valid hours exist than the window asks for,
    those that exist are looked at.

    Examples
    --------
    >>> from copark.monitoring.calc.rules import ReplacementRule
    >>> from copark.monitoring.calc.validity import VALID
    >>> rule = ReplacementRule(0.90, 0.75, 24, 180, 720, 2160)
    >>> found = replaced(np.array([VALID, VALID, INVALID]), np.array([2.0, 5.0, np.nan]),
    ...                  first=0, rate=0.95, rule=rule)
    >>> found.place.tolist(), found.kg.tolist(), found.window.tolist()
    ([2], [5.0], [2])
    """
    lost = is_lost(validity)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], lost.astype(np.int8), [0]])))
    known = np.flatnonzero((validity == 0) & np.isfinite(mass))
    places: list[int] = []
    kilograms: list[float] = []
    windows: list[int] = []
    for begin, end in edges.reshape(-1, 2).tolist():
        if end <= first:
            continue
        count = int(np.searchsorted(known, begin))
        window = min(window_for(rate, end - begin, rule=rule), count)
        if not window:
            continue
        largest = float(mass[known[count - window : count]].max())
        inside = range(max(begin, first), end)
        places += inside
        kilograms += [largest] * len(inside)
        windows += [window] * len(inside)
    return Replaced(
        np.array(places, dtype=np.int64),
        np.array(kilograms, dtype=np.float64),
        np.array(windows, dtype=np.int64),
    )


def water_days(is_effective: Bools, mass: Floats, *, first: int) -> Replaced:
    """
    Replace the emission of days of waste water that have no effective daily mean.

    Parameters
    ----------
    is_effective, mass
        Of consecutive days of one point. [-], [kg]
    first
        Place of the first day that may be replaced.

    Returns
    -------
    Replaced
        `kg` is what is added to the part that was measured, so that the day reaches the largest
        effective daily emission before it.

    Notes
    -----
    HJ 356-2019 as remembered, to be verified: the maximum since the last passed check. Checks are
    not kept yet, so that all effective days handed in are looked at.

    Examples
    --------
    >>> found = water_days(np.array([True, True, False]), np.array([4.0, 6.0, 1.0]), first=0)
    >>> found.place.tolist(), found.kg.tolist(), found.window.tolist()
    ([2], [5.0], [2])
    """
    known = np.flatnonzero(is_effective & np.isfinite(mass))
    places = [
        place
        for place in np.flatnonzero(~is_effective).tolist()
        if place >= first and np.searchsorted(known, place) > 0
    ]
    counts = [int(np.searchsorted(known, place)) for place in places]
    kilograms = [
        max(0.0, float(mass[known[:count]].max()) - float(np.nan_to_num(mass[place])))
        for place, count in zip(places, counts, strict=True)
    ]
    return Replaced(
        np.array(places, dtype=np.int64),
        np.array(kilograms, dtype=np.float64),
        np.array(counts, dtype=np.int64),
    )
