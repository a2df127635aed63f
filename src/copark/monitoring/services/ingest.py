"""
Read a batch of frames from an inbox into the records, whole or not at all.

Decoding happens before the transaction, so that the database is held only for writing. The
position is looked at again inside it: whoever comes second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np
from django.db import transaction

from copark.monitoring.archive import schema
from copark.monitoring.calc import tally
from copark.monitoring.calc.readings import Readings, newest_word, stream_of
from copark.monitoring.calc.vocabulary import FIELDS, FLAGS, Kind, flag_code
from copark.monitoring.models import Chunk, Latest, Position
from copark.monitoring.queries.calendar import days_of_hours, park_zone
from copark.monitoring.queries.places import places
from copark.monitoring.services import bulk, hours, warnings
from copark.monitoring.services.frames import Decoded, decoded, fault_rows
from copark.monitoring.services.pulse import beat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from copark.gateways.inbox.contract import Stored
    from copark.monitoring.queries.places import Places
    from copark.monitoring.services.hours import Context

CONSUMER = "monitoring"
BATCH = 2000  #: Frames of one transaction: a tenth of a second of writing at full load.


class ReadableInbox(Protocol):
    """As much of an inbox as ingest needs."""

    @property
    def name(self) -> str:
        """Name of the gateway that fills it."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """Return what lies behind a position, in order."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a batch came to."""

    frames: int = 0
    readings: int = 0
    faults: int = 0
    late: int = 0
    position: int = 0


def ingest_batch(
    inbox: ReadableInbox, *, now: datetime, limit: int = BATCH, known: Callable[[], Places] = places
) -> Ingested:
    """
    Read at most `limit` frames behind the stored position into the records, in one transaction.

    `known` gives the points; it is asked after the frames were read, so that a station the gateway
    already knew is known here too. A worker that looked seconds ago need not look again.

    Readings, newest values, hours, faults, early warnings and the new position are stored
    together. If anything fails nothing happened, and the batch is read again.
    """
    position = _position(inbox.name)
    stored = inbox.read(position, limit)
    if not stored:
        return Ingested(position=position)
    park = known()
    batch = decoded(stored, park)
    context = hours.Context(park, park_zone(), now)
    with transaction.atomic():
        if not _taken(inbox.name, position, stored[-1].position):
            return Ingested(position=position)
        late = _store(inbox.name, batch, stored, context)
    return Ingested(len(stored), len(batch.readings), len(batch.faults), late, stored[-1].position)


def _position(inbox: str) -> int:
    row = Position.objects.filter(consumer=CONSUMER, inbox=inbox)
    found = row.values_list("position", flat=True).first()
    if found is None:
        Position.objects.get_or_create(consumer=CONSUMER, inbox=inbox)
        return 0
    return found


def _taken(inbox: str, before: int, after: int) -> bool:
    """Move the position, unless somebody else has moved it since it was read."""
    row = Position.objects.filter(consumer=CONSUMER, inbox=inbox, position=before)
    beat()
    return row.update(position=after) == 1


def _store(inbox: str, batch: Decoded, stored: Sequence[Stored], context: Context) -> int:
    bulk.count_faults(fault_rows(inbox, batch.faults))
    bulk.hear((station, *found) for station, found in batch.heard.items())
    found = batch.readings
    if not len(found):
        return 0
    _store_chunks(inbox, batch, (stored[0].position, stored[-1].position), context)
    said = newest_word(found)
    last_at, is_repeated = _against_latest(said, batch.names)
    is_late = (said.at <= last_at) & ~is_repeated
    fresh, late = said.take(said.at > last_at), said.take(is_late)
    reopened = _touched(late)
    merging = fresh.take(~np.isin(tally.key_of(fresh.point, fresh.hour), reopened))
    changed, unclear = hours.merge(merging, context)
    keys = np.union1d(reopened, unclear)
    corrected = hours.recompute(keys, context, reason="LATE") if len(keys) else tally.no_hours()
    warnings.judge(fresh, [changed, corrected], context)
    _store_latest(inbox, said.take(said.at >= last_at), batch.names)
    return len(late)


def _touched(late: Readings) -> np.ndarray:
    """Return the hours that late readings re-open: those of values, not of counts and states."""
    if not len(late):
        return np.empty(0, dtype=np.int64)
    return np.unique(tally.key_of(late.point, late.hour)[late.kind < Kind.DAY])


def _store_chunks(inbox: str, batch: Decoded, span: tuple[int, int], context: Context) -> None:
    found = batch.readings
    days = days_of_hours(found.hour, context.zone)
    us = int(context.now.timestamp() * 1_000_000)
    for ordinal in np.unique(days).tolist():
        part = found.take(days == ordinal)
        Chunk.objects.create(
            day=date.fromordinal(ordinal),
            inbox=inbox,
            first=span[0],
            last=span[1],
            rows=len(part),
            names=batch.names[len(FIELDS) :],
            stored_us=us,
            payload=schema.packed(part),
        )


def _against_latest(said: Readings, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the newest time that each reading's stream had, and whether it only repeats that."""
    streams, place = np.unique(said.stream, return_inverse=True)
    last_at = np.full(len(streams), np.iinfo(np.int64).min)
    last_value, last_flag = np.full(len(streams), np.nan), np.full(len(streams), -1)
    code = {name: number for number, name in enumerate(names)}
    rows = Latest.objects.filter(point_id__in=np.unique(said.point).tolist())
    known = [
        (point, kind, code[field], at, np.nan if value is None else value, flag_code(flag))
        for point, kind, field, at, value, flag in rows.values_list(
            "point_id", "kind", "field", "at_s", "value", "flag"
        ).iterator(chunk_size=10_000)
        if field in code
    ]
    if known:
        point, kind, field, at, value, flag = (
            np.array(column) for column in zip(*known, strict=True)
        )
        stream = stream_of(point, kind, field)
        into = np.minimum(np.searchsorted(streams, stream), len(streams) - 1)
        met = streams[into] == stream
        last_at[into[met]], last_value[into[met]], last_flag[into[met]] = (
            at[met],
            value[met],
            flag[met],
        )
    same_value = (said.value == last_value[place]) | (
        np.isnan(said.value) & np.isnan(last_value[place])
    )
    repeated = (said.at == last_at[place]) & same_value & (said.flag == last_flag[place])
    return last_at[place], repeated


def _store_latest(inbox: str, newest: Readings, names: Sequence[str]) -> None:
    """Store the last reading of each stream; the readings are ordered by stream and time."""
    if not len(newest):
        return
    stream = newest.stream
    ends = np.append(stream[1:] != stream[:-1], True)
    last = newest.take(ends)
    bulk.upsert_latest(
        zip(
            last.point.tolist(),
            last.kind.tolist(),
            [names[code] for code in last.field.tolist()],
            last.at.tolist(),
            bulk.nullable(last.value),
            [FLAGS[code] for code in last.flag.tolist()],
            last.arrived.tolist(),
            [inbox] * len(last),
            last.position.tolist(),
            strict=True,
        )
    )
