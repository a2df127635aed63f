"""Bring hours up to date: merge what is new, recompute what something late has touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc import counters, tally
from copark.monitoring.calc.readings import Readings, newest_word, of_columns
from copark.monitoring.calc.summing import hours_of_sums
from copark.monitoring.calc.validity import hour_validity
from copark.monitoring.calc.vocabulary import FIELD_CODE, Kind, flag_code
from copark.monitoring.models import Hour, Latest
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import days_of_hours
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services import bulk, marks

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from copark.monitoring.calc.tally import Hours
    from copark.monitoring.queries.places import Places

_RTD = FIELD_CODE["Rtd"]
_SHOWN = ("count", "total", "low", "high", "valid", "stopped", "invalid")


@dataclass(frozen=True, slots=True)
class Context:
    """What every step of a batch needs."""

    places: Places
    zone: ZoneInfo
    now: datetime


def merge(fresh: Readings, context: Context) -> tuple[Hours, np.ndarray]:
    """
    Merge readings that are newer than all before them; return the hours as they now are.

    The second value says which readings could not be merged, and of which points the hours must be
    recomputed: those of a counter that fell.
    """
    is_counter = context.places.is_counter[context.places.rows(fresh.point)]
    advanced, unclear = _advanced(fresh.take(is_counter), context)
    parts = [_averaged(fresh.take(~is_counter), context), advanced]
    added = tally.joined([part for part in parts if len(part)] or [tally.no_hours()])
    known = bulk.load_hours(added.point, added.hour)
    now = marks.applied(tally.merged(known, added), context.places)
    write(now, context)
    return now, unclear


def recompute(keys: np.ndarray, context: Context, *, reason: str) -> Hours:
    """
    Recompute hours (`tally.key_of`) from all that was ever said of them, whatever the order.

    What they were before is kept as a revision, where it changes.
    """
    keys = _with_neighbours(np.unique(keys), context.places)
    parts = [from_archive(part, context) for part in _by_day(keys)]
    fresh = tally.joined([part for part in parts if len(part)] or [tally.no_hours()])
    fresh = marks.applied(fresh, context.places)
    known = bulk.load_hours(fresh.point, fresh.hour)
    _keep_revisions(known, fresh, reason, context.now)
    write(fresh, context)
    return fresh


def write(hours: Hours, context: Context) -> None:
    """Write hours with their validity, and remember that their days must be rolled."""
    if not len(hours):
        return
    is_counter = context.places.is_counter[context.places.rows(hours.point)]
    rule = rules_on(context.now.astimezone(context.zone).date()).validity
    minutes = (hours.valid, hours.stopped, hours.invalid)
    validity = np.where(
        is_counter,
        counters.counter_validity(*minutes, rule=rule),
        hour_validity(*minutes, rule=rule),
    )
    bulk.store_hours(hours, validity)
    note_dirty(hours.point, hours.hour, context.zone)


def note_dirty(point: np.ndarray, hour: np.ndarray, zone: ZoneInfo) -> None:
    days = days_of_hours(hour, zone)
    pairs = np.unique(np.column_stack([point, days]), axis=0)
    bulk.note_dirty((p, _iso(day)) for p, day in pairs.tolist())


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _averaged(readings: Readings, context: Context) -> Hours:
    places = context.places
    readings = marks.overridden(readings, places)
    row = places.rows(readings.point)
    return tally.hours_of(readings, places.span(readings), places.low[row], places.high[row])


def _amounts(readings: Readings, context: Context) -> Hours:
    unbounded = np.full(len(readings), np.nan)
    carries = tally.is_amount(readings)
    return tally.hours_of(
        readings, context.places.span(readings), unbounded, unbounded, carries=carries
    )


def _advanced(readings: Readings, context: Context) -> tuple[Hours, np.ndarray]:
    """Return hours of counters, and the keys of hours that must be recomputed instead."""
    if not len(readings):
        return tally.no_hours(), np.empty(0, dtype=np.int64)
    instant = readings.take((readings.kind == Kind.REALTIME) & (readings.field == _RTD))
    prior = _priors(np.unique(instant.point))
    row = np.arange(len(prior) + len(instant))
    both = Readings(
        *(np.concatenate([getattr(prior, n), getattr(instant, n)]) for n in Readings.__slots__)
    )
    order = np.lexsort((both.at, both.point))
    both, is_prior = both.take(order), row[order] < len(prior)
    good = counters.is_good(both)
    standing = both.value + context.places.offsets(both)
    fallen = counters.has_fallen(both.point[good], standing[good])
    unclear = np.union1d(both.point[good][fallen], both.point[is_prior & ~good])
    clear = good & ~np.isin(both.point, unclear)
    stepped = _stepped(both.take(clear), context.places, is_prior[clear])
    amounts = _amounts(readings, context)
    touched = instant.take(np.isin(instant.point, unclear))
    return _better(stepped, amounts), tally.key_of(touched.point, touched.hour)


def _stepped(readings: Readings, places: Places, is_prior: np.ndarray | None = None) -> Hours:
    if not len(readings):
        return tally.no_hours()
    return counters.hours_of_counters(readings, places.meters(readings), is_prior=is_prior)


def _better(stepped: Hours, amounts: Hours) -> Hours:
    """Return the hours of both; where both know one, the amounts that the device reports itself."""
    only = ~np.isin(stepped.key, amounts.key)
    parts = [part for part in (stepped.take(only), amounts) if len(part)]
    return tally.joined(parts) if parts else tally.no_hours()


def _priors(points: np.ndarray) -> Readings:
    """Return the newest real-time readings of counters, as stored before this batch."""
    rows = list(
        Latest.objects.filter(
            point_id__in=points.tolist(), kind=Kind.REALTIME, field="Rtd"
        ).values_list("point_id", "at_s", "value", "flag", "arrived_us", "position")
    )
    point, at, value, flag, arrived, position = zip(*rows, strict=True) if rows else ((),) * 6
    return of_columns(
        point=point,
        kind=[Kind.REALTIME] * len(rows),
        field=[_RTD] * len(rows),
        at=at,
        value=[np.nan if v is None else v for v in value],
        flag=[flag_code(f) for f in flag],
        arrived=arrived,
        position=position,
    )


def _with_neighbours(keys: np.ndarray, places: Places) -> np.ndarray:
    """Add, for counters, the hours that a changed reading reaches: up to its neighbours."""
    point = keys >> tally.HOUR_BITS
    is_counter = places.is_counter[places.rows(point)]
    found = [keys]
    for one in np.unique(point[is_counter]).tolist():
        hours = keys[point == one] & ((1 << tally.HOUR_BITS) - 1)
        begin, end = _reach(one, int(hours.min()), int(hours.max()))
        found.append(tally.key_of(np.full(end - begin, one, dtype=np.int64), np.arange(begin, end)))
    return np.unique(np.concatenate(found))


def _reach(point: int, first: int, last: int) -> tuple[int, int]:
    heard = Hour.objects.filter(point_id=point, count__gt=0)
    before = heard.filter(hour__lt=first).order_by("-hour").values_list("hour", flat=True).first()
    after = heard.filter(hour__gt=last).order_by("hour").values_list("hour", flat=True).first()
    return (first if before is None else before), (last if after is None else after) + 1


def _by_day(keys: np.ndarray) -> list[np.ndarray]:
    """Cut keys into runs of neighbouring days, so that a read fetches little more than is asked."""
    day = (keys & ((1 << tally.HOUR_BITS) - 1)) // 24
    order = np.argsort(day, kind="stable")
    day = day[order]
    return np.split(keys[order], np.flatnonzero(np.diff(day) > 1) + 1)


def from_archive(keys: np.ndarray, context: Context) -> Hours:
    """Return hours (`tally.key_of`) as all that was ever said makes them; nothing is written."""
    is_counter = context.places.is_counter[context.places.rows(keys >> tally.HOUR_BITS)]
    averaged, counted = keys[~is_counter], keys[is_counter]
    parts = [_of_sums(averaged, context), _of_standings(counted, context)]
    return tally.joined([part for part in parts if len(part)] or [tally.no_hours()])


def _of_sums(keys: np.ndarray, context: Context) -> Hours:
    """Return hours of averaged points as the archive adds them up; doubtful ones from readings."""
    if not len(keys):
        return tally.no_hours()
    points, first, last = _extent(keys)
    places = context.places
    found = segments.sums_between(points, first, last, marks.overrides(first, last, places))
    if found is None:
        return tally.no_hours()
    row = places.rows(found.point)
    hours, doubtful = hours_of_sums(found, places.span(found), places.low[row], places.high[row])
    exact = _of_readings(np.intersect1d(doubtful, keys), context)
    return tally.joined([hours.take(np.isin(hours.key, keys)), exact])


def _of_readings(keys: np.ndarray, context: Context) -> Hours:
    if not len(keys):
        return tally.no_hours()
    said = newest_word(segments.readings_between(*_extent(keys))[0])
    hours = _averaged(said, context)
    return hours.take(np.isin(hours.key, keys))


def _of_standings(keys: np.ndarray, context: Context) -> Hours:
    if not len(keys):
        return tally.no_hours()
    points, first, last = _extent(keys)
    # a step ends in one hour and begins in another: those around the hours asked for are read too
    reaches = [_reach(point, first, last - 1) for point in points]
    begin = min([first, *(before for before, _ in reaches)])
    end = max([last, *(after for _, after in reaches)])
    hours = _counted(newest_word(segments.readings_between(points, begin, end)[0]), context)
    return hours.take(np.isin(hours.key, keys))


def _extent(keys: np.ndarray) -> tuple[list[int], int, int]:
    """Return the points of keys, their first hour, and the one after the last."""
    hour = keys & ((1 << tally.HOUR_BITS) - 1)
    return np.unique(keys >> tally.HOUR_BITS).tolist(), int(hour.min()), int(hour.max()) + 1


def _counted(said: Readings, context: Context) -> Hours:
    if not len(said):
        return tally.no_hours()
    instant = said.take(
        (said.kind == Kind.REALTIME) & (said.field == _RTD) & counters.is_good(said)
    )
    # the newest word is ordered by point and time
    begins = np.flatnonzero(np.diff(instant.point)) + 1
    standing = instant.value + context.places.offsets(instant)
    spikes = np.concatenate([counters.is_spike(v) for v in np.split(standing, begins)])
    return _better(_stepped(instant.take(~spikes), context.places), _amounts(said, context))


def _keep_revisions(known: Hours, fresh: Hours, reason: str, now: datetime) -> None:
    """Keep what hours were before, where they become something else."""
    after = _said(fresh.take(np.searchsorted(fresh.key, known.key)))
    bulk.insert_revisions(
        (
            point,
            hour,
            now,
            reason,
            dict(zip(_SHOWN, was, strict=True)),
            dict(zip(_SHOWN, now_is, strict=True)),
        )
        for point, hour, was, now_is in zip(
            known.point.tolist(), known.hour.tolist(), _said(known), after, strict=True
        )
        if was != now_is
    )


def _said(hours: Hours) -> list[tuple]:
    """Return what a revision keeps of hours, rounded: the order of a sum is no change."""
    columns = [getattr(hours, name) for name in _SHOWN]
    return list(zip(*(_rounded(column) for column in columns), strict=True))


def _rounded(column: np.ndarray) -> list:
    if column.dtype != np.float64:
        return column.tolist()
    return [None if v != v else float(f"{v:.12g}") for v in column.tolist()]  # noqa: PLR0124 - NaN alone differs from itself
