"""Balances of an enterprise's year: each solvent and each hazardous waste, term by term."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, total
from copark.pollution.calc import hazardous_waste, solvent
from copark.pollution.calc.lines import NOTHING, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from copark.pollution.calc.book import Book
    from copark.pollution.calc.lines import Line

#: Terms of a solvent balance that are entered, with their names.
SOLVENT_TERMS = {
    "opening": "In store at the start",
    "bought": "Bought",
    "recovered": "Recovered",
    "sold": "Sold of what was recovered",
    "in_product": "In the product",
    "to_air": "To air",
    "to_water": "To water",
    "to_waste": "To waste",
    "destroyed": "Destroyed",
    "closing": "In store at the end",
}
#: Where used solvent went, in the order of a chart.
SOLVENT_ENDS = ("recovered", "in_product", "to_air", "to_water", "to_waste", "destroyed")
WASTE_TERMS = {
    "opening": "In store at the start",
    "made": "Generated",
    "received": "Received",
    "recycled": "Recycled",
    "treated": "Treated",
    "handed_over": "Handed over",
    "stored": "In store at the end",
}
SUM = "sum over the substances"


@dataclass(frozen=True, slots=True)
class Account:
    """A balance, term by term; nothing but what was entered where it does not close."""

    key: str  #: Substance or waste code; empty for the sum of all.
    name: str
    figures: Mapping[str, Figure]  #: By term. [t]
    refused: str = ""  #: Why it is no balance.
    is_by_difference: bool = False  #: The air takes what is left.

    def value(self, term: str) -> Decimal:
        """Return a term. [t]"""
        return self.figures[term].value if term in self.figures else NOTHING


def solvent_year(line: Line) -> solvent.SolventYear:
    """Return the masses of a solvent that a row states."""
    held = {key: line.number(key) for key in SOLVENT_TERMS if key != "to_air"}
    return solvent.SolventYear(line.text("substance"), to_air=line.given("to_air"), **held)


def waste_year(line: Line) -> hazardous_waste.WasteYear:
    """Return the masses of a waste that a row states."""
    held = {key: line.number(key) for key in WASTE_TERMS}
    return hazardous_waste.WasteYear(line.text("code"), **held)


def solvents(lines: Iterable[Line], book: Book, year: int) -> tuple[Account, ...]:
    """
    Return the balance of each solvent, in the order of the rows.

    Parameters
    ----------
    lines
        Rows of any block; those of ``solvent`` count.
    book
        The tables, with the carbon of substances and the error allowed.
    year
        The year.
    """
    return tuple(_solvent(line, book, year) for line in lines if line.block == "solvent")


def wastes(lines: Iterable[Line], book: Book, year: int) -> tuple[Account, ...]:
    """Return the balance of each hazardous waste, in the order of the rows; see `solvents`."""
    return tuple(_waste(line, book, year) for line in lines if line.block == "waste")


def summed(accounts: Sequence[Account], year: int) -> Account | None:
    """Return the balances of an enterprise added up, term by term; None if there is none."""
    held = [account for account in accounts if not account.refused]
    if not held:
        return None
    figures = {term: _summed(term, held, year) for term in held[0].figures}
    return Account("", "All together", figures)


def to_air(accounts: Sequence[Account], year: int) -> tuple[Found, ...]:
    """Return the VOC that the solvent balances lead to the air: a release by balance. [t]"""
    parts = tuple(replace(row.figures["voc"], name=row.name) for row in accounts if not row.refused)
    if not parts:
        return ()
    figure = total("VOC to air", "t", "sum of the solvent balances", parts, str(year))
    return (Found("BALANCE", "AIR", "nmhc", "", figure),)


def _solvent(line: Line, book: Book, year: int) -> Account:
    known = book.substances[line.text("substance")]
    allowed = book.rule("solvent_closure", year)
    entered = _entered(line, SOLVENT_TERMS, year)
    try:
        found = solvent.balance(solvent_year(line), known.solvent, allowed=allowed.value)
    except Refused as refused:
        return Account(known.key, known.name_en, entered, refused.message)
    voc, co2 = solvent.figures_of(found, known.solvent, str(year))
    terms = tuple(entered.values())
    ways = {
        "used": (found.used, "opening + bought + recovered − sold − closing"),
        "consumed": (found.consumed, "opening + bought − closing"),
        "error": (found.error, "used − recovered − product − air − water − waste − destroyed"),
    }
    figures = dict(entered)
    for term, (value, said) in ways.items():
        figures[term] = _of_terms(term, value, said, terms, year)
    is_open = line.given("to_air") is None
    if is_open:
        figures["to_air"] = replace(
            _of_terms("to_air", found.to_air, "used less all that is accounted for", terms, year),
            grade="estimated",
        )
    figures["error"] = replace(
        figures["error"],
        ingredients=(
            *figures["error"].ingredients,
            Ingredient(allowed.name_en, allowed.value, allowed.unit, allowed.source),
        ),
    )
    figures |= {"voc": replace(voc, name=NAMES["voc"]), "co2": replace(co2, name=NAMES["co2"])}
    return Account(known.key, known.name_en, figures, is_by_difference=is_open)


def _waste(line: Line, book: Book, year: int) -> Account:
    allowed = book.rule("waste_closure", year)
    entered = _entered(line, WASTE_TERMS, year)
    name = line.text("name") or line.text("code")
    try:
        found = hazardous_waste.balance(waste_year(line), allowed=allowed.value)
    except Refused as refused:
        return Account(line.text("code"), name, entered, refused.message)
    said = "opening + made + received − recycled − treated − handed over − stored"
    error = _of_terms("error", found.error, said, tuple(entered.values()), year)
    rule = Ingredient(allowed.name_en, allowed.value, allowed.unit, allowed.source)
    figures = {**entered, "error": replace(error, ingredients=(*error.ingredients, rule))}
    return Account(line.text("code"), name, figures)


NAMES = {
    **SOLVENT_TERMS,
    **WASTE_TERMS,
    "used": "Used",
    "consumed": "Consumed",
    "error": "Error of closure",
    "voc": "VOC to air",
    "co2": "CO2 of what was destroyed",
}


def _entered(line: Line, terms: Mapping[str, str], year: int) -> dict[str, Figure]:
    return {
        key: Figure(
            name,
            line.number(key),
            "t",
            "as entered",
            str(year),
            (Ingredient(name, line.number(key), "t", url=line.url, note=line.evidence),),
        )
        for key, name in terms.items()
    }


def _of_terms(term: str, value: Decimal, said: str, terms: Sequence[Figure], year: int) -> Figure:
    ingredients = tuple(one.ingredients[0] for one in terms)
    return Figure(NAMES[term], value, "t", said, str(year), ingredients)


def _summed(term: str, accounts: Sequence[Account], year: int) -> Figure:
    parts = tuple(replace(one.figures[term], name=one.name) for one in accounts)
    return total(NAMES[term], parts[0].unit, SUM, parts, str(year))
