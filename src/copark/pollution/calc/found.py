"""Releases that the rows entered stand for, each with its making."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source
from copark.pollution.calc import estimated, voc, voc_leaks, voc_loading, waste_water
from copark.pollution.calc.lines import KG, VOC, Found, period_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from copark.pollution.calc.book import Book
    from copark.pollution.calc.lines import Line

WHOLE = Decimal(1)
WASTE_WATER_NAMES = {
    "collection": "wastewater: 废水收集系统",
    "treatment": "wastewater: 废水处理设施",
}
SATURATION_NAMES = {
    "submerged": "loading: saturation factor submerged dedicated",
    "splash": "loading: saturation factor splash",
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A mass and how it came about."""

    kg: Decimal
    said: str
    ingredients: tuple[Ingredient, ...]


def releases(lines: Iterable[Line], book: Book, year: int) -> tuple[Found, ...]:
    """
    Return the release that each row stands for.

    Parameters
    ----------
    lines
        Rows of any block; those that are no release (balances, tax, objections) give none.
    book
        The tables.
    year
        The year of the rows.

    Returns
    -------
    tuple of Found
        One for each release, with the figure of its making. [t]

    Raises
    ------
    Refused, OutOfBounds
        As the calculation of the row's block does.
    """
    return tuple(MAKERS[line.block](line, book, year) for line in lines if line.block in MAKERS)


def _agency(line: Line, book: Book, year: int) -> Found:
    kg = estimated.mass_from_samples(
        concentrations=[line.number("concentration")],
        flow=line.number("flow"),
        hours=line.number("hours"),
    )
    ingredients = (
        _given(line, "concentration", "Concentration", "mg/m3"),
        _given(line, "flow", "Flow", "m3/h"),
        _given(line, "hours", "Hours of operation", "h"),
    )
    said = "concentration × flow × hours, measured by an agency"
    return _found(line, book, year, "AGENCY", _Made(kg, said, ingredients), medium="AIR")


def _water(line: Line, book: Book, year: int) -> Found:
    kg = waste_water.mass_in_water(
        volume=line.number("volume"), concentration=line.number("concentration")
    )
    ingredients = (
        _given(line, "volume", "Waste water", "m3"),
        _given(line, "concentration", "Concentration", "mg/L"),
    )
    said = "volume × concentration, measured by an agency or by its rules"
    return _found(line, book, year, "AGENCY", _Made(kg, said, ingredients))


def _coefficient(line: Line, book: Book, year: int) -> Found:
    name, own = line.text("coefficient"), line.given("generated")
    if bool(name) == (own is not None):
        message = "Give a coefficient of the tables, or one's own; one of the two."
        raise Refused("pollution.coefficient.one", message, field="coefficient")
    if own is not None and not line.evidence:
        message = "A coefficient of one's own needs evidence."
        raise Refused("pollution.coefficient.evidence", message, field="evidence")
    known = book.coefficient(name) if name else None
    source = known.source if known else Source(line.evidence, "seen")
    value = known.value if known else own or Decimal(0)
    efficiency, running = line.number("efficiency"), line.number("running", WHOLE)
    kg = estimated.mass_from_coefficient(
        product=line.number("amount"), generated=value, efficiency=efficiency, running=running
    )
    ingredients = (
        _given(line, "amount", "Product or raw material", "t", note=line.text("product")),
        Ingredient("Coefficient", value, "kg/t", source, note=name),
        Ingredient("Removal", efficiency, "fraction"),
        Ingredient("Running share of the device", running, "fraction"),
    )
    said = "amount × coefficient × (1 − removal × running share)"
    return _found(line, book, year, "COEFFICIENT", _Made(kg, said, ingredients))


def _leaks(line: Line, book: Book, year: int) -> Found:
    component = voc_leaks.Component(
        kind=line.text("component"),
        screening=line.number("screening"),
        hours=line.number("hours"),
        voc_fraction=line.number("voc_fraction", WHOLE),
        toc_fraction=line.number("toc_fraction", WHOLE),
        count=int(line.number("count")),
        pegged_at=line.given("pegged"),
    )
    kg = voc_leaks.voc_from_leaks([component], book.leaks)
    factor = book.leaks[component.kind]
    rate = voc_leaks.leak_rate_epa(factor, component.screening, component.pegged_at)
    ingredients = (
        _given(line, "count", "Count", "", note=line.text("component")),
        _given(line, "screening", "Screening value", "umol/mol"),
        Ingredient("Leak rate of one component", rate, "kg/h", factor.source),
        _given(line, "hours", "Hours in service", "h"),
        Ingredient("VOC in the stream", component.voc_fraction, "fraction"),
        Ingredient("TOC in the stream", component.toc_fraction, "fraction"),
    )
    said = "leak rate × count × hours × VOC / TOC"
    return _voc(line, book, year, "leaks", "COEFFICIENT", _Made(kg, said, ingredients))


def _loading(line: Line, book: Book, year: int) -> Found:
    factor = book.coefficient(SATURATION_NAMES[line.text("filling")])
    kg = voc_loading.voc_from_loading_ap42(
        loaded=line.number("volume"),
        saturation=factor.value,
        vapour_pressure=line.number("vapour_pressure"),
        molar_mass=line.number("molar_mass"),
        temperature=line.number("temperature"),
        efficiency=line.number("efficiency"),
    )
    ingredients = (
        _given(line, "volume", "Volume loaded", "m3", note=line.text("liquid")),
        Ingredient("Saturation factor", factor.value, "-", factor.source),
        _given(line, "vapour_pressure", "Vapour pressure", "Pa"),
        _given(line, "molar_mass", "Molar mass", "g/mol"),
        _given(line, "temperature", "Temperature", "℃"),
        _given(line, "efficiency", "Removal", "fraction"),
    )
    said = "1.20E-4 × S × P × M / (T + 273.15) × volume × (1 − removal)"
    return _voc(line, book, year, "loading", "COEFFICIENT", _Made(kg, said, ingredients))


def _voc_water(line: Line, book: Book, year: int) -> Found:
    factor = book.coefficient(WASTE_WATER_NAMES[line.text("stage")])
    kg = voc_loading.voc_from_waste_water(
        volume=line.number("volume"),
        coefficient=factor.value,
        efficiency=line.number("efficiency"),
    )
    ingredients = (
        _given(line, "volume", "Waste water", "m3"),
        Ingredient("Coefficient", factor.value, "kg/m3", factor.source),
        _given(line, "efficiency", "Removal", "fraction"),
    )
    said = "volume × coefficient × (1 − removal)"
    return _voc(line, book, year, "wastewater", "COEFFICIENT", _Made(kg, said, ingredients))


def _flare(line: Line, book: Book, year: int) -> Found:
    kg = voc.left_by_destruction(fed=line.number("fed"), efficiency=line.number("efficiency"))
    ingredients = (
        _given(line, "fed", "VOC led in", "kg", note=line.text("device")),
        _given(line, "efficiency", "Destruction", "fraction"),
    )
    said = "VOC led in × (1 − destruction)"
    return _voc(line, book, year, "flare", "BALANCE", _Made(kg, said, ingredients))


def _other(line: Line, book: Book, year: int) -> Found:
    if not line.evidence:
        message = "This mass needs evidence: a measurement, a balance or a calculation."
        raise Refused("pollution.voc.evidence", message, field="evidence")
    kg = line.number("mass")
    voc.totals([voc.Emission(line.text("category"), kg, "", line.evidence)], book.categories)
    ingredients = (_given(line, "mass", "VOC", "kg"),)
    way = line.text("way")
    return _voc(
        line, book, year, line.text("category"), way, _Made(kg, "given with evidence", ingredients)
    )


MAKERS: dict[str, Callable[[Line, Book, int], Found]] = {
    "agency": _agency,
    "water": _water,
    "coefficient": _coefficient,
    "leaks": _leaks,
    "loading": _loading,
    "voc_water": _voc_water,
    "flare": _flare,
    "voc": _other,
}


def _given(line: Line, key: str, name: str, unit: str, note: str = "") -> Ingredient:
    """Return a number of the row as an ingredient, leading to the row."""
    return Ingredient(name, line.number(key), unit, url=line.url, note=note or line.evidence)


def _found(
    line: Line,
    book: Book,
    year: int,
    way: str,
    made: _Made,
    *,
    medium: str = "",
) -> Found:
    pollutant = line.text("pollutant")
    name = book.pollutants[pollutant].name_en
    return Found(
        way=way,
        medium=medium or line.text("medium"),
        pollutant=pollutant,
        place=line.text("outlet"),
        figure=_figure(name, line, year, made),
        uncertainty=line.uncertainty,
    )


def _figure(name: str, line: Line, year: int, made: _Made) -> Figure:
    """Return what a row amounts to, as sure as the row states. [t]"""
    period = period_of(line, year)
    return Figure(
        name, made.kg / KG, "t", made.said, period, made.ingredients, uncertainty=line.uncertainty
    )


def _voc(
    line: Line,
    book: Book,
    year: int,
    category: str,
    way: str,
    made: _Made,
) -> Found:
    """An organised source that names its outlet stands beside what else is known of that outlet."""
    known = book.categories[category]
    outlet = line.text("place") if known.is_organised else ""
    return Found(
        way=way,
        medium="AIR",
        pollutant="nmhc",
        place=outlet or VOC + category,
        figure=_figure(known.name_en, line, year, made),
        uncertainty=line.uncertainty,
    )
