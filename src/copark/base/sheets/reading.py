"""
Read a spreadsheet that somebody brought: Excel or CSV, bounded before anything is parsed.

Gives plain cells with their addresses. Nothing is computed, no macro runs, and a file that is
larger than any honest one is refused by its size, before it is unpacked.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.sheets import Cell, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_BYTES = 20 * 1024 * 1024  #: A year of activity data of 500 enterprises is under 5 MB.
MAX_UNPACKED = 100 * 1024 * 1024  #: What a workbook may grow to.
MAX_RATIO = 200  #: Sheets of honest numbers shrink ten- to fiftyfold.
MAX_PARTS = 400  #: Files inside a workbook.
MAX_ROWS = 50_000
MAX_COLUMNS = 40
MAX_TEXT = 2_000  #: Characters of a cell.
EXCEL_DIGITS = 15  #: Digits that Excel itself keeps of a number.
SHEETS = ("data", "数据")  #: The sheet of our own template; else the first one.

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


@lru_cache(maxsize=512)
def letters(index: int) -> str:
    """Return the letters of a column counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(content: bytes) -> Sheet:
    """
    Return the sheet in a file's bytes.

    Raises
    ------
    Refused
        ``import.file.…``: too large, empty, with macros, encrypted or old, damaged, a bomb, or in
        no known encoding.
    """
    if len(content) > MAX_BYTES:
        raise refused_size(len(content))
    if not content.strip():
        raise Refused("import.file.empty", "The file is empty.")
    if content.startswith(OLE):
        message = (
            "The file is an old .xls workbook or is encrypted; save it as .xlsx without a password."
        )
        raise Refused("import.file.old", message)
    if content.startswith(ZIP):
        return _workbook(content)
    return _delimited(content)


def refused_size(size: int) -> Refused:
    limit = MAX_BYTES // (1024 * 1024)
    message = f"The file has {size / 1048576:.0f} MB; at most {limit} MB are read."
    return Refused("import.file.large", message, size=f"{size / 1048576:.0f}", limit=limit)


# CSV


def decoded(content: bytes) -> str:
    """
    Return the text of a file in UTF-8, UTF-16 with its mark, GB18030 or, for French, cp1252.

    Raises
    ------
    Refused
        ``import.file.encoding``, if it is none of them.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"Identifiant" in content[:200]:
        encodings = ["utf-8-sig", "cp1252"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "The file is neither an Excel workbook nor text in UTF-8 or GB18030."
    raise Refused("import.file.encoding", message)


def separator_of(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(",;\t，；", key=unquoted.count)


def _delimited(content: bytes) -> Sheet:
    text = decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    rows = []
    try:
        for number, values in enumerate(reader, start=1):
            _bound(number, len(values))
            places = (f"{letters(index)}{number}" for index in range(len(values)))
            cells = tuple(
                Cell(place, _short(value, place))
                for place, value in zip(places, values, strict=True)
            )
            rows.append(Row(number, cells))
    except csv.Error:
        message = "The text file cannot be divided into cells; save it anew as CSV."
        raise Refused("import.file.damaged", message) from None
    return Sheet(tuple(rows))


# Excel


def _workbook(content: bytes) -> Sheet:
    with _opened(content) as archive:
        _check_parts(archive)
        merged = _merged_by_part(archive)
    return _cells(content, merged)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise _damaged() from None


def _damaged() -> Refused:
    message = "The workbook is damaged and cannot be opened; save it anew as .xlsx."
    return Refused("import.file.damaged", message)


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        message = (
            f"The workbook would unpack to {unpacked / 1048576:.0f} MB from {packed / 1048576:.1f} "
            "MB, which no honest sheet does."
        )
        raise Refused("import.file.bomb", message, unpacked=f"{unpacked / 1048576:.0f}")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        raise _damaged()
    try:
        types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise _damaged() from None
    if b"macroEnabled" in types or any("vbaProject" in name for name in names):
        message = "The workbook carries macros; save it as .xlsx without macros."
        raise Refused("import.file.macros", message)
    if b"spreadsheetml" not in types:
        raise _damaged()


def _merged_by_part(archive: zipfile.ZipFile) -> dict[str, tuple[str, ...]]:
    """Return the merged ranges of each sheet's part; also refuse a part that declares entities."""
    merged = {}
    for name in archive.namelist():
        if not name.endswith(".xml"):
            continue
        try:
            text = archive.read(name)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
            raise _damaged() from None
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise _damaged()
        if name.startswith("xl/worksheets/"):
            ranges = re.findall(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z0-9:]+)"', text)
            merged[name] = tuple(found.decode() for found in ranges)
    return merged


def _cells(content: bytes, merged: dict[str, tuple[str, ...]]) -> Sheet:
    import openpyxl  # noqa: PLC0415 - most of a second; only workbooks need it

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = _chosen(book)
        sheet.reset_dimensions()
        part = getattr(sheet, "_worksheet_path", "")
        return Sheet(tuple(_rows(sheet)), merged.get(part.lstrip("/"), ()))
    except Refused:
        raise
    except Exception as error:
        raise _damaged() from error


def _chosen(book: Workbook) -> ReadOnlyWorksheet:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = [sheet for sheet in sheets if sheet.title.lower() in SHEETS] or sheets
    if not sheets:
        raise _damaged()
    return sheets[0]


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[Row]:
    rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1)
    for number, cells in enumerate(rows, start=1):
        if all(cell.value is None for cell in cells):
            continue
        row = Row(number, tuple(_cell(cell, number, index) for index, cell in enumerate(cells)))
        if row.is_empty:
            continue
        _bound(number, max(index for index, cell in enumerate(row.cells) if cell.text) + 1)
        yield row


def _cell(cell: ReadOnlyCell, number: int, index: int) -> Cell:
    address = f"{letters(index)}{number}"
    value = cell.value
    percentage = isinstance(value, int | float) and "%" in (cell.number_format or "")
    if isinstance(value, bool) or value is None:
        return Cell(address, value)
    if isinstance(value, int | float):
        return Cell(address, Decimal(f"{value:.{EXCEL_DIGITS}g}"), is_percentage=percentage)
    if isinstance(value, datetime):
        return Cell(address, value.date())
    if isinstance(value, date):
        return Cell(address, value)
    if isinstance(value, time):
        return Cell(address, value.isoformat())
    return Cell(address, _short(str(value), address), is_error=cell.data_type == "e")


def _short(text: str, address: str) -> str:
    if len(text) > MAX_TEXT:
        message = f"The cell {address} holds {len(text)} characters; at most {MAX_TEXT} are read."
        raise Refused("import.file.cell", message, cell=address, limit=MAX_TEXT)
    return text


def _bound(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        message = f"The file has more than {MAX_ROWS} rows; divide it."
        raise Refused("import.file.rows", message, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        message = f"The file has more than {MAX_COLUMNS} columns; use the template."
        raise Refused("import.file.columns", message, limit=MAX_COLUMNS)
