"""All outlets at a glance: as a table, and on the park's map."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs, scope_of
from copark.monitoring import queries
from copark.monitoring.views import board, names
from copark.registry import queries as registry
from copark.web.components.parts import Map
from copark.web.numbers import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from copark.monitoring.contracts import LatestValue, OutletState
    from copark.registry.contracts import OutletRef


@needs(Right.SEE_OWN)
@require_GET
def station_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user).enterprise_id
    everything = board.rows(scope)
    shown = [row for row in everything if _matches(row, request)]
    context = {
        "rows": shown,
        "states": _states(row.state for row in everything),
        "chosen": _chosen(request),
        "sought": request.GET.get("q", ""),
        "is_park": scope is None,
    }
    return render(request, "monitoring/station_list.html", context)


def _matches(row: board.Row, request: HttpRequest) -> bool:
    chosen, sought = _chosen(request), request.GET.get("q", "").strip().casefold()
    text = f"{row.mn} {row.outlet.code} {row.outlet_name} {row.enterprise}".casefold()
    return (not chosen or row.state == chosen) and all(word in text for word in sought.split())


def _chosen(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in board.STATES else ""


def _states(found: Iterable[str]) -> list[tuple[str, str, int]]:
    counts = Counter(found)
    return [(state, names.states()[state], counts[state]) for state in board.STATES]


@needs(Right.SEE_OWN)
@require_GET
def outlet_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - one answer for all
    return redirect("monitoring:station-list")


@needs(Right.SEE_OWN)
@require_GET
def outlet_map(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user).enterprise_id
    outlets = _outlets(scope)
    context = {
        "part": Map(url=reverse("monitoring:outlet-values") + "?map", height="70vh"),
        "outlets": outlets,
        "states": _states(outlet["state"] for outlet in outlets),
        "chosen": _chosen(request),
    }
    return render(request, "monitoring/map.html", context)


@needs(Right.SEE_OWN)
@require_GET
def outlet_values(request: HttpRequest) -> JsonResponse:
    content: dict[str, Any] = {"outlets": _outlets(scope_of(request.user).enterprise_id)}
    if "map" in request.GET:
        content["geojson"] = registry.park_map()
    return JsonResponse(content)


def _outlets(scope: int | None) -> list[dict[str, Any]]:
    states = {state.outlet_id: state for state in queries.outlet_states(scope)}
    owners = names.enterprises(scope)
    found = [
        _outlet(ref, states.get(ref.id), owners.get(ref.enterprise_id, "–"))
        for ref in registry.outlets(scope)
    ]
    return sorted(found, key=lambda outlet: (board.STATES.index(outlet["state"]), outlet["name"]))


def _outlet(ref: OutletRef, state: OutletState | None, owner: str) -> dict[str, Any]:
    values = state.values if state else ()
    worst = max(values, key=_share, default=None)
    return {
        "id": ref.id,
        "name": names.of(ref),
        "note": owner,
        "medium": ref.medium,
        "longitude": ref.longitude,
        "latitude": ref.latitude,
        "state": state.state if state else "OFFLINE",
        "at": state.at if state else None,
        "value": worst.value if worst else None,
        "unit": unit_text(worst.unit) if worst else "",
        "url": reverse("monitoring:outlet-detail", args=[ref.id]),
        "lines": [_line(value) for value in values],
    }


def _line(value: LatestValue) -> dict[str, Any]:
    return {
        "name": names.factor(value.factor),
        "value": value.value,
        "unit": unit_text(value.unit),
        "state": value.state,
    }


def _share(value: LatestValue) -> float:
    return float(value.value) / float(value.limit) if value.value and value.limit else -1.0
