"""Electricity and heat from outside, line by line, by location and by contract."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.book import COUNTRY, RESIDUAL
from copark.carbon.calc.electricity import co2_from_electricity, co2_market_based
from copark.carbon.calc.factors import grid_factor
from copark.carbon.calc.heat import co2_from_heat
from copark.carbon.calc.making import amount_of, line, measured, possible, refused, uncounted
from copark.carbon.calc.unsure import as_sure
from copark.kernel.errors import Refused
from copark.kernel.figure import Ingredient, Source
from copark.kernel.heat import heat_of_hot_water, heat_of_steam
from copark.kernel.steam import enthalpy_if97

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document, Electricity, Heat
    from copark.carbon.calc.factors import GridFactor
    from copark.kernel.figure import Figure

NOTHING = Decimal(0)
COLD = Decimal(20)  #: The 2013 guide counts the heat of water from here. [°C]
IAPWS = Source("IAPWS R7-97(2012), industrial formulation, by SEUIF97")
SELF_MADE = "not counted: self-made from energy that is counted already"


def has_sold_too_much(rows: Iterable[tuple[str, Decimal]]) -> bool:
    """Say whether more was sold than bought and self-made together."""
    sums = {"BOUGHT": NOTHING, "SOLD": NOTHING, "MADE": NOTHING}
    for direction, amount in rows:
        sums[direction] += amount
    return sums["SOLD"] > sums["BOUGHT"] + sums["MADE"]


# Electricity by location


def location_factor(document: Document, book: Book) -> GridFactor:
    """Return the average factor of the document's grid and year."""
    about = document.about
    return grid_factor(
        book.grids,
        area=about.region,
        basis=about.grid_basis,
        year=about.year,
        chosen_year=about.grid_year,
    )


def electricity_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each amount of electricity, at the average of the grid. [tCO2e]

    Contracted green power counts as any other here, and is named.

    Raises
    ------
    Refused
        ``carbon.utility.sold``, if more was sold than bought and self-made, or
        ``carbon.grid.missing``.
    """
    if not document.electricity:
        return ()
    rows = document.electricity
    if has_sold_too_much((row.direction, row.amount) for row in rows):
        raise _sold_too_much(next(row for row in rows if row.direction == "SOLD"))
    grid = location_factor(document, book)
    return tuple(_by_location(row, grid, document.about.year) for row in rows)


def _sold_too_much(row: Electricity | Heat) -> Refused:
    message = (
        "more was sold than bought and self-made; enter what was made too, so that its fuel is "
        "not counted for others."
    )
    return refused(row, "amount", "carbon.utility.sold", message)


def _by_location(row: Electricity, grid: GridFactor, year: int) -> Figure:
    amount = amount_of(row, row.amount, "MWh")
    if row.direction == "MADE":
        return uncounted(row, "Electricity, self-made", SELF_MADE, amount)
    sold = row.direction == "SOLD"
    co2 = co2_from_electricity(
        bought=NOTHING if sold else row.amount,
        sold=row.amount if sold else NOTHING,
        factor=grid.value,
    )
    name = "Electricity sold" if sold else "Electricity bought"
    if row.supply == "green":
        name = "Green power under contract, at the average of the grid"
    return line(row, name, co2, "electricity × grid factor", amount, _grid(grid, year))


def _grid(grid: GridFactor, year: int) -> Ingredient:
    late = "" if grid.year == year else f"; no factor of {year} is published here"
    note = f"{grid.area} {grid.basis} {grid.year}{late}"
    found = Ingredient("Grid factor", grid.value, "tCO2/MWh", grid.source, note=note)
    return as_sure(found, grid.unsure)


# Electricity by contract


def market_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each amount of electricity, by its contract or the mix left over. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.green.factor``, if a certificate states no factor.
    """
    if not document.electricity:
        return ()
    residual = grid_factor(book.grids, area=COUNTRY, basis=RESIDUAL, year=document.about.year)
    return tuple(_by_contract(row, residual, document.about.year) for row in document.electricity)


def _by_contract(row: Electricity, residual: GridFactor, year: int) -> Figure:
    amount = amount_of(row, row.amount, "MWh")
    if row.direction == "MADE":
        return uncounted(row, "Electricity, self-made", SELF_MADE, amount)
    if row.supply == "green" and row.certificate and row.direction == "BOUGHT":
        return _contracted(row, amount)
    sign = -1 if row.direction == "SOLD" else 1
    co2 = co2_market_based(
        contracted=NOTHING,
        contract=NOTHING,
        uncovered=sign * row.amount,
        residual=residual.value,
    )
    name = "Electricity sold" if sign < 0 else "Electricity without a contract"
    if row.supply == "green":
        name = "Green power without a certificate, as any other"
    return line(row, name, co2, "electricity × factor of the mix left over", amount,
                _grid(residual, year))  # fmt: skip


def _contracted(row: Electricity, amount: Ingredient) -> Figure:
    if row.factor is None:
        message = "state the factor that the certificate gives, even where it is 0."
        raise refused(row, "factor", "carbon.green.factor", message)
    co2 = co2_market_based(
        contracted=row.amount, contract=row.factor, uncovered=NOTHING, residual=NOTHING
    )
    contract = Ingredient("Factor of the contract", row.factor, "tCO2/MWh", measured(row),
                          note=row.certificate)  # fmt: skip
    name = "Green power under contract"
    return line(row, name, co2, "electricity × factor of the contract", amount, contract)


# Heat


def heat_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each amount of steam, hot water or heat. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.utility.sold``; ``carbon.heat.state``, if steam has neither enthalpy nor pressure;
        ``carbon.heat.cold``, if it holds less heat than the feed water.
    """
    rows = document.heat
    found = [(row, heat_of(row, book)) for row in rows]
    if has_sold_too_much((row.direction, parts[-1].value) for row, parts in found):
        raise _sold_too_much(next(row for row in rows if row.direction == "SOLD"))
    return tuple(_heat(row, parts, book) for row, parts in found)


def _heat(row: Heat, parts: tuple[Ingredient, ...], book: Book) -> Figure:
    name = row.carrier.replace("_", " ").capitalize()
    if row.direction == "MADE":
        return uncounted(row, f"{name}, self-made", SELF_MADE, *parts)
    default = book.constants["heat"]
    factor = Ingredient("Heat factor", default.value, default.unit, default.source,
                        note=default.note)  # fmt: skip
    if row.factor is not None:
        factor = Ingredient("Heat factor", row.factor, "tCO2/GJ", measured(row))
    sold = row.direction == "SOLD"
    gigajoules = parts[-1].value
    co2 = co2_from_heat(
        bought=NOTHING if sold else gigajoules,
        sold=gigajoules if sold else NOTHING,
        factor=factor.value,
    )
    return line(row, f"{name} {'sold' if sold else 'bought'}", co2, "heat × factor", *parts, factor)


def heat_of(row: Heat, book: Book) -> tuple[Ingredient, ...]:
    """Return what the heat of a row was found from; the last ingredient is the heat. [GJ]"""
    return HEATS[row.carrier](row, book)


def _of_heat(row: Heat, _book: Book) -> tuple[Ingredient, ...]:
    return (amount_of(row, row.amount, "GJ", "Heat"),)


def _of_steam(row: Heat, book: Book) -> tuple[Ingredient, ...]:
    enthalpy = _enthalpy(row)
    reference = book.constants["steam"]
    with possible(row, "enthalpy", "carbon.heat.cold"):
        heat = heat_of_steam(mass=row.amount, enthalpy=enthalpy.value, reference=reference.value)
    return (
        amount_of(row, row.amount, "t"),
        enthalpy,
        Ingredient("Reference enthalpy", reference.value, "kJ/kg", reference.source),
        Ingredient("Heat", heat, "GJ", note=reference.note),
    )


def _enthalpy(row: Heat) -> Ingredient:
    if row.enthalpy is not None:
        default = row.enthalpy_default
        source = Source(default, "memory") if default else measured(row)
        return Ingredient("Enthalpy", row.enthalpy, "kJ/kg", source)
    if row.pressure is None:
        message = "give the enthalpy of the steam, or its absolute pressure in MPa."
        raise refused(row, "enthalpy", "carbon.heat.state", message)
    try:
        warm = "" if row.temperature is None else str(row.temperature)
        text = _enthalpy_text(str(row.pressure), warm)
    except Refused as outside:
        raise refused(row, "pressure", outside.code, outside.message, **outside.facts) from None
    state = f"{row.pressure} MPa, " + (f"{warm} °C" if warm else "saturated")
    return Ingredient("Enthalpy", Decimal(text), "kJ/kg", IAPWS, note=state)


def _enthalpy_text(pressure: str, temperature: str) -> str:
    """Return the enthalpy to a tenth of a kilojoule: text, where physics meets accounting."""
    found = enthalpy_if97(
        pressure=float(pressure), temperature=float(temperature) if temperature else None
    )
    return f"{found:.1f}"


def _of_hot_water(row: Heat, book: Book) -> tuple[Ingredient, ...]:
    capacity = book.constants["hot_water"]
    if row.temperature is None:
        message = "give the temperature of the hot water in °C."
        raise refused(row, "temperature", "carbon.heat.state", message)
    with possible(row, "temperature", "carbon.heat.cold"):
        heat = heat_of_hot_water(
            mass=row.amount,
            temperature=row.temperature,
            reference=COLD,
            capacity=capacity.value,
        )
    return (
        amount_of(row, row.amount, "t"),
        Ingredient("Temperature", row.temperature, "°C", measured(row)),
        Ingredient("Heat capacity", capacity.value, capacity.unit, capacity.source),
        Ingredient("Heat", heat, "GJ", note=capacity.note),
    )


HEATS = {"heat": _of_heat, "steam": _of_steam, "hot_water": _of_hot_water}
