"""Read curves for charts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc import tally
from copark.monitoring.calc.readings import Readings, newest_word
from copark.monitoring.calc.roles import COUNTERS
from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAGS, Kind, flags_of
from copark.monitoring.contracts import Series
from copark.monitoring.models import Day, Hour
from copark.monitoring.queries.calendar import hour_at, park_zone
from copark.monitoring.queries.periods import point_of
from copark.monitoring.queries.segments import readings_between
from copark.registry.contracts import KEEP

if TYPE_CHECKING:
    from collections.abc import Sequence

REALTIME_UP_TO = timedelta(hours=8)  # a shift
MINUTE_UP_TO = timedelta(days=3)
HOUR_UP_TO = timedelta(days=400)
HOUR_MS = 3_600_000
STEPS = ("REALTIME", "MINUTE", "HOUR", "DAY")
_MIN, _MAX = FIELD_CODE["Min"], FIELD_CODE["Max"]


def step_for(span: timedelta) -> str:
    """Return the finest step that a chart of this span can show."""
    if span <= REALTIME_UP_TO:
        return "REALTIME"
    if span <= MINUTE_UP_TO:
        return "MINUTE"
    return "HOUR" if span <= HOUR_UP_TO else "DAY"


def series(point_id: int, start: datetime, end: datetime, step: str | None = None) -> Series:
    """
    Return a point's curve over a period, by default in the finest step that a chart can show.

    Real-time and minute values come from the archive, hours and days from the records. A value that
    is not valid is there with its flag; a stretch of which nothing was heard is a gap.
    """
    chosen = step if step in STEPS else step_for(end - start)
    point = point_of(point_id)
    unit = point.unit if point else ""
    is_counter = bool(point and point.factor in COUNTERS)
    if chosen == "HOUR":
        keeps = bool(point and point.outage == KEEP)
        return _of_hours(point_id, unit, (start, end), is_counter=is_counter, keeps=keeps)
    if chosen == "DAY":
        return _of_days(point_id, unit, (start, end), is_counter=is_counter)
    return _of_readings(point_id, unit, (start, end), chosen)


def _of_hours(
    point_id: int, unit: str, period: tuple[datetime, datetime], *, is_counter: bool, keeps: bool
) -> Series:
    first, last = map(hour_at, period)
    rows = Hour.objects.filter(point_id=point_id, hour__gte=first, hour__lt=last).order_by("hour")
    columns = list(
        zip(
            *rows.values_list(
                "hour", "count", "total", "low", "high", "flags", "validity", "stopped_minutes"
            ),
            strict=True,
        )
    )
    if not columns:
        return _empty(point_id, unit, "HOUR")
    hour, count, total, low, high, flags, validity, spread = columns
    values = (
        tuple(None if keeps and s else t for t, s in zip(total, spread, strict=True))
        if is_counter
        else tuple(t / c if c else None for t, c in zip(total, count, strict=True))
    )
    starts = np.array(hour, dtype=np.int64) * HOUR_MS
    return Series(
        point_id=point_id,
        unit=unit,
        step="HOUR",
        times=tuple(starts.tolist()),
        values=values,
        lows=low,
        highs=high,
        flags=_letters(flags),
        validity=validity,
        gaps=_gaps(starts, HOUR_MS),
    )


def _of_days(
    point_id: int, unit: str, period: tuple[datetime, datetime], *, is_counter: bool
) -> Series:
    zone = park_zone()
    first, last = (moment.astimezone(zone).date() for moment in period)
    rows = Day.objects.filter(point_id=point_id, day__gte=first, day__lte=last).order_by("day")
    value = "total" if is_counter else "mean"
    columns = list(
        zip(*rows.values_list("day", value, "low", "high", "flags", "validity"), strict=True)
    )
    if not columns:
        return _empty(point_id, unit, "DAY")
    day, values, low, high, flags, validity = columns
    starts = [int(datetime(d.year, d.month, d.day, tzinfo=zone).timestamp()) * 1000 for d in day]
    return Series(
        point_id=point_id,
        unit=unit,
        step="DAY",
        times=tuple(starts),
        values=values,
        lows=low,
        highs=high,
        flags=_letters(flags),
        validity=validity,
        gaps=_gaps(np.array(starts), 24 * HOUR_MS),
    )


def _of_readings(point_id: int, unit: str, period: tuple[datetime, datetime], step: str) -> Series:
    begin, end = (int(moment.timestamp()) for moment in period)
    found, _names = readings_between([point_id], begin // 3600, -(-end // 3600))
    said = newest_word(found.take((found.at >= begin) & (found.at < end)))
    carries = tally.is_value(said)
    kind = _kind(said.kind[carries], step)
    values = said.take(carries & (said.kind == kind))
    if not len(values):
        return _empty(point_id, unit, step)
    low = _beside(values, said.take((said.field == _MIN) & (said.kind == kind)))
    high = _beside(values, said.take((said.field == _MAX) & (said.kind == kind)))
    starts = values.at * 1000
    valid, stopped = tally.classes(
        values, np.full(len(values), np.nan), np.full(len(values), np.nan)
    )
    return Series(
        point_id=point_id,
        unit=unit,
        step=Kind(kind).name,
        times=tuple(starts.tolist()),
        values=_nullable(values.value),
        lows=_nullable(low),
        highs=_nullable(high),
        flags=tuple(FLAGS[code] for code in values.flag.tolist()),
        validity=tuple(np.where(valid, "VALID", np.where(stopped, "STOPPED", "INVALID")).tolist()),
        gaps=_gaps(starts, _rhythm(starts)),
    )


def _kind(kinds: np.ndarray, step: str) -> int:
    """Return the kind of message to show: the one asked for, else what there is."""
    there = set(np.unique(kinds).tolist())
    wanted = [Kind.REALTIME, Kind.MINUTE] if step == "REALTIME" else [Kind.MINUTE, Kind.REALTIME]
    return next((int(kind) for kind in [*wanted, Kind.HOUR] if kind in there), int(Kind.NONE))


def _beside(values: Readings, others: Readings) -> np.ndarray:
    """Return the value of others at the same times, NaN where there is none."""
    if not len(others):
        return np.full(len(values), np.nan)
    place = np.minimum(np.searchsorted(others.at, values.at), len(others) - 1)
    return np.where(others.at[place] == values.at, others.value[place], np.nan)


def _rhythm(starts: np.ndarray) -> int:
    """Return the usual distance of neighbours. [ms]"""
    return int(np.median(np.diff(starts))) if len(starts) > 1 else HOUR_MS


def _gaps(starts: np.ndarray, step_ms: int) -> tuple[tuple[int, int], ...]:
    """Return the stretches that are longer than a step and a half and hold nothing."""
    wide = np.flatnonzero(np.diff(starts) > 1.5 * step_ms)
    return tuple((int(starts[row]) + step_ms, int(starts[row + 1])) for row in wide)


def _letters(bits: Sequence[int]) -> tuple[str, ...]:
    letters = {value: flags_of(value) for value in set(bits)}
    return tuple(letters[value] for value in bits)


def _nullable(values: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if value != value else value for value in values.tolist())  # noqa: PLR0124 - NaN alone differs from itself


def _empty(point_id: int, unit: str, step: str) -> Series:
    return Series(point_id, unit, step, (), (), (), (), (), (), ())
