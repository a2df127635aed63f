"""Write a template: an Excel workbook with drop-downs and help, or the same headings as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from copark.base.sheets.writing import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from copark.kernel.sheets import Choice, Column

ROWS = 2_000  #: Rows that carry the drop-downs.
WIDTH = 22
INLINE = 250  #: Excel's limit for a list written into the validation itself.


def headings(columns: Sequence[Column], *, chinese: bool) -> list[str]:
    return [
        (column.title_zh if chinese else column.title_en) + (" *" if column.required else "")
        for column in columns
    ]


def helps(columns: Sequence[Column], *, chinese: bool) -> list[str]:
    texts = [column.help_zh if chinese else column.help_en for column in columns]
    return [f"# {texts[0]}", *texts[1:]]


def workbook(
    columns: Sequence[Column], *, chinese: bool, rows: Sequence[Sequence[object]] = ()
) -> bytes:
    """Return the template as an Excel workbook, in one language, with rows filled in or none."""
    import openpyxl  # noqa: PLC0415 - most of a second; only workbooks need it
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - see above

    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    sheet.title = "数据" if chinese else "Data"
    sheet.append(headings(columns, chinese=chinese))
    sheet.append(helps(columns, chinese=chinese))
    for row in rows:
        sheet.append([harmless(value) for value in row])
    for index in range(1, len(columns) + 1):
        head, note = sheet.cell(1, index), sheet.cell(2, index)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", start_color="0F766E")
        note.font = Font(italic=True, color="666666")
        note.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[head.column_letter].width = WIDTH
    sheet.freeze_panes = "A3"
    _drop_downs(book, sheet, columns, chinese=chinese)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(
    columns: Sequence[Column], *, chinese: bool, rows: Sequence[Sequence[object]] = ()
) -> bytes:
    """Return the template as CSV, UTF-8 with the mark that Excel needs."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headings(columns, chinese=chinese))
    writer.writerow(helps(columns, chinese=chinese))
    writer.writerows([harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _drop_downs(
    book: Workbook, sheet: Worksheet, columns: Sequence[Column], *, chinese: bool
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - see above

    lists = book.create_sheet("选项" if chinese else "Choices")
    for index, column in enumerate(columns, start=1):
        if not column.choices:
            continue
        lists.cell(1, index, column.title_zh if chinese else column.title_en)
        for row, choice in enumerate(column.choices, start=2):
            lists.cell(row, index, shown(choice, chinese=chinese))
        letter = lists.cell(1, index).column_letter
        span = f"'{lists.title}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(type="list", formula1=span, allow_blank=not column.required)
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}3:{letter}{ROWS}")


def shown(choice: Choice, *, chinese: bool) -> str:
    return (choice.name_zh if chinese else choice.name_en) or choice.code
