"""The environmental protection tax of an enterprise's year: outlet, month, quarter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, total
from copark.pollution.calc import environmental_tax as law
from copark.pollution.calc.lines import KG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copark.pollution.calc.book import Book
    from copark.pollution.calc.inventory import Row
    from copark.pollution.calc.lines import Line

MONTHS = 3  #: Of a quarter.
CLOSING = (12, 31)
MONTHLY = "sum over outlets and months"
NAME = "Environmental protection tax"
QUARTERS = ("First quarter", "Second quarter", "Third quarter", "Fourth quarter")


@dataclass(frozen=True, slots=True)
class Charge:
    """A pollutant of an outlet in a month: its equivalents, and whether it is charged."""

    outlet: str
    medium: str
    period: str
    item: law.Item


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of a year."""

    figure: Figure  #: [CNY]
    quarters: tuple[Figure, ...]  #: Empty where only the year is known. [CNY]
    charges: tuple[Charge, ...]
    is_estimated: bool  #: The year and the enterprise were taken as one month and one outlet.


@dataclass(frozen=True, slots=True)
class NoTax:
    """Why no tax can be said."""

    code: str
    message: str


def tax_of(
    lines: Iterable[Line], rows: Sequence[Row], *, area: str, book: Book, year: int
) -> Tax | NoTax | None:
    """
    Return the tax of a year: of the months entered, else estimated from the year's releases.

    Parameters
    ----------
    lines
        Rows of any block; those of ``tax`` count.
    rows
        Releases of the year, for the estimate. [t]
    area
        Administrative code of the place.
    book
        The tables.
    year
        The year.

    Returns
    -------
    Tax, NoTax or None
        None if nothing taxed was released. The estimate takes the enterprise as one outlet, so
        that it charges no more items than the law, and often fewer.
    """
    monthly = [line for line in lines if line.block == "tax"]
    try:
        if monthly:
            return _by_month(monthly, area, book, year)
        return _estimate(rows, area, book, year)
    except Refused as refused:
        return NoTax(refused.code, refused.message)


def _by_month(lines: Sequence[Line], area: str, book: Book, year: int) -> Tax:
    held: defaultdict[tuple[int, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        held[line.month or 1, line.text("medium"), line.text("outlet")].append(line)
    found = [
        (month, outlet, f"{year}-{month:02}", _outlet(held[key], medium, area, book, year))
        for key in sorted(held)
        for month, medium, outlet in [key]
    ]
    quarters = []
    for number, name in enumerate(QUARTERS):
        parts = tuple(
            law.figure_of(tax, outlet, period)
            for month, outlet, period, tax in found
            if (month - 1) // MONTHS == number
        )
        quarters.append(total(name, "CNY", MONTHLY, parts, str(year)))
    charges = tuple(
        Charge(outlet, tax.medium, period, item)
        for _, outlet, period, tax in found
        for item in tax.items
    )
    figure = total(NAME, "CNY", "sum of the quarters", tuple(quarters), str(year))
    return Tax(figure, tuple(quarters), charges, is_estimated=False)


def _outlet(lines: Sequence[Line], medium: str, area: str, book: Book, year: int) -> law.OutletTax:
    discharges = [
        law.Discharge(
            line.text("pollutant"), line.number("amount"), line.given("mean"), line.given("limit")
        )
        for line in lines
    ]
    return law.tax_of_outlet(
        discharges,
        medium=medium,
        area=area,
        day=date(year, lines[0].month or 1, 1),
        equivalent_values=book.equivalents,
        known_rates=book.rates,
    )


def _estimate(rows: Sequence[Row], area: str, book: Book, year: int) -> Tax | None:
    taxed = [row for row in rows if (row.medium, row.pollutant) in book.equivalents]
    media = sorted({row.medium for row in taxed})
    found = [(medium, _of_year(taxed, medium, area, book, year)) for medium in media]
    if not found:
        return None
    parts = tuple(law.figure_of(tax, MEDIA[medium], str(year)) for medium, tax in found)
    said = "estimated: the enterprise taken as one outlet, the year as one month"
    figure = replace(total(NAME, "CNY", said, parts, str(year)), grade="estimated")
    charges = tuple(
        Charge("", medium, str(year), item) for medium, tax in found for item in tax.items
    )
    return Tax(figure, (), charges, is_estimated=True)


MEDIA = {"AIR": "To air", "WATER": "To water"}


def _of_year(rows: Sequence[Row], medium: str, area: str, book: Book, year: int) -> law.OutletTax:
    return law.tax_of_outlet(
        [
            law.Discharge(row.pollutant, row.figure.value * KG)
            for row in rows
            if row.medium == medium
        ],
        medium=medium,
        area=area,
        day=date(year, *CLOSING),
        equivalent_values=book.equivalents,
        known_rates=book.rates,
    )
