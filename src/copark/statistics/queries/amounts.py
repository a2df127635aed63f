"""Amounts of every domain in one shape: by year, enterprise and part; by month of a place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.statistics.contracts import CARBON, ENERGY, Amount

if TYPE_CHECKING:
    from copark.carbon.contracts import CarbonYear
    from copark.statistics.contracts import Subject

SECONDS = 300  #: A year's sum does not move in less; what people write is seen at once.
RELEASES = "releases"
CO2 = "co2"  #: Declared carbon dioxide is carbon, no pollutant.


@dataclass(frozen=True, slots=True)
class Sheet:
    """Amounts in one unit, and what their parts are called."""

    unit: str
    amounts: tuple[Amount, ...]
    names: dict[str, str] = field(default_factory=dict)


def stamp() -> tuple[object, ...]:
    """Return what changes whenever somebody writes what statistics rests on."""
    return (energy.stamp(), pollution.stamp(), get_language())


def sheet(kind: str, year: int, stamp: tuple[object, ...]) -> Sheet:
    """Return every enterprise's amounts of a year: energy, carbon or releases."""
    make = {ENERGY: _energy, CARBON: _carbon, RELEASES: _releases}[kind]
    return recent(("statistics", kind, year, stamp), lambda: make(year), SECONDS)


def of_subject(subject: Subject, year: int, stamp: tuple[object, ...]) -> Sheet:
    """Return every enterprise's amounts of one subject in a year."""
    if not subject.is_release:
        return sheet(subject.key, year, stamp)
    found = sheet(RELEASES, year, stamp)
    kept = tuple(row for row in found.amounts if row.part == subject.key)
    return replace(found, amounts=kept)


def _energy(year: int) -> Sheet:
    rows = energy.year_of(year)
    amounts = tuple(
        Amount(year, row.enterprise_id, line.carrier, line.tce)
        for row in rows
        for line in row.balances
    )
    names = {row.part: energy.carrier_name(row.part) for row in amounts}
    return Sheet("tce", amounts, names)


def _carbon(year: int) -> Sheet:
    rows = carbon.year_of(year)
    amounts = tuple(
        Amount(year, row.enterprise_id, source, value)
        for row in rows
        for source, value in row.sources or (("", row.figure.value),)
        if value
    )
    names = {source: name for row in rows for source, name in source_names(row)}
    return Sheet(rows[0].figure.unit if rows else "tCO2e", amounts, names)


def source_names(row: CarbonYear) -> list[tuple[str, str]]:
    """Return the sources of a carbon figure with their names: its parts stand in their order."""
    left = iter(row.figure.parts)
    found, part = [], next(left, None)
    for source, value in row.sources:
        if part is not None and part.value == value:
            found.append((source, part.name))
            part = next(left, None)
    return found


def _releases(year: int) -> Sheet:
    rows = [row for row in pollution.year_of(year) if row.pollutant != CO2]
    amounts = tuple(
        Amount(year, row.enterprise_id, f"{row.medium.lower()}-{row.pollutant}", row.figure.value)
        for row in rows
    )
    names = {
        f"{row.medium.lower()}-{row.pollutant}": pollution.pollutant_name(row.pollutant)
        for row in rows
    }
    return Sheet("t", amounts, names)
