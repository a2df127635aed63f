"""Hand a table over as a file: CSV that Excel opens rightly, or XLSX with real numbers."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from openpyxl import Workbook
from openpyxl.styles import Font

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.web.components.table import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  #: A cell that begins so would be run by a spreadsheet.
WIDEST = 60


def answer(
    request: HttpRequest,
    template: str,
    table: Table,
    context: dict[str, Any] | None = None,
    zone: str = "Asia/Shanghai",
) -> HttpResponse:
    """Answer with the page, or with the whole table as a file where `?format=` asks for one."""
    form = request.GET.get("format", "")
    if form in {"csv", "xlsx"}:
        return download(table, form, zone)
    return render(request, template, {"table": table} | (context or {}))


def download(table: Table, form: str, zone: str = "Asia/Shanghai") -> HttpResponse:
    """Return every row that the search and the filters kept, in their order."""
    head = [column.heading for column in table.columns]
    rows = [
        [plain(column.of(row), ZoneInfo(zone)) for column in table.columns] for row in table.rows
    ]
    content, kind = (
        (_xlsx(head, rows), XLSX)
        if form == "xlsx"
        else (_csv(head, rows), "text/csv; charset=utf-8")
    )
    response = HttpResponse(content, content_type=kind)
    name = escape_uri_path(f"{table.name}.{form}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def plain(value: object, zone: ZoneInfo) -> object:
    """Return a number, a time of the park's clock, or text that no spreadsheet runs."""
    if hasattr(value, "unit") and hasattr(value, "value"):
        value = value.value
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(head: list[str], rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(head: list[str], rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        widest = max(len(str(cell.value or "")) for cell in column[:200])
        sheet.column_dimensions[column[0].column_letter].width = min(widest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
