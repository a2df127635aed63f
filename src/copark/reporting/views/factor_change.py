"""What another version of a table of factors would change, before anybody activates it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs
from copark.factors import queries as factors
from copark.registry import queries as registry
from copark.reporting.queries.checks import subject_name
from copark.reporting.queries.what_would_change import would_change
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build
from copark.web.numbers import is_chinese, unit_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from django.http import HttpRequest

    from copark.factors.contracts import Version
    from copark.reporting.queries.what_would_change import Changed, WouldChange
    from copark.web.components.table import Table

SIDES = ("now", "then", "difference")


@require_GET
@needs(Right.SEE_PARK)
def factor_change(request: HttpRequest, version_id: int) -> HttpResponse:
    """
    Show every figure of an open year that would be another, beside what it is now.

    Every inventory is computed twice, so the page comes at once and the figures follow it.
    """
    version = _one(version_id)
    one = factors.table_of(version.package, version.file)
    context = {
        "version": version,
        "name": factors.named(one),
        "rows": len(factors.changes(factors.numbered(one, version.base_number), version)),
    }
    if not (_is_part(request) or request.GET.keys() & {"all", "format"}):
        return render(request, "reporting/factor_change.html", context)
    found = would_change(version)
    held = factors.in_force(one)
    is_next = version.state == "DRAFT" and held.number == version.base_number
    context |= {
        "found": found,
        "is_draft": version.state == "DRAFT",
        "may_activate": is_next and not found.problems and has(request.user, Right.ACCOUNT),
    }
    template = "reporting/factor_change.html" + ("#result" if _is_part(request) else "")
    return export.answer(request, template, _table(request, version, found), context)


@require_GET
@needs(Right.SEE_PARK)
def making(
    request: HttpRequest, version_id: int, enterprise_id: int, year: int, subject: str, side: str
) -> HttpResponse:
    """Show how one side of a comparison was made: in the drawer, else on the page."""
    version = _one(version_id)
    if not _is_part(request):
        return redirect("reporting:factor-change", version_id)
    asked = (enterprise_id, year, subject)
    rows = would_change(version).changed
    row = next((row for row in rows if (row.enterprise_id, row.year, row.subject) == asked), None)
    if row is None or side not in SIDES:
        raise Http404(_("There is no such figure."))
    return render(request, "reporting/factor_making.html", {"figure": getattr(row, side)})


def _one(version_id: int) -> Version:
    version = factors.version(version_id)
    if version is None:
        raise Http404(_("There is no such version."))
    return version


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _table(request: HttpRequest, version: Version, found: WouldChange) -> Table:
    names = {row.id: row.name_zh if is_chinese() else row.name_en for row in registry.enterprises()}
    columns = [
        Column("year", _("Year"), value=lambda row: str(row.year)),
        Column(
            "enterprise",
            _("Enterprise"),
            value=lambda row: names.get(row.enterprise_id, ""),
            url=lambda row: reverse("reporting:inventory", args=[row.enterprise_id, row.year]),
        ),
        Column("subject", _("Figure"), value=lambda row: subject_name(row.subject)),
        _side("now", _("As it is"), version),
        _side("then", _("As it would be"), version),
        _side("difference", _("Difference"), version),
        Column("unit", _("Unit"), value=lambda row: unit_text((row.now or row.then).unit)),
    ]
    years = [(str(year), str(year)) for year in found.open_years]
    empty = Empty(
        _("No figure of an open year would change"),
        _("No enterprise uses the rows that differ, or their years are closed."),
    )
    return build(
        request,
        columns,
        found.changed,
        name="factor-change",
        filters=[Filter("year", _("Every year"), years, lambda row: row.year)],
        empty=empty,
    )


def _side(name: str, label: str, version: Version) -> Column:
    return Column(
        name,
        label,
        kind="number",
        digits=6,
        value=_value(name),
        url=_url(name, version),
        drawer=True,
    )


def _value(name: str) -> Callable[[Changed], Decimal | None]:
    def value(row: Changed) -> Decimal | None:
        figure = getattr(row, name)
        return figure.value if figure else None

    return value


def _url(name: str, version: Version) -> Callable[[Changed], str]:
    def url(row: Changed) -> str:
        args = [version.id, row.enterprise_id, row.year, row.subject, name]
        return reverse("reporting:factor-making", args=args)

    return url
