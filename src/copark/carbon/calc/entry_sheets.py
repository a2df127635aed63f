"""The template of a block: its columns, rows written into it, and rows read back with faults."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copark.carbon.calc.entering import key_of, new_entry, units_of
from copark.kernel import tables
from copark.kernel.entries import KINDS, Field, understood
from copark.kernel.entries import Entry as Said
from copark.kernel.faults import Fault
from copark.kernel.sheets import Cell, Choice, Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.carbon.contracts import Entry, NewEntry
    from copark.kernel.entries import Block
    from copark.kernel.errors import Refused
    from copark.kernel.sheets import Record, Table

EXACT = 15  #: Digits that a spreadsheet keeps of a number; a longer one is written as text.
WHOLE_YEAR = 0
NUMBERS = frozenset({"amount", "share", "number"})
PERIOD = Field("period", "period")


@dataclass(frozen=True, slots=True)
class Name:
    """How a field is called, and what is asked of who fills it in."""

    title_en: str
    title_zh: str
    help_en: str
    help_zh: str


Names = dict[tuple[str, str], Name]


def names(text: str) -> Names:
    """Return the names of ``fields.csv`` by block and field; an empty block is every other one."""
    return {
        (row["block"], row["field"]): Name(
            row["title_en"], row["title_zh"], row["help_en"], row["help_zh"]
        )
        for row in tables.rows(text)
    }


def name_of(known: Names, block: str, key: str) -> Name:
    """Return how a field of a block is called."""
    return known.get((block, key)) or known["", key]


# The template


def columns(block: Block, known: Names, codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of a block's template; `codes` are the enterprises to choose from."""
    inside = [item for item in block.fields if item.key != "period"]
    return (
        _column(known, block.key, "enterprise", required=len(codes) != 1, choices=tuple(codes)),
        _column(known, block.key, "period", required=True),
        *(_of_field(known, block, item) for item in inside),
        _column(known, block.key, "reason"),
    )


def _of_field(known: Names, block: Block, item: Field) -> Column:
    choices = item.choices if item.kind == "choice" else ()
    if item.key == "unit":
        choices = tuple(Choice(unit, unit, unit) for unit in units_of(block))
    return _column(known, block.key, item.key, required=item.required, choices=choices)


def _column(
    known: Names,
    block: str,
    key: str,
    *,
    required: bool = False,
    choices: tuple[Choice, ...] = (),
) -> Column:
    name = name_of(known, block, key)
    return Column(
        key,
        name.title_en,
        name.title_zh,
        "text",
        name.help_en,
        name.help_zh,
        required=required,
        choices=choices,
        aliases=(key,),
    )


def written(
    row: Entry, block: Block, known: Sequence[Column], code: str, *, chinese: bool
) -> list[object]:
    """Return a recorded row as the cells of its template."""
    aside = {
        "enterprise": code,
        "period": str(row.year) if row.month is None else f"{row.year}-{row.month:02}",
        "plant": row.plant,
        "source": row.evidence,
        "uncertainty": None if row.uncertainty is None else str(row.uncertainty),
        "reason": row.reason,
    }
    kinds = {item.key: item.kind for item in block.fields}
    values = {one.key: aside.get(one.key, row.values.get(one.key)) for one in known}
    return [
        _number(values[one.key])
        if kinds.get(one.key) in NUMBERS
        else _text(values[one.key], one, chinese=chinese)
        for one in known
    ]


def _text(value: object, column: Column, *, chinese: bool) -> object:
    if isinstance(value, dict):
        return "; ".join(f"{gas}={share}" for gas, share in value.items())
    found = next((one for one in column.choices if one.code == value), None)
    if found is None:
        return value
    return (found.name_zh if chinese else found.name_en) or found.code


def _number(value: object) -> object:
    """Return a number as a number where a spreadsheet keeps all its digits, else as text."""
    if not isinstance(value, str):
        return value
    found = Decimal(value)
    return found if len(found.as_tuple().digits) <= EXACT else f"{found:f}"


# Rows read back


@dataclass(slots=True)
class Expected:
    """What a file is held against."""

    block: str
    blocks: Mapping[int, Block]  #: By year, since the method of a year decides.
    enterprises: Mapping[str, int]  #: Id by code, in lower case.
    own: int | None = None  #: The only enterprise that may be reported for.
    year: int | None = None  #: The only year taken; None: any.
    this_year: int = 9999
    this_month: int = 12
    closed: frozenset[int] = frozenset()
    locked: frozenset[tuple[int, int]] = frozenset()  #: Enterprises' years that are handed in.
    recorded: Mapping[tuple[Any, ...], int] = field(default_factory=dict)
    values: Mapping[int, Entry] = field(default_factory=dict)  #: What is recorded, by number.


def years_of(table: Table) -> set[int]:
    """Return the years that the rows of a sheet speak of, as far as they can be read."""
    found = (_period(record)[0] for record in table.records)
    return {year for year in found if year}


def read_rows(table: Table, expected: Expected) -> tuple[list[tuple[int, NewEntry]], list[Fault]]:
    """
    Return the rows that can be taken, with their numbers, and the objections to the others.

    A row that says what is recorded already brings nothing and is passed over; one that says it
    differently is a correction.
    """
    faults: list[Fault] = []
    groups: defaultdict[tuple[int, int], list[Record]] = defaultdict(list)
    for record in table.records:
        owner, year, found = _placed(record, table, expected)
        faults += found
        if not found:
            groups[owner, year].append(record)
    good: list[tuple[int, NewEntry]] = []
    for (owner, year), records in groups.items():
        fresh, objections = _of_owner(owner, year, records, table, expected)
        good += fresh
        faults += objections
    return sorted(good, key=lambda pair: pair[0]), sorted(faults, key=lambda one: one.row)


def _placed(record: Record, table: Table, expected: Expected) -> tuple[int, int, list[Fault]]:
    """Return whose row it is and of which year, and the objections to that."""
    if record.faults:
        return 0, 0, list(record.faults)
    owner = _owner(record, expected)
    if isinstance(owner, str):
        return 0, 0, [fault_at(record, table, "enterprise", owner)]
    year, month = _period(record)
    code, facts = _period_fault(owner, year, month, expected)
    found = [fault_at(record, table, "period", code, **facts)] if code else []
    return owner, year, found


def _owner(record: Record, expected: Expected) -> int | str:
    cell = record.cells.get("enterprise")
    code = cell.text.lower() if cell else ""
    if not code:
        return expected.own if expected.own is not None else "import.cell.empty"
    found = expected.enterprises.get(code)
    if found is None:
        return "import.enterprise.unknown"
    return "import.enterprise.other" if expected.own not in {None, found} else found


def _period(record: Record) -> tuple[int, int | None]:
    """Return year and month of a row; year 0 if it is no period."""
    cell = record.cells.get("period")
    if cell is None:
        return 0, None
    value, code, _facts = KINDS["period"](cell, PERIOD)
    return (0, None) if code or not isinstance(value, tuple) else value


def _period_fault(
    owner: int, year: int, month: int | None, expected: Expected
) -> tuple[str, dict[str, str]]:
    if not year:
        return "import.period.bad", {}
    if expected.year not in {None, year}:
        return "import.year.outside", {"year": str(expected.year)}
    if (year, month or 1) > (expected.this_year, expected.this_month):
        return "import.year.future", {}
    if year in expected.closed:
        return "import.year.closed", {"year": str(year)}
    if (owner, year) in expected.locked:
        return "import.year.locked", {"year": str(year)}
    return "", {}


def _of_owner(
    owner: int, year: int, records: list[Record], table: Table, expected: Expected
) -> tuple[list[tuple[int, NewEntry]], list[Fault]]:
    block = expected.blocks[year]
    said = [Said(block.key, one.number, str(one.number), _cells(one)) for one in records]
    taken, found = understood(said, {block.key: block}, year)
    faults = [_titled(fault, table) for fault in found]
    good: list[tuple[int, NewEntry]] = []
    by_number = {one.number: one for one in records}
    for row in taken:
        record = by_number[int(row.place)]
        reason = record.cells["reason"].text if "reason" in record.cells else ""
        fresh = new_entry(owner, year, block, row.values, reason=reason, origin="IMPORT")
        number, first = _recorded(fresh, block, expected)
        if first:
            facts = {"first": first}
            faults.append(fault_at(record, table, "period", "import.period.overlap", **facts))
        elif number is None:
            good.append((record.number, fresh))
        elif not is_same(fresh, expected.values[number], block):
            good.append((record.number, replace(fresh, replaces=number)))
    return good, faults


def _cells(record: Record) -> dict[str, Cell]:
    return {
        key: cell
        for key, cell in record.cells.items()
        if key not in {"enterprise", "reason"} and (cell.text or cell.is_error)
    }


def _recorded(fresh: NewEntry, block: Block, expected: Expected) -> tuple[int | None, str]:
    """Return the row that says the same thing already, or the period that overlaps."""
    month = fresh.month or WHOLE_YEAR
    rest = (block.key, fresh.plant, key_of(block, fresh.values))
    number = expected.recorded.get((fresh.enterprise_id, fresh.year, month, *rest))
    if number is not None:
        return number, ""
    for other in range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,):
        if (fresh.enterprise_id, fresh.year, other, *rest) in expected.recorded:
            return None, str(fresh.year) if other == WHOLE_YEAR else f"{fresh.year}-{other:02}"
    return None, ""


def is_same(fresh: NewEntry, kept: Entry, block: Block) -> bool:
    """Say whether a row says what is recorded already: numbers by their value."""
    said, before = (
        (
            _comparable(one.values, block),
            one.evidence,
            one.reason,
            one.uncertainty,
        )
        for one in (fresh, kept)
    )
    return said == before


def _comparable(values: Mapping[str, Any], block: Block) -> dict[str, object]:
    kinds = {item.key: item.kind for item in block.fields}
    return {
        key: Decimal(value)
        if kinds.get(key) in NUMBERS
        else {gas: Decimal(share) for gas, share in value.items()}
        if isinstance(value, dict)
        else value
        for key, value in values.items()
    }


def objected(table: Table, number: int, refused: Refused) -> Fault:
    """Return the objection of the account to a row, at the cell that it names."""
    record = next(one for one in table.records if one.number == number)
    facts = {name: str(value) for name, value in refused.facts.items()}
    return fault_at(record, table, str(refused.facts.get("field", "")), refused.code, **facts)


def fault_at(record: Record, table: Table, column: str, code: str, **facts: str) -> Fault:
    """Return an objection to a cell of a row, under the heading that the file gave it."""
    cell = record.cells.get(column)
    return Fault(
        record.number,
        cell.address if cell else "",
        table.titles.get(column, column),
        cell.text[:80] if cell else "",
        code,
        facts,
    )


def _titled(fault: Fault, table: Table) -> Fault:
    place = fault.cell if "." not in fault.cell else ""
    return replace(fault, cell=place, column=table.titles.get(fault.column, fault.column))
