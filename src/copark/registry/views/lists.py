"""What is in the park: enterprises, outlets, zones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs, scope_of
from copark.registry import queries
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class _Named(Protocol):
    """Whatever has its name in both languages."""

    name_en: str
    name_zh: str

    @property
    def name(self) -> str: ...


def to(name: str) -> Callable[[Any], str]:
    """Return what leads from a row to its page."""
    return lambda row: reverse(name, args=[row.pk])


@require_GET
@needs(Right.SEE_PARK)
def enterprise_list(request: HttpRequest) -> HttpResponse:
    columns = [
        Column("code", _("Code")),
        Column("name", _("Enterprise"), url=to("registry:enterprise-detail"), sub=_other_name),
        Column("sector", _("Sector")),
        Column("zone", _("Zone"), value=lambda row: row.zone.name if row.zone else ""),
        Column("permit_class", _("Permit class"), value=lambda row: row.get_permit_class_display()),
        Column(
            "outlets", _("Outlets"), value=lambda row: row.outlet_count, kind="number", given=True
        ),
        Column(
            "stations",
            _("Stations"),
            value=lambda row: row.station_count,
            kind="number",
            given=True,
        ),
    ]
    rows = list(queries.enterprise_rows())
    classes = sorted({(row.permit_class, str(row.get_permit_class_display())) for row in rows})
    filters = [Filter("class", _("Every permit class"), classes, lambda row: row.permit_class)]
    empty = Empty(
        _("No enterprise yet"),
        _("Enterprises carry everything else: outlets, stations, energy, permits."),
        reverse("registry:enterprise-new") if has(request.user, Right.SET_UP) else "",
        _("Add an enterprise"),
    )
    table = build(request, columns, rows, name="enterprises", filters=filters, empty=empty)
    return export.answer(
        request,
        "registry/enterprise_list.html",
        table,
        {"may_set_up": has(request.user, Right.SET_UP)},
    )


def _other_name(row: _Named) -> str:
    """The name in the other language, so that a search finds both."""
    return row.name_en if row.name == row.name_zh else row.name_zh


@require_GET
@needs(Right.SEE_OWN)
def outlet_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user).enterprise_id
    columns = [
        Column("code", _("Code")),
        Column("name", _("Outlet"), url=to("registry:outlet-detail"), sub=_other_name),
        Column("medium", _("Medium"), value=lambda row: row.get_medium_display()),
        Column(
            "enterprise",
            _("Enterprise"),
            value=lambda row: row.enterprise.name,
            url=lambda row: reverse("registry:enterprise-detail", args=[row.enterprise_id]),
        ),
        Column("indirect", _("To a sewage works"), value=lambda row: row.is_indirect, kind="yes"),
        Column(
            "stations",
            _("Stations"),
            value=lambda row: row.station_count,
            kind="number",
            given=True,
        ),
    ]
    rows = list(queries.outlet_rows(scope))
    media = sorted({(row.medium, str(row.get_medium_display())) for row in rows})
    filters = [Filter("medium", _("Every medium"), media, lambda row: row.medium)]
    empty = Empty(
        _("No outlet yet"),
        _(
            "An outlet is where something leaves an enterprise or enters it: a stack, a "
            "sewer, a meter. Add one on the page of its enterprise."
        ),
    )
    table = build(request, columns, rows, name="outlets", filters=filters, empty=empty)
    return export.answer(request, "registry/outlet_list.html", table)


@require_GET
@needs(Right.SET_UP)
def park_detail(request: HttpRequest) -> HttpResponse:
    return render(
        request, "registry/park_detail.html", {"park": queries.the_park(), "zones": queries.zones()}
    )
