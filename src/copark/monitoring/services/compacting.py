"""Make the many small segments of a day one, and sweep away what was replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Min

from copark.monitoring.archive import files, schema
from copark.monitoring.calc.vocabulary import FIELDS
from copark.monitoring.models import Segment, SegmentKind, SegmentState
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import park_zone
from copark.monitoring.services.sealing import finish, ordered, plan

if TYPE_CHECKING:
    from datetime import date, datetime

COMPACT_FROM = 4  #: Segments of a day and inbox that are worth the work.


def compact_due(*, now: datetime) -> int:
    """Compact days that are over, then sweep what an earlier run replaced."""
    with files.kept(segments.folder()):
        sweep()
        return sum(compact(day=day, inbox=inbox, now=now) for day, inbox in _due(now))


def _due(now: datetime) -> list[tuple[date, str]]:
    today = now.astimezone(park_zone()).date()
    rows = Segment.objects.filter(
        kind=SegmentKind.READINGS, state=SegmentState.SEALED, day__lt=today
    )
    groups = rows.order_by("day", "inbox").values("day", "inbox").annotate(number=Count("pk"))
    return [(g["day"], g["inbox"]) for g in groups if g["number"] >= COMPACT_FROM]


def compact(*, day: date, inbox: str, now: datetime) -> int:
    """
    Write the sealed segments of a day and inbox as one; return how many it replaces.

    Readers see the old ones up to the commit and the new one after it. The old files stay until the
    next sweep, for whoever has just listed them.
    """
    old = segments.sealed([day]).filter(inbox=inbox)
    listed = list(old)
    if len(listed) < 2:  # noqa: PLR2004 - one alone is compact
        return 0
    span = old.aggregate(first=Min("first"), last=Max("last"), edition=Max("edition"))
    names = list(FIELDS)
    table = files.read([segments.path_of(segment) for segment in listed])
    readings = ordered(schema.readings_of(table, names))
    fresh = plan(
        SegmentKind.READINGS,
        day,
        inbox,
        (span["first"], span["last"]),
        now=now,
        edition=span["edition"] + 1,
    )
    written = files.write(segments.path_of(fresh), schema.table_of(readings, names))
    with transaction.atomic():
        finish(fresh, written, now=now)
        Segment.objects.filter(pk__in=[segment.pk for segment in listed]).update(
            state=SegmentState.RETIRED
        )
    return len(listed)


def sweep() -> int:
    """Remove the files and rows of segments that were replaced."""
    rows = list(Segment.objects.filter(state=SegmentState.RETIRED))
    for segment in rows:
        files.remove(segments.path_of(segment))
    Segment.objects.filter(pk__in=[segment.pk for segment in rows]).delete()
    return len(rows)
