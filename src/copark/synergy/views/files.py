"""Hand a list over as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.base.sheets import writing
from copark.synergy.calc import table

if TYPE_CHECKING:
    from copark.synergy.contracts import Lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(drawn: Lists, form: str, name: str) -> HttpResponse:
    """Return the lists as CSV, Excel or JSON."""
    rows = table.rows(drawn, chinese=(get_language() or "").startswith("zh"))
    if form == "json":
        content = json.dumps(table.document(drawn), ensure_ascii=False, indent=1).encode()
        return answer(content, "application/json", f"{name}.json")
    if form == "csv":
        return answer(writing.text(rows), "text/csv; charset=utf-8", f"{name}.csv")
    if form == "xlsx":
        return answer(writing.workbook({_("Three lists"): rows}), XLSX, f"{name}.xlsx")
    raise Http404


def answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
