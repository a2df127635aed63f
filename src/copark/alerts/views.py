"""Early warnings: the list, one from its beginning to its end, and what a person may do with it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from copark.alerts import forms, queries, services
from copark.base.rights import Right, has, needs, require_scope, scope_of
from copark.registry import queries as registry
from copark.web.components.parts import Event, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from copark.alerts.contracts import EarlyWarning, Step
    from copark.registry.contracts import EnterpriseRef

PAGE = 50
CSV_ROWS = 20_000


@needs(Right.SEE_OWN)
@require_GET
def warning_list(request: HttpRequest) -> HttpResponse:
    form, found = _found(request)
    names, states = _names(), forms.states()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, names.get(row.enterprise_id), states[row.state]) for row in page.object_list
        ],
        "counts": queries.count_open(scope_of(request.user).enterprise_id),
        "asked": _query(request),
        "is_chinese": _is_chinese(),
        "is_park": scope_of(request.user).enterprise_id is None,
    }
    return render(request, "alerts/warning_list.html", context)


@needs(Right.SEE_OWN)
@require_GET
def warning_csv(request: HttpRequest) -> HttpResponse:
    _form, found = _found(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="early-warnings.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Raised"),
            _("Closed"),
            _("Level"),
            _("State"),
            _("Enterprise"),
            _("Warning"),
            _("Value"),
            _("Highest value"),
            _("Limit"),
            _("Unit"),
        ]
    )
    names, zone = _names(), _zone()
    for row in found[:CSV_ROWS]:
        writer.writerow(
            [_local(row.raised_at, zone), _local(row.closed_at, zone), *_cells(row, names)]
        )
    return response


@needs(Right.SEE_OWN)
@require_GET
def warning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _one(request, pk)
    return render(request, "alerts/warning_detail.html", _detail(request, warning))


@needs(Right.ALERT)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _one(request, pk)
    form = forms.Note(request.POST)
    if not form.is_valid():
        return render(
            request, "alerts/warning_detail.html", _detail(request, warning, acknowledging=form)
        )
    done = _("Acknowledged. It stays open until its cause is gone.")
    _act(request, services.acknowledge, pk, form.cleaned_data["note"], done)
    return redirect("alerts:warning-detail", pk)


@needs(Right.ALERT)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    warning = _one(request, pk)
    form = forms.ClosingNote(request.POST)
    if not form.is_valid():
        return render(
            request, "alerts/warning_detail.html", _detail(request, warning, closing=form)
        )
    done = _("Closed. It will be raised again if its cause is still there.")
    _act(request, services.close_by_hand, pk, form.cleaned_data["note"], done)
    return redirect("alerts:warning-detail", pk)


def _act(request: HttpRequest, act: Callable[..., None], pk: int, note: str, done: str) -> None:
    """Do it, or say that somebody was quicker."""
    try:
        act(id=pk, user_id=int(request.user.pk or 0), now=_now(), note=note)
        messages.success(request, done)
    except services.WarningAlreadyClosed:
        messages.error(request, _("The warning is closed already; nothing was changed."))


def _now() -> datetime:
    return datetime.now(UTC)


def _found(request: HttpRequest) -> tuple[forms.Filter, Any]:
    scope = scope_of(request.user).enterprise_id
    offered = [(ref.id, _name(ref)) for ref in registry.enterprises(scope)]
    form = forms.Filter(request.GET, enterprises=offered)
    asked = form.asked
    if scope is not None:
        asked["enterprise_id"] = scope
    return form, queries.found(**asked)


def _query(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _one(request: HttpRequest, pk: int) -> EarlyWarning:
    warning = queries.warning(pk)
    if warning is None:
        raise Http404(_("There is no such early warning."))
    require_scope(request.user, warning.enterprise_id)
    return warning


def _detail(request: HttpRequest, warning: EarlyWarning, **tried: forms.Note) -> dict[str, Any]:
    steps = queries.steps(warning.id)
    people = queries.names_of_people(step.user_id for step in steps)
    return {
        "warning": warning,
        "title": warning.title_zh if _is_chinese() else warning.title_en,
        "enterprise": _names().get(warning.enterprise_id),
        "timeline": Timeline(tuple(_event(step, people) for step in steps)),
        "may_act": has(request.user, Right.ALERT) and warning.state != "CLOSED",
        "acknowledging": forms.Note(),
        "closing": forms.ClosingNote(),
        **tried,
    }


def _event(step: Step, people: dict[int, str]) -> Event:
    who = people.get(step.user_id or 0, "")
    said = {
        "RAISED": _("Raised"),
        "LEVEL": _("Level rose"),
        "ACKNOWLEDGED": _("Acknowledged by %(who)s") % {"who": who},
        "CLOSED": _("Closed by %(who)s") % {"who": who} if who else _("Closed: its cause is gone"),
    }
    is_level = step.verb in {"RAISED", "LEVEL"}
    return Event(
        at=step.at,
        title=said.get(step.verb, step.verb),
        text="" if is_level else step.note,
        state=step.note if is_level else "",
    )


def _cells(row: queries.Row, names: dict[int | None, str]) -> list[Any]:
    title = row.title_zh if _is_chinese() else row.title_en
    return [
        row.get_level_display(),
        forms.states()[row.state],
        names.get(row.enterprise_id, ""),
        title,
        row.value,
        row.peak,
        row.limit,
        row.unit,
    ]


def _names() -> dict[int | None, str]:
    return {ref.id: _name(ref) for ref in registry.enterprises()}


def _name(ref: EnterpriseRef) -> str:
    return ref.name_zh if _is_chinese() else ref.name_en


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _zone() -> ZoneInfo:
    park = registry.park()
    return ZoneInfo(park.zone_name if park else "Asia/Shanghai")


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
