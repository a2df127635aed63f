"""One thing of the registry, with what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from copark.base import queries as base
from copark.base.rights import Right, has, needs, require_scope
from copark.protocols.hj212.factors import FACTORS
from copark.registry import queries
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@require_GET
@needs(Right.SEE_OWN)
def enterprise_detail(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Show what needs doing, how the enterprise stands, and what it consists of."""
    require_scope(request.user, enterprise_id)
    context = {
        "enterprise": queries.enterprise(enterprise_id),
        "outlets": queries.outlet_rows(enterprise_id),
        "permits": queries.permits_of(enterprise_id),
        "standing_url": page("enterprise-standing", enterprise_id),
        "may_set_up": has(request.user, Right.SET_UP),
    }
    return render(request, "registry/enterprise_detail.html", context)


@require_GET
@needs(Right.SEE_OWN)
def outlet_detail(request: HttpRequest, outlet_id: int) -> HttpResponse:
    outlet = queries.outlet(outlet_id)
    require_scope(request.user, outlet.enterprise_id)
    context = {
        "outlet": outlet,
        "stations": queries.stations_of(outlet_id),
        "watch_url": page("monitoring:outlet-detail", outlet_id),
        "may_set_up": has(request.user, Right.SET_UP),
        "trail": _trail(request, "outlet", outlet_id),
    }
    return render(request, "registry/outlet_detail.html", context)


@require_GET
@needs(Right.SEE_OWN)
def station_detail(request: HttpRequest, station_id: int) -> HttpResponse:
    station = queries.station(station_id)
    require_scope(request.user, station.outlet.enterprise_id)
    limits: dict[int, list[Any]] = {}
    for limit in queries.limits_of_station(station_id):
        limits.setdefault(limit.point_id, []).append(limit)
    points = queries.points_of(station_id)
    context = {
        "station": station,
        "points": [
            (point, factor_name(point.factor), limits.get(point.pk, [])) for point in points
        ],
        "watch_url": page("monitoring:station-detail", station_id),
        "may_set_up": has(request.user, Right.SET_UP),
        "trail": _trail(request, "station", station_id),
    }
    return render(request, "registry/station_detail.html", context)


def factor_name(code: str) -> str:
    factor = FACTORS.get(code)
    if factor is None:
        return ""
    return factor.name_zh if is_chinese() else factor.name_en


def page(name: str, *args: int) -> str:
    """Return the address of another domain's page, or nothing where this Copark has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _trail(request: HttpRequest, kind: str, subject_id: int) -> Iterable[object]:
    return base.audit("registry", kind, subject_id)[:10] if has(request.user, Right.SET_UP) else []
