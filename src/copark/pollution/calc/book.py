"""Every table that a pollutant year is reckoned with, read from its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copark.kernel import tables as kernel_tables
from copark.kernel.sheets import Choice
from copark.pollution.calc import (
    blocks,
    environmental_tax,
    method_order,
    substances,
    tables,
    voc,
    voc_leaks,
    voc_loading,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.kernel.tables import Parameter

POLLUTION = "pollution"
#: Package and name of each table that is read.
TABLES = (
    (POLLUTION, "pollutants.csv"),
    (POLLUTION, "method_order.csv"),
    (POLLUTION, "method_rules.csv"),
    (POLLUTION, "voc_sources.csv"),
    (POLLUTION, "voc_leak_factors.csv"),
    (POLLUTION, "voc_coefficients.csv"),
    (POLLUTION, "pollutant_equivalents.csv"),
    (POLLUTION, "tax_rates.csv"),
    (POLLUTION, "entry_blocks.csv"),
    (POLLUTION, "entry_fields.csv"),
    (POLLUTION, "entry_choices.csv"),
    ("carbon", "substance_carbon.csv"),
)
GIVEN_WAYS = ("AGENCY", "BALANCE", "COEFFICIENT")
COEFFICIENT_UNIT = "g/kg product"  #: Of the coefficients that are multiplied by an output.


@dataclass(frozen=True, slots=True)
class Book:
    """The tables of pollution, each read once."""

    pollutants: Mapping[str, tables.Pollutant]
    ways: Mapping[str, method_order.Way]
    rules: tuple[Parameter, ...]
    categories: Mapping[str, voc.Category]
    leaks: Mapping[str, voc_leaks.LeakFactor]
    coefficients: tuple[voc_loading.Coefficient, ...]
    equivalents: Mapping[tuple[str, str], environmental_tax.Equivalent]
    rates: tuple[environmental_tax.Rate, ...]
    substances: Mapping[str, substances.Substance]
    blocks: Mapping[str, blocks.Entered]

    def rule(self, name: str, year: int) -> Parameter:
        """Return a dated parameter as it holds at the end of a year."""
        return kernel_tables.in_force(self.rules, name, date(year, 12, 31))

    def coefficient(self, name: str) -> voc_loading.Coefficient:
        """Return a coefficient by its name."""
        return voc_loading.coefficient(self.coefficients, name)


def book_of(texts: Mapping[str, str]) -> Book:
    """
    Return the book of these tables.

    Parameters
    ----------
    texts
        Text of each table of `TABLES`, by its name without the package.
    """
    pollutants = tables.pollutants(texts["pollutants.csv"])
    ways = method_order.ways(texts["method_order.csv"])
    categories = voc.categories(texts["voc_sources.csv"])
    coefficients = voc_loading.coefficients(texts["voc_coefficients.csv"])
    equivalents = environmental_tax.equivalents(texts["pollutant_equivalents.csv"])
    known = substances.substances(texts["substance_carbon.csv"])
    choices = {
        **blocks.listed(texts["entry_choices.csv"]),
        "pollutants": _named(pollutants),
        "categories": _named(categories),
        "substances": _named(known),
        "ways": _named(ways),
        "given_ways": _named({key: ways[key] for key in GIVEN_WAYS}),
        "taxed": tuple(
            Choice(row.pollutant, row.pollutant, row.name_zh)
            for row in {row.pollutant: row for row in equivalents.values()}.values()
        ),
        "coefficients": tuple(
            Choice(row.name, row.name, row.name)
            for row in coefficients
            if row.unit == COEFFICIENT_UNIT
        ),
    }
    return Book(
        pollutants=pollutants,
        ways=ways,
        rules=kernel_tables.parameters(texts["method_rules.csv"]),
        categories=categories,
        leaks=voc_leaks.leak_factors(texts["voc_leak_factors.csv"]),
        coefficients=coefficients,
        equivalents=equivalents,
        rates=environmental_tax.rates(texts["tax_rates.csv"]),
        substances=known,
        blocks=blocks.blocks(texts["entry_blocks.csv"], texts["entry_fields.csv"], choices),
    )


def _named(rows: Mapping[str, object]) -> tuple[Choice, ...]:
    """Return what may be chosen of a table whose rows have a name in both languages."""
    return tuple(
        Choice(key, row.name_en, row.name_zh, getattr(row, "aliases", ()))  # type: ignore[attr-defined]
        for key, row in rows.items()
    )
