"""
Read two registers of sites: releases of toxics in pounds, of greenhouse gases in kilograms.

The columns are those of the Toxics Release Inventory (TRI) of the US EPA and of its Greenhouse Gas
Reporting Program (GHGRP) as facility and flow tables. TRI gives dioxins in grams and all else in
pounds; a file that mixes this up is refused, since it would be wrong by a factor of 454.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.quantity import converted
from copark.pollution.calc.register import MAX_ROWS, YEARS, separator_of
from copark.pollution.calc.registers_match import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NUMBERED = re.compile(r"^\d+\.\s*(?:\d+(?:\.\d+)?\s*-\s*)?")  #: ``51. 5.1 - FUGITIVE AIR``
MAX_DIGITS = 30
NORTH, EAST = Decimal(90), Decimal(180)
DIOXIN = "Dioxin"
UNITS = {"Pounds": "lb", "Grams": "g", "kg": "kg"}
STREET = slice(10, 15)  #: Where a TRI key holds the start of the street address.
POSTCODE = slice(5)  #: Of a US post code, without the delivery route.

TRI_SITE = ("TRIFD", "FACILITY NAME", "CITY", "ZIP", "LATITUDE", "LONGITUDE")
#: Column of an amount, its medium, and the way it takes there.
TRI_AMOUNTS = (
    ("FUGITIVE AIR", "AIR", "FUGITIVE"),
    ("STACK AIR", "AIR", "STACK"),
    ("WATER", "WATER", ""),
    ("UNDERGROUND", "UNDERGROUND", ""),
    ("POTW - TOTAL TRANSFERS", "INDIRECT", ""),
)
TRI_COLUMNS = ("YEAR", *TRI_SITE, "CHEMICAL", "CAS#", "CLASSIFICATION", "UNIT OF MEASURE")
GHG_SITE = ("FacilityID", "FacilityName", "Address", "City", "Zip", "Latitude", "Longitude")
GHG_COLUMNS = ("FacilityID", "FlowName", "Compartment", "FlowAmount", "Unit")


@dataclass(frozen=True, slots=True)
class Released:
    """What a site released of one substance to one medium by one way, as written and in kg."""

    line: int
    site: str
    substance: str
    cas: str
    medium: str
    way: str  #: ``FUGITIVE`` or ``STACK``; empty where the register does not say.
    amount: Decimal  #: [unit]
    unit: str  #: ``lb``, ``g`` or ``kg``.
    kilograms: Decimal  #: [kg]


@dataclass(slots=True)
class Read:
    """A register as it was read."""

    kind: str
    years: set[int] = field(default_factory=set)
    sites: dict[str, Site] = field(default_factory=dict)
    releases: list[Released] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, int]

    def fault(self, column: str, code: str, **facts: str) -> Fault:
        address = f"{_letters(self.letters[column])}{self.number}"
        return Fault(self.number, address, column, self.cells[column][:80], code, facts)


def kind_of(header: str) -> str:
    """
    Return which file this is by its first line: ``TRI``, ``GHGRP_SITES``, ``GHGRP_FLOWS`` or none.

    Examples
    --------
    >>> kind_of("FacilityID,FlowName,Compartment,FlowAmount,Unit,DataReliability")
    'GHGRP_FLOWS'
    """
    names = {NUMBERED.sub("", name.strip().strip('"')) for name in re.split("[,;\t]", header)}
    shapes = {"TRI": TRI_COLUMNS, "GHGRP_SITES": GHG_SITE, "GHGRP_FLOWS": GHG_COLUMNS}
    return next((kind for kind, columns in shapes.items() if names.issuperset(columns)), "")


def read_tri(text: str) -> Read:
    """
    Return a TRI file: sites, and releases to air, water, underground and sewage works.

    Parameters
    ----------
    text
        The file, decoded. A site that sent several forms of a substance has several rows; they
        add up.

    Returns
    -------
    Read
        Amounts as written, and in kilograms to the last digit. Amounts of nothing are left out.

    Raises
    ------
    Refused
        ``import.register.columns`` or ``import.file.rows``.
    """
    found = Read("TRI")
    for line in _lines(text, (*TRI_COLUMNS, *(name for name, _, _ in TRI_AMOUNTS))):
        fault = _tri_fault(line)
        if fault:
            found.faults.append(fault)
            continue
        key = line.cells["TRIFD"]
        found.sites.setdefault(key, _tri_site(line))
        found.years.add(int(line.cells["YEAR"]))
        found.releases += _tri_releases(line)
    return found


def read_ghgrp(sites_text: str, flows_text: str, year: int) -> Read:
    """
    Return the GHGRP of a year: its table of facilities, and its table of flows.

    Parameters
    ----------
    sites_text, flows_text
        The two files, decoded.
    year
        Of the flows; the tables do not say.

    Raises
    ------
    Refused
        ``import.register.columns`` or ``import.file.rows``.
    """
    found = Read("GHGRP", years={year})
    for line in _lines(sites_text, GHG_SITE):
        fault = _place_fault(line, "Latitude", "Longitude") or _empty(line, "FacilityID")
        if fault:
            found.faults.append(fault)
        elif line.cells["FacilityID"] in found.sites:
            found.faults.append(line.fault("FacilityID", "import.row.twice", first=""))
        else:
            found.sites[line.cells["FacilityID"]] = _ghg_site(line)
    for line in _lines(flows_text, GHG_COLUMNS):
        fault = _flow_fault(line, found.sites)
        if fault:
            found.faults.append(fault)
        else:
            found.releases.append(_flow(line))
    return found


# Lines and cells


def _lines(text: str, columns: tuple[str, ...]) -> Iterator[_Line]:
    text = text.lstrip("\ufeff")
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(header))
    names = [NUMBERED.sub("", name.strip()) for name in next(reader, [])]
    lacking = [name for name in columns if name not in names]
    if lacking:
        message = f"The register lacks the column(s) {', '.join(lacking)}."
        raise Refused("import.register.columns", message, columns=", ".join(lacking))
    letters = {name: names.index(name) for name in names}
    for number, row in enumerate(reader, start=2):
        if number > MAX_ROWS:
            message = f"The register has more than {MAX_ROWS} rows."
            raise Refused("import.file.rows", message, limit=MAX_ROWS)
        if any(row):
            cells = {
                name: row[place].strip() if place < len(row) else ""
                for name, place in letters.items()
            }
            yield _Line(number, cells, letters)


def _letters(index: int) -> str:
    """Return the name of a column of a spreadsheet."""
    high, low = divmod(index, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if len(text) <= MAX_DIGITS else Decimal("NaN")
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < MAX_DIGITS else None


def _empty(line: _Line, *columns: str) -> Fault | None:
    lacking = next((name for name in columns if not line.cells[name]), None)
    return line.fault(lacking, "import.cell.empty") if lacking else None


def _amount_fault(line: _Line, column: str) -> Fault | None:
    number = _number(line.cells[column] or "0")
    if number is None:
        return line.fault(column, "import.number.bad")
    return line.fault(column, "import.number.negative") if number < 0 else None


def _place_fault(line: _Line, north: str, east: str) -> Fault | None:
    for column, most in ((north, NORTH), (east, EAST)):
        number = _number(line.cells[column])
        if number is None or abs(number) > most:
            return line.fault(column, "import.place.bad")
    return None


def _place(line: _Line, north: str, east: str) -> tuple[float, float]:
    return float(line.cells[north]), float(line.cells[east])


# TRI


def _tri_fault(line: _Line) -> Fault | None:
    year, unit = line.cells["YEAR"], line.cells["UNIT OF MEASURE"]
    fault = _empty(line, "TRIFD", "FACILITY NAME", "CHEMICAL")
    if fault:
        return fault
    if not (year.isascii() and year.isdigit() and int(year) in YEARS):
        return line.fault("YEAR", "import.year.bad")
    if unit not in UNITS:
        return line.fault("UNIT OF MEASURE", "import.unit.unknown")
    if (unit == "Grams") != (line.cells["CLASSIFICATION"] == DIOXIN):
        return line.fault("UNIT OF MEASURE", "import.register.dioxin")
    amounts = (_amount_fault(line, name) for name, _, _ in TRI_AMOUNTS)
    return _place_fault(line, "LATITUDE", "LONGITUDE") or next(filter(None, amounts), None)


def _tri_site(line: _Line) -> Site:
    cells = line.cells
    parent = cells.get("STANDARD PARENT CO NAME", "")
    return Site(
        cells["TRIFD"],
        cells["FACILITY NAME"],
        "" if parent == "NA" else parent,
        cells.get("STREET ADDRESS") or cells["TRIFD"][STREET],
        cells["CITY"],
        cells["ZIP"][POSTCODE],
        *_place(line, "LATITUDE", "LONGITUDE"),
        cells.get("PRIMARY NAICS", ""),
    )


def _tri_releases(line: _Line) -> Iterator[Released]:
    unit = UNITS[line.cells["UNIT OF MEASURE"]]
    for column, medium, way in TRI_AMOUNTS:
        amount = Decimal(line.cells[column] or "0")
        if amount:
            yield Released(
                line.number,
                line.cells["TRIFD"],
                line.cells["CHEMICAL"],
                line.cells["CAS#"],
                medium,
                way,
                amount,
                unit,
                converted(amount, unit, "kg"),
            )


# GHGRP


def _ghg_site(line: _Line) -> Site:
    cells = line.cells
    return Site(
        cells["FacilityID"],
        cells["FacilityName"],
        "",
        cells["Address"],
        cells["City"],
        cells["Zip"][POSTCODE],
        *_place(line, "Latitude", "Longitude"),
        cells.get("NAICS", ""),
    )


def _flow_fault(line: _Line, sites: Mapping[str, Site]) -> Fault | None:
    if line.cells["FacilityID"] not in sites:
        return line.fault("FacilityID", "import.register.site")
    if line.cells["Unit"] not in UNITS:
        return line.fault("Unit", "import.unit.unknown")
    return _empty(line, "FlowName") or _amount_fault(line, "FlowAmount")


def _flow(line: _Line) -> Released:
    amount, unit = Decimal(line.cells["FlowAmount"] or "0"), UNITS[line.cells["Unit"]]
    return Released(
        line.number,
        line.cells["FacilityID"],
        line.cells["FlowName"],
        "",
        line.cells["Compartment"].upper(),
        "",
        amount,
        unit,
        converted(amount, unit, "kg"),
    )
