"""Write rows out as Excel or CSV, so that no cell of ours runs as a formula of theirs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 18

Table = "Sequence[Sequence[object]]"


def harmless(value: object) -> object:
    """Return a value that a spreadsheet shows and does not run."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an Excel workbook; the first row of each sheet is its heading."""
    import openpyxl  # noqa: PLC0415 - most of a second; only workbooks need it
    from openpyxl.styles import Font  # noqa: PLC0415 - see above

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([_cell(value) for value in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = WIDTH
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(value: object) -> object:
    value = harmless(value)
    return float(value) if isinstance(value, Decimal) else value


def text(rows: Sequence[Sequence[object]]) -> bytes:
    """Return CSV in UTF-8 with the mark that Excel needs."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _text(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else harmless(value)
