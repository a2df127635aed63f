"""Direct emissions other than fuel, line by line of a document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc import acids, destroyed, gwp, recovery, refrigerants
from copark.carbon.calc import waste_water as water
from copark.carbon.calc.book import OTHER
from copark.carbon.calc.carbonates import co2_from_carbonate
from copark.carbon.calc.combustion import M_C, M_CO2
from copark.carbon.calc.document import spelled
from copark.carbon.calc.feedstock import co2_from_carbon_balance
from copark.carbon.calc.making import (
    HUNDRED,
    amount_of,
    line,
    measured,
    possible,
    refused,
    uncounted,
)
from copark.carbon.calc.unsure import as_sure
from copark.kernel.figure import Ingredient, Source

if TYPE_CHECKING:
    from copark.carbon.calc.acids import AcidFactor
    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Acid, Document, Material, Voc, WasteWater
    from copark.carbon.calc.waste_water import WasteWaterFactor
    from copark.kernel.figure import Figure

NOTHING = Decimal(0)
WHOLE = Decimal(1)


# Carbon balance


def carbon_in(row: Material, factor_set: str, book: Book) -> Ingredient:
    """
    Return the carbon of a unit of a material: as stated, by its formula, or as a fuel.

    Raises
    ------
    Refused
        ``carbon.material.unmeasured``, if it is neither stated nor in a table.
    """
    unit = f"tC/{row.unit}"
    if row.carbon is not None:
        return Ingredient("Carbon per unit", row.carbon, unit, measured(row))
    fuel = book.fuels.get((factor_set, row.item))
    if fuel is not None:
        value = fuel.heating_value * fuel.carbon_content
        return Ingredient("Carbon per unit", value, unit, fuel.source, note=factor_set)
    substance = book.substances.get(row.item)
    if substance is None or row.unit != "t":
        message = f"no table knows the carbon in “{row.item}”; state it in tC/{row.unit}."
        raise refused(row, "carbon", "carbon.material.unmeasured", message, value=row.item)
    note = f"the guide prints {substance.guide}" if substance.differs else substance.formula
    return Ingredient("Carbon per unit", substance.carbon, unit, substance.source, note=note)


def feedstock_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each process whose carbon is balanced, over the year. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.balance.open``, if more carbon comes out of a process than goes in.
    """
    processes: defaultdict[tuple[str, str], list[Material]] = defaultdict(list)
    for row in document.materials:
        processes[row.plant, row.process].append(row)
    return tuple(
        _process(process, rows, document.about.method, book)
        for (_, process), rows in processes.items()
    )


def _process(process: str, rows: list[Material], factor_set: str, book: Book) -> Figure:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    ingredients: list[Ingredient] = []
    unsure: list[Decimal] = []
    for row in rows:
        carbon = carbon_in(row, factor_set, book)
        sums[row.side] += row.amount * carbon.value
        if row.uncertainty is not None:
            unsure.append(row.amount * carbon.value * row.uncertainty / HUNDRED)
        ingredients += [
            amount_of(row, row.amount, row.unit, f"{row.item} ({SIDES[row.side]})"),
            carbon,
        ]
    with possible(rows[0], "process", "carbon.balance.open"):
        co2 = co2_from_carbon_balance(raw=sums["in"], products=sums["product"], waste=sums["waste"])
    how = "(carbon in raw materials − in products − in waste) × 44/12"
    whole = replace(rows[0], period=None)
    found = line(whole, process or "Process", co2, how, *ingredients)
    return replace(found, uncertainty=_of_difference(unsure, co2))


def _of_difference(unsure: list[Decimal], co2: Decimal) -> Decimal | None:
    """Return how sure a balance is: its flows are independent, and its sides are subtracted."""
    if not unsure or not co2:
        return None
    square = sum((one * one for one in unsure), NOTHING)
    return square.sqrt() * M_CO2 / M_C / co2


SIDES = {"in": "raw material", "product": "product", "waste": "waste"}


# Carbonates and acids


def carbonate_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for each carbonate. [tCO2e]"""
    found = []
    for row in document.carbonates:
        factor = book.carbonates[row.carbonate]
        purity = row.purity if row.purity is not None else WHOLE
        co2 = co2_from_carbonate(used=row.amount, purity=purity, factor=factor.value)
        parts = (
            amount_of(row, row.amount, "t"),
            Ingredient("Purity", purity, "fraction", measured(row)),
            as_sure(
                Ingredient(
                    "Emission factor", factor.value, "tCO2/t", factor.source, note=factor.note
                ),
                factor.unsure,
            ),
        )
        found.append(line(row, row.carbonate, co2, "carbonate × purity × factor", *parts))
    return tuple(found)


def nitric_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for each plant of nitric acid. [tCO2e]"""
    return tuple(_acid(row, document, book) for row in document.acids if row.acid == "nitric_acid")


def adipic_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for each plant of adipic acid. [tCO2e]"""
    return tuple(_acid(row, document, book) for row in document.acids if row.acid == "adipic_acid")


def _acid(row: Acid, document: Document, book: Book) -> Figure:
    made = _acid_factor(row, "process", book)
    removal = _removal(row, book)
    if removal.value and row.running is None:
        message = "state the share of the operating time that the tail-gas cleaning ran."
        raise refused(row, "running", "carbon.acid.running", message)
    running = Ingredient("Running share", row.running or NOTHING, "fraction", measured(row))
    mass = acids.n2o_from_acid(
        made=row.amount, generation=made.value, removal=removal.value, running=running.value
    )
    warming = _gwp("N2O", document, book)
    co2e = gwp.co2_equivalent(mass=mass, gwp=warming.value)
    name = f"{spelled(row.acid)}, {row.process.replace('_', ' ')}"
    how = "acid × N2O generated × (1 − efficiency × running share) × GWP"
    parts = (
        amount_of(row, row.amount, "t"),
        as_sure(
            Ingredient("N2O generated", made.value, "tN2O/t", made.source, note=made.note),
            made.unsure,
        ),
        removal,
        running,
        warming,
    )
    return line(row, name, co2e, how, *parts)


def _acid_factor(row: Acid, field: str, book: Book) -> AcidFactor:
    code = row.process if field == "process" else row.removal
    factors = book.generation if field == "process" else book.removal
    found = factors.get((row.acid, book.key_of(field, code)))
    if found is None:
        message = f"“{code}” does not belong to {row.acid}."
        raise refused(row, field, "carbon.acid.process", message, value=code, acid=row.acid)
    return found


def _removal(row: Acid, book: Book) -> Ingredient:
    if row.efficiency is not None:
        return Ingredient("Removal efficiency", row.efficiency, "fraction", measured(row))
    if not row.removal:
        return Ingredient("Removal efficiency", NOTHING, "fraction", note="no tail-gas cleaning")
    found = _acid_factor(row, "removal", book)
    return Ingredient("Removal efficiency", found.value, "fraction", found.source, note=found.note)


def _gwp(gas: str, document: Document, book: Book) -> Ingredient:
    found = gwp.gwp_of(book.gwps, assessment=document.about.gwp_set, gas=gas)
    return Ingredient(
        "GWP", found.value, "tCO2e/t", found.source, note=f"{gas}, {found.assessment}"
    )


# Recovered


def recovered_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for each supply of recovered carbon dioxide: negative where it counts."""
    density = book.constants["co2_recovery"]
    found = []
    for row in document.recovered:
        mass = recovery.co2_recovered(volume=row.amount, purity=row.purity, density=density.value)
        parts = (
            amount_of(row, row.amount, "1e4Nm3"),
            Ingredient("Purity", row.purity, "fraction", measured(row)),
            Ingredient("Density", density.value, density.unit, density.source),
        )
        if row.use != "sold":
            why = "not taken off: it did not leave the enterprise as a product"
            found.append(uncounted(row, "Carbon dioxide recovered", why, *parts))
        elif row.origin != "fossil":
            why = "not taken off: of biogenic origin, so it was never counted"
            found.append(uncounted(row, "Carbon dioxide recovered", why, *parts))
        else:
            how = "− gas × purity × density"
            found.append(line(row, "Carbon dioxide recovered", -mass, how, *parts))
    return tuple(found)


# Waste water


def methane_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each anaerobic treatment of waste water. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.water.cod``, if the demand removed is not given, or ``carbon.water.more``, if more
        leaves than came.
    """
    return tuple(_methane(row, document, book) for row in document.waste_water if row.treatment)


def _methane(row: WasteWater, document: Document, book: Book) -> Figure:
    cod = _cod(row)
    capacity = book.waste_water["B0", "COD"]
    default = book.waste_water["MCF", book.key_of("treatment", row.treatment)]
    correction = _water(default, "Methane correction factor")
    if row.mcf is not None:
        correction = Ingredient("Methane correction factor", row.mcf, "fraction", measured(row))
    with possible(row, "recovered", "carbon.water.more"):
        mass = water.ch4_from_waste_water(
            cod=cod.value,
            sludge=row.sludge or NOTHING,
            capacity=capacity.value,
            correction=correction.value,
            recovered=row.recovered or NOTHING,
        )
    warming = _gwp("CH4", document, book)
    parts = (
        cod,
        amount_of(row, row.sludge or NOTHING, "tCOD", "COD taken out with sludge"),
        _water(capacity, "Methane capacity", is_factor=not row.recovered),
        correction,
        amount_of(row, row.recovered or NOTHING, "tCH4", "Methane recovered"),
        warming,
    )
    how = "((COD removed − sludge) × B0 × MCF − recovered) × GWP"
    co2e = gwp.co2_equivalent(mass=mass, gwp=warming.value)
    return line(row, spelled(row.treatment), co2e, how, *parts)


def _water(factor: WasteWaterFactor, name: str, *, is_factor: bool = True) -> Ingredient:
    """Return a number of the table; its uncertainty holds where the line is a multiple of it."""
    note = " ".join(filter(None, (factor.case, factor.note)))
    found = Ingredient(name, factor.value, factor.unit, factor.source, note=note)
    return as_sure(found, factor.unsure) if is_factor else found


def _cod(row: WasteWater) -> Ingredient:
    if row.cod is not None:
        return amount_of(row, row.cod, "tCOD", "COD removed")
    if row.volume is None or row.cod_in is None or row.cod_out is None:
        message = "give the COD removed, or the volume with the COD before and after."
        raise refused(row, "cod", "carbon.water.cod", message)
    with possible(row, "cod_out", "carbon.water.more"):
        removed = water.cod_removed(volume=row.volume, cod_in=row.cod_in, cod_out=row.cod_out)
    note = f"{row.place}: {row.volume} m3 × ({row.cod_in} − {row.cod_out}) mg/L"
    return Ingredient("COD removed", removed, "tCOD", measured(row), note=note)


def nitrogen_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for the nitrogen of each waste water. [tCO2e]"""
    found = []
    for row in document.waste_water:
        if row.nitrogen is None:
            continue
        case = book.key_of("nitrogen", row.nitrogen_case or "effluent")
        factor = book.waste_water["EF_N2O", case]
        mass = water.n2o_from_waste_water(nitrogen=row.nitrogen, factor=factor.value)
        warming = _gwp("N2O", document, book)
        parts = (
            amount_of(row, row.nitrogen, "tN", "Nitrogen"),
            _water(factor, "Emission factor"),
            warming,
        )
        co2e = gwp.co2_equivalent(mass=mass, gwp=warming.value)
        how = "nitrogen × factor × 44/28 × GWP"
        found.append(line(row, "Nitrogen in waste water", co2e, how, *parts))
    return tuple(found)


# Refrigerants


def refrigerant_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """
    Return a line for each refrigerant. [tCO2e]

    Raises
    ------
    Refused
        ``carbon.refrigerant.more``, if more is left than there can be, or ``carbon.gwp.missing``.
    """
    found = []
    for row in document.refrigerants:
        added, returned = row.added or NOTHING, row.returned or NOTHING
        with possible(row, "closing", "carbon.refrigerant.more"):
            lost = refrigerants.refrigerant_lost(
                opening=row.opening,
                bought=row.bought,
                closing=row.closing,
                added=added,
                returned=returned,
            )
        warming = refrigerants.gwp_of_blend(
            row.gas, known=book.blends, table=book.gwps, assessment=document.about.gwp_set
        )
        parts = (
            amount_of(row, row.opening, "t", "Opening stock"),
            amount_of(row, row.bought, "t", "Bought"),
            amount_of(row, row.closing, "t", "Closing stock"),
            amount_of(row, added, "t", "Added capacity"),
            amount_of(row, returned, "t", "Handed back"),
            *_shares(row.gas, document, book),
            Ingredient("GWP", warming, "tCO2e/t", note=f"{row.gas}, {document.about.gwp_set}"),
        )
        how = "(opening + bought − closing − added capacity − handed back) × GWP"
        co2e = gwp.co2_equivalent(mass=lost, gwp=warming)
        found.append(line(row, row.gas, co2e, how, *parts))
    return tuple(found)


def _shares(refrigerant: str, document: Document, book: Book) -> list[Ingredient]:
    found = []
    for gas, share in refrigerants.parts_of(refrigerant, book.blends):
        row = gwp.gwp_of(book.gwps, assessment=document.about.gwp_set, gas=gas)
        note = f"{share} of {refrigerant}"
        found.append(Ingredient(f"GWP of {gas}", row.value, "tCO2e/t", row.source, note=note))
    return found


# Vapours destroyed


def voc_carbon(row: Voc, book: Book) -> Ingredient:
    """Return the mass fraction of carbon in vapours. [tC/t]"""
    if row.carbon is not None:
        return Ingredient("Carbon per unit", row.carbon, "tC/t", measured(row))
    if row.substance == OTHER:
        message = f"no table knows the carbon in “{row.item}”; state it in tC/t."
        raise refused(row, "carbon", "carbon.material.unmeasured", message, value=row.item)
    substance = book.substances[row.substance]
    source = Source(substance.source.text, substance.source.confidence)
    return Ingredient("Carbon per unit", substance.carbon, "tC/t", source, note=substance.formula)


def voc_lines(document: Document, book: Book) -> tuple[Figure, ...]:
    """Return a line for each vapour that was destroyed by fire. [tCO2e]"""
    found = []
    for row in document.voc:
        carbon = voc_carbon(row, book)
        co2 = destroyed.co2_from_voc(
            fed=row.amount, destruction=row.efficiency, carbon=carbon.value
        )
        parts = (
            amount_of(row, row.amount, "t"),
            Ingredient("Destruction efficiency", row.efficiency, "fraction", measured(row)),
            carbon,
        )
        if row.origin == "fossil":
            found.append(line(row, row.shown, co2, "VOC × destruction × carbon × 44/12", *parts))
        else:
            why = "not counted: carbon of biogenic origin"
            found.append(uncounted(row, row.shown, why, *parts))
    return tuple(found)
