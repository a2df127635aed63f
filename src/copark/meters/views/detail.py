"""One meter: its curve, its outages and exchanges, and how it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.kernel.errors import Refused
from copark.meters import forms, queries
from copark.meters.views import choose, makings, words
from copark.monitoring import queries as monitoring
from copark.monitoring.services import exchanging
from copark.registry import queries as registry
from copark.registry import services as registry_services
from copark.web.components.parts import Chart

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, QueryDict

    from copark.registry.contracts import PointRef

SHOWN = timedelta(days=400)


@needs(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def meter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meter; whoever may mark data may say what happened to it."""
    point = choose.point(request, pk)
    if request.method != "POST":
        return _page(request, point, forms.Exchange(), _counting(point, None))
    if not has(request.user, Right.MARK):
        raise PermissionDenied
    act = next((ACTS[name] for name in ACTS if name in request.POST), _counted)
    return act(request, point)


def _exchanged(request: HttpRequest, point: PointRef) -> HttpResponse:
    form = forms.Exchange(request.POST)

    def record() -> None:
        exchanging.record_exchange(
            point_id=point.id, author_id=request.user.pk, now=asked.now(), **form.cleaned_data
        )

    if form.is_valid() and _done(
        request, form, record, _("Recorded. What it touches was counted anew.")
    ):
        return redirect("meters:meter-detail", point.id)
    return _page(request, point, form, _counting(point, None))


def _withdrawn(request: HttpRequest, point: PointRef) -> HttpResponse:
    try:
        exchanging.withdraw_exchange(
            point_id=point.id,
            exchange_id=asked.whole(request.POST["withdraw"]) or 0,
            now=asked.now(),
        )
        messages.success(request, _("Withdrawn. What it touched was counted anew."))
    except Refused as refusal:
        messages.error(request, words.of(refusal))
    return redirect("meters:meter-detail", point.id)


def _counted(request: HttpRequest, point: PointRef) -> HttpResponse:
    form = _counting(point, request.POST)
    by = cast("int", request.user.pk)

    def save() -> None:
        registry_services.save_meter(point_id=point.id, facts=form.facts(), by=by, now=asked.now())

    if form.is_valid() and _done(
        request, form, save, _("Saved. It holds for readings from now on.")
    ):
        return redirect("meters:meter-detail", point.id)
    return _page(request, point, forms.Exchange(), form)


ACTS: dict[str, Callable[[HttpRequest, PointRef], HttpResponse]] = {
    "exchange": _exchanged,
    "withdraw": _withdrawn,
    "count": _counted,
}


def _done(request: HttpRequest, form: Form, act: Callable[[], None], said: str) -> bool:
    """Do it; a refusal goes back to the form, with its reason."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, words.of(refusal))
        return False
    messages.success(request, said)
    return True


def _counting(point: PointRef, given: QueryDict | None) -> forms.Counting:
    mains = [
        (str(other.id), f"{other.outlet_code} · {other.mn}")
        for other in registry.points(point.enterprise_id)
        if other.factor == point.factor and other.unit == point.unit and other.id != point.id
    ]
    now = {"register": point.register, "outage": point.outage, "main_id": point.main_id or ""}
    return forms.Counting(given, initial=now, mains=mains)


def _page(
    request: HttpRequest, point: PointRef, exchange: forms.Exchange, counting: forms.Counting
) -> HttpResponse:
    month = choose.month(request)
    row = next(row for row in queries.real(month, point.enterprise_id) if row.key == f"p{point.id}")
    now = asked.now()
    context = {
        "point": point,
        "row": row,
        "month": month,
        "figure": makings.of_meter(row, month),
        "carrier": words.carriers()[row.carrier],
        "owner": words.enterprises().get(point.enterprise_id, "–"),
        "outlet": words.outlets(point.enterprise_id).get(point.outlet_id, point.outlet_code),
        "chart": Chart(
            _("Hourly amounts"),
            url=reverse("monitoring:point-series", args=[point.id]),
            refine=True,
        ),
        "evidence": reverse("monitoring:point-evidence", args=[point.id]),
        "outages": monitoring.outages(point.id, now - SHOWN, now)[:20],
        "exchanges": monitoring.exchanges(point.id),
        "exchange": exchange,
        "counting": counting,
        "may_say": has(request.user, Right.MARK),
    }
    is_refused = exchange.is_bound or counting.is_bound
    return render(request, "meters/meter_detail.html", context, status=422 if is_refused else 200)
