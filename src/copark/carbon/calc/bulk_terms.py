"""
What a row of a document emits, with its factors looked up once and its amounts left open.

The formulas are those of the account; only the trees of figures are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from copark.carbon.calc import acids, direct, gwp, indirect, recovery, refrigerants
from copark.carbon.calc import document as blocks
from copark.carbon.calc import waste_water as water
from copark.carbon.calc.book import COUNTRY, RESIDUAL
from copark.carbon.calc.carbonates import co2_from_carbonate
from copark.carbon.calc.combustion import co2_from_fuel, co2_from_measured_carbon
from copark.carbon.calc.destroyed import co2_from_voc
from copark.carbon.calc.electricity import co2_from_electricity, co2_market_based
from copark.carbon.calc.factors import grid_factor
from copark.carbon.calc.fuels import BY_HEAT, burnt
from copark.carbon.calc.heat import co2_from_heat
from copark.kernel.heat import heat_of_hot_water, heat_of_steam

if TYPE_CHECKING:
    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import About, Document, Row

NOTHING, ONE = Decimal(0), Decimal(1)
MARKET = "market"  #: Electricity by contract: stands beside the sources.

Held = Mapping[str, Decimal]  #: The amounts of one row, by the field that they stand in.
Of = Callable[[Held], Decimal]


@dataclass(frozen=True, slots=True)
class Term:
    """What a row adds to one source. [tCO2e]"""

    source: str
    field: str  #: Without an amount in it the row does not speak of the source; empty: it does.
    of: Of


def terms(row: Row, about: About, book: Book) -> tuple[Term, ...]:
    """
    Return what a row adds to each source.

    Parameters
    ----------
    row
        Of a document; its amounts do not matter. Raw materials and products have no terms: only
        the balance of their whole process has.
    about, book
        Year, region, method and set of warming potentials; the tables.

    Raises
    ------
    Refused
        What the account refuses of the row's properties.
    """
    return MAKERS[type(row)](row, about, book)


def open_fields(row: Row) -> tuple[str, ...]:
    """Return the fields of a row that take amounts of a period."""
    if isinstance(row, blocks.WasteWater):
        return ("cod" if row.cod_in is None else "volume", "sludge", "recovered", "nitrogen")
    return AMOUNTS.get(type(row), ("amount",))


def document_with(rows: Iterable[Row], about: About) -> Document:
    """Return the document of these rows."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, "block", "")].append(row)
    held: dict[str, Any] = {block: tuple(among) for block, among in found.items()}
    return blocks.Document(about=about, **held)


def _fuel(row: blocks.Fuel, about: About, book: Book) -> tuple[Term, ...]:
    found = burnt(replace(row, amount=ONE), about.method, book)
    *_, heat, carbon, oxidation = (part.value for part in found.ingredients)

    def by_heat(held: Held) -> Decimal:
        return co2_from_fuel(
            burned=held["amount"], heating_value=heat, carbon_content=carbon, oxidation=oxidation
        )

    def by_carbon(held: Held) -> Decimal:
        return co2_from_measured_carbon(burned=held["amount"], carbon=carbon, oxidation=oxidation)

    return (Term("fuel", "amount", by_heat if found.method == BY_HEAT else by_carbon),)


def _electricity(row: blocks.Electricity, about: About, book: Book) -> tuple[Term, ...]:
    if row.direction == "MADE":
        return ()
    factor = indirect.location_factor(document_with([row], about), book).value
    sold = row.direction == "SOLD"

    def by_location(held: Held) -> Decimal:
        amount = held["amount"]
        return co2_from_electricity(
            bought=NOTHING if sold else amount, sold=amount if sold else NOTHING, factor=factor
        )

    return (
        Term("electricity", "amount", by_location),
        Term(MARKET, "amount", _by_contract(row, about, book)),
    )


def _by_contract(row: blocks.Electricity, about: About, book: Book) -> Of:
    indirect.market_lines(document_with([row], about), book)  # refuses a certificate of no factor
    residual = grid_factor(book.grids, area=COUNTRY, basis=RESIDUAL, year=about.year).value
    factor = row.factor or NOTHING
    if row.supply == "green" and row.certificate and row.direction == "BOUGHT":
        return lambda held: co2_market_based(
            contracted=held["amount"], contract=factor, uncovered=NOTHING, residual=NOTHING
        )
    sign = -1 if row.direction == "SOLD" else 1
    return lambda held: co2_market_based(
        contracted=NOTHING, contract=NOTHING, uncovered=sign * held["amount"], residual=residual
    )


class Gigajoules(Protocol):
    """What turns an amount of steam [t], hot water [t] or heat [GJ] into heat. [GJ]"""

    def __call__(self, *, mass: Decimal) -> Decimal:
        """Return the heat of an amount."""


def gigajoules(row: blocks.Heat, book: Book) -> Gigajoules:
    """Return what turns the amount of a row into heat."""
    found = indirect.heat_of(replace(row, amount=ONE), book)
    if row.carrier == "steam":
        return partial(heat_of_steam, enthalpy=found[1].value, reference=found[2].value)
    if row.carrier == "hot_water":
        return partial(
            heat_of_hot_water,
            temperature=found[1].value,
            reference=indirect.COLD,
            capacity=found[2].value,
        )
    return lambda *, mass: mass


def _heat(row: blocks.Heat, _about: About, book: Book) -> tuple[Term, ...]:
    if row.direction == "MADE":
        return ()
    of = gigajoules(row, book)
    factor = row.factor if row.factor is not None else book.constants["heat"].value
    sold = row.direction == "SOLD"

    def co2(held: Held) -> Decimal:
        heat = of(mass=held["amount"])
        return co2_from_heat(
            bought=NOTHING if sold else heat, sold=heat if sold else NOTHING, factor=factor
        )

    return (Term("heat", "amount", co2),)


def _carbonate(row: blocks.Carbonate, _about: About, book: Book) -> tuple[Term, ...]:
    factor = book.carbonates[row.carbonate].value
    purity = row.purity if row.purity is not None else ONE
    return (
        Term("carbonate", "amount",
             lambda held: co2_from_carbonate(used=held["amount"], purity=purity, factor=factor)),
    )  # fmt: skip


def _acid(row: blocks.Acid, about: About, book: Book) -> tuple[Term, ...]:
    lines = direct.nitric_lines if row.acid == "nitric_acid" else direct.adipic_lines
    (found,) = lines(document_with([replace(row, amount=ONE)], about), book)
    _, generation, removal, running, warming = (part.value for part in found.ingredients)

    def co2e(held: Held) -> Decimal:
        mass = acids.n2o_from_acid(
            made=held["amount"], generation=generation, removal=removal, running=running
        )
        return gwp.co2_equivalent(mass=mass, gwp=warming)

    return (Term(row.acid, "amount", co2e),)


def _recovered(row: blocks.Recovered, _about: About, book: Book) -> tuple[Term, ...]:
    density = book.constants["co2_recovery"].value
    if row.use != "sold" or row.origin != "fossil":
        return ()
    return (
        Term("recovered", "amount",
             lambda held: -recovery.co2_recovered(
                 volume=held["amount"], purity=row.purity, density=density)),
    )  # fmt: skip


def _waste_water(row: blocks.WasteWater, about: About, book: Book) -> tuple[Term, ...]:
    found = [_methane(row, about, book)] if row.treatment else []
    case = book.key_of("nitrogen", row.nitrogen_case or "effluent")
    factor = book.waste_water["EF_N2O", case].value
    warming = gwp.gwp_of(book.gwps, assessment=about.gwp_set, gas="N2O").value
    found.append(
        Term("waste_water_n2o", "nitrogen", lambda held: gwp.co2_equivalent(
            mass=water.n2o_from_waste_water(nitrogen=held["nitrogen"], factor=factor),
            gwp=warming))
    )  # fmt: skip
    return tuple(found)


def _methane(row: blocks.WasteWater, about: About, book: Book) -> Term:
    capacity = book.waste_water["B0", "COD"].value
    correction = row.mcf
    if correction is None:
        correction = book.waste_water["MCF", book.key_of("treatment", row.treatment)].value
    warming = gwp.gwp_of(book.gwps, assessment=about.gwp_set, gas="CH4").value
    before, after = row.cod_in or NOTHING, row.cod_out or NOTHING

    def co2e(held: Held) -> Decimal:
        cod = held.get("cod")
        if cod is None:
            cod = water.cod_removed(volume=held["volume"], cod_in=before, cod_out=after)
        mass = water.ch4_from_waste_water(
            cod=cod,
            sludge=held.get("sludge", NOTHING),
            capacity=capacity,
            correction=correction,
            recovered=held.get("recovered", NOTHING),
        )
        return gwp.co2_equivalent(mass=mass, gwp=warming)

    return Term("waste_water_ch4", "", co2e)


def _refrigerant(row: blocks.Refrigerant, about: About, book: Book) -> tuple[Term, ...]:
    warming = refrigerants.gwp_of_blend(
        row.gas, known=book.blends, table=book.gwps, assessment=about.gwp_set
    )

    def co2e(held: Held) -> Decimal:
        lost = refrigerants.refrigerant_lost(
            **{name: held.get(name, NOTHING) for name in AMOUNTS[blocks.Refrigerant]}
        )
        return gwp.co2_equivalent(mass=lost, gwp=warming)

    return (Term("refrigerant", "", co2e),)


def _voc(row: blocks.Voc, _about: About, book: Book) -> tuple[Term, ...]:
    carbon = direct.voc_carbon(row, book).value
    if row.origin != "fossil":
        return ()
    return (
        Term("voc", "amount",
             lambda held: co2_from_voc(
                 fed=held["amount"], destruction=row.efficiency, carbon=carbon)),
    )  # fmt: skip


def _none(_row: Row, _about: About, _book: Book) -> tuple[Term, ...]:
    return ()


#: Fields that hold amounts of a period; of the other kinds of row it is ``amount``.
AMOUNTS: Mapping[type, tuple[str, ...]] = {
    blocks.Fuel: ("amount", "bought"),
    blocks.Refrigerant: ("opening", "bought", "closing", "added", "returned"),
}

MAKERS: Mapping[type, Callable[..., tuple[Term, ...]]] = {
    blocks.Fuel: _fuel,
    blocks.Electricity: _electricity,
    blocks.Heat: _heat,
    blocks.Material: _none,
    blocks.Carbonate: _carbonate,
    blocks.Acid: _acid,
    blocks.Recovered: _recovered,
    blocks.WasteWater: _waste_water,
    blocks.Refrigerant: _refrigerant,
    blocks.Voc: _voc,
    blocks.Utility: _none,
    blocks.Product: _none,
}
