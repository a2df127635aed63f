"""The early warnings of the past year, raised by the product's own rules on the imported hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from copark.alerts import queries as alerts
from copark.alerts import services as handling
from copark.monitoring.models import Heard
from copark.monitoring.queries.calendar import park_zone
from copark.monitoring.queries.places import places
from copark.monitoring.services import bulk
from copark.monitoring.services.hours import Context
from copark.monitoring.services.means import judge_hours
from copark.monitoring.services.telling import bench
from demo import story
from demo.signals import hour_number, moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from demo.rows import Built
    from demo.story import Event

JUDGED = frozenset({story.Kind.EXCESS, story.Kind.DRIFT})
SEEN_AFTER = timedelta(minutes=11)  #: What the duty officer of the demo needs to acknowledge.
MARGIN_H = 3  #: Hours after an event, in which its warning closes.


def fall_silent(built: Built, *, now: datetime) -> None:
    """Note when the silent loggers of the story were last heard; the worker sees to the rest."""
    for event in story.events():
        if event.kind is story.Kind.SILENT and event.ago < event.lasts:
            for outlet in built.plan.outlets:
                if (outlet.firm, outlet.code) == (event.firm, event.outlet):
                    since = moment_of(int(np.floor(hour_number(now) - event.ago)))
                    Heard.objects.create(
                        station_id=built.stations[outlet.station.mn],
                        arrived_us=int(since.timestamp() * 1_000_000),
                    )


def judge(built: Built, *, now: datetime) -> None:
    """Judge the hours of each event in order of time; what is over by now is seen and closed."""
    context = Context(places(), park_zone(), now)
    present = {(outlet.firm, outlet.code): outlet.station.mn for outlet in built.plan.outlets}
    told = [
        event
        for event in story.events()
        if event.kind in JUDGED and (event.firm, event.outlet) in present
    ]
    for event in sorted(told, key=lambda event: -event.ago):
        point = built.points[present[event.firm, event.outlet], event.factor]
        _judge(event, point, built.users["park"], context)


def _judge(event: Event, point: int, officer: int, context: Context) -> None:
    """Judge hour after hour, as they once came in."""
    now_hour = hour_number(context.now)
    start = int(np.floor(now_hour - event.ago))
    end = min(start + int(event.lasts) + MARGIN_H, now_hour)
    hours = bulk.load_hours(np.full(end - start, point), np.arange(start, end))
    for place in range(len(hours)):
        judge_hours(hours.take(slice(place, place + 1)), bench(context))
        _see(officer, context.now)


def _see(officer: int, now: datetime) -> None:
    """Acknowledge what has been open for longer than anybody looks away."""
    for warning in alerts.open_warnings():
        if warning.state == "OPEN" and warning.raised_at + SEEN_AFTER < now - timedelta(hours=3):
            handling.acknowledge(id=warning.id, user_id=officer, now=warning.raised_at + SEEN_AFTER)
