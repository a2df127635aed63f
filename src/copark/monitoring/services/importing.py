"""
Import hourly values of the past, by the hundred thousand.

They become a segment of the archive for each day, as evidence of what the file said, and hours and
days as if the stations had sent them as their own hour values. See `hour_files` for the format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from copark.kernel.errors import Refused
from copark.monitoring.archive import files, schema
from copark.monitoring.calc import counters
from copark.monitoring.calc import rolling as calc
from copark.monitoring.calc.readings import Readings
from copark.monitoring.calc.validity import ALL_MINUTES, CODES, hour_validity
from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAG_CODE, FLAGS, Kind
from copark.monitoring.models import Hour, Latest, Segment, SegmentKind, SegmentState
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import HOUR_S, days_of_hours, park_zone
from copark.monitoring.queries.places import mass_factors, places, roles_of
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services import bulk
from copark.monitoring.services.hour_files import BadRow, HourRows, read_hours
from copark.monitoring.services.hours import note_dirty
from copark.monitoring.services.pulse import beat
from copark.monitoring.services.rolling import store_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    import pyarrow as pa

    from copark.monitoring.queries.places import Places

PREFIX = "import-"  #: Of the name under which imported rows stand in place of an inbox.
HOURS_A_DAY = 24
_DERIVED = ("validity", "mass_kg", "replaced_kg", "rule")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    rows: int
    points: int
    days: int
    origin: str
    bad: tuple[BadRow, ...] = ()
    bad_count: int = 0


class ImportRefused(Refused):
    """Some rows are bad and all were wanted; nothing was imported."""

    def __init__(self, rows: HourRows) -> None:
        first = rows.bad[0]
        message = (
            f"{rows.bad_count} rows cannot be imported, so none was. Row {first.row}, "
            f"column {first.column}: {first.reason} (“{first.text}”)."
        )
        super().__init__("import.rows.bad", message, count=rows.bad_count)
        self.bad = tuple(rows.bad)


def import_hours(
    source: Path | pa.Table,
    *,
    now: datetime,
    upload_id: int | None = None,
    take_good: bool = False,
) -> Imported:
    """
    Import hourly values from a CSV or Parquet file, or from a table of the same columns.

    Parameters
    ----------
    source
        See `hour_files`.
    now
        Counts as the time of arrival: a later frame about the same hour holds.
    upload_id
        The upload kept as evidence.
    take_good
        Take the good rows where some are bad; by default it is all or nothing.

    Raises
    ------
    Refused
        ``import.file.unreadable``, ``import.column.missing``, or ``import.rows.bad`` with every bad
        row.
    """
    known, zone = places(), park_zone()
    rows = read_hours(source, known, zone)
    if rows.bad and not take_good:
        raise ImportRefused(rows)
    if not len(rows.point):
        return Imported(0, 0, 0, "", tuple(rows.bad), rows.bad_count)
    origin = f"{PREFIX}{upload_id or int(now.timestamp() * 1000)}"
    written: list[Path] = []
    try:
        # the archive before the database, as everybody who needs both takes them
        with files.kept(segments.folder()), transaction.atomic():
            return _store(rows, origin, _Facts(known, zone, now), written)
    except BaseException:
        for path in written:
            files.remove(path)  # no row of the records names it
        raise


def readings_from(path: Path, *, arrived_at: datetime) -> Readings:
    """Return the good rows of a file as readings, to rebuild a segment that was made from it."""
    facts = _Facts(places(), park_zone(), arrived_at)
    rows = read_hours(path, facts.places, facts.zone)
    return _readings(rows, np.lexsort((rows.hour, rows.point)), facts)


@dataclass(frozen=True, slots=True)
class _Facts:
    places: Places
    zone: ZoneInfo
    now: datetime


def _store(rows: HourRows, origin: str, facts: _Facts, written: list[Path]) -> Imported:
    beat()
    order = np.lexsort((rows.hour, rows.point))
    readings = _readings(rows, order, facts)
    day = days_of_hours(readings.hour, facts.zone)
    for ordinal in np.unique(day).tolist():
        part = readings.take(day == ordinal)
        written.append(_archived(part, date.fromordinal(ordinal), origin, facts.now))
    _store_hours(readings, day, facts)
    _store_latest(readings, origin)
    return Imported(
        rows=len(readings),
        points=len(np.unique(readings.point)),
        days=len(np.unique(day)),
        origin=origin,
        bad=tuple(rows.bad),
        bad_count=rows.bad_count,
    )


def _readings(rows: HourRows, order: np.ndarray, facts: _Facts) -> Readings:
    point = rows.point[order]
    is_counter = facts.places.is_counter[facts.places.rows(point)]
    return Readings(
        point=point,
        kind=np.full(len(point), int(Kind.HOUR)),
        field=np.where(is_counter, FIELD_CODE["Cou"], FIELD_CODE["Avg"]),
        at=rows.hour[order] * HOUR_S,
        value=rows.value[order],
        flag=rows.flag[order],
        arrived=np.full(len(point), int(facts.now.timestamp() * 1_000_000)),
        position=rows.row[order],
    )


def _archived(part: Readings, day: date, origin: str, now: datetime) -> Path:
    first, last = int(part.position.min()), int(part.position.max())
    segment = Segment(
        kind=SegmentKind.READINGS,
        day=day,
        inbox=origin,
        first=first,
        last=last,
        planned_at=now,
        name=segments.name_of(SegmentKind.READINGS, day, origin, first, last),
        sealed_at=now,
        state=SegmentState.SEALED,
    )
    path = segments.path_of(segment)
    done = files.write(path, schema.table_of(part))
    segment.rows, segment.size, segment.sha256 = done.rows, done.size, done.sha256
    segment.save()
    return path


def _store_hours(readings: Readings, day: np.ndarray, facts: _Facts) -> None:
    hours = _hours(readings, facts)
    mass = calc.masses(hours, mass_factors(facts.places.refs.values()))
    is_fresh = not _known(hours)
    bulk.insert_hours((*bulk.HEARD, *_DERIVED), _rows(hours, mass), is_fresh=is_fresh)
    if is_fresh and _is_whole(hours, facts.places):
        rules = rules_on(date.fromordinal(int(day.max())))
        store_days(
            calc.days_of(hours, mass, day, roles_of(facts.places), due=HOURS_A_DAY, rules=rules)
        )
        ends = day == day.max()
        note_dirty(hours.point[ends], hours.hour[ends], facts.zone)
    else:
        note_dirty(hours.point, hours.hour, facts.zone)


def _hours(readings: Readings, facts: _Facts) -> calc.RolledHours:
    is_counter = facts.places.is_counter[facts.places.rows(readings.point)]
    normal = (readings.flag == FLAG_CODE["N"]) & np.isfinite(readings.value)
    stopped = readings.flag == FLAG_CODE["F"]
    sets = [np.where(which, ALL_MINUTES, 0) for which in (normal, stopped, ~(normal | stopped))]
    rule = rules_on(facts.now.date()).validity
    validity = np.where(
        is_counter, counters.counter_validity(*sets, rule=rule), hour_validity(*sets, rule=rule)
    )
    value = np.where(normal, readings.value, np.nan)
    nothing = np.full(len(readings), np.nan)
    return calc.RolledHours(
        point=readings.point,
        hour=readings.hour,
        validity=validity,
        count=normal.astype(np.int64),
        total=np.nan_to_num(value),
        low=np.where(is_counter, nothing, value),
        high=np.where(is_counter, nothing, value),
        flags=np.left_shift(np.int64(1), readings.flag),
        mass=nothing,
        replaced=nothing,
        valid=sets[0],
        stopped=sets[1],
    )


def _rows(hours: calc.RolledHours, mass: np.ndarray) -> Iterator[tuple]:
    size = len(hours.point)
    invalid = np.where((hours.valid | hours.stopped) == 0, ALL_MINUTES, 0)
    low, high = bulk.nullable(hours.low), bulk.nullable(hours.high)
    return zip(
        hours.point.tolist(),
        hours.hour.tolist(),
        [int(Kind.HOUR)] * size,
        hours.count.tolist(),
        hours.total.tolist(),
        low,
        high,
        low,
        high,
        hours.valid.tolist(),
        hours.stopped.tolist(),
        invalid.tolist(),
        hours.flags.tolist(),
        [CODES[code] for code in hours.validity.tolist()],
        bulk.nullable(mass),
        [None] * size,
        [""] * size,
        strict=True,
    )


def _known(hours: calc.RolledHours) -> bool:
    """Say whether any hour in the span of these points is known already."""
    points = np.unique(hours.point).tolist()
    span = {"hour__gte": int(hours.hour.min()), "hour__lte": int(hours.hour.max())}
    return Hour.objects.filter(point_id__in=points, **span).exists()


def _is_whole(hours: calc.RolledHours, known: Places) -> bool:
    """Say whether every concentration came with its flow, or both stayed away."""
    there = set(np.unique(hours.point).tolist())
    return all((f.point in there) == (f.flow in there) for f in mass_factors(known.refs.values()))


def _store_latest(readings: Readings, origin: str) -> None:
    """Note the newest hour of each point, where it is newer than what was known."""
    ends = np.append(readings.point[1:] != readings.point[:-1], True)
    last = readings.take(ends)
    rows = Latest.objects.filter(point_id__in=last.point.tolist(), kind=Kind.HOUR)
    newest = {(p, f): at for p, f, at in rows.values_list("point_id", "field", "at_s")}
    names = {code: name for name, code in FIELD_CODE.items()}
    bulk.upsert_latest(
        (
            point,
            int(Kind.HOUR),
            names[field],
            at,
            None if np.isnan(value) else value,
            FLAGS[flag],
            arrived,
            origin,
            position,
        )
        for point, field, at, value, flag, arrived, position in zip(
            last.point.tolist(),
            last.field.tolist(),
            last.at.tolist(),
            last.value.tolist(),
            last.flag.tolist(),
            last.arrived.tolist(),
            last.position.tolist(),
            strict=True,
        )
        if at > newest.get((point, names[field]), -1)
    )


__all__ = ["BadRow", "ImportRefused", "Imported", "import_hours"]
