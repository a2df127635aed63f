"""What an enterprise would have to change: its sources by size, gaps to others, and the lists."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Ranked:
    """A source among the sources of an enterprise."""

    key: str
    value: Decimal
    share: Decimal  #: Of what all sources add up to. [-]
    cumulative: Decimal  #: With every larger source. [-]


def ranking(sources: Mapping[str, Decimal]) -> tuple[Ranked, ...]:
    """
    Return sources in falling order, with their share and the share up to them.

    Parameters
    ----------
    sources
        Amount by key, all in one unit; a sink (recovered, supplied to others) is negative. [any]

    Returns
    -------
    tuple of Ranked
        Only what is above zero, and shares of its sum: a sink would make shares above one.
        Sources of equal size stand in the order of their keys.

    Examples
    --------
    >>> [(row.key, row.share, row.cumulative) for row in ranking(
    ...     {"gas": Decimal(30), "power": Decimal(70), "sold": Decimal(-20)}
    ... )]
    [('power', Decimal('0.7'), Decimal('0.7')), ('gas', Decimal('0.3'), Decimal('1'))]
    """
    above = {key: value for key, value in sources.items() if value > 0}
    whole = sum(above.values(), Decimal(0))
    reached = Decimal(0)
    rows = []
    for key, value in sorted(above.items(), key=lambda pair: (-pair[1], pair[0])):
        reached += value
        rows.append(Ranked(key, value, value / whole, reached / whole))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far an intensity lies above a mark, and what closing that would save in a year."""

    own: Decimal
    mark: Decimal
    difference: Decimal  #: Own less mark; negative where the enterprise is better.
    saved: Decimal  #: At the activity of the year; zero where there is nothing to close.


def gap(*, own: Decimal, mark: Decimal, activity: Decimal) -> Gap:
    r"""
    Return the gap of an intensity to a mark, and the tonnes a year that closing it saves.

    Parameters
    ----------
    own, mark
        Intensities of the enterprise and of those it is held against. [unit/activity]
    activity
        Output value or added value of the year. [1e4 CNY]

    Returns
    -------
    Gap
        Difference [unit/activity] and saving [unit].

    Raises
    ------
    ValueError
        If the activity is not positive.

    Notes
    -----
    .. math:: \Delta E = \max(0, I - I_m) \cdot A

    Examples
    --------
    >>> gap(own=Decimal("0.5"), mark=Decimal("0.3"), activity=Decimal(1000)).saved
    Decimal('200.0')
    """
    if activity <= 0:
        message = f"the activity must be positive, got {activity}"
        raise ValueError(message)
    difference = own - mark
    return Gap(own, mark, difference, max(Decimal(0), difference) * activity)


def leaves_at(others: Sequence[Decimal], share: Decimal) -> Decimal | None:
    r"""
    Return the amount up to which a unit is not among the largest that make up a share.

    Parameters
    ----------
    others
        Amounts of everybody else in the screening. [t]
    share
        Share of the total that the largest together must reach, above 0 up to 1. [-]

    Returns
    -------
    Decimal or None
        The unit leaves the list **below** this amount if the others stay as they are. [t]
        None where it cannot leave by its own reduction: the others do not reach the share without
        it, even if it released nothing.

    Raises
    ------
    ValueError
        If an amount is negative or `share` lies outside 0 to 1.

    Notes
    -----
    With amount :math:`x` it stays off the list where those larger than :math:`x` reach the share
    of the total without it:

    .. math:: \sum_{a_i > x} a_i \ge p \left(x + \sum_i a_i\right)

    Both sides move apart as :math:`x` falls, so there is one turning point.

    Examples
    --------
    Of 50, 20 and 15 with a share of 65 %, whoever falls below 20 leaves:

    >>> leaves_at([Decimal(50), Decimal(20), Decimal(15)], Decimal("0.65"))
    Decimal('20')
    >>> leaves_at([], Decimal("0.65")) is None
    True

    References
    ----------
    .. [1] 环境监管重点单位名录管理办法, order 27, article 5.
    """
    if not 0 < share <= 1:
        message = f"the share must lie above 0 up to 1, got {share}"
        raise ValueError(message)
    if any(amount < 0 for amount in others):
        message = "an amount must not be negative"
        raise ValueError(message)
    whole = sum(others, Decimal(0))
    larger = Decimal(0)
    best = None
    for amount in sorted(others, reverse=True):
        larger += amount
        bound = min(amount, larger / share - whole)
        if bound > 0:
            best = max(best or bound, bound)
    return best


def told_coarsely(mark: Decimal, digits: int = 2) -> Decimal:
    """
    Return a mark rounded down to few digits, for readers who must not read another's amount off it.

    What falls below the coarse mark falls below the exact one as well.

    Parameters
    ----------
    mark
        Amount below which a unit leaves a list. [t]
    digits
        Significant digits that are told.

    Returns
    -------
    Decimal
        Not above `mark`. [t]

    Examples
    --------
    >>> told_coarsely(Decimal("38.97")), told_coarsely(Decimal("0.04561"))
    (Decimal('38'), Decimal('0.045'))
    """
    if not mark:
        return mark
    step = Decimal(1).scaleb(mark.adjusted() - digits + 1)
    return (mark / step).to_integral_value(ROUND_FLOOR) * step
