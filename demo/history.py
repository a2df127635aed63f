"""A year of hours of every point, written to Parquet files and imported like anybody's.

A file holds the hours of one month. A row is one hour of one point as its logger would have
reported it; for a meter, what it advanced since it was last heard. Hours that nobody heard are not
in the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from copark.monitoring.services.importing import import_hours
from demo import curves
from demo.signals import PARK_OFFSET_H, hour_number, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from demo.bar import Progress
    from demo.blueprint import Blueprint
    from demo.drafts import OutletPlan, PointPlan
    from demo.signals import Hours

DAY = 24


def load(plan: Blueprint, *, now: datetime, days: int, folder: Path, progress: Progress) -> int:
    """Write and import the days before `now`, month by month; return the rows imported."""
    spans = list(months(hour_number(now), days))
    rows = 0
    progress("history", 0.0)
    for number, hours in enumerate(spans, start=1):
        path = folder / f"hours-{_local(hours[0]):%Y-%m-%d}.parquet"
        pq.write_table(table(plan, hours, hour_number(now)), path, compression="zstd")
        rows += import_hours(path, now=now).rows
        progress("history", number / len(spans))
    return rows


def months(now_hour: int, days: int) -> Iterator[Hours]:
    """Cut the hours before `now_hour` at the park's months."""
    start = now_hour - days * DAY
    while start < now_hour:
        here = _local(start)
        first = here.replace(day=1, hour=0)
        following = first.replace(year=here.year + here.month // 12, month=here.month % 12 + 1)
        end = min(hour_number(following) - PARK_OFFSET_H, now_hour)
        yield np.arange(start, end)
        start = end


def table(plan: Blueprint, hours: Hours, now_hour: int) -> pa.Table:
    """Return the hours of every point that were heard, in the columns of the import."""
    parts = [
        _rows(outlet, point, hours, now_hour)
        for outlet in plan.outlets
        for point in outlet.station.points
    ]
    return pa.concat_tables(parts).combine_chunks()


def _rows(outlet: OutletPlan, point: PointPlan, hours: Hours, now_hour: int) -> pa.Table:
    curve = curves.of_point(outlet, point, hours, now_hour)
    heard = curve.heard
    values = _advanced(point, hours, curve) if point.is_counter else curve.values
    count = int(heard.sum())
    return pa.table(
        {
            "mn": pa.array([outlet.station.mn] * count),
            "factor": pa.array([point.factor] * count),
            "start": pa.array(hours[heard] * 3600, pa.timestamp("s", "UTC")),
            "value": pa.array(values[heard]),
            "flag": pa.array(curve.flags[heard].tolist(), pa.string()),
        }
    )


def _advanced(point: PointPlan, hours: Hours, curve: curves.Curve) -> curves.Floats:
    """Return what a meter advanced in each hour; after a silence, since it was last heard."""
    before = np.round(point.signal.counted(hours[:1] - 1), point.decimals)
    reads = np.where(curve.heard, curve.values, -np.inf)
    last = np.maximum.accumulate(np.concatenate([before, reads]))[:-1]
    return np.round(curve.values - last, point.decimals)


def _local(hour: int) -> datetime:
    return moment_of(hour + PARK_OFFSET_H)
