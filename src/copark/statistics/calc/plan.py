"""How a running year stands against its plan, and where it ends if nothing changes."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.statistics.calc.trends import exact_sum

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS, LEAP_DAYS = 365, 366
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Pace:
    """An amount so far, the share of the year that it covers, and the year's end at its pace."""

    so_far: Decimal
    elapsed: Decimal  #: Share of the year's days, 0 to 1.
    expected: Decimal | None  #: None as long as nothing has passed.


def days_of(year: int) -> int:
    """
    Return the days of a year.

    Examples
    --------
    >>> days_of(2024), days_of(2026)
    (366, 365)
    """
    return LEAP_DAYS if isleap(year) else DAYS


def elapsed(year: int, last: date) -> Decimal:
    """
    Return what share of a year has passed at the end of a day, 0 to 1.

    Examples
    --------
    >>> elapsed(2026, date(2026, 3, 14)), elapsed(2026, date(2027, 5, 1))
    (Decimal('0.2'), Decimal('1'))
    """
    passed = (last - date(year, 1, 1)).days + 1
    return Decimal(min(max(passed, 0), days_of(year))) / days_of(year)


def last_day(year: int, month: int) -> date:
    """
    Return the last day of a month.

    Examples
    --------
    >>> last_day(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])


def pace(so_far: Decimal, share: Decimal, fixed: Decimal = ZERO) -> Pace:
    """
    Return where a year ends if it goes on as it went.

    Parameters
    ----------
    so_far
        Amount known so far, in any unit.
    share
        Share of the year's days that it covers, 0 to 1.
    fixed
        Part of `so_far` that is known for the whole year already, and does not grow any more.

    Returns
    -------
    Pace
        The expected amount is what is fixed, and the rest divided by the share. No season, no
        holiday and no plan is in it: a plain extrapolation, and to be called one.

    Examples
    --------
    >>> pace(Decimal(3), Decimal("0.25")).expected
    Decimal('12')
    >>> pace(Decimal(3), Decimal("0.25"), fixed=Decimal(1)).expected
    Decimal('9')
    """
    if share <= 0:
        return Pace(so_far, share, None)
    return Pace(so_far, share, fixed + (so_far - fixed) / share)


def cumulative(months: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """
    Return the amounts added up to the end of each month that has one.

    Examples
    --------
    >>> cumulative({1: Decimal(2), 2: Decimal(3)})
    {1: Decimal('2'), 2: Decimal('5')}
    """
    order = sorted(months)
    return {
        month: exact_sum(months[one] for one in order[: at + 1]) for at, month in enumerate(order)
    }


def even(plan: Decimal, year: int) -> dict[int, Decimal]:
    """
    Return a plan spread evenly over the days of a year, added up to the end of each month.

    Examples
    --------
    >>> even(Decimal(365), 2026)[2], even(Decimal(365), 2026)[12]
    (Decimal('59'), Decimal('365'))
    """
    found, passed = {}, 0
    for month in range(1, 13):
        passed += monthrange(year, month)[1]
        found[month] = plan * passed / days_of(year)
    return found
