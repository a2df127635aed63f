"""The worker: reads inboxes, rolls days, seals the archive, keeps watch. Reads the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from copark.gateways import roster
from copark.gateways.inbox import sqlite
from copark.kernel.errors import Refused
from copark.monitoring.queries.places import places
from copark.monitoring.services import (
    compacting,
    ingest,
    repairing,
    replacing,
    rolling,
    sealing,
    silence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from threading import Event

    from copark.monitoring.queries.places import Places

log = structlog.get_logger()

IDLE_S = 0.25  #: Between looks into an inbox that does not fill a batch: what a live value waits.
POINTS_S = 5.0  #: How long the worker may go without noticing that the registry changed.
TROUBLE_S = 2.0  #: After a failure, so that a broken database is not hammered.


@dataclass(slots=True)
class Duty:
    """Something that the worker does again and again."""

    name: str
    every_s: float
    run: Callable[[datetime], object]
    wait_s: float = 0.0  #: Before the first time.
    due: float = 0.0


@dataclass(slots=True)
class Worker:
    """One worker: its inboxes, opened once, and its duties."""

    folder: Path
    duties: list[Duty]
    inboxes: dict[str, sqlite.SqliteInbox] = field(default_factory=dict)
    points: Places | None = None
    points_until: float = 0.0
    told: roster.Stamp | None = None  #: What the gateways had been told when the points were read.

    def known(self) -> Places:
        """Return the points of the park: seconds old at most, and never older than the roster."""
        clock, told = time.monotonic(), roster.stamp(Path(settings.COPARK_ROSTER))
        if self.points is None or clock >= self.points_until or told != self.told:
            self.points, self.points_until, self.told = places(), clock + POINTS_S, told
        return self.points

    def look(self, now: datetime) -> int:
        """Ingest what waits in each inbox, a batch of each; return the frames of the fullest."""
        return max((self._ingest(name, now) for name in sqlite.names(self.folder)), default=0)

    def keep(self, now: datetime, clock: float) -> None:
        """Do the duties that are due."""
        for duty in self.duties:
            if clock >= duty.due:
                duty.due = clock + duty.every_s
                self._attempt(duty, now)

    def close(self) -> None:
        """Let go of the inboxes."""
        for inbox in self.inboxes.values():
            inbox.close()

    def _ingest(self, name: str, now: datetime) -> int:
        inbox = self.inboxes.get(name)
        if inbox is None:
            inbox = self.inboxes[name] = sqlite.SqliteInbox(self.folder, name)
        done = ingest.ingest_batch(inbox, now=now, known=self.known)
        if done.frames:
            log.debug(
                "monitoring.batch.ingested",
                inbox=name,
                frames=done.frames,
                readings=done.readings,
                faults=done.faults,
                late=done.late,
                position=done.position,
            )
        return done.frames

    def _attempt(self, duty: Duty, now: datetime) -> None:
        try:
            done = duty.run(now)
        except Refused as refusal:
            log.warning(
                "monitoring.duty.refused", duty=duty.name, code=refusal.code, reason=refusal.message
            )
        except Exception:  # the border: one duty that fails must not end the others
            log.exception("monitoring.duty.failed", duty=duty.name)
        else:
            log.debug("monitoring.duty.done", duty=duty.name, result=str(done))


def duties() -> list[Duty]:
    """Return what the worker does beside ingesting, and how often."""
    return [
        Duty("roll", 2, lambda now: rolling.roll_days(now=now)),
        # after a pause of the whole system stations first get the time to speak again
        Duty("stations", 30, lambda now: silence.watch_stations(now=now), wait_s=120),
        Duty("gateways", 10, lambda now: silence.watch_gateways(now=now)),
        Duty("seal", 60, lambda now: sealing.seal_due(now=now)),
        Duty("compact", 3600, lambda now: compacting.compact_due(now=now)),
        Duty("replace", 6 * 3600, lambda now: replacing.replace_hours(now=now), wait_s=60),
    ]


def run_worker(stop: Event, also: Iterable[Duty] = ()) -> None:
    """
    Work until told to stop. A batch that fails is told of and tried again; nothing is lost.

    `also` are duties of the domains above, which this one does not know.
    """
    worker = Worker(Path(settings.COPARK_INBOX), [*duties(), *also])
    for duty in worker.duties:
        duty.due = time.monotonic() + duty.wait_s
    log.info("monitoring.worker.started", inbox=str(worker.folder))
    try:
        while not stop.is_set():
            stop.wait(_turn(worker))
    finally:
        worker.close()
        connection.close()
        log.info("monitoring.worker.stopped")


def _turn(worker: Worker) -> float:
    """Do one turn; return how long to rest before the next. [s]"""
    now = datetime.now(UTC)
    try:
        frames = worker.look(now)
        worker.keep(now, time.monotonic())
    except Refused as refusal:
        log.warning("monitoring.batch.refused", code=refusal.code, reason=refusal.message)
        _repair(refusal, now)
    except Exception:  # the border: told once a turn, tried again
        log.exception("monitoring.batch.failed")
        close_old_connections()
    else:
        return 0.0 if frames >= ingest.BATCH else IDLE_S
    return TROUBLE_S


def _repair(refusal: Refused, now: datetime) -> None:
    """Rebuild a segment that a batch stumbled over, so that the next turn can pass."""
    name = refusal.facts.get("segment")
    if refusal.code == "archive.segment.unreadable" and isinstance(name, str):
        done = repairing.repair_segment(name=name, now=now)
        log.warning(
            "monitoring.segment.set_aside", name=done.name, fault=done.fault, rebuilt=done.rebuilt
        )
