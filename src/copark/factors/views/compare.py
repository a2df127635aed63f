"""Two versions of a table side by side, and a version as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.factors import queries, words
from copark.factors.views.found import numbered_or_404, table_or_404

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from copark.factors.contracts import RowChange


@require_GET
@needs(Right.SEE_PARK)
def compare(request: HttpRequest, table: str) -> HttpResponse:
    """Show what differs between two versions, row by row."""
    one = table_or_404(table)
    versions = queries.versions(one)
    newest = versions[0].number
    after = numbered_or_404(one, _asked(request, "after", newest))
    before = numbered_or_404(one, _asked(request, "before", max(newest - 1, 0)))
    context = {
        "one": one,
        "name": queries.named(one),
        "versions": versions,
        "before": before,
        "after": after,
        "changes": told(queries.changes(before, after)),
    }
    return render(request, "factors/compare.html", context)


def _asked(request: HttpRequest, name: str, otherwise: int) -> int:
    found = asked.whole(request.GET.get(name))
    return otherwise if found is None else found


def told(changes: Iterable[RowChange]) -> list[dict[str, object]]:
    """Prepare the rows that differ for a page."""
    return [
        {
            "kind": words.change(change.kind),
            "key": " · ".join(part for part in change.key if part),
            "cells": [
                (queries.heading(cell.column), cell.before, cell.after) for cell in change.cells
            ],
        }
        for change in changes
    ]


@require_GET
@needs(Right.SEE_PARK)
def text(_request: HttpRequest, table: str, number: int) -> HttpResponse:
    """Hand a version out as CSV: the template for the next one."""
    one = table_or_404(table)
    version = numbered_or_404(one, number)
    content = "\ufeff" + queries.content(version)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"{one.name}-{number}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
