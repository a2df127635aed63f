"""The energy side of a document of one year: the same rows, in standard coal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.book import OTHER
from copark.carbon.calc.document import spelled
from copark.carbon.calc.indirect import heat_of
from copark.carbon.calc.making import refused
from copark.energy.calc.coal_equivalent import kgce_of_heat
from copark.energy.calc.comprehensive import Coefficient, Term, comprehensive
from copark.energy.calc.intensity import energy_intensity
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source
from copark.kernel.quantity import converted
from copark.site.commands import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document, Fuel
    from copark.energy.calc.comprehensive import Comprehensive
    from copark.energy.calc.tables import Coefficient as Row

POWER = "electricity_equivalent"
HEAT = "heat"
THOUSAND = Decimal(1000)
SAID = {"BOUGHT": "", "SOLD": ", sold", "MADE": ", self-made", "FEEDSTOCK": ", raw material"}
MASS_OR_VOLUME = {"t": "t", "1e4Nm3": "1e4m3"}  #: As the coefficients of energy name them.


@dataclass(frozen=True, slots=True)
class Energy:
    """Comprehensive energy use and what it brought forth."""

    used: Comprehensive
    intensities: tuple[Figure, ...]
    notes: tuple[tuple[str, str], ...]  #: Sentence and what it is about.


def energy_of(document: Document, book: Book) -> Energy:
    """
    Return the energy of a document.

    Raises
    ------
    Refused
        ``energy.fuel.heat``, if no table knows the heat of a fuel and none was measured.
    """
    found = comprehensive(_terms(document, book), str(document.about.year))
    intensities, notes = _intensities(document, found.equivalent)
    return Energy(found, tuple(intensities), tuple(notes))


def utilities() -> tuple[tuple[str, str, str], ...]:
    """Return key, Chinese name and unit of each utility that energy knows."""
    kinds = {row["carrier"]: row["kind"] for row in tables.rows("energy", "energy_tce.csv")}
    return tuple(
        (key, row.name_zh, "t" if row.unit == "kg" else row.unit)
        for key, row in tables.coefficients().items()
        if kinds[key] == "utility"
    )


def _terms(document: Document, book: Book) -> Iterator[Term]:
    known = tables.coefficients()
    for fuel in document.fuels:
        direction = "MADE" if fuel.origin == "made" else "BOUGHT"
        name = _named(fuel.shown, direction)
        worth = _fuel(fuel, document.about.method, book)
        yield Term(name, direction, fuel.amount, fuel.unit, worth, worth, fuel.place)
    power = _worth(known[POWER], "kWh", "MWh")
    for row in document.electricity:
        loss, name = _loss(document), _named("Electricity", row.direction)
        yield Term(name, row.direction, row.amount, "MWh", power, loss, row.place)
    heat = _worth(known[HEAT], "MJ", "GJ")
    for carrier in document.heat:
        gigajoules = heat_of(carrier, book)[-1].value
        name = _named(spelled(carrier.carrier), carrier.direction)
        yield Term(name, carrier.direction, gigajoules, "GJ", heat, heat, carrier.place)
    for utility in document.utilities:
        coefficient = known[utility.item]
        worth = _worth(coefficient, coefficient.unit, utility.unit)
        name = _named(spelled(utility.item), utility.direction)
        yield Term(name, utility.direction, utility.amount, utility.unit, worth, worth,
                   utility.place)  # fmt: skip
    yield from _feedstock(document, book)


def _named(name: str, direction: str) -> str:
    """Return a carrier's name with its direction, where it is not simply bought."""
    return f"{name}{SAID[direction]}"


def _worth(row: Row, unit: str, into: str) -> Coefficient:
    """Return a coefficient per a larger unit of the same dimension."""
    kgce = row.kgce if row.kgce is not None else Decimal(0)
    return Coefficient(kgce * converted(Decimal(1), into, unit), row.source, row.note)


def _loss(document: Document) -> Coefficient | None:
    about = document.about
    if about.electricity_loss is None:
        return None
    source = Source(about.electricity_loss_source or "stated in the document")
    return Coefficient(about.electricity_loss * THOUSAND, source)


def _fuel(row: Fuel, factor_set: str, book: Book) -> Coefficient:
    """Return the worth of a fuel: by measured heat, by the annex, or by its factor set."""
    if row.heating_value is not None:
        source = Source(row.source or "stated in the document")
        return Coefficient(kgce_of_heat(row.heating_value * THOUSAND), source, "measured")
    carrier = tables.carriers().get(row.fuel)
    coefficient = tables.coefficients().get(carrier.tce if carrier else row.fuel)
    if coefficient is not None and coefficient.kgce is not None:
        return _worth(coefficient, coefficient.unit, MASS_OR_VOLUME[row.unit])
    if row.fuel == OTHER:
        message = f"no table knows the heat in “{row.item}”; give its heating value."
        raise refused(row, "heating_value", "energy.fuel.heat", message, value=row.item)
    factor = book.fuels[factor_set, row.fuel]
    worth = kgce_of_heat(factor.heating_value * THOUSAND)
    return Coefficient(worth, factor.source, "from the heating value of the factor set")


def _feedstock(document: Document, book: Book) -> Iterator[Term]:
    """Yield the fuels that became raw material: shown, and worth nothing in the sum."""
    for row in document.materials:
        factor = book.fuels.get((document.about.method, row.item))
        if factor is not None and row.side == "in":
            worth = Coefficient(kgce_of_heat(factor.heating_value * THOUSAND), factor.source)
            name = _named(spelled(row.item), "FEEDSTOCK")
            yield Term(name, "FEEDSTOCK", row.amount, row.unit, worth, worth, row.place)


# Per what was brought forth


def _intensities(document: Document, energy: Figure) -> tuple[list[Figure], list[tuple[str, str]]]:
    about = document.about
    asked = [
        ("Energy per output value", "output value", about.output_value, "1e4CNY"),
        ("Energy per added value", "added value", about.added_value, "1e4CNY"),
    ]
    notes: list[tuple[str, str]] = []
    products = {(row.product, row.unit) for row in document.output}
    if len(products) == 1:
        made = sum((row.amount for row in document.output), Decimal(0))
        asked.insert(0, ("Energy per product", "product", made, document.output[0].unit))
    elif products:
        notes.append(("There is no energy per product: several products are made.", ""))
    figures = []
    for name, of, amount, unit in asked:
        if amount is None:
            continue
        try:
            value = energy_intensity(energy=energy.value, brought_forth=amount, of=of)
        except Refused:
            notes.append(("There is no energy per {of}: it is zero or negative.", of))
            continue
        how = "energy, equivalent value, over what was brought forth"
        ingredients = (
            Ingredient("Energy used", energy.value, "tce"),
            Ingredient("Output", amount, unit),
        )
        figures.append(Figure(name, value, f"tce/{unit}", how, energy.period, ingredients))
    return figures, notes
