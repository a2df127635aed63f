"""
Uncertainty of sums and products by formula (IPCC approach 1).

A relative uncertainty is half the 95 % interval over the value, as a fraction: 0.05 is ±5 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a sum and how sure it is."""

    value: Decimal
    relative: Decimal  #: Half the 95 % interval over the value. [-]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an inventory: what it comes to, and how sure amount and factor are."""

    value: Decimal  #: Amount times factor.
    relative: Decimal  #: Of the amount. [-]
    factor_relative: Decimal = Decimal(0)  #: Of the factor. [-]
    factor_key: str = ""  #: Lines of one key share the factor; empty: its own.


def relative_of_product(relatives: Iterable[Decimal]) -> Decimal:
    r"""
    Return the relative uncertainty of a product of independent quantities [1]_.

    Parameters
    ----------
    relatives
        Relative uncertainty of each factor. [-]

    Returns
    -------
    Decimal
        Relative uncertainty of the product. [-]

    Raises
    ------
    OutOfBounds
        If one is negative.

    Notes
    -----
    .. math:: U = \sqrt{\sum_i U_i^2}

    Examples
    --------
    >>> relative_of_product([Decimal("0.03"), Decimal("0.04")])
    Decimal('0.05')

    References
    ----------
    .. [1] 2006 IPCC Guidelines, volume 1, chapter 3, equation 3.1.
    """
    held = tuple(relatives)
    for relative in held:
        bounds.not_negative(relative=relative)
    return sum((relative * relative for relative in held), Decimal(0)).sqrt()


def relative_of_sum(terms: Sequence[Term]) -> Decimal | None:
    r"""
    Return the relative uncertainty of a sum of independent quantities [1]_.

    Parameters
    ----------
    terms
        The parts, all in one unit; a part may be negative.

    Returns
    -------
    Decimal or None
        Relative uncertainty of the sum; None if the sum is zero, where it means nothing. [-]

    Raises
    ------
    OutOfBounds
        If a relative uncertainty is negative.

    Notes
    -----
    .. math:: U = \frac{\sqrt{\sum_i (U_i x_i)^2}}{\left|\sum_i x_i\right|}

    Parts that rest on the same factor are not independent: see `relative_of_linked_sum`.

    Examples
    --------
    >>> parts = [Term(Decimal(30), Decimal("0.1")), Term(Decimal(40), Decimal("0.1"))]
    >>> round(relative_of_sum(parts), 6)
    Decimal('0.071429')

    References
    ----------
    .. [1] 2006 IPCC Guidelines, volume 1, chapter 3, equation 3.2.
    """
    total = _total(terms)
    if not total:
        return None
    squares = ((term.value * term.relative) ** 2 for term in terms)
    return sum(squares, Decimal(0)).sqrt() / abs(total)


def relative_of_linked_sum(terms: Sequence[Term]) -> Decimal | None:
    r"""
    Return the relative uncertainty of a sum whose parts rise and fall together.

    Parameters
    ----------
    terms
        The parts, all in one unit, that share the same uncertain factor.

    Returns
    -------
    Decimal or None
        Relative uncertainty of the sum; None if the sum is zero. [-]

    Raises
    ------
    OutOfBounds
        If a relative uncertainty is negative.

    Notes
    -----
    Deviations of full correlation add with their signs:

    .. math:: U = \frac{\left|\sum_i U_i x_i\right|}{\left|\sum_i x_i\right|}

    Examples
    --------
    >>> parts = [Term(Decimal(30), Decimal("0.1")), Term(Decimal(40), Decimal("0.1"))]
    >>> relative_of_linked_sum(parts)
    Decimal('0.1')
    """
    total = _total(terms)
    if not total:
        return None
    return abs(sum((term.value * term.relative for term in terms), Decimal(0)) / total)


def relative_of_inventory(parts: Sequence[Part]) -> Decimal | None:
    r"""
    Return the relative uncertainty of a total whose parts share some of their factors.

    Parameters
    ----------
    parts
        Lines of an inventory, all in one unit.

    Returns
    -------
    Decimal or None
        Relative uncertainty of the total; None if the total is zero. [-]

    Raises
    ------
    OutOfBounds
        If a relative uncertainty is negative.

    Notes
    -----
    Amounts are independent; lines of one factor move together with it:

    .. math:: U = \frac{\sqrt{\sum_i (U_i x_i)^2 + \sum_k U_k^2 \left(\sum_{i \in k} x_i\right)^2}}
                       {\left|\sum_i x_i\right|}

    Products of two uncertainties are left out, as approach 1 does.

    Examples
    --------
    >>> parts = [
    ...     Part(Decimal(30), Decimal("0.0"), Decimal("0.1"), "grid"),
    ...     Part(Decimal(40), Decimal("0.0"), Decimal("0.1"), "grid"),
    ... ]
    >>> relative_of_inventory(parts)
    Decimal('0.1')

    References
    ----------
    .. [1] 2006 IPCC Guidelines, volume 1, chapter 3, section 3.2.3.1.
    """
    total = sum((part.value for part in parts), Decimal(0))
    shared: dict[str, Decimal] = {}
    square = Decimal(0)
    for number, part in enumerate(parts):
        bounds.not_negative(relative=part.relative, factor_relative=part.factor_relative)
        square += (part.value * part.relative) ** 2
        key = part.factor_key or f"#{number}"
        shared[key] = shared.get(key, Decimal(0)) + part.value * part.factor_relative
    if not total:
        return None
    square += sum((value * value for value in shared.values()), Decimal(0))
    return square.sqrt() / abs(total)


def _total(terms: Sequence[Term]) -> Decimal:
    for term in terms:
        bounds.not_negative(relative=term.relative)
    return sum((term.value for term in terms), Decimal(0))
