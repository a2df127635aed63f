"""Understand a sheet of entries of one kind: whose they are, and what is wrong at which cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from copark.kernel.entries import Entry
from copark.kernel.faults import Fault
from copark.kernel.sheets import Column
from copark.pollution.calc import entering
from copark.pollution.contracts import NewEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.kernel.sheets import Choice, Record, Table
    from copark.pollution.calc.blocks import Entered
    from copark.pollution.calc.book import Book

MERGED = "import.cell.merged"
Recorded = dict[tuple[int, int, str, str], set[int]]
Owner = tuple[int, int]


@dataclass(slots=True)
class Expected:
    """What a sheet is held against."""

    enterprises: Mapping[str, int]  #: Id by code, in lower case.
    own: int | None = None
    year: int | None = None
    this_year: int = 9999
    closed: frozenset[int] = frozenset()
    locked: frozenset[Owner] = frozenset()
    recorded: Recorded = field(default_factory=dict)


def columns(block: Entered, codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of a template; `codes` are the enterprises to choose from."""
    return (
        Column(
            "enterprise",
            "Enterprise",
            "企业",
            "text",
            "code of the enterprise",
            "企业编码",
            required=len(codes) != 1,
            choices=tuple(codes),
            aliases=("企业编码", "enterprise code"),
        ),
        Column("year", "Year", "年份", "year", "e.g. 2025", "例如 2025", aliases=("年度",)),
        *(one.column() for one in block.asked),
        Column(
            "uncertainty",
            "Uncertainty (%)",
            "不确定度（%）",
            "number",
            "relative, 95 %; e.g. 20",
            "相对不确定度（95%），如 20",
            required=False,
        ),
        Column(
            "evidence",
            "Evidence",
            "证据",
            "text",
            "report, ledger or laboratory",
            "报告、台账或检测报告",
            required=block.key in entering.NEEDS_EVIDENCE,
            aliases=("备注", "note", "依据"),
        ),
    )


def read_rows(
    table: Table, block: Entered, expected: Expected, book: Book
) -> tuple[list[tuple[int, NewEntry]], list[Fault]]:
    """Return the rows that can be taken, with their numbers, and the objections to the others."""
    faults: list[Fault] = []
    groups: defaultdict[Owner, list[tuple[Record, NewEntry]]] = defaultdict(list)
    for record in table.records:
        fault = _objection(record, expected)
        if fault:
            faults.append(fault)
        else:
            new = _new(record, block, expected)
            groups[new.enterprise_id, new.year].append((record, new))
    good: list[tuple[int, NewEntry]] = []
    for owner, rows in groups.items():
        taken, found = _understood(owner, rows, expected, book)
        good += taken
        faults += found
    titled = [replace(one, column=table.titles.get(one.column, one.column)) for one in faults]
    return sorted(good, key=lambda pair: pair[0]), sorted(titled, key=lambda one: one.row)


def _understood(
    owner: Owner, rows: Sequence[tuple[Record, NewEntry]], expected: Expected, book: Book
) -> tuple[list[tuple[int, NewEntry]], list[Fault]]:
    known = {record.number: (record, new) for record, new in rows}
    written = [
        Entry(
            new.block,
            number,
            str(number),
            {key: cell for key, cell in record.cells.items() if key in new.values},
        )
        for number, (record, new) in known.items()
    ]
    evidence = {number: new.evidence for number, (_, new) in known.items()}
    taken, faults = entering.understood(written, evidence, book, owner[1])
    found = [_placed(fault, known[fault.row][0]) for fault in faults]
    good = []
    for one in taken:
        months = expected.recorded.get((*owner, one.block, one.key), set())
        if one.month in months or (months and 0 in {one.month, *months}):
            cell = next(iter(known[one.number][0].cells.values()))
            found.append(Fault(one.number, cell.address, "", cell.text[:80], "import.row.recorded"))
        else:
            good.append((one.number, known[one.number][1]))
    return good, found


def _placed(fault: Fault, record: Record) -> Fault:
    """A field that the row leaves open has no cell; its fault stands at the row's first one."""
    cells = [cell for key, cell in record.cells.items() if key not in {"enterprise", "year"}]
    known = {cell.address for cell in record.cells.values()}
    return fault if fault.cell in known else replace(fault, cell=cells[0].address)


def _new(record: Record, block: Entered, expected: Expected) -> NewEntry:
    keys = {one.field.key for one in block.asked}
    return NewEntry(
        enterprise_id=_owner(record, expected) or 0,
        year=int(str(record.values["year"])),
        block=block.key,
        values={key: cell.text for key, cell in record.cells.items() if key in keys},
        uncertainty=_uncertainty(record),
        evidence=str(record.values.get("evidence") or ""),
        origin="IMPORT",
    )


def _owner(record: Record, expected: Expected) -> int | None:
    code = str(record.values.get("enterprise") or "").strip().lower()
    return expected.enterprises.get(code) if code else expected.own


def _uncertainty(record: Record) -> Decimal | None:
    cell = record.cells.get("uncertainty")
    try:
        return Decimal(cell.text.removesuffix("%").strip()) if cell and cell.text else None
    except InvalidOperation:
        return Decimal("NaN")


def _objection(record: Record, expected: Expected) -> Fault | None:
    merged = next((one for one in record.faults if one.code == MERGED), None)
    if merged:
        return merged
    column, code, facts = (
        _about_owner(record, expected)
        or _about_year(record, expected)
        or (_about_uncertainty(record) or ("", "", {}))
    )
    if not code:
        return None
    cell = record.cells.get(column)
    address, text = (cell.address, cell.text[:80]) if cell else ("", "")
    return Fault(record.number, address, column, text, code, facts)


Objection = tuple[str, str, dict[str, str]]


def _about_owner(record: Record, expected: Expected) -> Objection | None:
    owner = _owner(record, expected)
    given = record.values.get("enterprise")
    if owner is None:
        return "enterprise", "import.enterprise.unknown" if given else "import.cell.empty", {}
    if expected.own is not None and owner != expected.own:
        return "enterprise", "import.enterprise.other", {}
    return None


def _about_year(record: Record, expected: Expected) -> Objection | None:
    year = record.values.get("year")
    if not isinstance(year, int):
        is_empty = not (record.cells.get("year") and record.cells["year"].text)
        return "year", "import.cell.empty" if is_empty else "import.year.bad", {}
    if expected.year is not None and year != expected.year:
        return "year", "import.year.outside", {"year": str(expected.year)}
    if year > expected.this_year:
        return "year", "import.year.future", {}
    if year in expected.closed or (_owner(record, expected), year) in expected.locked:
        return "year", "import.year.closed", {"year": str(year)}
    return None


def _about_uncertainty(record: Record) -> Objection | None:
    given = _uncertainty(record)
    if given is None or (given.is_finite() and 0 <= given <= entering.MOST_PERCENT):
        return None
    limit = {"limit": str(entering.MOST_PERCENT)}
    return "uncertainty", "pollution.entry.uncertainty", limit
