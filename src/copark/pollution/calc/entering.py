"""Understand rows that people enter, by form, file or interface, with objections at their place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import entries
from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.sheets import Cell
from copark.pollution.calc import balances, found, hazardous_waste, solvent
from copark.pollution.calc.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from copark.kernel.entries import Entry, Taken
    from copark.pollution.calc.book import Book

WHOLE_YEAR = 0
HOURS_A_DAY = 24
MOST_PERCENT = 1000  #: A relative uncertainty above it says nothing.
DAYS = (
    366,
    31,
    29,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
)  #: At most, of the year and the months.
NEEDS_EVIDENCE = frozenset({"voc", "objection"})
LENGTHS = {"outlet": 60, "area": 60, "place": 60, "device": 60, "product": 60, "liquid": 60}


@dataclass(frozen=True, slots=True)
class Understood:
    """A row that can be recorded."""

    block: str
    number: int  #: Of the entry that it was understood from.
    month: int  #: 0 for the whole year.
    key: str
    values: dict[str, str]  #: Amounts in the units of the block, shares as fractions.


def cells_of(values: Mapping[str, str]) -> dict[str, Cell]:
    """Return texts as cells that are named by their field."""
    return {key: Cell(key, text) for key, text in values.items()}


def understood(
    rows: Iterable[Entry], evidence: Mapping[int, str], book: Book, year: int
) -> tuple[tuple[Understood, ...], tuple[Fault, ...]]:
    """
    Return the rows of an enterprise that can be recorded, and every objection to the others.

    Parameters
    ----------
    rows
        Rows as given, each with a number of its own.
    evidence
        Evidence of each row, by its number.
    book
        The tables.
    year
        The only year that a period may lie in.

    Returns
    -------
    tuple
        Rows in the order given, and faults that name place, field, value and rule.
    """
    given = {row.place: row for row in rows}
    blocks = {key: one.block for key, one in book.blocks.items()}
    taken, faults = entries.understood(given.values(), blocks, year)
    good: list[Understood] = []
    objections = list(faults)
    for one in taken:
        entry = given[one.place]
        row = _row(one, entry, book)
        fault = _objection(row, entry, evidence.get(entry.number, ""), book, year)
        if fault:
            objections.append(fault)
        else:
            good.append(row)
    return tuple(good), tuple(objections)


def _row(taken: Taken, entry: Entry, book: Book) -> Understood:
    block = book.blocks[taken.block].block
    values = {
        item.key: str(taken.values[item.key])
        for item in block.fields
        if item.key != "period" and taken.values.get(item.key) is not None
    }
    keys = [values.get(item.key, "") for item in block.fields if item.is_key]
    month = taken.values.get("period")
    return Understood(
        taken.block,
        entry.number,
        month if isinstance(month, int) else WHOLE_YEAR,
        "|".join(keys)[:300],
        values,
    )


def _objection(row: Understood, entry: Entry, evidence: str, book: Book, year: int) -> Fault | None:
    line = Line(row.block, row.values, row.month or None, evidence)
    for check in (_evidence, _month, _long, _medium, _hours, _whole, _reckoned):
        try:
            check(line, book, year)
        except Refused as refused:
            return _fault(entry, refused, book)
    return None


def _fault(entry: Entry, refused: Refused, book: Book) -> Fault:
    known = {one.key for one in book.blocks[entry.block].block.fields} | {"evidence"}
    named = str(refused.facts.get("field") or "")
    field = named if named in known else _first(entry)
    cell = entry.cells.get(field)
    facts = {key: str(value) for key, value in refused.facts.items() if key != "value"}
    value = str(refused.facts.get("value") or (cell.text if cell else ""))
    place = cell.address if cell else entry.place
    return Fault(entry.number, place, field, value, refused.code, facts)


def _first(entry: Entry) -> str:
    return next(iter(entry.cells), "")


# What a row must be beside well formed


def _evidence(line: Line, _book: Book, _year: int) -> None:
    if line.block in NEEDS_EVIDENCE and not line.evidence:
        message = "This entry needs evidence: a measurement, a balance or a reason."
        raise Refused("pollution.entry.evidence", message, field="evidence")


def _month(line: Line, book: Book, _year: int) -> None:
    block = book.blocks[line.block].block
    if any(one.key == "period" and one.required for one in block.fields) and line.month is None:
        message = "Tax is reckoned by the month; write a month such as 2025-03."
        raise Refused("pollution.entry.month", message, field="period")


def _long(line: Line, _book: Book, _year: int) -> None:
    for key, limit in LENGTHS.items():
        if len(line.text(key)) > limit:
            message = f"At most {limit} characters."
            raise Refused("pollution.entry.long", message, field=key, limit=limit)


def _medium(line: Line, book: Book, _year: int) -> None:
    medium = "AIR" if line.block == "agency" else line.text("medium")
    known = book.pollutants.get(line.text("pollutant"))
    if line.block != "tax" and known and medium not in known.media:
        message = f"“{known.code}” is not released to “{medium}”."
        raise Refused("import.medium.unfit", message, field="pollutant", value=medium)
    if line.block == "tax" and (medium, line.text("pollutant")) not in book.equivalents:
        message = "The law has no such item to that medium."
        raise Refused("pollution.tax.pollutant", message, field="pollutant")


def _hours(line: Line, _book: Book, _year: int) -> None:
    longest = Decimal(DAYS[line.month or WHOLE_YEAR] * HOURS_A_DAY)
    if line.number("hours") > longest:
        message = f"The period has {longest} hours at most."
        raise Refused("pollution.entry.hours", message, field="hours", limit=longest)


def _whole(line: Line, _book: Book, _year: int) -> None:
    count = line.number("count")
    if count != count.to_integral_value():
        message = f"{count} components; a count is a whole number."
        raise Refused("pollution.entry.count", message, field="count", value=str(count))


def _reckoned(line: Line, book: Book, year: int) -> None:
    TRIALS.get(line.block, _release)(line, book, year)


def _release(line: Line, book: Book, year: int) -> None:
    found.releases([line], book, year)


def _solvent(line: Line, book: Book, year: int) -> None:
    known = book.substances[line.text("substance")].solvent
    allowed = book.rule("solvent_closure", year).value
    _closes(lambda: solvent.balance(balances.solvent_year(line), known, allowed=allowed), "bought")


def _waste(line: Line, book: Book, year: int) -> None:
    allowed = book.rule("waste_closure", year).value
    _closes(lambda: hazardous_waste.balance(balances.waste_year(line), allowed=allowed), "made")


def _closes(balance: Callable[[], object], field: str) -> None:
    """Say an open balance at the amount that most rows have wrong, with what is missing."""
    try:
        balance()
    except Refused as refused:
        named = "sold" if refused.code == "pollution.solvent.sold" else field
        facts = {**refused.facts, "field": named, "said": refused.message}
        raise Refused(refused.code, refused.message, **facts) from None


def _tax(line: Line, _book: Book, _year: int) -> None:
    mean, limit = line.given("mean"), line.given("limit")
    if mean is not None and not limit:
        message = "A mean is held against a limit; give the limit too."
        raise Refused("pollution.tax.limit", message, field="limit")


TRIALS: dict[str, Callable[[Line, Book, int], None]] = {
    "solvent": _solvent,
    "waste": _waste,
    "tax": _tax,
}
