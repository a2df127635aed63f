"""Read what counters advanced: by hour for a few, summed for many, and over their outages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Max, Sum

from copark.monitoring import contracts
from copark.monitoring.calc.validity import MINUTES
from copark.monitoring.models import Day, Exchange, Hour
from copark.monitoring.queries.calendar import hour_at, start_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

HOUR = timedelta(hours=1)


def counted_days(first: date, last: date) -> dict[int, contracts.CountedDays]:
    """Return every counter that has a day from `first` up to, and without, `last`; one query."""
    rows = Day.objects.filter(day__gte=first, day__lt=last, total__isnull=False)
    sums = rows.values("point_id").annotate(
        amount=Sum("total"),
        spread=Sum("estimated"),
        valid=Sum("hours_valid"),
        filled=Sum("hours_estimated"),
        newest=Max("day"),
    )
    return {
        row["point_id"]: contracts.CountedDays(
            row["amount"],
            row["spread"] or 0.0,
            row["valid"],
            row["filled"],
            row["newest"],
        )
        for row in sums.order_by("point_id")
    }


def counted_hours(
    point_ids: Collection[int], start: datetime, end: datetime
) -> dict[int, contracts.CountedHours]:
    """Return the hours of counters over a period, one row for each hour, in one query."""
    first, last = hour_at(start), hour_at(end)
    size = max(last - first, 0)
    found = {point: _unheard(first, size) for point in point_ids}
    rows = Hour.objects.filter(point_id__in=list(found), hour__gte=first, hour__lt=last)
    columns = ("point_id", "hour", "total", "valid_minutes", "stopped_minutes")
    for point, hour, total, valid, spread in rows.values_list(*columns):
        known, place = found[point], hour - first
        known.measured[place] = valid.bit_count() / MINUTES
        known.estimated[place] = spread.bit_count() / MINUTES
        known.amount[place] = total if valid | spread else 0.0
    return found


def _unheard(first: int, size: int) -> contracts.CountedHours:
    return contracts.CountedHours(first, *(np.zeros(size) for _ in range(3)))


def outages(point_id: int, start: datetime, end: datetime) -> list[contracts.OutageRow]:
    """Return the stretches over which a counter's advance had to be spread, the newest first."""
    rows = Hour.objects.filter(
        point_id=point_id, hour__gte=hour_at(start), hour__lt=hour_at(end)
    ).exclude(stopped_minutes=0)
    found: list[contracts.OutageRow] = []
    columns = ("hour", "total", "stopped_minutes")
    for hour, amount, minutes in rows.order_by("hour").values_list(*columns):
        here = contracts.OutageRow(
            start_of(hour), start_of(hour) + HOUR, amount, minutes.bit_count()
        )
        if found and found[-1].end == here.start:
            here = _one(found.pop(), here)
        found.append(here)
    return found[::-1]


def _one(before: contracts.OutageRow, after: contracts.OutageRow) -> contracts.OutageRow:
    return contracts.OutageRow(
        before.start, after.end, before.amount + after.amount, before.minutes + after.minutes
    )


def exchanges(point_id: int) -> list[contracts.ExchangeRow]:
    """Return when the meter of a point was exchanged, the newest first."""
    rows = Exchange.objects.filter(point_id=point_id).order_by("-at_s")
    return [
        contracts.ExchangeRow(
            row.pk,
            start_of(0) + timedelta(seconds=row.at_s),
            row.closing,
            row.opening,
            row.reason,
            row.author_id,
            row.recorded_at,
        )
        for row in rows
    ]
