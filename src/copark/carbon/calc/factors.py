"""Factors of carbon from the text of the tables, each recomputed or chosen on stated terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.carbon.calc.combustion import co2_from_fuel
from copark.carbon.calc.unsure import NOT_STATED, Unsure, unsure_of
from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

CLOSES = Decimal("0.000001")  #: Printed factors carry six decimals. [tCO2/unit]


@dataclass(frozen=True, slots=True)
class FuelFactor:
    """Properties of one fuel in one factor set."""

    factor_set: str
    fuel: str
    name_zh: str
    unit: str  #: ``t`` or ``1e4Nm3``.
    heating_value: Decimal  #: [GJ/unit]
    carbon_content: Decimal  #: [tC/GJ]
    oxidation: Decimal  #: [-]
    factor: Decimal  #: [tCO2/unit]
    source: Source
    note: str
    unsure: Unsure = NOT_STATED  #: Of the carbon in the fuel.


@dataclass(frozen=True, slots=True)
class GridFactor:
    """Average factor of a grid, for an area, a year and a basis. [tCO2/MWh]"""

    area: str
    name_zh: str
    level: str
    year: int
    basis: str
    value: Decimal
    source: Source
    note: str
    unsure: Unsure = NOT_STATED


@dataclass(frozen=True, slots=True)
class HeatFactor:
    """Default factor of bought heat. [tCO2/GJ]"""

    value: Decimal
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Method:
    """The choices that an inventory rests on."""

    factor_set: str
    grid_area: str
    grid_basis: str
    grid_year: int | None = None  #: None: the newest published by the year of the inventory.
    gwp_set: str = ""  #: Empty: that of the accounting method.


def fuel_factors(text: str) -> dict[tuple[str, str], FuelFactor]:
    """
    Return the fuel factors by (set, fuel), each recomputed from its parts.

    Raises
    ------
    Refused
        ``carbon.factor.open``, if a printed factor is not the product of its parts, or
        ``carbon.factor.twice``, if a set has two rows of one fuel.
    """
    found: dict[tuple[str, str], FuelFactor] = {}
    for line, row in enumerate(tables.rows(text), start=2):
        factor = _fuel_factor(row, line)
        key = (factor.factor_set, factor.fuel)
        if key in found:
            message = f"Row {line}: {key[1]} stands twice in the factor set {key[0]}."
            raise Refused("carbon.factor.twice", message, row=line, fuel=key[1])
        found[key] = factor
    return found


def _fuel_factor(row: dict[str, str], line: int) -> FuelFactor:
    factor = FuelFactor(
        factor_set=row["factor_set"],
        fuel=row["fuel"],
        name_zh=row["fuel_zh"],
        unit=row["unit"],
        heating_value=Decimal(row["ncv_gj_per_unit"]),
        carbon_content=Decimal(row["cc_tc_per_gj"]),
        oxidation=Decimal(row["oxidation_rate"]),
        factor=Decimal(row["ef_tco2_per_unit"]),
        source=Source(row["source"], row["confidence"]),
        note=row["note"],
        unsure=unsure_of(row),
    )
    computed = co2_from_fuel(
        burned=Decimal(1),
        heating_value=factor.heating_value,
        carbon_content=factor.carbon_content,
        oxidation=factor.oxidation,
    )
    if abs(computed - factor.factor) > CLOSES:
        message = (
            f"Row {line}: the factor of {factor.fuel} in {factor.factor_set} is printed as "
            f"{factor.factor}, but its parts give {computed:.6f}."
        )
        raise Refused("carbon.factor.open", message, row=line, fuel=factor.fuel)
    return factor


def grid_factors(text: str) -> tuple[GridFactor, ...]:
    """Return the grid factors; kgCO2/kWh and tCO2/MWh are the same number."""
    return tuple(
        GridFactor(
            area=row["area_code"],
            name_zh=row["area_name"],
            level=row["level"],
            year=int(row["data_year"]),
            basis=row["basis"],
            value=Decimal(row["value"]),
            source=Source(row["source"], row["confidence"]),
            note=row["note"],
            unsure=unsure_of(row),
        )
        for row in tables.rows(text)
    )


def grid_factor(
    factors: tuple[GridFactor, ...],
    *,
    area: str,
    basis: str,
    year: int,
    chosen_year: int | None = None,
) -> GridFactor:
    """
    Return the grid factor of an area on one basis: of the chosen year, else the newest by `year`.

    Another basis or another area never steps in.

    Raises
    ------
    Refused
        ``carbon.grid.missing``, if the table has no such factor.
    """
    fits = [row for row in factors if row.area == area and row.basis == basis]
    if chosen_year is not None:
        fits = [row for row in fits if row.year == chosen_year]
    published = [row for row in fits if row.year <= year] or sorted(fits, key=_year)[:1]
    if not published:
        message = (
            f"There is no grid factor of {area} on the basis {basis} for {chosen_year or year}."
        )
        raise Refused("carbon.grid.missing", message, area=area, basis=basis, year=year)
    return max(published, key=_year)


def _year(row: GridFactor) -> int:
    return row.year


def heat_factor(text: str) -> HeatFactor:
    """Return the default factor of bought heat from ``process_factors.csv``."""
    row = next(
        row
        for row in tables.rows(text)
        if row["process"] == "heat" and row["parameter"] == "emission factor"
    )
    return HeatFactor(Decimal(row["value"]), Source(row["source"], row["confidence"]), row["note"])


def methods(text: str, *, area: str, year: int) -> Method:
    """Return the default method of a year in an administrative area (code prefix)."""
    fits = [
        row
        for row in tables.rows(text)
        if area.startswith(row["area"]) and int(row["valid_from"]) <= year
    ]
    if not fits:
        message = f"No method of accounting is in force for {year}."
        raise Refused("carbon.method.missing", message, year=year)
    best = max(fits, key=lambda row: (len(row["area"]), int(row["valid_from"])))
    return Method(best["factor_set"], best["grid_area"], best["grid_basis"])
