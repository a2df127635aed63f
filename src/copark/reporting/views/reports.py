"""Reports: choose one, see it, and take it along as PDF, Word or Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, has, needs, require_scope, scope_of
from copark.kernel.errors import Refused
from copark.registry import queries as registry
from copark.reporting.queries import report_files, reports
from copark.reporting.queries.report_files import Wanted
from copark.reporting.queries.report_parts import is_chinese, local
from copark.synergy import queries as synergy

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

LANGUAGES = (("zh", "中文"), ("en", "English"))


@require_GET
@needs(Right.SEE_OWN)
def report_list(request: HttpRequest) -> HttpResponse:
    """Show what reports there are; with one chosen, make it and show it."""
    wanted = _wanted(request)
    context = _choices(request, wanted) | {"wanted": wanted}
    if "kind" in request.GET:
        context |= _made(wanted)
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "reporting/report_list.html" + ("" if whole else "#report"), context)


def _wanted(request: HttpRequest) -> Wanted:
    """Return what is asked for, so far as this person may have it."""
    enterprise_id = asked.scoped(request)
    offered = _kinds(request)
    kind = request.GET.get("kind", next(iter(offered), ""))
    if kind not in offered:
        raise Http404(_("There is no such report."))
    if not offered[kind].of_enterprise:
        enterprise_id = None
    return Wanted(kind, _year(request), enterprise_id, _language(request))


def _kinds(request: HttpRequest) -> dict[str, reports.Kind]:
    """Return the kinds that this person may have: of the park only with the right to see it."""
    sees_park = has(request.user, Right.SEE_PARK)
    return {key: kind for key, kind in reports.KINDS.items() if kind.of_enterprise or sees_park}


def _year(request: HttpRequest) -> int:
    """Return the year asked for, else the newest whole year with figures."""
    if request.GET.get("year"):
        return asked.year(request)
    this = asked.now().year
    return next((year for year in synergy.years() if year < this), this - 1)


def _language(request: HttpRequest) -> str:
    chosen = request.GET.get("language", "")
    return chosen if chosen in reports.LANGUAGES else ("zh" if is_chinese() else "en")


def _choices(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    own = scope_of(request.user).enterprise_id
    this = asked.now().year
    years = {this, this - 1, wanted.year, *synergy.years()}
    rows = registry.enterprises(own)
    return {
        "kinds": list(_kinds(request).values()),
        "years": sorted(years, reverse=True),
        "languages": LANGUAGES,
        "enterprises": [
            (row.id, f"{local(row.name_en, row.name_zh)} · {row.code}") for row in rows
        ],
        "sees_park": has(request.user, Right.SEE_PARK),
    }


def _made(wanted: Wanted) -> dict[str, Any]:
    """Make the report and say where its files are, or why there is none."""
    try:
        content = report_files.file_of(wanted, asked.now())
    except Refused as refused:
        return {"refused": reports.refusal(refused), "empty": refused.code.endswith("empty")}
    return {
        "title": reports.KINDS[wanted.kind].title,
        "size": len(content) // 1024,
        "preview": _address(wanted, "pdf") + "&preview=1",
        "files": [(form.name, _address(wanted, key)) for key, form in report_files.FORMS.items()],
    }


def _address(wanted: Wanted, form: str) -> str:
    arguments = {"kind": wanted.kind, "year": wanted.year, "form": form}
    name = "reporting:report-park"
    if wanted.enterprise_id is not None:
        arguments["enterprise_id"] = wanted.enterprise_id
        name = "reporting:report-file"
    return f"{reverse(name, kwargs=arguments)}?{urlencode({'language': wanted.language})}"


@require_GET
@needs(Right.SEE_PARK)
@xframe_options_sameorigin
def report_park(request: HttpRequest, kind: str, year: int, form: str) -> HttpResponse:
    """Hand out a report of the park."""
    return _file(request, Wanted(kind, year, None, _language(request), form))


@require_GET
@needs(Right.SEE_OWN)
@xframe_options_sameorigin
def report_file(
    request: HttpRequest, enterprise_id: int, kind: str, year: int, form: str
) -> HttpResponse:
    """Hand out a report of an enterprise."""
    require_scope(request.user, enterprise_id)
    return _file(request, Wanted(kind, year, enterprise_id, _language(request), form))


def _file(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    if wanted.form not in report_files.FORMS or wanted.year not in asked.YEARS:
        raise Http404
    try:
        content = report_files.file_of(wanted, asked.now())
    except Refused as refused:
        raise Refused(refused.code, reports.refusal(refused), **refused.facts) from None
    response = HttpResponse(content, content_type=report_files.FORMS[wanted.form].media_type)
    how = "inline" if request.GET.get("preview") else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{wanted.file_name}"'
    return response
