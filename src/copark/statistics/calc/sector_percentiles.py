"""Where an enterprise stands among those of its sector, without telling who the others are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_OTHERS = 5  #: Fewer others than that could be guessed from their percentiles.
NEAREST = 3  #: A shown value is the mean of as many others at least, so it is nobody's own.
SHOWN_DIGITS = 2  #: Significant digits of a shown value.
WIDTHS = (4, 3, 2)  #: Digits of GB/T 4754 to be compared by: class, group, division.
LOWER, MEDIAN, UPPER = Decimal("0.25"), Decimal("0.5"), Decimal("0.75")


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    r"""
    Return the value below which a share of the values lies, interpolated between neighbours.

    Parameters
    ----------
    values
        At least one, in any order. [any unit]
    share
        From 0 to 1. [-]

    Returns
    -------
    Decimal
        The percentile. [same unit]

    Raises
    ------
    ValueError
        If there are no values, or `share` lies outside 0 to 1.

    Notes
    -----
    .. math:: h = (n - 1) p, \quad Q = x_{\lfloor h \rfloor} + (h - \lfloor h \rfloor)
              (x_{\lfloor h \rfloor + 1} - x_{\lfloor h \rfloor})

    Type 7 of Hyndman and Fan, the one that spreadsheets call PERCENTILE.INC.

    Examples
    --------
    >>> percentile([Decimal(1), Decimal(2), Decimal(4), Decimal(8)], Decimal("0.25"))
    Decimal('1.75')

    References
    ----------
    .. [1] Hyndman, Fan: Sample quantiles in statistical packages, Am. Stat. 50 (1996) 361
       (memory: to be verified).
    """
    if not values:
        message = "there is no percentile of nothing"
        raise ValueError(message)
    if not 0 <= share <= 1:
        message = f"the share must lie from 0 to 1, got {share}"
        raise ValueError(message)
    rising = sorted(values)
    at = (len(rising) - 1) * share
    low = int(at)
    high = min(low + 1, len(rising) - 1)
    return rising[low] + (at - low) * (rising[high] - rising[low])


def rank_share(own: Decimal, others: Sequence[Decimal]) -> Decimal:
    """
    Return the share of the others that lie below; who is equal counts half. [-]

    Parameters
    ----------
    own
        The value in question. [any unit]
    others
        At least one. [same unit]

    Returns
    -------
    Decimal
        0 if nobody is lower, 1 if everybody is.

    Raises
    ------
    ValueError
        If there are no others.

    Examples
    --------
    >>> rank_share(Decimal(3), [Decimal(1), Decimal(3), Decimal(5), Decimal(7)])
    Decimal('0.375')
    """
    if not others:
        message = "there is no rank among nobody"
        raise ValueError(message)
    below = sum(other < own for other in others)
    equal = sum(other == own for other in others)
    return (2 * below + Decimal(equal)) / (2 * len(others))


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of a group lie. [unit of the values]"""

    count: int
    best: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    worst: Decimal


def spread(values: Sequence[Decimal]) -> Spread:
    """
    Return extremes and quartiles of a group, for those who may see each member.

    Parameters
    ----------
    values
        At least one; less is better. [any unit]

    Returns
    -------
    Spread
        Best is the smallest. [same unit]

    Raises
    ------
    ValueError
        If there are no values.

    Examples
    --------
    >>> spread([Decimal(1), Decimal(2), Decimal(3)]).median
    Decimal('2.0')
    """
    lower, median, upper = (percentile(values, share) for share in (LOWER, MEDIAN, UPPER))
    return Spread(len(values), min(values), lower, median, upper, max(values))


def guarded(others: Sequence[Decimal]) -> Spread | None:
    """
    Return how others lie so that no value of one of them can be read off it.

    Each number is the mean of three or four neighbours, rounded to two significant digits: the
    best is the mean of the best three.

    Parameters
    ----------
    others
        Values of the others, the reader's own left out. [any unit]

    Returns
    -------
    Spread or None
        None where there are fewer than five others. [same unit]

    Examples
    --------
    >>> shown = guarded([Decimal(v) for v in (10, 11, 15, 20, 24, 40)])
    >>> shown.best, shown.median, shown.worst
    (Decimal('12'), Decimal('18'), Decimal('28'))
    >>> guarded([Decimal(1)] * 4) is None
    True
    """
    if len(others) < LEAST_OTHERS:
        return None
    rising = sorted(others)
    shares = (Decimal(0), LOWER, MEDIAN, UPPER, Decimal(1))
    shown = [_blurred(rising, share) for share in shares]
    return Spread(len(rising), *shown)


def _blurred(rising: Sequence[Decimal], share: Decimal) -> Decimal:
    """Return the mean of the values around a place, three or four of them, coarsely."""
    at = (len(rising) - 1) * share
    first = max(0, min(math.floor(at) - 1, len(rising) - NEAREST))
    around = rising[first : max(math.ceil(at) + 2, first + NEAREST)]
    mean = sum(around, Decimal(0)) / len(around)
    if not mean:
        return Decimal(0)
    return round(mean, SHOWN_DIGITS - mean.adjusted() - 1)


@dataclass(frozen=True, slots=True)
class Group:
    """Those that an enterprise is compared with."""

    prefix: str  #: Leading digits of GB/T 4754 that they share.
    others: frozenset[int]


def group_of(
    own: int, sectors: Mapping[int, str], least: int = LEAST_OTHERS, widths: Sequence[int] = WIDTHS
) -> Group | None:
    """
    Return the narrowest group of a sector that has enough others.

    Parameters
    ----------
    own
        The enterprise in question.
    sectors
        Class of GB/T 4754 of everybody who has a value, `own` among them.
    least
        How many others are enough.
    widths
        Digits to be compared by, the narrowest group first.

    Returns
    -------
    Group or None
        None where even the division has too few.

    Examples
    --------
    >>> sectors = {1: "2710", 2: "2710", 3: "2720", 4: "2614"}
    >>> group_of(1, sectors, least=1).prefix, group_of(1, sectors, least=2).prefix
    ('2710', '27')
    >>> group_of(4, sectors, least=1) is None
    True
    """
    for width in widths:
        prefix = sectors[own][:width]
        others = frozenset(
            one for one, sector in sectors.items() if one != own and sector.startswith(prefix)
        )
        if len(others) >= least:
            return Group(prefix, others)
    return None
