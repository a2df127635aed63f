"""Both values of comprehensive energy use: equivalent (当量) beside calorific-loss (等价)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.energy.calc.coal_equivalent import coal_equivalent
from copark.energy.queries import tables
from copark.kernel.figure import Figure, Ingredient, total
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from copark.energy.calc.tables import Coefficient
    from copark.energy.contracts import Balance, EnergyYear

#: Key of the year's coefficient among the coefficients to standard coal. [kgce/kWh]
LOSS = "electricity_calorific_loss_{year}"


def loss_coefficient(year: int) -> Coefficient | None:
    """Return what a kilowatt-hour counts as calorific-loss value in a year; None if not given."""
    return tables.coefficients().get(LOSS.format(year=year))


def calorific_loss_of(row: EnergyYear) -> Figure | None:
    """
    Return the calorific-loss value of a year that was read already. [tce]

    Electricity counts by the official coefficient of the year, everything else as in the
    equivalent value. Without that coefficient there is none: a sum of two bases would be neither.
    """
    has_power = any(line.kind == "electricity" and line.used for line in row.balances)
    coefficient = loss_coefficient(row.year)
    if has_power and (coefficient is None or coefficient.kgce is None):
        return None
    parts = tuple(
        _power(line, part, coefficient)
        if coefficient and coefficient.kgce is not None and line.kind == "electricity"
        else part
        for line, part in zip(row.balances, row.figure.parts, strict=True)
    )
    return total(
        _("Comprehensive energy use, calorific-loss value"),
        "tce",
        _("as the equivalent value, but electricity by the coefficient of the year"),
        parts,
        str(row.year),
    )


def _power(line: Balance, part: Figure, coefficient: Coefficient) -> Figure:
    assert coefficient.kgce is not None  # noqa: S101 - asked before
    amounts = tuple(one for one in part.ingredients if not one.unit.startswith("kgce"))
    kilowatt_hours = converted(line.used, line.unit, coefficient.unit)
    worth = Ingredient(
        _("Coefficient to standard coal"),
        coefficient.kgce,
        f"kgce/{coefficient.unit}",
        coefficient.source,
        note=coefficient.note,
    )
    tce = coal_equivalent(used=kilowatt_hours, kgce_per_unit=coefficient.kgce)
    return replace(part, value=tce, ingredients=(*amounts, worth))
