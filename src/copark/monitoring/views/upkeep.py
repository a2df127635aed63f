"""How the collecting itself does: refused frames, gateways, and the share of data that counts."""

from __future__ import annotations

import shutil
from collections import defaultdict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, has, needs, scope_of
from copark.gateways.inbox import status
from copark.monitoring import queries
from copark.monitoring.queries.quality import Quality, quality, years
from copark.monitoring.views import clock, made, names, sentences
from copark.monitoring.views.board import moment_of
from copark.monitoring.views.evidence import verdicts
from copark.monitoring.views.station import points_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.gateways.inbox.status import GatewayStatus
    from copark.kernel.figure import Figure
    from copark.registry.contracts import OutletRef, PointRef

MOST_FAULTS = 300
STALE = timedelta(seconds=30)  #: A gateway writes every few seconds.
GOAL = 0.75  #: Below this valid-data rate HJ 75 knows no replacement (monitoring_rules.md 1.2).
GOOD = 0.9
QUARTERS = (1, 2, 3, 4)
KEPT_S = 300  #: How long the rates of a quarter are kept. [s]


@needs(Right.SEE_OWN)
@require_GET
def fault_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user).enterprise_id
    stations = {point.mn: point for point in registry.points(scope)}
    outlets = {ref.id: names.of(ref) for ref in registry.outlets(scope)}
    found = queries.faults(MOST_FAULTS, None if scope is None else list(stations))
    context = {
        "rows": [
            (
                fault,
                sentences.of_fault(fault),
                stations.get(fault.mn),
                outlets.get(stations[fault.mn].outlet_id) if fault.mn in stations else "",
            )
            for fault in found
        ],
        "unknown": _unknown() if scope is None else [],
        "may_register": has(request.user, Right.SET_UP),
    }
    return render(request, "monitoring/fault_list.html", context)


def _unknown() -> list[dict[str, Any]]:
    """Return station numbers that knock and are not registered."""
    known = {point.mn for point in registry.points()}
    return [
        {"station": one, "at": moment_of(one.last_us)}
        for gateway in status.read(settings.COPARK_STATUS)
        for one in gateway.unknown
        if one.mn not in known
    ]


@needs(Right.SEE_PARK)
@require_GET
def gateway_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "gateways": [_gateway(one, now) for one in status.read(settings.COPARK_STATUS)],
        "disk": _disk(),
        "positions": queries.positions(),
    }
    return render(request, "monitoring/gateway_list.html", context)


def _gateway(one: GatewayStatus, now: datetime) -> dict[str, Any]:
    written = moment_of(one.written_us)
    is_stale = written is None or now - written > STALE
    behind = one.position - queries.positions().get(one.name, 0)
    return {
        "status": one,
        "written_at": written,
        "started_at": moment_of(one.started_us),
        "state": _gateway_state(one, is_stale=is_stale),
        "is_stale": is_stale,
        "behind": max(behind, 0),
        "frames": [
            (verdicts().get(mark, mark), count) for mark, count in sorted(one.frames.items())
        ],
        "refused": sorted(one.refused.items()),
        "closed": sorted(one.closed.items()),
        "dropped": [
            (verdicts().get(mark, mark), count) for mark, count in sorted(one.dropped.items())
        ],
    }


def _gateway_state(one: GatewayStatus, *, is_stale: bool) -> str:
    if not one.disk_ok:
        return "ALARM"
    if one.state != "RUNNING" or is_stale:
        return "OFFLINE"
    return "ATTENTION" if one.roster_error or one.outbox_error or one.last_error else "NORMAL"


def _disk() -> dict[str, Any]:
    folder = settings.COPARK_DATA
    while not folder.exists():
        folder = folder.parent
    used = shutil.disk_usage(folder)
    return {"total": used.total, "free": used.free, "share": 1 - used.free / used.total}


@needs(Right.SEE_OWN)
@require_GET
def quality_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user).enterprise_id
    offered = years()
    year = _year(request, offered)
    context = {
        "year": year,
        "years": offered,
        "rows": _stations(year, scope) if year else [],
        "good": GOOD,
        "goal": GOAL,
    }
    return render(request, "monitoring/quality_list.html", context)


@needs(Right.SEE_OWN)
@require_GET
def quality_making(request: HttpRequest) -> HttpResponse:
    """Show how a station's rate of a quarter was made, or how many hours were replaced."""
    year, station = asked.whole(request.GET.get("year")), asked.whole(request.GET.get("station"))
    quarter = asked.whole(request.GET.get("quarter"))
    if year not in years() or station is None or quarter not in {None, *QUARTERS}:
        raise Http404
    points = {point.id: names.factor(point.factor) for point in points_of(request, station)}
    figure = _rate(year, quarter, points) if quarter else _replaced(year, points)
    return render(request, _making_template(request), {"figure": figure})


def _making_template(request: HttpRequest) -> str:
    is_drawer = request.headers.get("HX-Request") == "true"
    return "monitoring/making.html" + ("#figure" if is_drawer else "")


def _rate(year: int, quarter: int, points: dict[int, str]) -> Figure | None:
    found = [(points[one.point_id], one) for one in _known(year, quarter) if one.point_id in points]
    return made.rate_figure(found, f"{year} Q{quarter}")


def _replaced(year: int, points: dict[int, str]) -> Figure:
    sums = dict.fromkeys(points, 0)
    for quarter in QUARTERS:
        for one in _known(year, quarter):
            if one.point_id in sums:
                sums[one.point_id] += one.replaced
    return made.replaced_figure([(points[key], hours) for key, hours in sums.items()], str(year))


def _known(year: int, quarter: int) -> list[Quality]:
    return _kept_quality(year, quarter, int(clock.now().timestamp()) // KEPT_S)


def _year(request: HttpRequest, offered: list[int]) -> int | None:
    chosen = asked.whole(request.GET.get("year"))
    if chosen in offered:
        return chosen
    return offered[0] if offered else None


def _stations(year: int, scope: int | None) -> list[dict[str, Any]]:
    points = {point.id: point for point in registry.points(scope)}
    outlets = {ref.id: ref for ref in registry.outlets(scope)}
    owners = names.enterprises(scope)
    found: dict[int, list[Quality | None]] = defaultdict(lambda: [None] * 4)
    for quarter in QUARTERS:
        for station, whole in _by_station(_known(year, quarter), points).items():
            found[station][quarter - 1] = whole
    by_station = {point.station_id: point for point in points.values()}
    rows = [
        _station_row(by_station[station], outlets[by_station[station].outlet_id], owners, quarters)
        for station, quarters in found.items()
    ]
    return sorted(rows, key=_worst_rate)


@lru_cache(maxsize=16)
def _kept_quality(year: int, quarter: int, turn: int) -> list[Quality]:  # noqa: ARG001 - the turn is how long it is kept
    """Return the rates of a quarter; adding up its days takes longer than they take to change."""
    return quality(year, quarter)


def _station_row(
    point: PointRef, outlet: OutletRef, owners: dict[int, str], quarters: list[Quality | None]
) -> dict[str, Any]:
    return {
        "station_id": point.station_id,
        "mn": point.mn,
        "name": names.of(outlet),
        "enterprise": owners.get(outlet.enterprise_id, "–"),
        "quarters": [_judged(one) for one in quarters],
        "replaced": sum(one.replaced for one in quarters if one),
    }


def _worst_rate(row: dict[str, Any]) -> float:
    return min((one["rate"] for one in row["quarters"] if one["rate"] is not None), default=1.0)


def _judged(one: Quality | None) -> dict[str, Any]:
    rate = one.rate if one else None
    state = (
        ""
        if rate is None
        else "NORMAL"
        if rate >= GOOD
        else "ATTENTION"
        if rate >= GOAL
        else "ALARM"
    )
    return {"quality": one, "rate": rate, "state": state}


def _by_station(found: list[Quality], points: dict[int, PointRef]) -> dict[int, Quality]:
    """Add up the points of each station: a station is as good as all it measures together."""
    sums: dict[int, Quality] = {}
    for one in found:
        if one.point_id not in points:
            continue
        station = points[one.point_id].station_id
        known = sums.get(station)
        sums[station] = one if known is None else _added(known, one)
    return sums


def _added(one: Quality, other: Quality) -> Quality:
    return Quality(
        one.point_id,
        one.valid + other.valid,
        one.stopped + other.stopped,
        one.invalid + other.invalid,
        one.missing + other.missing,
        one.replaced + other.replaced,
    )
