"""What marks do to readings and hours while they are added up. The stored values stay as sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.archive.asked import Override
from copark.monitoring.calc import tally
from copark.monitoring.calc.validity import MINUTES
from copark.monitoring.calc.vocabulary import FLAG_CODE, Kind
from copark.monitoring.models import Mark, MarkKind
from copark.monitoring.queries.calendar import start_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.tally import Hours
    from copark.monitoring.queries.places import Places

#: Marks that take values out of the averages, and the flag that their values are read with.
#: Start-up, shut-down and fault of production leave them in: what was emitted was emitted.
FLAG_OF = {
    MarkKind.STOPPED: "F",
    MarkKind.MAINTENANCE: "M",
    MarkKind.CALIBRATION: "C",
    MarkKind.OUT_OF_CONTROL: "D",
    MarkKind.MONITOR_FAULT: "D",
}


def overridden(readings: Readings, places: Places) -> Readings:
    """Return readings with the flags of the marks they lie in."""
    if not len(readings):
        return readings
    begin, end = int(readings.at.min()), int(readings.at.max())
    flag = readings.flag
    for mark, points in _between(begin, end + 1, places):
        inside = (readings.at >= mark.start.timestamp()) & (readings.at < mark.end.timestamp())
        inside &= (readings.kind < Kind.HOUR) & np.isin(readings.point, points)
        flag = np.where(inside, FLAG_CODE[FLAG_OF[MarkKind(mark.kind)]], flag)
    return readings if flag is readings.flag else replace(readings, flag=flag)


def overrides(first_hour: int, last_hour: int, places: Places) -> list[Override]:
    """Return the same for the archive to apply, in hours up to, and without, `last_hour`."""
    return [
        Override(tuple(points), _plain(mark.start), _plain(mark.end), FLAG_OF[MarkKind(mark.kind)])
        for mark, points in _between(first_hour * tally.HOUR_S, last_hour * tally.HOUR_S, places)
    ]


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def applied(hours: Hours, places: Places) -> Hours:
    """Return hours that rest on the device's own hour value without their marked minutes."""
    if not (hours.basis == Kind.HOUR).any():
        return hours
    begin, end = int(hours.hour.min()) * tally.HOUR_S, (int(hours.hour.max()) + 1) * tally.HOUR_S
    for mark, points in _between(begin, end, places):
        touched = np.isin(hours.point, points) & (hours.basis == Kind.HOUR)
        minutes = np.where(touched, _minutes(mark, hours.hour), 0)
        is_stop = np.full(len(hours), mark.kind == MarkKind.STOPPED)
        hours = tally.without(hours, minutes, is_stop=is_stop)
    return hours


def _between(begin_s: int, end_s: int, places: Places) -> Iterator[tuple[Mark, list[int]]]:
    first, last = start_of(begin_s // tally.HOUR_S), start_of(end_s // tally.HOUR_S + 1)
    rows = Mark.objects.filter(start__lt=last, end__gt=first, kind__in=list(FLAG_OF)).order_by(
        "marked_at"
    )
    for mark in rows:
        yield mark, points_of(mark.outlet_id, mark.factor, places)


def points_of(outlet_id: int, factor: str, places: Places) -> list[int]:
    """Return the points of an outlet that a mark speaks of: one factor, or all."""
    return [
        ref.id
        for ref in places.refs.values()
        if ref.outlet_id == outlet_id and factor in {"", ref.factor}
    ]


def _minutes(mark: Mark, hour: np.ndarray) -> np.ndarray:
    """Return the set of minutes of each hour that a mark covers."""
    start = np.clip(int(mark.start.timestamp()) - hour * tally.HOUR_S, 0, tally.HOUR_S) // MINUTES
    end = -(-np.clip(int(mark.end.timestamp()) - hour * tally.HOUR_S, 0, tally.HOUR_S) // MINUTES)
    one = np.int64(1)
    return np.where(end > start, np.left_shift(one, end) - np.left_shift(one, start), 0)
