"""Verify segments; name, set aside and rebuild those that are corrupt."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.db import transaction

from copark.base.models import Upload
from copark.gateways.inbox import sqlite
from copark.gateways.inbox.contract import Arrival, Mark, Stored
from copark.kernel.errors import Refused
from copark.monitoring.archive import files, schema
from copark.monitoring.models import Segment, SegmentKind, SegmentState
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import days_of_hours, park_zone
from copark.monitoring.queries.places import places
from copark.monitoring.services import frames, importing, sealing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pyarrow as pa

BATCH = 5000  #: Frames decoded at a time.


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one segment that is not as it was written."""

    name: str
    fault: str
    set_aside: str  #: Where the corrupt file lies now; empty if there was none.
    rebuilt: str  #: Name of the segment that takes its place; empty if none could be made.


class CannotRebuild(Refused):
    """What the segment was made from is gone."""


def verify(*, now: datetime, repair: bool = False) -> list[Checked]:
    """Check every sealed segment against its size and check sum; return what is wrong."""
    with files.kept(segments.folder()):
        for path in files.leftovers(segments.folder()):
            files.remove(path)  # half-written by a crash, named nowhere
        return _verify(now, repair=repair)


def _verify(now: datetime, *, repair: bool) -> list[Checked]:
    found = []
    rows = Segment.objects.filter(state__in=(SegmentState.SEALED, SegmentState.CORRUPT))
    for segment in rows.order_by("kind", "day", "pk"):
        is_known = segment.state == SegmentState.CORRUPT
        fault = "set aside before" if is_known else _fault(segment)
        if fault:
            found.append(_deal_with(segment, fault, now, repair=repair))
    return found


def repair_segment(*, name: str, now: datetime) -> Checked:
    """Set one segment aside and rebuild it, because a reader stumbled over it."""
    with files.kept(segments.folder()):
        segment = Segment.objects.get(name=name)
        fault = _fault(segment) or "a reader could not read it"
        return _deal_with(segment, fault, now, repair=True)


def _fault(segment: Segment) -> str:
    return files.fault_of(segments.path_of(segment), rows=segment.rows, sha256=segment.sha256)


def _deal_with(segment: Segment, fault: str, now: datetime, *, repair: bool) -> Checked:
    aside = files.set_aside(segments.path_of(segment))
    Segment.objects.filter(pk=segment.pk).update(state=SegmentState.CORRUPT)
    rebuilt = ""
    if repair:
        try:
            rebuilt = _rebuild(segment, now)
        except CannotRebuild as refusal:
            fault = f"{fault}; {refusal.message}"
    return Checked(segment.name, fault, str(aside.name) if aside else "", rebuilt)


def _rebuild(segment: Segment, now: datetime) -> str:
    """Write the segment anew, from what it was made of, and put it in the place of the old one."""
    table = _made_anew(segment)
    fresh = sealing.plan(
        segment.kind,
        segment.day,
        segment.inbox,
        (segment.first, segment.last),
        now=now,
        edition=segment.edition + 1,
    )
    written = files.write(segments.path_of(fresh), table)
    with transaction.atomic():
        sealing.finish(fresh, written, now=now)
        Segment.objects.filter(pk=segment.pk).delete()
    return fresh.name


def _made_anew(segment: Segment) -> pa.Table:
    if segment.inbox.startswith(importing.PREFIX):
        return _of_upload(segment)
    if segment.kind == SegmentKind.RAW:
        return sealing.raw_table(_all_of(segment, from_archive=False))
    known, zone = places(), park_zone()
    stored = _all_of(segment, from_archive=True)
    batch = frames.decoded(stored, known)
    days = days_of_hours(batch.readings.hour, zone)
    own = batch.readings.take(days == segment.day.toordinal())
    return schema.table_of(sealing.ordered(own), batch.names)


def _all_of(segment: Segment, *, from_archive: bool) -> list[Stored]:
    """Return every frame of a segment's positions, or refuse: a part would pass for the whole."""
    found = {stored.position: stored for stored in _in_inbox(segment)}
    if from_archive:
        found |= {s.position: s for s in _in_archive(segment) if s.position not in found}
    expected = segment.last - segment.first + 1
    if len(found) != expected:
        message = f"{expected - len(found)} of its {expected} frames are in no inbox and no archive"
        raise CannotRebuild("archive.frames.gone", message, name=segment.name)
    return [found[position] for position in sorted(found)]


def _in_inbox(segment: Segment) -> Iterator[Stored]:
    folder = Path(settings.COPARK_INBOX)
    if not sqlite.at(folder, segment.inbox).is_file():
        return
    inbox = sqlite.SqliteInbox(folder, segment.inbox)
    try:
        after = segment.first - 1
        while rows := inbox.read(after, BATCH):
            yield from (row for row in rows if row.position <= segment.last)
            after = rows[-1].position
            if after >= segment.last:
                break
    finally:
        inbox.close()


def _in_archive(segment: Segment) -> Iterator[Stored]:
    rows = Segment.objects.filter(
        kind=SegmentKind.RAW,
        state=SegmentState.SEALED,
        inbox=segment.inbox,
        first__lte=segment.last,
        last__gte=segment.first,
    )
    filters: list[tuple[str, str, object]] = [
        ("position", ">=", segment.first),
        ("position", "<=", segment.last),
    ]
    for raw in rows.order_by("first"):
        table = files.read([segments.path_of(raw)], filters=filters)
        yield from stored_of(table) if table is not None else ()


def stored_of(table: pa.Table) -> Iterator[Stored]:
    """Return the frames of a segment of raw frames."""
    arrived = table["arrived"].to_numpy().astype("datetime64[us]").astype(np.int64)
    names = ("position", "peer", "mn", "mark", "raw")
    columns = [table[name].to_pylist() for name in names]
    for us, position, peer, mn, mark, raw in zip(arrived.tolist(), *columns, strict=True):
        yield Stored(position, Arrival(raw, us, peer, mn, Mark(mark)))


def _of_upload(segment: Segment) -> pa.Table:
    key = segment.inbox.removeprefix(importing.PREFIX)
    upload = Upload.objects.filter(pk=int(key)).first() if key.isdigit() else None
    if upload is None:
        message = f"the upload {key} it was imported from is not kept"
        raise CannotRebuild("archive.upload.gone", message, name=segment.name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(bytes(upload.content))
        readings = importing.readings_from(path, arrived_at=segment.planned_at)
    day = days_of_hours(readings.hour, park_zone())
    return schema.table_of(readings.take(day == segment.day.toordinal()))
