"""The pollutant year of one enterprise: releases, sources of VOC, solvents, waste and the tax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.energy import queries as energy
from copark.kernel.figure import Figure, Ingredient
from copark.pollution import queries, words
from copark.pollution.views import choose, makings, sections
from copark.registry import queries as registry
from copark.web.components import export
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.pollution.contracts import PollutantYear
    from copark.registry.contracts import EnterpriseRef, PermitRef
    from copark.web.components.table import Table

Permits = dict[tuple[str, str], "PermitRef"]


@require_GET
@needs(Right.SEE_OWN)
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the year of one enterprise: what was released, how it was found, and what balances."""
    owner = choose.enterprise(request, pk)
    chosen = asked.year(request)
    rows, found = queries.whole_of(chosen, pk)
    table = _releases(request, rows, chosen, owner)
    context: dict[str, Any] = {
        "owner": owner,
        "name": choose.local(owner.name_en, owner.name_zh),
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": has(request.user, Right.REPORT) and not energy.is_closed(chosen),
    }
    if "format" not in request.GET:
        context |= sections.of_year(request, pk, chosen, found)
    return export.answer(request, "pollution/enterprise_detail.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how one release was made: in the drawer, else on the enterprise's page."""
    choose.enterprise(request, pk)
    chosen = asked.year(request)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('pollution:enterprise-detail', args=[pk])}?year={chosen}")
    wanted = (request.GET.get("medium"), request.GET.get("pollutant"))
    rows = queries.year_of(chosen, pk)
    found = (row.figure for row in rows if (row.medium, row.pollutant) == wanted)
    return render(request, "pollution/making.html", {"figure": next(found, None)})


@require_GET
@needs(Right.SEE_OWN)
def part_making(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a term of a balance or a taxed item was made: in the drawer, else on the page."""
    choose.enterprise(request, pk)
    chosen = asked.year(request)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('pollution:enterprise-detail', args=[pk])}?year={chosen}")
    found = queries.figures_of(chosen, pk)
    say = words.teller(queries.book())
    figure = makings.part_of(found, request.GET.get("part", ""), say)
    return render(request, "pollution/making.html", {"figure": figure})


def _releases(
    request: HttpRequest, rows: list[PollutantYear], year: int, owner: EnterpriseRef
) -> Table:
    permits = {
        (row.medium, row.pollutant): row
        for row in registry.permits(year)
        if row.enterprise_id == owner.id
    }

    def making_of(row: PollutantYear) -> str:
        query = urlencode({"year": year, "medium": row.medium, "pollutant": row.pollutant})
        return f"{reverse('pollution:making', args=[owner.id])}?{query}"

    columns = [
        Column(
            "pollutant", _("Pollutant"), value=lambda row: queries.pollutant_name(row.pollutant)
        ),
        Column("medium", _("Medium"), value=lambda row: words.medium(row.medium)),
        Column("figure", _("Released"), kind="figure"),
        Column(
            "method",
            _("How it was found"),
            value=lambda row: words.method(row.method),
            sub=lambda row: row.figure.method,
        ),
        Column(
            "unused",
            _("Found as well"),
            value=_unused,
            sub=_why,
            sub_given=True,
            url=lambda row: making_of(row) if row.unused else "",
            drawer=True,
        ),
        Column(
            "monitored",
            _("Monitored"),
            kind="number",
            unit="t",
            url=lambda row: making_of(row) if row.monitored is not None else "",
            drawer=True,
        ),
        Column("declared", _("Declared"), kind="number", unit="t", given=True),
        Column(
            "uncertainty",
            _("Uncertainty"),
            value=lambda row: None if row.uncertainty is None else row.uncertainty * 100,
            kind="number",
            unit="%",
            url=lambda row: making_of(row) if row.uncertainty is not None else "",
            drawer=True,
        ),
        Column(
            "permitted",
            _("Permitted"),
            value=lambda row: permit.tonnes if (permit := _permit(permits, row)) else None,
            kind="number",
            unit="t",
            given=True,
        ),
        Column(
            "share",
            _("of the permit"),
            value=lambda row: share_of_permit(row, _permit(permits, row)),
            kind="figure",
        ),
    ]
    return build(
        request,
        columns,
        rows,
        name=f"releases-{owner.code}-{year}",
        empty=choose.nothing(request, year),
    )


def _permit(permits: Permits, row: PollutantYear) -> PermitRef | None:
    return permits.get((queries.permit_medium(row.medium), row.pollutant))


def share_of_permit(row: PollutantYear, permit: PermitRef | None) -> Figure | None:
    """Return how much of what is permitted was released. [%]"""
    if permit is None or not permit.tonnes:
        return None
    released = row.figure
    return Figure(
        _("of the permit"),
        released.value / permit.tonnes * 100,
        "%",
        _("released / permitted"),
        str(row.year),
        (
            Ingredient(_("Released"), released.value, "t", note=released.method),
            Ingredient(_("Permitted"), permit.tonnes, "t", note=permit.source),
        ),
        grade=released.grade,
        coverage=released.coverage,
    )


def _unused(row: PollutantYear) -> str:
    return " · ".join(
        f"{words.place(one.place)}{words.method(one.way)} {round(one.tonnes, 4).normalize():f} t"
        for one in row.unused
    )


def _why(row: PollutantYear) -> str:
    return " · ".join(dict.fromkeys(one.why for one in row.unused))
