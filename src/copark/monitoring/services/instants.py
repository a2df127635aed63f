"""Hold real-time values against their limits: over them for long enough, somebody is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc import early_warning
from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAG_CODE, Kind
from copark.monitoring.models import Excess
from copark.monitoring.services.telling import INSTANT_RULE

if TYPE_CHECKING:
    from copark.monitoring.calc.early_warning import Threshold
    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.services.telling import Bench


@dataclass(slots=True)
class _Run:
    """How long a point has been over its limit, while a batch is followed."""

    point_id: int
    since_s: int | None = None
    peak: float = 0.0


def judge_instants(fresh: Readings, bench: Bench) -> None:
    """Judge all values at once; follow one by one only the points that were or are over a limit."""
    limits = {point: threshold for point, (_limit, threshold) in bench.limits("INSTANT").items()}
    rows = _values(fresh, limits)
    if not len(rows):
        return
    high = np.array([limits[point].high for point in rows.point.tolist()])
    low = np.array([_or_nan(limits[point].low) for point in rows.point.tolist()])
    over = early_warning.exceeds(rows.value, high, low)
    held = {row.point_id: row for row in Excess.objects.filter(rule=INSTANT_RULE)}
    concerned = {*rows.point[over].tolist(), *(set(rows.point.tolist()) & held.keys())}
    for point in sorted(concerned):
        own = rows.point == point
        row = held.get(point)
        run = _Run(point) if row is None else _Run(point, row.since_s, row.peak)
        _follow(run, rows.take(own), over[own], limits[point], bench)
        _keep(run, row)


def _values(fresh: Readings, limits: dict[int, Threshold]) -> Readings:
    bounded = np.isin(fresh.point, np.array(sorted(limits), dtype=np.int64))
    instant = (fresh.kind == Kind.REALTIME) & (fresh.field == FIELD_CODE["Rtd"])
    return fresh.take(bounded & instant & (fresh.flag == FLAG_CODE["N"]) & np.isfinite(fresh.value))


def _keep(run: _Run, row: Excess | None) -> None:
    """Write since when the point has been over its limit, or that it no longer is."""
    if run.since_s is not None:
        row = row or Excess(point_id=run.point_id, rule=INSTANT_RULE)
        row.since_s, row.peak = run.since_s, run.peak
        row.save()
    elif row is not None:
        row.delete()


def _follow(run: _Run, rows: Readings, over: np.ndarray, limit: Threshold, bench: Bench) -> None:
    """Follow a point's values in the order of time: since when it has been over its limit."""
    for at, value, is_over in zip(
        rows.at.tolist(), rows.value.tolist(), over.tolist(), strict=True
    ):
        if is_over:
            _rise(run, at, value, limit, bench)
        else:
            _fall(run, at, value, limit, bench)


def _rise(run: _Run, at: int, value: float, limit: Threshold, bench: Bench) -> None:
    if run.since_s is None:
        run.since_s, run.peak = at, value
    run.peak = max(run.peak, value)
    minimum = bench.rules.warning.instant_seconds
    if early_warning.lasted(run.since_s, at, minimum_s=minimum) and not bench.is_marked(
        run.point_id, at
    ):
        bench.raise_on(run.point_id, INSTANT_RULE, "ALARM", at, (value, limit.high))


def _fall(run: _Run, at: int, value: float, limit: Threshold, bench: Bench) -> None:
    share = bench.rules.warning.release_share
    found = early_warning.judged(value, limit, release_share=share)
    if found is not None and not found.holds:
        run.since_s = None
        bench.close_on(run.point_id, INSTANT_RULE, at)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
