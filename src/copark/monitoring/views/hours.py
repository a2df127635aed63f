"""The hours of a point: validity, coverage, mass, and what was put in place of what was missing."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.kernel.periods import hour_start
from copark.monitoring import queries
from copark.monitoring.queries import calendar
from copark.monitoring.views import clock, names
from copark.monitoring.views.station import point_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest

    from copark.monitoring.contracts import HourValue

MOST_DAYS = 31


@needs(Right.SEE_OWN)
@require_GET
def hour_list(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_of(request, pk)
    zone = calendar.park_zone()
    last = _day(request, "day") or clock.now().astimezone(zone).date()
    first = max(_day(request, "from") or last, last - timedelta(days=MOST_DAYS))
    start, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    found = queries.hours(pk, start, end)[::-1]
    if request.GET.get("format") == "csv":
        return _csv(found, point.unit, zone)
    revised = {row.start: row for row in reversed(queries.revisions(pk, start, end))}
    outlet = next(
        (ref for ref in registry.outlets(point.enterprise_id) if ref.id == point.outlet_id), None
    )
    context = {
        "point": point,
        "name": names.factor(point.factor),
        "outlet_name": names.of(outlet),
        "rows": [
            (hour, _values(hour), names.validities().get(hour.validity), revised.get(hour.start))
            for hour in found
        ],
        "running": hour_start(clock.now()),
        "first": first,
        "last": last,
        "earlier": last - timedelta(days=1),
        "later": last + timedelta(days=1),
        "is_counter": any(hour.total is not None for hour in found),
        "has_mass": any(hour.mass_kg is not None or hour.replaced_kg is not None for hour in found),
    }
    return render(request, "monitoring/hour_list.html", context)


def _values(hour: HourValue) -> tuple[float | None, ...]:
    """Return the mean, or what a counter advanced, and both ends."""
    return (hour.mean if hour.total is None else hour.total, hour.low, hour.high)


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _csv(found: list[HourValue], unit: str, zone: ZoneInfo) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="hours.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Hour"),
            _("Mean"),
            _("Lowest"),
            _("Highest"),
            _("Total"),
            _("Unit"),
            _("Validity"),
            _("Coverage"),
            _("Flags"),
            _("Mass, kg"),
            _("Replaced mass, kg"),
            _("Rule"),
            _("Window, h"),
        ]
    )
    for hour in found:
        writer.writerow(
            [
                hour.start.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                hour.mean,
                hour.low,
                hour.high,
                hour.total,
                unit,
                hour.validity,
                round(hour.coverage, 4),
                hour.flags,
                hour.mass_kg,
                hour.replaced_kg,
                hour.rule,
                hour.window,
            ]
        )
    return response
