"""How an amount runs through the months of a year, freed from its size."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal  # noqa: TC003 - the examples use it
from typing import TYPE_CHECKING

from copark.statistics.calc.trends import exact_sum

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS = range(1, 13)


def indices(months: Mapping[int, Decimal]) -> dict[int, Decimal]:
    r"""
    Return each month as a ratio to the mean of the months that have a figure.

    Parameters
    ----------
    months
        Amounts by month, in one unit; at least zero.

    Returns
    -------
    dict of int to Decimal
        1 for a month like the mean; empty where the mean is not above zero. [-]

    Notes
    -----
    .. math:: s_m = \frac{x_m}{\bar x}, \quad \bar x = \frac{1}{n} \sum_m x_m

    The indices average 1, whatever the number of months. Months are not weighted by their days:
    February is short, and shows it.

    Examples
    --------
    >>> indices({1: Decimal(3), 2: Decimal(1), 3: Decimal(2)})
    {1: Decimal('1.5'), 2: Decimal('0.5'), 3: Decimal('1')}
    """
    if not months:
        return {}
    mean = exact_sum(months.values()) / len(months)
    if mean <= 0:
        return {}
    return {month: value / mean for month, value in sorted(months.items())}


def profile(years: Mapping[int, Mapping[int, Decimal]]) -> dict[int, Decimal]:
    """
    Return the usual year: the mean of the indices of whole years, month by month.

    Parameters
    ----------
    years
        Amounts by year and month, in one unit.

    Returns
    -------
    dict of int to Decimal
        Empty where no year has all twelve months: a part of a year has no season. [-]

    Examples
    --------
    >>> flat = {month: Decimal(5) for month in MONTHS}
    >>> set(profile({2024: flat, 2025: {1: Decimal(9)}}).values())
    {Decimal('1')}
    """
    found: dict[int, list[Decimal]] = defaultdict(list)
    for months in years.values():
        if len(months) == len(MONTHS):
            for month, index in indices(months).items():
                found[month].append(index)
    return {month: exact_sum(rows) / len(rows) for month, rows in sorted(found.items())}


def spread(index: Mapping[int, Decimal]) -> tuple[int, int] | None:
    """
    Return the months of the highest and of the lowest index; None where there is none.

    Examples
    --------
    >>> spread({1: Decimal("1.2"), 7: Decimal("0.8")})
    (1, 7)
    """
    if not index:
        return None
    return max(index, key=lambda month: index[month]), min(index, key=lambda month: index[month])
