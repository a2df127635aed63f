"""Comprehensive energy use of an enterprise and year: equivalent and calorific-loss value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.energy.calc.coal_equivalent import coal_equivalent
from copark.kernel.figure import Figure, Ingredient, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from copark.kernel.figure import Source

#: What a direction adds to the sum; what was self-made or became raw material adds nothing.
SIGNS: Mapping[str, int] = {"BOUGHT": 1, "SOLD": -1, "MADE": 0, "FEEDSTOCK": 0}
WHY = {
    1: "amount × coefficient",
    -1: "− amount × coefficient: supplied to others",
    0: "not counted: self-made, or used as raw material",
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a unit of a carrier is worth in standard coal, and who says so. [kgce/unit]"""

    kgce: Decimal
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One amount of one carrier, in one direction."""

    name: str
    direction: str  #: BOUGHT, SOLD, MADE or FEEDSTOCK.
    amount: Decimal
    unit: str
    equivalent: Coefficient  #: 当量值: the heat that is in it.
    calorific_loss: Coefficient | None  #: 等价值: the heat it takes to make it; None: not given.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comprehensive:
    """Both values side by side. [tce]"""

    equivalent: Figure
    calorific_loss: Figure | None  #: None where a coefficient was not given.
    lacking: tuple[str, ...]  #: Names of the carriers whose coefficient was not given.


def comprehensive(terms: Iterable[Term], period: str = "") -> Comprehensive:
    r"""
    Return the comprehensive energy use, as equivalent and as calorific-loss value.

    What an enterprise makes from energy it bought is in the bought amount already, so self-made
    carriers are shown with nothing [1]_.

    Parameters
    ----------
    terms
        Amounts of carriers, bought, sold, self-made or used as raw material.
    period
        Name of the period, for the figures.

    Returns
    -------
    Comprehensive
        Sums with a part for each term. [tce] The calorific-loss value is None if any carrier that
        counts has no such coefficient: a sum of two bases would be neither.

    Raises
    ------
    ValueError
        If an amount is negative, a direction unknown, or a coefficient not positive.

    Notes
    -----
    .. math:: E = \sum_i (Q_{bought,i} - Q_{sold,i}) \cdot k_i / 1000

    Examples
    --------
    >>> from decimal import Decimal
    >>> from copark.kernel.figure import Source
    >>> power = Coefficient(Decimal("0.1229"), Source("GB/T 2589-2020"))
    >>> used = Term("Electricity", "BOUGHT", Decimal(1000000), "kWh", power, None)
    >>> found = comprehensive([used])
    >>> found.equivalent.value, found.calorific_loss, found.lacking
    (Decimal('122.9000'), None, ('Electricity',))

    References
    ----------
    .. [1] GB/T 2589-2020; see ``energy/calc/README.md``.
    """
    rows = tuple(terms)
    heat = tuple(_part(row, row.equivalent, period) for row in rows)
    lacking = tuple(
        dict.fromkeys(row.name for row in rows if SIGNS[row.direction] and not row.calorific_loss)
    )
    made = tuple(_part(row, row.calorific_loss or row.equivalent, period) for row in rows)
    return Comprehensive(
        _sum("Comprehensive energy, equivalent value", heat, period),
        None if lacking else _sum("Comprehensive energy, calorific-loss value", made, period),
        lacking,
    )


def _sum(name: str, parts: tuple[Figure, ...], period: str) -> Figure:
    return total(name, "tce", "Σ (bought − sold) × coefficient", parts, period)


def _part(row: Term, coefficient: Coefficient, period: str) -> Figure:
    if row.amount < 0 or row.direction not in SIGNS:
        message = f"{row.name}: {row.amount} {row.direction} is no amount"
        raise ValueError(message)
    sign = SIGNS[row.direction]
    tce = sign * coal_equivalent(used=row.amount, kgce_per_unit=coefficient.kgce)
    ingredients = (
        Ingredient("Amount", row.amount, row.unit, note=row.note),
        Ingredient(
            "Coefficient",
            coefficient.kgce,
            f"kgce/{row.unit}",
            coefficient.source,
            note=coefficient.note,
        ),
    )
    return Figure(row.name, tce, "tce", WHY[sign], period, ingredients)
