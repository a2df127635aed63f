"""Commands to a station, and what became of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from copark.base.rights import Right, needs
from copark.gateways import outbox
from copark.kernel.errors import Refused
from copark.monitoring import forms
from copark.monitoring.views import board, clock, names, sentences
from copark.monitoring.views.station import points_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

    from copark.registry.contracts import PointRef

SHOWN = 60


@lru_cache(maxsize=4)
def _outbox(path: Path) -> outbox.Outbox:
    return outbox.Outbox(path)


@needs(Right.COMMAND)
@require_http_methods(["GET", "HEAD", "POST"])
def command_list(request: HttpRequest, pk: int) -> HttpResponse:
    points = points_of(request, pk)
    verb = request.POST.get("verb", "")
    interval = forms.Interval(request.POST if verb == "intervals" else None)
    history = forms.History(request.POST if verb == "history" else None)
    if request.method == "POST" and _put(request, points[0].mn, _orders(verb, interval, history)):
        return redirect("monitoring:command-list", pk)
    return _page(request, points, interval, history)


def _orders(verb: str, interval: forms.Interval, history: forms.History) -> list[outbox.Order]:
    plain: dict[str, Callable[[], outbox.Order]] = {
        "get-time": outbox.get_time,
        "set-time": lambda: outbox.set_time(clock.now()),
        "get-realtime": outbox.get_realtime_interval,
        "get-minute": outbox.get_minute_interval,
        "start": outbox.start_realtime,
        "stop": outbox.stop_realtime,
    }
    if verb in plain:
        return [plain[verb]()]
    if verb == "intervals" and interval.is_valid():
        return _intervals(interval.cleaned_data)
    if verb == "history" and history.is_valid():
        asked = history.cleaned_data
        return [outbox.history(asked["cn"], asked["start"], asked["end"])]
    return []


def _intervals(asked: dict[str, int | None]) -> list[outbox.Order]:
    orders = []
    if asked["realtime"]:
        orders.append(outbox.set_realtime_interval(asked["realtime"]))
    if asked["minute"]:
        orders.append(outbox.set_minute_interval(asked["minute"]))
    return orders


def _put(request: HttpRequest, mn: str, orders: list[outbox.Order]) -> bool:
    now_us = int(clock.now().timestamp() * 1_000_000)
    try:
        for order in orders:
            _outbox(settings.COPARK_OUTBOX).put(mn, order.cn, order.cp, now_us=now_us)
    except Refused as refusal:
        messages.error(request, sentences.of(refusal))
        return True
    if orders:
        messages.success(
            request, _("Queued. The gateway sends it as soon as the station is on the line.")
        )
    return bool(orders)


def _page(
    request: HttpRequest, points: list[PointRef], interval: forms.Interval, history: forms.History
) -> HttpResponse:
    mn, outlet_id = points[0].mn, points[0].outlet_id
    outlet = next(
        (ref for ref in registry.outlets(points[0].enterprise_id) if ref.id == outlet_id), None
    )
    line = board.connections().get(mn)
    context = {
        "station_id": points[0].station_id,
        "outlet_name": names.of(outlet),
        "mn": mn,
        "is_connected": bool(line and line.is_connected),
        "interval": interval,
        "history": history,
        "sent": [_sent(one) for one in _outbox(settings.COPARK_OUTBOX).states(mn, SHOWN)],
    }
    return render(
        request,
        "monitoring/command_list.html",
        context,
        status=422 if interval.errors or history.errors else 200,
    )


def _sent(one: outbox.Sent) -> dict[str, Any]:
    return {
        "command": one,
        "name": commands().get(one.cn, one.cn),
        "state": states().get(one.state, one.state),
        "put_at": board.moment_of(one.created_us),
        "changed_at": board.moment_of(one.changed_us),
    }


def commands() -> dict[str, str]:
    return {
        "1000": _("set timeout and retries"),
        "1011": _("get time"),
        "1012": _("set time"),
        "1061": _("get real-time interval"),
        "1062": _("set real-time interval"),
        "1063": _("get minute interval"),
        "1064": _("set minute interval"),
        "2011": _("start real-time data"),
        "2012": _("stop real-time data"),
        "2031": _("request day data"),
        "2051": _("request minute data"),
        "2061": _("request hour data"),
    }


def states() -> dict[str, str]:
    return {
        "QUEUED": _("waiting for the station"),
        "SENT": _("sent, not answered yet"),
        "ACCEPTED": _("accepted by the station"),
        "DONE": _("done"),
        "REFUSED": _("refused by the station"),
        "TIMEOUT": _("no answer"),
    }
