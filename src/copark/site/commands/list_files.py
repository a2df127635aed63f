"""Read releases and activity data from files alone, for the lists and for whom they are near."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import typer

from copark.base.sheets import reading
from copark.base.sheets.sentences import place, sentence
from copark.carbon.calc import partial
from copark.carbon.calc.assembled import Given, Known, assembled
from copark.carbon.calc.document import About
from copark.energy.calc import activity, balance
from copark.energy.calc.tables import kept
from copark.energy.contracts import Use
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, total
from copark.kernel.quantity import converted
from copark.pollution.calc import declared, register
from copark.site.commands import tables
from copark.site.commands.imports import content_of
from copark.synergy.calc.lists import CO2, ENERGY, Amount, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from copark.kernel.faults import Fault
    from copark.pollution.contracts import NewRelease


def units_of(
    releases: Path | None, energy: Path | None, *, area: str
) -> tuple[tuple[Unit, ...], int]:
    """
    Return the units of a releases file and an activity file, and their newest year.

    Raises
    ------
    Refused
        ``import.rows.none``, if the files hold no figure.
    """
    found = _Files()
    if releases:
        _read_releases(releases, found)
    if energy:
        _read_energy(energy, area, found)
    years = {amount.year for amounts in found.amounts.values() for amount in amounts}
    if not years:
        raise Refused("import.rows.none", "The files hold no figure.")
    return found.units(), max(years)


class _Files:
    """What the files say, by code of the enterprise."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.amounts: dict[str, list[Amount]] = defaultdict(list)

    def units(self) -> tuple[Unit, ...]:
        return tuple(
            Unit(
                number,
                code,
                self.names.get(code, code),
                self.names.get(code, code),
                frozenset(),
                tuple(rows),
            )
            for number, (code, rows) in enumerate(sorted(self.amounts.items()), start=1)
        )

    def set_carbon(self, code: str, year: int, figure: Figure) -> None:
        """Carbon of activity data goes before a declared one, never beside it."""
        rows = self.amounts[code]
        rows[:] = [row for row in rows if (row.subject, row.year) != (CO2, year)]
        rows.append(Amount(CO2, "", year, figure))


def _read_releases(file: Path, found: _Files) -> None:
    content = content_of(file)
    head = content[:1000].decode("latin-1")
    if not content.startswith(reading.ZIP) and register.is_register(head):
        read = register.read(reading.decoded(content), tables.labels())
        _note(read.faults)
        for row in read.releases:
            found.names[row.site] = row.name
            figure = Figure(
                row.pollutant, row.tonnes, "t", f"declared, {row.counting}", str(row.year)
            )
            _add(found, row.site, row.year, row.pollutant, row.medium, figure)
        return
    known = tables.pollutants()
    sheet = sheets.understood(reading.read(content), declared.columns(known, ()))
    codes = _codes(sheet)
    expected = declared.Expected(pollutants=known, enterprises=_ids(codes))
    good, faults = declared.read_rows(sheet.records, expected, sheet.titles)
    _note(faults)
    for _, release in good:
        _add_release(found, codes[release.enterprise_id], release)


def _add_release(found: _Files, code: str, release: NewRelease) -> None:
    tonnes = converted(release.amount, release.unit, "t")
    figure = Figure(release.pollutant, tonnes, "t", "declared", str(release.year))
    _add(found, code, release.year, release.pollutant, release.medium, figure)


def _add(found: _Files, code: str, year: int, pollutant: str, medium: str, figure: Figure) -> None:
    medium = "" if pollutant == CO2 else medium
    found.amounts[code].append(Amount(pollutant, medium, year, figure))


def _read_energy(file: Path, area: str, found: _Files) -> None:
    carriers = tables.carriers()
    sheet = sheets.understood(reading.read(content_of(file)), activity.columns(carriers, ()))
    codes = _codes(sheet)
    expected = activity.Expected(carriers=carriers, enterprises=_ids(codes))
    good, faults = activity.read_rows(sheet.records, expected, sheet.titles)
    _note(faults)
    by_year: dict[tuple[str, int], list[Use]] = defaultdict(list)
    for row, use in good:
        carrier = carriers[use.carrier]
        amount = kept(carrier, use.amount, use.unit)
        by_year[codes[use.enterprise_id], use.year].append(
            Use(
                row,
                use.enterprise_id,
                use.year,
                use.month,
                use.carrier,
                use.direction,
                amount,
                carrier.unit,
                "IMPORT",
                "",
            )
        )
    for (code, year), uses in by_year.items():
        _add_energy(found, code, year, uses, area)


def _add_energy(found: _Files, code: str, year: int, uses: Iterable[Use], area: str) -> None:
    rows = balance.balances(
        uses, carriers=tables.carriers(), coefficients=tables.coefficients(), steam=tables.steam()
    )
    parts = tuple(
        Figure(row.name_en, row.tce, "tce", "amount x coefficient", str(year)) for row in rows
    )
    used = total("comprehensive energy use", "tce", "GB/T 2589", parts, str(year))
    found.amounts[code].append(Amount(ENERGY, "", year, used))
    found.set_carbon(code, year, _carbon(code, year, Given(_about(code, year, area), rows)))


def _about(code: str, year: int, area: str) -> About:
    method = tables.method(area, year)
    return About(
        enterprise=code,
        year=year,
        method=method.factor_set,
        region=method.grid_area,
        grid_basis=method.grid_basis,
    )


def _carbon(code: str, year: int, given: Given) -> Figure:
    """Return the carbon of an enterprise's energy; what cannot be counted is said, and left out."""
    book = tables.carbon_book()
    known = Known(
        fuels=book.fuels_of(given.about.method), blocks={}, enthalpy=tables.steam().enthalpy
    )
    document, faults = assembled(given, known)
    counted = partial.counted(document, book, faults)
    for fault in counted.faults:
        typer.echo(f"{code} {year}: {fault.message}", err=True)
    if counted.account is None:
        return total("carbon dioxide", "tCO2e", "", (), str(year))
    return counted.account.total


def _codes(sheet: sheets.Table) -> dict[int, str]:
    """Number the enterprises of a file as they come; a file alone knows no register."""
    codes: dict[str, int] = {}
    for record in sheet.records:
        code = str(record.values.get("enterprise") or "").strip()
        if code:
            codes.setdefault(code, len(codes) + 1)
    return {number: code for code, number in codes.items()}


def _ids(codes: Mapping[int, str]) -> dict[str, int]:
    return {code.lower(): number for number, code in codes.items()}


def _note(faults: Iterable[Fault]) -> None:
    for fault in faults:
        typer.echo(f"{place(fault)}: {fault.column} {sentence(fault)}", err=True)
