"""Columns of a template: their headings in both languages, and what may stand under them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADER_ROWS = 10  #: How far down the heading may stand.
NOTE = ("#", "※")  #: A row that begins so is a help or example row of the template.
MAX_DIGITS = 30
YEARS = range(2000, 2100)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


Value = str | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and where it stands."""

    address: str
    value: Value
    is_percentage: bool = False
    is_error: bool = False

    @property
    def text(self) -> str:
        """Return what it says, trimmed; empty for an empty cell."""
        return "" if self.value is None else str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, numbered as the spreadsheet numbers it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing stands in it."""
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of the sheet that counts, and which of its cells are merged."""

    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen: its code, its names, and other ways to write it."""

    code: str
    name_en: str
    name_zh: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template."""

    key: str
    title_en: str
    title_zh: str
    kind: str  #: ``text``, ``number``, ``year``, ``period`` or ``choice``.
    help_en: str = ""
    help_zh: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    unknown: str = "import.choice.unknown"  #: Code of the fault when no choice fits.
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file: what was understood, and what was not."""

    number: int
    values: dict[str, object]
    cells: dict[str, Cell]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet under the headings of a template."""

    records: tuple[Record, ...]
    titles: dict[str, str] = field(default_factory=dict)


_BRACKETS = re.compile(r"[\(\[].*?[\)\]]")
_BETWEEN = re.compile(r"[\s*:_\-]+")


@lru_cache(maxsize=4096)  # the names of choices come again with every row
def folded(text: str) -> str:
    """Return a heading or choice as it is compared: half width, lower case, no bracket, no star."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _BETWEEN.sub("", _BRACKETS.sub("", plain))


def understood(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """
    Return the records of a sheet.

    Raises
    ------
    Refused
        ``import.header.missing`` or ``import.rows.none``.
    """
    found = [(row, _places(row, columns)) for row in sheet.rows[:HEADER_ROWS]]
    header, places = max(found, key=lambda pair: len(pair[1]), default=(None, {}))
    lacking = [column for column in columns if column.required and column.key not in places]
    if header is None or lacking:
        names = ", ".join(f"{column.title_en} / {column.title_zh}" for column in lacking)
        message = f"The heading lacks the column(s) {names}; use the template."
        raise Refused("import.header.missing", message, columns=names)
    titles = {key: header.cells[index].text for key, index in places.items()}
    merged = _merged_rows(sheet)
    records = tuple(
        _record(row, columns, places, titles, merged)
        for row in sheet.rows
        if row.number > header.number and not row.is_empty and not _is_note(row)
    )
    if not records:
        raise Refused("import.rows.none", "The file has a heading but no rows under it.")
    return Table(records, titles)


def _places(row: Row, columns: Sequence[Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        name = folded(cell.text)
        for column in columns:
            names = {column.key, column.title_en, column.title_zh, *column.aliases}
            if name and name in {folded(known) for known in names}:
                places.setdefault(column.key, index)
    return places


def _is_note(row: Row) -> bool:
    first = next((cell.text for cell in row.cells if cell.text), "")
    return first.startswith(NOTE)


def _merged_rows(sheet: Sheet) -> dict[int, str]:
    rows: dict[int, str] = {}
    for name in sheet.merged:
        numbers = [int(digits) for digits in re.findall(r"\d+", name)]
        for number in range(numbers[0], min(numbers[-1], numbers[0] + 1000) + 1):
            rows[number] = name
    return rows


def _record(
    row: Row,
    columns: Sequence[Column],
    places: dict[str, int],
    titles: dict[str, str],
    merged: dict[int, str],
) -> Record:
    if row.number in merged:
        name = merged[row.number]
        fault = Fault(row.number, name, "", name, "import.cell.merged")
        return Record(row.number, {}, {}, (fault,))
    values: dict[str, object] = {}
    cells: dict[str, Cell] = {}
    faults: list[Fault] = []
    for column in columns:
        if column.key not in places or places[column.key] >= len(row.cells):
            if column.required:
                faults.append(Fault(row.number, "", column.title_en, "", "import.cell.empty"))
            continue
        cell = cells[column.key] = row.cells[places[column.key]]
        value, code, facts = value_of(cell, column)
        if code:
            faults.append(
                Fault(row.number, cell.address, titles[column.key], cell.text[:80], code, facts)
            )
        values[column.key] = value
    return Record(row.number, values, cells, tuple(faults))


Answer = tuple[object, str, dict[str, str]]


def value_of(cell: Cell, column: Column) -> Answer:
    """Return what a cell means under its column: value, code of the fault or none, its facts."""
    if cell.is_error:
        return None, "import.cell.error", {}
    if not cell.text:
        return None, "import.cell.empty" if column.required else "", {}
    return KINDS[column.kind](cell, column)


def _text(cell: Cell, _column: Column) -> Answer:
    return cell.text, "", {}


def _number(cell: Cell, _column: Column) -> Answer:
    if cell.is_percentage or "%" in cell.text or "％" in cell.text:
        return None, "import.number.percentage", {}
    if isinstance(cell.value, Decimal):
        return cell.value, "", {}
    if isinstance(cell.value, bool | date):
        return None, "import.number.bad", {}
    text = unicodedata.normalize("NFKC", cell.text)
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > MAX_DIGITS or "e" in text.lower() or "_" in text:
        return None, "import.number.bad", {}
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None, "import.number.bad", {}
    return (value, "", {}) if value.is_finite() else (None, "import.number.bad", {})


def _year(cell: Cell, _column: Column) -> Answer:
    text = unicodedata.normalize("NFKC", cell.text).removesuffix("年")
    text = text.removesuffix(".0")
    if text.isdigit() and int(text[:6]) in YEARS:
        return int(text), "", {}
    return None, "import.year.bad", {}


def _period(cell: Cell, _column: Column) -> Answer:
    """Read `2025`, `2025-03`, `2025/3`, `2025年3月`, 202503 or a date in the month."""
    if isinstance(cell.value, date):
        return (cell.value.year, cell.value.month), "", {}
    text = unicodedata.normalize("NFKC", cell.text).removesuffix(".0")
    found = re.fullmatch(r"(\d{4})(?:年|$)(?:\s*)()", text) or re.fullmatch(
        r"(\d{4})[-/.年]?\s*(\d{1,2})月?(?:[-/.]\d{1,2}日?)?", text
    )
    if not found or int(found[1]) not in YEARS:
        return None, "import.period.bad", {}
    month = int(found[2]) if found[2] else None
    if month is not None and not 1 <= month <= 12:  # noqa: PLR2004
        return None, "import.period.bad", {}
    return (int(found[1]), month), "", {}


def _choice(cell: Cell, column: Column) -> Answer:
    wanted = folded(cell.text)
    for choice in column.choices:
        names = (choice.code, choice.name_en, choice.name_zh, *choice.aliases)
        if cell.text in names or any(wanted == folded(name) for name in names):
            return choice.code, "", {}
    allowed = ", ".join(choice.code for choice in column.choices[:12])
    return None, column.unknown, {"allowed": allowed + (", …" if len(column.choices) > 12 else "")}  # noqa: PLR2004


KINDS: dict[str, Callable[[Cell, Column], Answer]] = {
    "text": _text,
    "number": _number,
    "year": _year,
    "period": _period,
    "choice": _choice,
}
