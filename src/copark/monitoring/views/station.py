"""One station: its curve over a year, its newest values, and the data behind the chart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs, require_scope
from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.queries import calendar
from copark.monitoring.views import board, clock, names, sentences
from copark.registry import queries as registry
from copark.web.numbers import unit_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.monitoring.contracts import LatestValue, Series
    from copark.registry.contracts import LimitRef, PointRef

YEAR = timedelta(days=366)
LONGEST = timedelta(days=366 * 5)
HUES = {"AIR": "air", "FENCE": "air", "WATER": "water", "ENERGY": "energy"}
FINEST = (
    (timedelta(hours=8), "REALTIME"),
    (timedelta(days=5), "MINUTE"),
    (timedelta(days=100), "HOUR"),
)
STEPS_S = {"REALTIME": 30, "MINUTE": 600, "HOUR": 3600, "DAY": 86400}


@needs(Right.SEE_OWN)
@require_GET
def outlet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    outlet = next((ref for ref in registry.outlets() if ref.id == pk), None)
    if outlet is None:
        raise Http404(_("There is no such outlet."))
    require_scope(request.user, outlet.enterprise_id)
    points = [point for point in registry.points(outlet.enterprise_id) if point.outlet_id == pk]
    if points:
        return redirect("monitoring:station-detail", points[0].station_id)
    return render(
        request, "monitoring/outlet_detail.html", {"outlet": outlet, "name": names.of(outlet)}
    )


def points_of(request: HttpRequest, station_id: int) -> list[PointRef]:
    """Return the points of a station that this person may see; 404 or 403 otherwise."""
    points = registry.points(station_id=station_id)
    if not points:
        raise Http404(_("There is no such station, or it measures nothing yet."))
    require_scope(request.user, points[0].enterprise_id)
    return points


def point_of(request: HttpRequest, pk: int) -> PointRef:
    """Return a point that this person may see; 404 or 403 otherwise."""
    point = queries.point_of(pk)
    if point is None:
        raise Http404(_("There is no such monitoring point."))
    require_scope(request.user, point.enterprise_id)
    return point


@needs(Right.SEE_OWN)
@require_GET
def station_detail(request: HttpRequest, pk: int) -> HttpResponse:
    points = points_of(request, pk)
    row = next(row for row in board.rows(points[0].enterprise_id) if row.station_id == pk)
    chosen = _chosen(points, request.GET.get("point", ""))
    values = {value.point_id: value for value in row.values}
    end = clock.now()
    context = {
        "row": row,
        "station_id": pk,
        "factors": [_factor(point, values.get(point.id), chosen) for point in points],
        "chosen": chosen,
        "chosen_name": names.factor(chosen.factor),
        "chosen_limits": [_limit(limit) for limit in chosen.limits],
        "series_url": reverse("monitoring:point-series", args=[chosen.id]),
        "evidence_url": reverse("monitoring:point-evidence", args=[chosen.id]),
        "faults": [(one, sentences.of_fault(one)) for one in queries.faults(5, [row.mn])],
        "marks": queries.marks(row.outlet.id, end - YEAR, end)[-5:],
        "may_mark": has(request.user, Right.MARK),
        "may_command": has(request.user, Right.COMMAND),
    }
    return render(request, "monitoring/station_detail.html", context)


def _chosen(points: list[PointRef], asked: str) -> PointRef:
    """Return the point asked for; else the first with a limit, which is what people come for."""
    by_id = {str(point.id): point for point in points}
    return by_id.get(asked) or next((point for point in points if point.limits), points[0])


def _factor(point: PointRef, value: LatestValue | None, chosen: PointRef) -> dict[str, Any]:
    return {
        "point": point,
        "name": names.factor(point.factor),
        "value": value,
        "is_chosen": point.id == chosen.id,
        "is_flagged": bool(value and value.flag not in {"N", ""}),
        "flag": names.flags().get(value.flag, value.flag) if value else "",
        "share": float(value.value) / float(value.limit)
        if value and value.value and value.limit
        else None,
    }


def averagings() -> dict[str, str]:
    return {"INSTANT": _("any value"), "HOUR": _("hourly mean"), "DAY": _("daily mean")}


def _limit(limit: LimitRef) -> dict[str, Any]:
    return {"limit": limit, "averaging": averagings().get(limit.averaging, limit.averaging)}


@needs(Right.SEE_OWN)
@require_GET
def series(request: HttpRequest, pk: int) -> JsonResponse:
    point = point_of(request, pk)
    found, start, end = _curve(request, pk)
    content = {
        "x": "time",
        "unit": unit_text(point.unit),
        "step": STEPS_S.get(found.step),
        "from": start.isoformat(),
        "to": end.isoformat(),
        "series": [
            {
                "key": found.step,
                "name": names.factor(point.factor),
                "unit": unit_text(found.unit),
                "hue": HUES.get(point.medium, "air"),
                "kind": "line",
                "points": [
                    [time, value, _drawn_flag(flags, validity), f"{found.step}:{time}"]
                    for time, value, flags, validity in zip(
                        found.times, found.values, found.flags, found.validity, strict=True
                    )
                ],
            }
        ],
        "limits": limits_at(point, end, found.step),
        "gaps": [list(gap) for gap in found.gaps],
        "flags": names.flags()
        | {"INVALID": _("invalid"), "STOPPED": _("stopped"), "MISSING": _("missing")},
    }
    return JsonResponse(content)


def _curve(request: HttpRequest, pk: int) -> tuple[Series, datetime, datetime]:
    """Return the curve asked for; unasked, the last year, or as much of it as there is."""
    start, end = _period(request)
    if "start" in request.GET:
        return queries.series(pk, start, end, step_for(end - start)), start, end
    found = queries.series(pk, start, end, "DAY")
    if not found.times:  # a station of today has hours before it has days
        found = queries.series(pk, start, end, "HOUR")
    if not found.times:
        return found, start, end
    begin = max(start, datetime.fromtimestamp(found.times[0] / 1000, UTC))
    if step_for(end - begin) != found.step:
        found = queries.series(pk, begin, end, step_for(end - begin))
    return found, begin, end


def step_for(span: timedelta) -> str:
    """Return the finest step of which a chart can show the whole span at once."""
    return next((step for longest, step in FINEST if span <= longest), "DAY")


def _drawn_flag(flags: str, validity: str) -> str:
    """Return one flag for the chart: the validity where it is not valid, else the first flag."""
    if validity in {"INVALID", "STOPPED", "MISSING"}:
        return next((flag for flag in flags if flag != "N"), validity)
    return "N" if not flags or "N" in flags else flags[0]


def limits_at(point: PointRef, moment: datetime, step: str) -> list[dict[str, Any]]:
    """Return the limits to draw over values of a step: those of its averaging time first."""
    wanted = {"DAY": ("DAY", "HOUR"), "HOUR": ("HOUR", "DAY")}.get(step, ("INSTANT", "HOUR"))
    day = moment.date()
    in_force = [
        limit
        for limit in point.limits
        if limit.valid_from <= day and (limit.valid_to is None or day < limit.valid_to)
    ]
    for averaging in wanted:
        found = [limit for limit in in_force if limit.averaging == averaging]
        if found:
            return [line for limit in found for line in _lines(limit)]
    return []


def _lines(limit: LimitRef) -> list[dict[str, Any]]:
    name = averagings().get(limit.averaging, limit.averaging)
    lines = [{"value": float(limit.value), "name": _("Limit, %(what)s") % {"what": name}}]
    if limit.low is not None:
        lines.append(
            {"value": float(limit.low), "name": _("Lower limit, %(what)s") % {"what": name}}
        )
    return lines


def _period(request: HttpRequest) -> tuple[datetime, datetime]:
    """Return the period asked for; a year up to now when none is."""
    end = moment(request.GET.get("end", "")) or clock.now()
    start = moment(request.GET.get("start", "")) or end - YEAR
    if not start < end <= start + LONGEST:
        message = _("The period must begin before it ends, and last at most five years.")
        code = "monitoring.period"
        raise Refused(code, message)
    return start, end


def moment(text: str) -> datetime | None:
    """Return an ISO moment; without a zone it is the park's."""
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None:
        message = _("“%(text)s” is not a moment; write it as 2026-03-05T08:00.") % {
            "text": text[:40]
        }
        code = "monitoring.moment"
        raise Refused(code, message, text=text[:40])
    return found if found.tzinfo else found.replace(tzinfo=calendar.park_zone())
