"""The greenhouse gases of one enterprise and year, as a tree that opens down to each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc import direct, fuels, indirect, once
from copark.carbon.calc.making import UNIT, refused
from copark.kernel.errors import Refused
from copark.kernel.figure import total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import About, Document
    from copark.carbon.calc.sources import AccountingMethod
    from copark.kernel.figure import Figure

    Lines = Callable[[Document, Book], tuple[Figure, ...]]

#: Who writes the lines of each source of ``sources.csv``.
LINES: Mapping[str, Lines] = {
    "fuel": fuels.fuel_lines,
    "feedstock": direct.feedstock_lines,
    "carbonate": direct.carbonate_lines,
    "nitric_acid": direct.nitric_lines,
    "adipic_acid": direct.adipic_lines,
    "recovered": direct.recovered_lines,
    "electricity": indirect.electricity_lines,
    "heat": indirect.heat_lines,
    "waste_water_ch4": direct.methane_lines,
    "waste_water_n2o": direct.nitrogen_lines,
    "refrigerant": direct.refrigerant_lines,
    "voc": direct.voc_lines,
}


@dataclass(frozen=True, slots=True)
class Account:
    """What a year amounts to. [tCO2e]"""

    total: Figure  #: Of the method: the number that is reported.
    beyond: Figure  #: Direct emissions that the method's total leaves out.
    scope_1: Figure
    scope_2_location: Figure
    scope_2_market: Figure
    method: AccountingMethod
    gwp_set: str


def account(document: Document, book: Book) -> Account:
    """
    Return the greenhouse gases of a document.

    Parameters
    ----------
    document
        One enterprise and year; amounts in the units that its fields name.
    book
        The tables.

    Returns
    -------
    Account
        Trees of figures, unrounded; every line opens its formula, inputs, factors and sources.

    Raises
    ------
    Refused
        ``carbon.method.unknown`` or ``early``; ``carbon.recovered.more``, if more carbon dioxide is
        taken off than was emitted; and whatever the lines refuse.

    Notes
    -----
    Total of the method, after the guide of 2013 for chemical enterprises:

    .. math:: E = E_{fuel} + E_{process} - R_{CO_2} + E_{electricity} + E_{heat}

    Which sources a method counts is a column of ``sources.csv``. Vapours that are destroyed on the
    site count in the process, so that no carbon leaves the total by being called waste. Scope 1
    adds the direct sources that the method leaves out. Scope 2 stands by location in the total,
    and by contract beside it.

    Examples
    --------
    >>> from importlib import resources
    >>> from copark.carbon.calc.book import read_book
    >>> from copark.carbon.calc.document import About, Document, Electricity
    >>> folder = resources.files("copark.carbon.calc")
    >>> book = read_book(lambda name: folder.joinpath(name).read_text("utf-8"))
    >>> about = About(
    ...     enterprise="Heron", year=2023, method="GBT32151_2023PLUS_C1", region="CN-ZJ"
    ... )
    >>> power = Electricity(amount=Decimal(1000))
    >>> account(Document(about=about, electricity=(power,)), book).total.value
    Decimal('497.4000')
    """
    about, method = by_method(document.about, book)
    document = replace(document, about=about)
    once.check(document, book)
    found = {key: _source(key, LINES[key](document, book), document, book) for key in book.sources}
    _recovered_less_than_emitted(document, found)
    year = str(document.about.year)
    counted = [key for key, row in book.sources.items() if method.key in row.methods]
    scopes = {key: row.scope for key, row in book.sources.items()}

    def summed(name: str, keys: list[str]) -> Figure:
        parts = tuple(found[key] for key in keys if found[key].parts)
        return total(name, UNIT, method.name_en, parts, year)

    return Account(
        total=summed("Greenhouse gases of the year", counted),
        beyond=summed("Beyond the method", [key for key in scopes if key not in counted]),
        scope_1=summed("Scope 1", [key for key in scopes if scopes[key] == 1]),
        scope_2_location=summed(
            "Scope 2, by location", [key for key in scopes if scopes[key] != 1]
        ),
        scope_2_market=_market(document, book, found["heat"]),
        method=method,
        gwp_set=document.about.gwp_set,
    )


def by_method(about: About, book: Book) -> tuple[About, AccountingMethod]:
    """
    Return whose year it is with the set of warming potentials that counts, and the method.

    Raises
    ------
    Refused
        ``carbon.method.unknown`` or ``early``.
    """
    method = book.methods.get(about.method)
    if method is None:
        known = ", ".join(book.methods)
        message = f"There is no method “{about.method}”; known are {known}."
        raise Refused("carbon.method.unknown", message, value=about.method, allowed=known)
    if about.year < method.valid_from:
        message = f"{method.key} holds from {method.valid_from} on, not for {about.year}."
        facts = {"value": method.key, "first": method.valid_from, "year": about.year}
        raise Refused("carbon.method.early", message, **facts)
    return replace(about, gwp_set=about.gwp_set or method.gwp_set), method


def _source(key: str, lines: tuple[Figure, ...], document: Document, book: Book) -> Figure:
    row = book.sources[key]
    return total(row.name_en, UNIT, row.formula, lines, str(document.about.year))


def _recovered_less_than_emitted(document: Document, found: Mapping[str, Figure]) -> None:
    emitted = sum(
        (found[key].value for key in ("fuel", "feedstock", "carbonate", "voc")), Decimal(0)
    )
    taken = -found["recovered"].value
    if taken > emitted:
        message = f"{taken:.3f} tCO2 are taken off, but only {emitted:.3f} were emitted."
        facts = {"taken": f"{taken:.3f}", "emitted": f"{emitted:.3f}"}
        row = document.recovered[0]
        raise refused(row, "amount", "carbon.recovered.more", message, **facts)


def _market(document: Document, book: Book, heat: Figure) -> Figure:
    lines = indirect.market_lines(document, book)
    how = "contracts at their factor, the rest at the mix left over"
    year = str(document.about.year)
    power = total("Electricity, by contract", UNIT, how, lines, year)
    parts = tuple(part for part in (power, heat) if part.parts)
    return total("Scope 2, by contract", UNIT, how, parts, year)
