"""A year's amount over its months, by what it follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ZERO = Decimal(0)


def spread(amount: Decimal, followed: Mapping[int, Decimal]) -> dict[int, Decimal]:
    r"""
    Return an amount of a year by month, in proportion to what it follows.

    Parameters
    ----------
    amount
        Of the year, in any unit.
    followed
        By month, what the amount is proportional to: of a fuel's carbon the fuel. Key 0 is what is
        known for the whole year only. In any one unit.

    Returns
    -------
    dict of int to Decimal
        In the unit of `amount`. Empty where nothing is followed; what is known for the whole year
        only has no month.

    Notes
    -----
    .. math:: y_m = y \frac{x_m}{\sum_m x_m}

    Exact where the amount is linear in what it follows, as a year's carbon is in a carrier: one
    factor holds for the year.

    Examples
    --------
    >>> spread(Decimal(10), {1: Decimal(3), 2: Decimal(1), 0: Decimal(4)})
    {1: Decimal('3.75'), 2: Decimal('1.25')}
    """
    whole = sum(followed.values(), ZERO)
    if not whole:
        return {}
    return {month: amount * value / whole for month, value in sorted(followed.items()) if month}


def named(line: str, names: Iterable[tuple[str, str]]) -> str | None:
    """
    Return the key whose name is part of a line's name, the longest name first; case is no matter.

    Examples
    --------
    >>> named("Steam bought", [("steam", "Steam"), ("heat", "Heat")])
    'steam'
    """
    said = line.lower()
    fits = [(len(name), key) for key, name in names if name and name.lower() in said]
    return max(fits)[1] if fits else None
