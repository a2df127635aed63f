"""A pollutant year: from what was entered and monitored to every figure, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from copark.pollution.calc import balances, found, inventory, lines, sources, taxes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.pollution.calc.balances import Account
    from copark.pollution.calc.book import Book
    from copark.pollution.calc.inventory import Row
    from copark.pollution.calc.sources import Voc
    from copark.pollution.calc.taxes import NoTax, Tax


@dataclass(frozen=True, slots=True)
class Year:
    """Every figure of an enterprise's year."""

    rows: tuple[Row, ...]
    voc: Voc | None
    solvents: tuple[Account, ...]
    all_solvents: Account | None
    wastes: tuple[Account, ...]
    all_wastes: Account | None
    tax: Tax | NoTax | None


def rows_from(inputs: Mapping[str, Any], book: Book) -> tuple[Row, ...]:
    """Return the releases of a year alone; see `figures_from`."""
    entered = tuple(lines.line_of(one) for one in inputs["entries"])
    year = inputs["year"]
    return _rows(inputs, entered, balances.solvents(entered, book, year), book)


def figures_from(inputs: Mapping[str, Any], book: Book) -> Year:
    """
    Return every figure of an enterprise's year from its plain data.

    Parameters
    ----------
    inputs
        ``year``; ``area``, the administrative code; ``monitored``, mass and hours of each outlet;
        ``declared``; ``entries``, rows as they are kept. Numbers are text, so that the data can be
        written as JSON and give the same figures to the last digit when read again.
    book
        The tables.

    Returns
    -------
    Year
        Figures with English texts.

    Examples
    --------
    >>> from importlib import resources
    >>> from copark.pollution.calc.book import TABLES, book_of
    >>> book = book_of(
    ...     {
    ...         name: (resources.files(f"copark.{package}.calc") / name).read_text("utf-8")
    ...         for package, name in TABLES
    ...     }
    ... )
    >>> samples = {"pollutant": "so2", "concentration": "50", "flow": "20000", "hours": "8000"}
    >>> entry = {"block": "agency", "values": samples, "evidence": "report 7"}
    >>> inputs = {"year": 2025, "area": "331082", "monitored": [], "declared": []}
    >>> year = figures_from({**inputs, "entries": [entry]}, book)
    >>> year.rows[0].method, str(year.rows[0].figure.value), round(year.tax.figure.value, 2)
    ('AGENCY', '8', Decimal('10105.26'))
    """
    year = inputs["year"]
    entered = tuple(lines.line_of(one) for one in inputs["entries"])
    solvents = balances.solvents(entered, book, year)
    wastes = balances.wastes(entered, book, year)
    rows = _rows(inputs, entered, solvents, book)
    return Year(
        rows=rows,
        voc=sources.voc_of(rows, book, year),
        solvents=solvents,
        all_solvents=balances.summed(solvents, year),
        wastes=wastes,
        all_wastes=balances.summed(wastes, year),
        tax=taxes.tax_of(entered, rows, area=inputs["area"], book=book, year=year),
    )


def _rows(
    inputs: Mapping[str, Any],
    entered: tuple[lines.Line, ...],
    solvents: tuple[Account, ...],
    book: Book,
) -> tuple[Row, ...]:
    year = inputs["year"]
    everything = (
        *inventory.monitored(inputs["monitored"], book, year),
        *inventory.declared(inputs["declared"], book, year),
        *found.releases(entered, book, year),
        *balances.to_air(solvents, year),
    )
    covered = inventory.coverages(inputs["monitored"])
    return inventory.rows_of(everything, inventory.against(entered), covered, book, year)
