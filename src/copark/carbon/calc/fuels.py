"""Fuel burnt, line by line of a document: by analysis, by measured heat, or by default."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.book import OTHER
from copark.carbon.calc.combustion import carbon_of_gas, co2_from_fuel, co2_from_measured_carbon
from copark.carbon.calc.making import amount_of, line, measured, refused
from copark.carbon.calc.unsure import as_sure
from copark.kernel.figure import Ingredient

if TYPE_CHECKING:
    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document, Fuel
    from copark.carbon.calc.factors import FuelFactor
    from copark.kernel.figure import Figure

BY_CARBON = "fuel × measured carbon × oxidation × 44/12"
BY_ANALYSIS = "fuel × carbon of the gas analysis × oxidation × 44/12"
BY_HEAT = "fuel × heating value × carbon content × oxidation × 44/12"


@dataclass(frozen=True, slots=True)
class Burnt:
    """A fuel's carbon and how it was found."""

    co2: Decimal  #: [tCO2]
    carbon: Decimal  #: In the fuel, oxidised or not. [tC]
    method: str
    ingredients: tuple[Ingredient, ...]


def fuel_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each fuel burnt. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.factor.mixed``, if a row asks for another factor set than the document's;
        ``carbon.fuel.unmeasured``, if a fuel that no table knows has no measured carbon.
    """
    return tuple(_line(row, document, book) for row in document.fuels)


def _line(row: Fuel, document: Document, book: Book) -> Figure:
    found = burnt(row, document.about.method, book)
    return line(row, row.shown, found.co2, found.method, *found.ingredients)


def burnt(row: Fuel, factor_set: str, book: Book) -> Burnt:
    """Return what burning a row's fuel releases; what was measured goes before a default."""
    factor = _factor(row, factor_set, book)
    if row.oxidation is not None:
        oxidation = Ingredient("Oxidation", row.oxidation, "fraction", measured(row))
    elif factor is not None:
        oxidation = Ingredient("Oxidation", factor.oxidation, "fraction", factor.source)
    else:
        oxidation = Ingredient("Oxidation", Decimal(1), "fraction", None, note="none stated")
    if row.carbon is not None or row.composition is not None:
        return _by_carbon(row, oxidation, book)
    if factor is None and (row.heating_value is None or row.carbon_content is None):
        message = (
            f"no table knows “{row.item}”: give its measured carbon, its composition, "
            "or its heating value and carbon content."
        )
        raise refused(row, "carbon", "carbon.fuel.unmeasured", message, value=row.item)
    return _by_heat(row, oxidation, factor)


def _factor(row: Fuel, factor_set: str, book: Book) -> FuelFactor | None:
    if row.factor_set and row.factor_set != factor_set:
        message = (
            f"the factor set {row.factor_set} cannot stand in an account by {factor_set}; "
            "sets are never mixed."
        )
        facts = {"value": row.factor_set, "allowed": factor_set}
        raise refused(row, "factor_set", "carbon.factor.mixed", message, **facts)
    return None if row.fuel == OTHER else book.fuels[factor_set, row.fuel]


def _by_carbon(row: Fuel, oxidation: Ingredient, book: Book) -> Burnt:
    carbon, method = row.carbon, BY_CARBON
    if carbon is None:
        if row.unit != "1e4Nm3":
            message = "a gas analysis by volume goes with a volume of gas, not with a mass."
            raise refused(row, "composition", "carbon.fuel.mass", message, value=row.unit)
        carbon, method = carbon_of_gas(row.composition or {}, book.atoms), BY_ANALYSIS
    co2 = co2_from_measured_carbon(burned=row.amount, carbon=carbon, oxidation=oxidation.value)
    parts = [amount_of(row, row.amount, row.unit)]
    for gas, share in (row.composition or {}).items():
        parts.append(Ingredient(gas, share, "fraction", measured(row)))
    parts.append(Ingredient("Carbon per unit", carbon, f"tC/{row.unit}", measured(row)))
    return Burnt(co2, row.amount * carbon, method, (*parts, oxidation))


def _by_heat(row: Fuel, oxidation: Ingredient, factor: FuelFactor | None) -> Burnt:
    heat = _property(row, row.heating_value, "Net heating value", f"GJ/{row.unit}", factor)
    carbon = _property(row, row.carbon_content, "Carbon content", "tC/GJ", factor)
    for field, found in (("heating_value", heat), ("carbon_content", carbon)):
        if found.value <= 0:
            message = f"{found.value} is no property of a fuel; it must be above zero."
            raise refused(row, field, "carbon.fuel.zero", message, value=str(found.value))
    co2 = co2_from_fuel(
        burned=row.amount,
        heating_value=heat.value,
        carbon_content=carbon.value,
        oxidation=oxidation.value,
    )
    parts = (amount_of(row, row.amount, row.unit), heat, carbon, oxidation)
    return Burnt(co2, row.amount * heat.value * carbon.value, BY_HEAT, parts)


def _property(
    row: Fuel, stated: Decimal | None, name: str, unit: str, factor: FuelFactor | None
) -> Ingredient:
    if stated is not None or factor is None:
        return Ingredient(name, stated or Decimal(0), unit, measured(row))
    is_heat = unit.startswith("GJ")
    value = factor.heating_value if is_heat else factor.carbon_content
    found = Ingredient(name, value, unit, factor.source, note=factor.factor_set)
    return found if is_heat else as_sure(found, factor.unsure)
