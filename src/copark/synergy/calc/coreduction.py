"""Levels of two systems on one scale, so that their coordination can be told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

LEAST = 6  #: Members of a group; among fewer the extremes would be nearly everybody.


@dataclass(frozen=True, slots=True)
class Range:
    """From the best to the worst of a group."""

    low: Decimal
    high: Decimal


def range_of(group: Collection[Decimal]) -> Range | None:
    """
    Return the range of a group; None where it has fewer than six members, or all are equal.

    Examples
    --------
    >>> range_of([Decimal(v) for v in (1, 2, 3, 4, 5, 6)])
    Range(low=Decimal('1'), high=Decimal('6'))
    >>> range_of([Decimal(2), Decimal(4)]) is None
    True
    """
    if len(group) < LEAST or min(group) == max(group):
        return None
    return Range(min(group), max(group))


def level(own: Decimal, group: Range) -> Decimal:
    r"""
    Return where a value lies between the worst and the best of a group; less is better.

    Parameters
    ----------
    own
        Value of the member in question, for example its intensity. [any unit]
    group
        Range of all members. [same unit]

    Returns
    -------
    Decimal
        1 for the lowest of the group, 0 for the highest. [-]

    Notes
    -----
    .. math:: u = \frac{x_{max} - x}{x_{max} - x_{min}}

    The range standardisation that coupling studies use for indicators of which less is better
    (memory: to be verified).

    Examples
    --------
    >>> level(Decimal(2), Range(Decimal(1), Decimal(6)))
    Decimal('0.8')
    """
    share = (group.high - own) / (group.high - group.low)
    return min(Decimal(1), max(Decimal(0), share))


def system_level(levels: Iterable[Decimal | None]) -> Decimal | None:
    """
    Return the level of a system: the mean of those of its indicators that have one. [-]

    Examples
    --------
    >>> system_level([Decimal("0.2"), None, Decimal("0.6")])
    Decimal('0.4')
    >>> system_level([None]) is None
    True
    """
    held = [one for one in levels if one is not None]
    return sum(held, Decimal(0)) / len(held) if held else None


def like_for_like(
    earlier: Mapping[int, Decimal], later: Mapping[int, Decimal]
) -> tuple[Decimal, Decimal] | None:
    """
    Return the sums of two years over those who have a figure in both; None if nobody has.

    A missing figure is not zero: who reports in one year only would look like a reduction.

    Examples
    --------
    >>> like_for_like({1: Decimal(5), 2: Decimal(7)}, {1: Decimal(4), 3: Decimal(9)})
    (Decimal('5'), Decimal('4'))
    """
    both = earlier.keys() & later.keys()
    if not both:
        return None
    zero = Decimal(0)
    return sum((earlier[one] for one in both), zero), sum((later[one] for one in both), zero)
