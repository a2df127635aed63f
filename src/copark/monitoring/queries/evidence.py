"""Find the raw frame that a value came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from copark.gateways.inbox import sqlite
from copark.gateways.inbox.contract import Arrival, Mark, Stored
from copark.kernel.errors import Refused
from copark.monitoring import contracts
from copark.monitoring.archive import files, schema
from copark.monitoring.calc import readings as columns
from copark.monitoring.calc.vocabulary import FIELDS, FLAGS, Kind
from copark.monitoring.models import Chunk, Segment, SegmentKind, SegmentState
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import start_of
from copark.monitoring.queries.places import places
from copark.protocols.hj212.decoding import Message, decode

if TYPE_CHECKING:
    from datetime import date, datetime

    from copark.monitoring.calc.readings import Readings

DAY = timedelta(days=1)
IMPORTED = "import-"
MOST = 2000  #: Sources of a period that a page could list.


def sources(point_id: int, start: datetime, end: datetime) -> list[contracts.SourceReading]:
    """
    Return everything that was ever said of a point in a period, with the frames that said it.

    Resent and corrected readings are there each time; `holds` marks the one that counts.
    """
    begin, stop = int(start.timestamp()), int(end.timestamp())
    found: list[contracts.SourceReading] = []
    for inbox, part, names in _located(point_id, begin, stop):
        for row in range(min(len(part), MOST)):
            found.append(_source(inbox, part, row, names))  # noqa: PERF401 - a comprehension would hide the bound
    found.sort(key=lambda one: (one.at, one.kind, one.field, one.arrived_at, one.position))
    last = {(one.at, one.kind, one.field): one for one in found}
    return [
        one if last[one.at, one.kind, one.field] is one else _superseded(one)
        for one in found[:MOST]
    ]


def frame_of(point_id: int, at: datetime) -> contracts.Evidence | None:
    """Return the frame behind the value that a point had at a moment: the last one said of it."""
    hour = timedelta(hours=1)
    told = [s for s in sources(point_id, at - hour, at + hour) if s.holds and s.at <= at]
    values = [s for s in told if s.field in {"Rtd", "Avg", "Cou"}]
    if not values:
        return None
    best = max(values, key=lambda s: (s.at, -Kind[s.kind]))
    return frame_at(best.inbox, best.position)


def frame_at(inbox: str, position: int) -> contracts.Evidence | None:
    """Return a frame by its place, from the inbox or from the archive of raw frames."""
    if inbox.startswith(IMPORTED):
        return _imported(inbox, position)
    stored = _in_inbox(inbox, position) or _in_archive(inbox, position)
    return None if stored is None else _evidence(inbox, stored)


def _located(point_id: int, begin: int, stop: int) -> list[tuple[str, Readings, list[str]]]:
    days = (start_of(begin // 3600).date() - DAY, start_of(stop // 3600).date() + 2 * DAY)
    names = list(FIELDS)
    parts = [(c.inbox, segments.chunk_readings([c], names)) for c in _chunks(days)]
    parts += [
        (s.inbox, _of_segment(s, point_id, begin, stop, names)) for s in segments.sealed(days)
    ]
    return [
        (inbox, part.take(_wanted(part, point_id, begin, stop)), names) for inbox, part in parts
    ]


def _chunks(days: tuple[date, date]) -> list[Chunk]:
    return list(Chunk.objects.filter(day__gte=days[0], day__lt=days[1]))


def _of_segment(
    segment: Segment, point_id: int, begin: int, stop: int, names: list[str]
) -> Readings:
    first, last = (start_of(0).replace(tzinfo=None) + timedelta(seconds=s) for s in (begin, stop))
    filters: list[tuple[str, str, object]] = [
        ("point_id", "==", point_id),
        ("at", ">=", first),
        ("at", "<", last),
    ]
    table = files.read([segments.path_of(segment)], filters=filters)
    return columns.none() if table is None else schema.readings_of(table, names)


def _wanted(part: Readings, point_id: int, begin: int, stop: int) -> np.ndarray:
    return (part.point == point_id) & (part.at >= begin) & (part.at < stop)


def _source(inbox: str, part: Readings, row: int, names: list[str]) -> contracts.SourceReading:
    value = float(part.value[row])
    return contracts.SourceReading(
        at=start_of(0) + timedelta(seconds=int(part.at[row])),
        kind=Kind(int(part.kind[row])).name,
        field=names[int(part.field[row])],
        value=None if np.isnan(value) else value,
        flag=FLAGS[int(part.flag[row])],
        arrived_at=start_of(0) + timedelta(microseconds=int(part.arrived[row])),
        inbox=inbox,
        position=int(part.position[row]),
    )


def _superseded(one: contracts.SourceReading) -> contracts.SourceReading:
    return replace(one, holds=False)


def _in_inbox(inbox: str, position: int) -> Stored | None:
    folder = Path(settings.COPARK_INBOX)
    if not sqlite.at(folder, inbox).is_file():
        return None
    opened = sqlite.SqliteInbox(folder, inbox)
    try:
        return opened.one(position)
    finally:
        opened.close()


def _in_archive(inbox: str, position: int) -> Stored | None:
    segment = Segment.objects.filter(
        kind=SegmentKind.RAW,
        state=SegmentState.SEALED,
        inbox=inbox,
        first__lte=position,
        last__gte=position,
    ).first()
    if segment is None:
        return None
    table = files.read([segments.path_of(segment)], filters=[("position", "==", position)])
    if table is None or not table.num_rows:
        return None
    row = table.to_pylist()[0]
    us = int((row["arrived"] - start_of(0).replace(tzinfo=None)) / timedelta(microseconds=1))
    return Stored(position, Arrival(row["raw"], us, row["peer"], row["mn"], Mark(row["mark"])))


def _evidence(inbox: str, stored: Stored) -> contracts.Evidence:
    arrival = stored.arrival
    message, note = _message(arrival)
    return contracts.Evidence(
        inbox=inbox,
        position=stored.position,
        arrived_at=start_of(0) + timedelta(microseconds=arrival.arrived_us),
        peer=arrival.peer,
        mn=arrival.mn,
        mark=arrival.mark.value,
        crc=message.crc.value if message and message.crc else "",
        edition=message.version if message else "",
        raw=arrival.raw.decode("utf-8", "backslashreplace"),
        readings=tuple(contracts.DecodedReading(*reading) for reading in message.readings)
        if message
        else (),
        note=note,
    )


def _message(arrival: Arrival) -> tuple[Message | None, str]:
    try:
        return decode(arrival.raw, key=_key_of(arrival.mn)), ""
    except Refused as refusal:
        return None, refusal.message


def _key_of(mn: str) -> bytes | None:
    return places().keys.get(mn)


def _imported(inbox: str, position: int) -> contracts.Evidence | None:
    segment = Segment.objects.filter(inbox=inbox, first__lte=position, last__gte=position).first()
    if segment is None:
        return None
    return contracts.Evidence(
        inbox=inbox,
        position=position,
        arrived_at=segment.planned_at,
        peer="",
        mn="",
        mark="",
        crc="",
        edition="",
        raw="",
        readings=(),
        note=f"row {position} of upload {inbox.removeprefix(IMPORTED)}",
    )
