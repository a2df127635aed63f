"""
Hold the sheet of a table against its rules: every objection at its cell, or the table's rows.

The heading must name the columns of the table in force, in any order. Nothing is guessed: a
column too many, a unit that does not fit or a row of another set is an objection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.factors.calc.catalogue import columns_of
from copark.factors.calc.comparing import written
from copark.factors.calc.heading import heading_faults
from copark.factors.calc.known import measure
from copark.factors.calc.swapped import swapped
from copark.kernel import sheets, tables
from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.sheets import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copark.factors.calc.catalogue import Table
    from copark.factors.calc.known import Measure
    from copark.kernel.sheets import Record, Sheet

MAX_ROWS = 5_000  #: The longest shipped table has 152.
NOWHERE = Cell("", None)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sheet holds, and what is wrong with it; the rows are whole only without faults."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def check(sheet: Sheet, table: Table, in_force: str, one_set: str = "") -> Checked:
    """
    Return the rows of a sheet, and every objection to them.

    Parameters
    ----------
    sheet
        What somebody brought.
    table
        Which table it is to be.
    in_force
        Text of the table that holds now: its columns, sets, units and words are the measure.
    one_set
        The set that the sheet may speak of; empty for the whole table.

    Returns
    -------
    Checked
        Rows as text by column, in the order of the sheet, and the faults from top to bottom.

    Raises
    ------
    Refused
        ``import.header.missing``, ``import.rows.none``, ``factors.file.rows`` or
        ``factors.sets.none``.
    """
    if one_set and not table.set_column:
        raise Refused("factors.sets.none", "This table has no sets.")
    known = measure(table, in_force)
    faults = heading_faults(sheet, known.columns)
    read = sheets.understood(sheet, [_column(name) for name in known.columns])
    if len(read.records) > MAX_ROWS:
        message = f"A table of factors has at most {MAX_ROWS} rows."
        raise Refused("factors.file.rows", message, limit=MAX_ROWS)
    rows = []
    for record in read.records:
        row, wrong = _row(record, known, read.titles)
        rows.append(row)
        faults += wrong or _other_set(record, row, table, one_set)
    faults += _twice(read.records, rows, table)
    return Checked(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.row)))


def merged(rows: Iterable[Row], table: Table, in_force: str, one_set: str = "") -> str:
    """Return the whole text of a table: the rows that were brought, and the sets beside theirs."""
    others = [row for row in tables.rows(in_force) if one_set and row[table.set_column] != one_set]
    return written([*others, *rows], columns_of(in_force))


def check_row(row: Row, table: Table, in_force: str) -> tuple[Row, dict[str, Fault]]:
    """Return a row that was entered by hand, and what is wrong with it, by column."""
    known = measure(table, in_force)
    cells = {name: Cell(name, row.get(name) or None) for name in known.columns}
    read, faults = _row(sheets.Record(1, {}, cells, ()), known, {})
    return read, {fault.cell: fault for fault in faults}


def _column(name: str) -> sheets.Column:
    return sheets.Column(name, name, name, "text")


def _row(record: Record, known: Measure, titles: dict[str, str]) -> tuple[Row, list[Fault]]:
    merged = [fault for fault in record.faults if fault.code == "import.cell.merged"]
    if merged:
        return {}, merged
    row: Row = {}
    faults: dict[str, Fault] = {}
    for name in known.columns:
        cell = record.cells.get(name, NOWHERE)
        row[name], code, facts = known.read(name, cell, record.cells)
        if code:
            title = titles.get(name, name)
            found = cell.text[:80]
            faults[name] = Fault(record.number, cell.address, title, found, code, facts)
    met = {name: record.cells.get(name, NOWHERE) for name in known.columns}
    return row, swapped(faults, met, known)


def _other_set(record: Record, row: Row, table: Table, one_set: str) -> list[Fault]:
    if not one_set or row[table.set_column] == one_set:
        return []
    cell = record.cells[table.set_column]
    facts = {"wanted": one_set}
    code = "factors.sets.mixed"
    return [Fault(record.number, cell.address, table.set_column, cell.text[:80], code, facts)]


def _twice(records: Sequence[Record], rows: list[Row], table: Table) -> list[Fault]:
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for record, row in zip(records, rows, strict=True):
        if not row:
            continue
        key = table.key_of(row)
        if key in first:
            cell = record.cells.get(table.keys[-1], NOWHERE)
            facts = {"first": str(first[key])}
            said = " ".join(key)[:80]
            column = ", ".join(table.keys)
            faults.append(
                Fault(record.number, cell.address, column, said, "factors.row.twice", facts)
            )
        first.setdefault(key, record.number)
    return faults
