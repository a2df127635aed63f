"""The cumulative rule: the largest units that together make up a share of the total."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands among those that the rule takes."""

    unit: str
    amount: Decimal
    limit: Decimal  #: Amount of the last unit that was needed.
    share: Decimal
    cumulative_share: Decimal
    total: Decimal = Decimal(0)  #: Of all units screened.


def largest_that_reach(amounts: Mapping[str, Decimal], share: Decimal) -> tuple[Standing, ...]:
    """
    Return the units above the screening limit, largest first.

    Units are taken in falling order until they hold at least `share` of the total. The amount of
    the last one taken is the screening limit, and whoever equals it is taken too [1]_.

    Parameters
    ----------
    amounts
        Amount of each unit in one year, of one pollutant by one way of discharge. [t]
    share
        Share of the total to be reached, above 0 up to 1. [-]

    Returns
    -------
    tuple of Standing
        Empty if nothing was discharged. Units of equal amount stand in the order of their names.

    Raises
    ------
    ValueError
        If an amount is negative or `share` lies outside 0 to 1.

    Examples
    --------
    >>> taken = largest_that_reach(
    ...     {"a": Decimal(50), "b": Decimal(15), "c": Decimal(15), "d": Decimal(20)},
    ...     Decimal("0.65"),
    ... )
    >>> [row.unit for row in taken], taken[0].limit
    (['a', 'd'], Decimal('20'))

    References
    ----------
    .. [1] 环境监管重点单位名录管理办法, order 27, article 5; see ``rules/README.md``.
    """
    if not 0 < share <= 1:
        message = f"the share must lie above 0 up to 1, got {share}"
        raise ValueError(message)
    if any(amount < 0 for amount in amounts.values()):
        message = "an amount must not be negative"
        raise ValueError(message)
    total = sum(amounts.values(), Decimal(0))
    if not total:
        return ()
    falling = sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    limit = _limit(falling, share * total)
    return tuple(_standings(falling, limit, total))


def least_taken(amounts: Mapping[str, Decimal], share: Decimal) -> dict[str, Decimal]:
    r"""
    Return for each unit the amount from which the rule would take it, all others as they are.

    Parameters
    ----------
    amounts
        Amount of each unit. [t]
    share
        Share of the total to be reached, above 0 up to 1. [-]

    Returns
    -------
    dict
        Least amount by unit; 0 where any amount would do. [t]

    Notes
    -----
    A unit of amount :math:`a` is taken as long as those larger than it hold less than the share:

    .. math:: S_{>}(a) < s \cdot (R + a)

    with :math:`R` the sum of the others. Growing amounts only help, so there is one least amount:
    that of the next smaller other unit, or :math:`S/s - R`, above which the share is not reached.

    Examples
    --------
    >>> found = least_taken(
    ...     {"a": Decimal(50), "b": Decimal(30), "c": Decimal(20)}, Decimal("0.65")
    ... )
    >>> found["b"], found["c"] > 20
    (Decimal('20'), True)
    """
    falling = sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    values = [amount for _, amount in falling]
    sums = [Decimal(0), *itertools.accumulate(values)]
    return {
        unit: _least(_Others(values, sums, place), share)
        for place, (unit, _amount) in enumerate(falling)
    }


@dataclass(frozen=True, slots=True)
class _Others:
    """All units but one, in falling order, without copying them."""

    values: list[Decimal]
    sums: list[Decimal]
    place: int  #: Of the one left out.

    def largest(self, count: int) -> Decimal:
        """Return the sum of the largest `count` others."""
        if count <= self.place:
            return self.sums[count]
        return self.sums[count + 1] - self.values[self.place]

    def amount(self, rank: int) -> Decimal:
        """Return the amount of an other, counted from 1; 0 behind the last."""
        at = rank - 1 if rank <= self.place else rank
        return self.values[at] if at < len(self.values) else Decimal(0)

    @property
    def total(self) -> Decimal:
        """Return the sum of all others."""
        return self.sums[-1] - self.values[self.place]


def _least(others: _Others, share: Decimal) -> Decimal:
    low, high = 0, len(others.values) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if others.largest(middle) / share - others.total < others.amount(middle):
            low = middle
        else:
            high = middle - 1
    return max(others.amount(low + 1), others.largest(low) / share - others.total)


def _limit(falling: list[tuple[str, Decimal]], wanted: Decimal) -> Decimal:
    reached = Decimal(0)
    amount = Decimal(0)
    for _, amount in falling:
        reached += amount
        if reached >= wanted:
            break
    return amount


def _standings(
    falling: list[tuple[str, Decimal]], limit: Decimal, total: Decimal
) -> list[Standing]:
    reached = Decimal(0)
    found = []
    for unit, amount in falling:
        if amount < limit:
            break
        reached += amount
        found.append(Standing(unit, amount, limit, amount / total, reached / total, total))
    return found
