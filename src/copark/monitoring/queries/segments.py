"""Read which segments and chunks hold what, and the readings in them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.db.models import Sum

from copark.monitoring import contracts
from copark.monitoring.archive import engine, schema
from copark.monitoring.archive.asked import Source, Window
from copark.monitoring.calc import readings as columns
from copark.monitoring.calc.vocabulary import FIELDS
from copark.monitoring.models import Chunk, Segment, SegmentKind, SegmentState
from copark.monitoring.queries.calendar import start_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from copark.monitoring.archive.asked import Override
    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.summing import Sums

DAY = timedelta(days=1)


def folder() -> Path:
    """Return where the archive lies."""
    return Path(settings.COPARK_ARCHIVE)


def path_of(segment: Segment) -> Path:
    """Return where a segment lies."""
    return folder() / segment.name


def name_of(kind: str, day: date, inbox: str, first: int, last: int, edition: int = 0) -> str:
    """Return the name of a segment: the same plan always gives the same name."""
    tail = f"-e{edition}" if edition else ""
    return f"{kind.lower()}/day={day:%Y-%m-%d}/{inbox}-{first:012d}-{last:012d}{tail}.parquet"


def sealed(
    days: Collection[date] | tuple[date, date], kind: str = SegmentKind.READINGS
) -> QuerySet[Segment]:
    """Return the sealed segments of some days, or of a half-open range given as a tuple."""
    rows = Segment.objects.filter(kind=kind, state=SegmentState.SEALED).order_by(
        "day", "inbox", "first"
    )
    if isinstance(days, tuple):
        return rows.filter(day__gte=days[0], day__lt=days[1])
    return rows.filter(day__in=list(days))


def readings_between(
    points: Sequence[int], first_hour: int, last_hour: int
) -> tuple[Readings, list[str]]:
    """
    Return all that was ever said of some points in hours `first_hour` up to, without, `last_hour`.

    Sealed segments and unsealed chunks alike, in no order, resent readings included; with them the
    names of the fields by code.
    """
    names = list(FIELDS)
    source = _source(points, (first_hour, last_hour))
    found = schema.said_of(engine.said(source), names) if source else columns.none()
    return found, names


def sums_between(
    points: Sequence[int], first_hour: int, last_hour: int, overrides: Sequence[Override] = ()
) -> Sums | None:
    """
    Return sums of all that was ever said of some points in hours up to, without, `last_hour`.

    `overrides` change the flags that readings are read with. None where nothing was said.
    """
    source = _source(points, (first_hour, last_hour))
    return schema.sums_of(engine.summed(source, overrides)) if source else None


def chunk_readings(chunks: Iterable[Chunk], names: list[str]) -> Readings:
    """Return the readings of chunks; names of their own fields are added to `names`."""
    return columns.joined([_renamed(schema.unpacked(c.payload), c.names, names) for c in chunks])


def archive_days(limit: int = 400) -> list[contracts.ArchiveDay]:
    """Return what the archive holds, day by day, the newest first."""
    rows = Segment.objects.filter(kind=SegmentKind.READINGS).exclude(
        state__in=(SegmentState.RETIRED, SegmentState.PLANNED)
    )
    segments: Counter[date] = Counter()
    numbers: dict[date, list[int]] = {}
    for day, state, count, size in rows.values_list("day", "state", "rows", "size"):
        into = numbers.setdefault(day, [0, 0, 0])
        segments[day] += 1
        into[0] += count
        into[1] += size
        into[2] += state == SegmentState.CORRUPT
    unsealed = dict(Chunk.objects.values_list("day").annotate(Sum("rows")))
    days = sorted({*segments, *unsealed}, reverse=True)[:limit]
    return [
        contracts.ArchiveDay(
            day=day,
            segments=segments[day],
            rows=numbers.get(day, [0, 0, 0])[0],
            size=numbers.get(day, [0, 0, 0])[1],
            unsealed_rows=unsealed.get(day, 0),
            corrupt=numbers.get(day, [0, 0, 0])[2],
        )
        for day in days
    ]


def _days_around(first_hour: int, last_hour: int) -> tuple[date, date]:
    """Return days that hold the hours in any zone: one more on either side."""
    return start_of(first_hour).date() - DAY, start_of(last_hour).date() + 2 * DAY


def _source(points: Sequence[int], hours: tuple[int, int]) -> Source | None:
    """Return where readings of some points and hours are; None where no day holds any."""
    days = _days_around(*hours)
    names = list(FIELDS)
    # chunks first: what is sealed between the two reads is then met twice, which is no harm
    fresh = chunk_readings(Chunk.objects.filter(day__gte=days[0], day__lt=days[1]), names)
    fresh = fresh.take(np.isin(fresh.point, np.asarray(points)))
    paths = [path_of(segment) for segment in sealed(days)]
    if not len(points) or not (paths or len(fresh)):
        return None
    begin, end = (start_of(hour).replace(tzinfo=None) for hour in hours)
    unsealed = schema.table_of(fresh, names) if len(fresh) else None
    return Source(paths, Window(list(points), begin, end), unsealed)


def _renamed(found: Readings, own: list[str], names: list[str]) -> Readings:
    """Give fields beyond the fixed vocabulary the codes they have in `names`."""
    if not own:
        return found
    codes = np.arange(len(FIELDS) + len(own))
    for place, name in enumerate(own, len(FIELDS)):
        if name not in names:
            names.append(name)
        codes[place] = names.index(name)
    return columns.Readings(
        found.point,
        found.kind,
        codes[found.field],
        found.at,
        found.value,
        found.flag,
        found.arrived,
        found.position,
    )
