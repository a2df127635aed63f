"""What a unit of reduction costs, and measures in the order of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Step:
    """A measure on the curve of marginal abatement cost."""

    measure: str
    reduction: Decimal  #: [t or equivalents]
    unit_cost: Decimal  #: Negative where the measure earns. [CNY per unit]
    cumulative: Decimal  #: Reduction of this and all cheaper measures.


def unit_cost(*, annual_cost: Decimal, reduction: Decimal) -> Decimal | None:
    r"""
    Return the cost of a unit of reduction.

    Parameters
    ----------
    annual_cost
        Annualised cost less savings; negative where the measure earns. [CNY/a]
    reduction
        Of a pollutant, of carbon or of equivalents. [unit/a]

    Returns
    -------
    Decimal or None
        Cost; None where nothing is reduced, for a rise has no cost of reduction. [CNY/unit]

    Notes
    -----
    .. math:: c = C / ER

    Examples
    --------
    >>> unit_cost(annual_cost=Decimal(120000), reduction=Decimal(2000))
    Decimal('60')
    >>> unit_cost(annual_cost=Decimal(120000), reduction=Decimal(-5)) is None
    True
    """
    return annual_cost / reduction if reduction > 0 else None


def by_unit_cost(measures: Iterable[tuple[str, Decimal, Decimal]]) -> list[Step]:
    """
    Return measures in rising order of unit cost, with what they reduce together.

    Parameters
    ----------
    measures
        Name, annual cost [CNY/a] and reduction [unit/a] of each.

    Returns
    -------
    list of Step
        Without those that reduce nothing. Equal costs stand in the order of their names.

    Examples
    --------
    >>> steps = by_unit_cost(
    ...     [
    ...         ("heat pump", Decimal(100), Decimal(2)),
    ...         ("insulation", Decimal(-50), Decimal(1)),
    ...     ]
    ... )
    >>> [(step.measure, step.unit_cost, step.cumulative) for step in steps]
    [('insulation', Decimal('-50'), Decimal('1')), ('heat pump', Decimal('50'), Decimal('3'))]
    """
    priced = [
        (cost, name, reduction)
        for name, annual, reduction in measures
        if (cost := unit_cost(annual_cost=annual, reduction=reduction)) is not None
    ]
    steps = []
    cumulative = Decimal(0)
    for cost, name, reduction in sorted(priced):
        cumulative += reduction
        steps.append(Step(name, reduction, cost, cumulative))
    return steps
