"""Marks by the marking rules: what state an outlet or its monitor was in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from copark.base.rights import Right, has, needs
from copark.kernel.errors import Refused
from copark.monitoring import forms, queries
from copark.monitoring.queries import calendar
from copark.monitoring.services import marking
from copark.monitoring.views import clock, names, sentences
from copark.monitoring.views.station import points_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from copark.registry.contracts import PointRef

SHOWN = timedelta(days=400)


@needs(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def mark_list(request: HttpRequest, pk: int) -> HttpResponse:
    points = points_of(request, pk)
    if request.method != "POST":
        return _page(request, points, _form(points, None))
    if not has(request.user, Right.MARK):
        raise PermissionDenied
    if "withdraw" in request.POST:
        return _withdraw(request, points)
    form = _form(points, request.POST)
    if form.is_valid() and _marked(request, points, form):
        messages.success(request, _("Marked. The hours it touches are being judged anew."))
        return redirect("monitoring:mark-list", pk)
    return _page(request, points, form)


def _form(points: list[PointRef], given: QueryDict | None) -> forms.Mark:
    factors = [(point.factor, names.factor(point.factor)) for point in points]
    return forms.Mark(given, factors=factors)


def _marked(request: HttpRequest, points: list[PointRef], form: forms.Mark) -> bool:
    """Make the mark; a refusal goes back to the form, with its reason."""
    try:
        marking.mark_period(
            outlet_id=points[0].outlet_id,
            author_id=request.user.pk,
            now=clock.now(),
            **form.cleaned_data,
        )
    except Refused as refusal:
        form.add_error(None, sentences.of(refusal))
        return False
    return True


def _withdraw(request: HttpRequest, points: list[PointRef]) -> HttpResponse:
    now = clock.now()
    known = {mark.id for mark in queries.marks(points[0].outlet_id, now - SHOWN, now)}
    asked = request.POST["withdraw"]
    if not asked.isdigit() or int(asked) not in known:
        raise Http404(_("This outlet has no such mark."))
    try:
        marking.withdraw_mark(id=int(asked), now=now)
        messages.success(request, _("Withdrawn. The hours it touched are judged without it."))
    except Refused as refusal:
        messages.error(request, sentences.of(refusal))
    return redirect("monitoring:mark-list", points[0].station_id)


def _page(request: HttpRequest, points: list[PointRef], form: forms.Mark) -> HttpResponse:
    now = clock.now()
    outlet_id = points[0].outlet_id
    kinds = dict(form.fields["kind"].choices)  # type: ignore[attr-defined]
    outlet = next(
        (ref for ref in registry.outlets(points[0].enterprise_id) if ref.id == outlet_id), None
    )
    used = queries.marked_hours(outlet_id, now.astimezone(calendar.park_zone()).year)
    marks = queries.marks(outlet_id, now - SHOWN, now + timedelta(days=1))[::-1]
    context = {
        "form": form,
        "station_id": points[0].station_id,
        "outlet_name": names.of(outlet),
        "marks": [
            (mark, kinds.get(mark.kind), names.factor(mark.factor) if mark.factor else "")
            for mark in marks
        ],
        "used": [(kinds.get(kind, kind), hours) for kind, hours in sorted(used.items())],
        "may_mark": has(request.user, Right.MARK),
    }
    return render(request, "monitoring/mark_list.html", context, status=422 if form.errors else 200)
