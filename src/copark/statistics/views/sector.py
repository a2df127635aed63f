"""Comparison within a sector: a place with its members, or an enterprise among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs, scope_of
from copark.kernel.figure import Figure
from copark.statistics.calc.sector_percentiles import LEAST_OTHERS
from copark.statistics.queries import sector as read
from copark.statistics.views import frame
from copark.statistics.views.sector_question import Question, question
from copark.statistics.views.sector_strip import Strip, strip_of
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.statistics.queries.sector import Comparison

PAGE = "statistics:sector"
MAKING = "statistics:sector-making"


@require_GET
@needs(Right.SEE_OWN)
def sector(request: HttpRequest) -> HttpResponse:
    """Show where an enterprise, or the members of a place, stand within a sector."""
    asked_for = question(request)
    found = asked_for.found
    result = comparison(request, asked_for)
    context: dict[str, Any] = frame.context(found, PAGE) | asked_for.context | {
        "result": result,
        "strip": strip(result, found.place.enterprise_id),
        "own": own_figure(asked_for, result),
        "own_url": asked_for.making("statistics:intensity-making"),
        "rank_url": asked_for.making(MAKING, of="rank"),
        "marks": [
            (name, Figure(name, value, result.unit, "", str(found.year)),
             asked_for.making(MAKING, of=key))
            for key, name, value in result.marks
        ],
        "why": why(result),
        "guidance_url": guidance_url(asked_for),
    }  # fmt: skip
    if not result.members:
        return render(request, "statistics/sector.html", context)
    table = _members(request, asked_for, result)
    return export.answer(request, "statistics/sector.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest) -> HttpResponse:
    """Show how a number of a comparison was made, with nothing of others but what may be seen."""
    asked_for = question(request)
    result = comparison(request, asked_for)
    figure = read.making(result, request.GET.get("of", "median"), asked_for.asked())
    if figure is None:
        raise Http404
    context = {"figure": figure, "is_fragment": request.headers.get("HX-Request") == "true"}
    return render(request, "statistics/making.html", context)


def comparison(request: HttpRequest, asked_for: Question) -> Comparison:
    """Compare what is asked, as openly as this person may see."""
    own = asked_for.found.place.enterprise_id
    is_open = scope_of(request.user).enterprise_id is None
    if own is None and is_open:
        return read.within(asked_for.asked(), asked_for.found.place)
    return read.compared(asked_for.asked(), own or 0, is_open=is_open)


def own_figure(asked_for: Question, result: Comparison) -> Figure | None:
    if result.own is None or result.own.value is None:
        return None
    found = asked_for.found
    return Figure(found.subject.name, result.own.value, result.own.unit, "", str(found.year))


def strip(result: Comparison, own: int | None) -> Strip | None:
    """Return the picture of a comparison: a box, and a dot for each member that may be seen."""
    value = result.own.value if result.own else None
    return strip_of(result.spread, result.members, value, own)


def why(result: Comparison) -> Empty | None:
    """Say why there is nothing to show."""
    if result.verdict == read.NO_OWN:
        reason = result.own.why if result.own else _("There is no figure of the year.")
        return Empty(_("No intensity to compare"), reason, reverse("energy:turnover-list"),
                     _("Output value and added value"))  # fmt: skip
    if result.verdict == read.TOO_FEW:
        least = _("Percentiles of fewer than %(least)s others would tell who they are.")
        return Empty(_("Too few to compare with"), least % {"least": LEAST_OTHERS})
    return None


def guidance_url(asked_for: Question) -> str:
    own = asked_for.found.place.enterprise_id
    if own is None:
        return ""
    return f"{reverse('statistics:guidance', args=[own])}?year={asked_for.found.year}"


def _members(request: HttpRequest, asked_for: Question, result: Comparison) -> Table:
    columns = [
        Column(
            "name",
            _("Enterprise"),
            value=lambda row: row.name,
            sub=lambda row: row.code,
            url=lambda row: (
                f"{reverse('statistics:guidance', args=[row.enterprise_id])}"
                f"?year={asked_for.found.year}"
            ),
        ),
        Column(
            "value",
            _("Intensity"),
            kind="number",
            unit=result.unit,
            url=lambda row: asked_for.making(
                "statistics:intensity-making", place=f"enterprise-{row.enterprise_id}"
            ),
            drawer=True,
        ),
    ]
    return build(
        request,
        columns,
        result.members,
        name=f"sector-{asked_for.found.subject.key}-{asked_for.found.year}",
        can_search=len(result.members) > frame.MANY,
    )
