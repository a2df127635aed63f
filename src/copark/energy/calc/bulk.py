"""
Comprehensive energy use of very many enterprises at once: the number, without its tree.

For the lists of a large park and for what-if; whoever opens a number gets `comprehensive`, which is
equal to the last digit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from copark.energy.calc.coal_equivalent import coal_equivalent
from copark.energy.calc.comprehensive import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from copark.energy.calc.comprehensive import Term

NOTHING = Decimal(0)


def equivalents(
    sums: Iterable[tuple[int, Mapping[int, Decimal]]],
    terms: Mapping[int, Term],
    heat: Mapping[int, Callable[[Decimal], Decimal]],
) -> Iterator[tuple[int, Decimal]]:
    """
    Yield the comprehensive energy use of each owner, equivalent value.

    Parameters
    ----------
    sums
        Owner, and the sum of each of its keys, as `copark.kernel.exact_sums.sums` gives them.
    terms
        What each key is, its amount left open; keys that are no energy are not in it.
    heat
        What turns the amount of a key into the unit of its term, for steam and hot water. [GJ]

    Yields
    ------
    tuple of int and Decimal
        Owner and standard coal, unrounded. [tce]

    Raises
    ------
    ValueError
        If an amount is negative.

    Examples
    --------
    >>> from copark.energy.calc.comprehensive import Coefficient, Term
    >>> from copark.kernel.figure import Source
    >>> power = Coefficient(Decimal("122.9"), Source("GB/T 2589-2020"))
    >>> term = Term("Electricity", "BOUGHT", Decimal(0), "MWh", power, None)
    >>> list(equivalents([(1, {0: Decimal(1000)})], {0: term}, {}))
    [(1, Decimal('122.9'))]
    """
    worth = {
        key: (SIGNS[term.direction], term.equivalent.kgce, heat.get(key))
        for key, term in terms.items()
    }
    for owner, held in sums:
        used = NOTHING
        for key, (sign, kgce, of) in worth.items():
            amount = held.get(key, NOTHING)
            if amount < 0:
                message = f"{terms[key].name}: {amount} is no amount"
                raise ValueError(message)
            if sign and amount:
                amount = of(amount) if of else amount
                used += sign * coal_equivalent(used=amount, kgce_per_unit=kgce)
        yield owner, used
