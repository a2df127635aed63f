"""Seal chunks into segments, and raw frames beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min, Sum

from copark.gateways.inbox import sqlite
from copark.monitoring.archive import files, schema
from copark.monitoring.calc.vocabulary import FIELDS
from copark.monitoring.models import Chunk, Position, Segment, SegmentKind, SegmentState
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import park_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from copark.gateways.inbox.contract import Stored
    from copark.monitoring.calc.readings import Readings

SEAL_ROWS = 500_000  #: Unsealed rows of a day and inbox that are sealed at once.
SEAL_CHUNKS = 3_000  #: Chunks that a reader should have to open at most.
SEAL_AGE = timedelta(minutes=15)  #: How long a reading waits in the records at most.
RAW_FRAMES = 50_000  #: Frames of one segment of raw frames: some ten megabytes before compression.
RAW_AGE = timedelta(hours=1)  #: How long a raw frame waits in the inbox, if few come.
US = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ArchivableInbox(Protocol):
    """As much of an inbox as the archive needs."""

    @property
    def name(self) -> str:
        """Name of the gateway that fills it."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """Return what lies behind a position, in order."""

    def trim(self, before: int) -> int:
        """Forget what lies before a position."""


def seal_due(*, now: datetime) -> int:
    """Seal what is old or large enough, archive the raw frames behind it, and trim the inboxes."""
    with files.kept(segments.folder()):
        count = finish_planned(now=now)
        count += sum(_seal(day, inbox, now) for day, inbox in list(_due(now)))
    return count + archive_inboxes(now=now)


def archive_inboxes(*, now: datetime, at_once: bool = False) -> int:
    """Archive the raw frames of every inbox; return how many segments that made."""
    folder, count = Path(settings.COPARK_INBOX), 0
    for name in sqlite.names(folder):
        inbox = sqlite.SqliteInbox(folder, name)
        try:
            count += archive_raw(inbox, now=now, at_once=at_once)
        finally:
            inbox.close()
    return count


def seal_all(*, now: datetime) -> int:
    """Seal every chunk there is; return how many segments that made."""
    with files.kept(segments.folder()):
        count = finish_planned(now=now)
        pairs = Chunk.objects.order_by("day", "inbox").values_list("day", "inbox").distinct()
        return count + sum(_seal(day, inbox, now) for day, inbox in list(pairs))


def _seal(day: date, inbox: str, now: datetime) -> int:
    """
    Seal the chunks of a day and inbox into one segment; return how many that made, one or none.

    The plan is stored first: a crash at any later moment repeats the same segment under the same
    name, from the same chunks.
    """
    span = Chunk.objects.filter(day=day, inbox=inbox).aggregate(
        first=Min("first"), last=Max("last")
    )
    if span["first"] is None:
        return 0
    segment = plan(SegmentKind.READINGS, day, inbox, (span["first"], span["last"]), now=now)
    _seal_readings(segment, now)
    return 1


def archive_raw(inbox: ArchivableInbox, *, now: datetime, at_once: bool = False) -> int:
    """
    Archive raw frames that every consumer has passed, and trim them from the inbox.

    Few frames wait for more, up to an hour; with `at_once` they do not.
    """
    with files.kept(segments.folder()):
        return _archive_raw(inbox, now, at_once=at_once)


def _archive_raw(inbox: ArchivableInbox, now: datetime, *, at_once: bool) -> int:
    count = 0
    while frames := _passed(inbox):
        age = now - (EPOCH + frames[0].arrival.arrived_us * US)
        if len(frames) < RAW_FRAMES and age < RAW_AGE and not at_once:
            break
        day = (EPOCH + frames[0].arrival.arrived_us * US).astimezone(park_zone()).date()
        segment = plan(
            SegmentKind.RAW, day, inbox.name, (frames[0].position, frames[-1].position), now=now
        )
        finish(segment, files.write(segments.path_of(segment), raw_table(frames)), now=now)
        inbox.trim(frames[-1].position + 1)
        count += 1
    return count


def finish_planned(*, now: datetime) -> int:
    """Finish segments that a crash left planned. Their frames or chunks are still there."""
    count = 0
    for segment in Segment.objects.filter(state=SegmentState.PLANNED).order_by("pk"):
        if segment.kind == SegmentKind.READINGS and _chunks_of(segment).exists():
            _seal_readings(segment, now)
            count += 1
        else:
            files.remove(segments.path_of(segment))  # it will be planned anew from what is there
            segment.delete()
    return count


def plan(
    kind: str, day: date, inbox: str, span: tuple[int, int], *, now: datetime, edition: int = 0
) -> Segment:
    """Store what will be written, before it is."""
    segment, _ = Segment.objects.get_or_create(
        name=segments.name_of(kind, day, inbox, *span, edition),
        defaults={
            "kind": kind,
            "day": day,
            "inbox": inbox,
            "first": span[0],
            "last": span[1],
            "edition": edition,
            "state": SegmentState.PLANNED,
            "planned_at": now,
        },
    )
    return segment


def finish(segment: Segment, written: files.Written, *, now: datetime) -> None:
    """Mark a segment sealed, with what is needed to know it again."""
    segment.rows, segment.size, segment.sha256 = written.rows, written.size, written.sha256
    segment.state, segment.sealed_at = SegmentState.SEALED, now
    segment.save()


def ordered(readings: Readings) -> Readings:
    """Return readings as a segment keeps them: by point and time, so a reader skips the rest."""
    order = np.lexsort(
        (readings.position, readings.field, readings.kind, readings.at, readings.point)
    )
    return readings.take(order)


def raw_table(frames: Sequence[Stored]) -> pa.Table:
    """Return frames as rows of a segment of raw frames."""
    arrivals = [frame.arrival for frame in frames]
    arrived = np.array([arrival.arrived_us for arrival in arrivals], dtype=np.int64)
    return pa.table(
        [
            pa.array([frame.position for frame in frames], pa.int64()),
            pa.array(arrived).cast(pa.timestamp("us")),
            pa.array([arrival.peer for arrival in arrivals], pa.string()),
            pa.array([arrival.mn for arrival in arrivals], pa.string()),
            pa.array([arrival.mark.value for arrival in arrivals], pa.string()),
            pa.array([arrival.raw for arrival in arrivals], pa.binary()),
        ],
        schema=schema.RAW,
    )


def _due(now: datetime) -> Iterator[tuple[date, str]]:
    groups = Chunk.objects.order_by("day", "inbox").values("day", "inbox")
    for group in groups.annotate(total=Sum("rows"), chunks=Count("pk"), oldest=Min("stored_us")):
        is_old = now - (EPOCH + group["oldest"] * US) >= SEAL_AGE
        if is_old or group["total"] >= SEAL_ROWS or group["chunks"] >= SEAL_CHUNKS:
            yield group["day"], group["inbox"]


def _chunks_of(segment: Segment) -> QuerySet[Chunk]:
    return Chunk.objects.filter(
        day=segment.day, inbox=segment.inbox, first__gte=segment.first, last__lte=segment.last
    )


def _seal_readings(segment: Segment, now: datetime) -> None:
    names = list(FIELDS)
    chunks = list(_chunks_of(segment).order_by("first"))
    readings = ordered(segments.chunk_readings(chunks, names))
    written = files.write(segments.path_of(segment), schema.table_of(readings, names))
    with transaction.atomic():
        finish(segment, written, now=now)
        Chunk.objects.filter(pk__in=[chunk.pk for chunk in chunks]).delete()


def _passed(inbox: ArchivableInbox) -> list[Stored]:
    """Return frames behind the last archived one that every consumer has passed."""
    rows = Position.objects.filter(inbox=inbox.name).values_list("position", "waiting")
    passed = min(
        (min([position, *(w - 1 for w in waiting)]) for position, waiting in rows), default=0
    )
    archived = Segment.objects.filter(kind=SegmentKind.RAW, inbox=inbox.name).aggregate(
        last=Max("last")
    )
    last = archived["last"] or 0
    if passed <= last:
        return []
    return inbox.read(last, min(RAW_FRAMES, passed - last))
