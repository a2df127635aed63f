"""A whole gateway: door, judge, inbox, commands and status under one roof."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from copark.gateways.counters import Counters, Strangers
from copark.gateways.exchange import Exchange, Patience
from copark.gateways.house import Clock, House
from copark.gateways.inbox import status
from copark.gateways.inbox.groupcommit import Bounds, GroupCommit
from copark.gateways.judge import Judge
from copark.gateways.limits import Limits
from copark.gateways.lines import Lines
from copark.gateways.listener import listen
from copark.gateways.outbox import Outbox
from copark.gateways.roster import Roster

if TYPE_CHECKING:
    from pathlib import Path

    from copark.gateways.inbox.contract import Inbox
    from copark.gateways.lines import Line

log = structlog.get_logger()
SWEEP_SECONDS = 1.0  #: How often connections and the roster are looked at. [s]
STATUS_SECONDS = 2.0  #: How often the status file is written. [s]
COMMIT_SECONDS = 5.0  #: How long a closing gateway waits for the disk. [s]
GOODBYE_SECONDS = 2.0  #: How long a closing gateway waits for the last answers to leave. [s]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a gateway finds its files, all under the data folder."""

    data: Path

    @property
    def inbox(self) -> Path:
        """Folder of the inboxes."""
        return self.data / "inbox"

    @property
    def roster(self) -> Path:
        """The stations that are known."""
        return self.data / "roster.json"

    @property
    def outbox(self) -> Path:
        """Commands to stations."""
        return self.data / "outbox.sqlite3"

    @property
    def status(self) -> Path:
        """Folder of the status files."""
        return self.data / "status"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a gateway is told once."""

    folders: Folders
    name: str = "hj212"
    host: str = "127.0.0.1"
    port: int = 9212
    limits: Limits = field(default_factory=Limits)
    bounds: Bounds = field(default_factory=Bounds)
    patience: Patience = field(default_factory=Patience)


class Gateway:
    """
    Listen, keep, answer.

    Parameters
    ----------
    settings
        Where, and within which bounds.
    inbox
        Where frames become durable.
    clock
        The calendar and the steady clock.
    """

    def __init__(self, settings: Settings, inbox: Inbox, clock: Clock) -> None:
        self.port = settings.port
        self.counters = Counters(Strangers(settings.limits.unknown_listed))
        self._settings = settings
        self._clock = clock
        self._inbox = inbox
        self._started_us = clock.now_us()
        self._roster = Roster(settings.folders.roster)
        self._exchange = Exchange(
            Outbox(settings.folders.outbox),
            settings.name,
            self._roster,
            clock,
            self._line_of,
            settings.patience,
        )
        self._lines = Lines(settings.limits, self.counters, clock.now_us, self._exchange.heard)
        self._commit: GroupCommit | None = None
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the door."""
        settings = self._settings
        self._commit = GroupCommit(
            self._inbox,
            asyncio.get_running_loop().call_soon_threadsafe,
            settings.bounds,
            on_full=self._stop_reading,
            on_room=self._read_again,
        )
        house = House(
            limits=settings.limits,
            judge=Judge(self._roster, self.counters, settings.limits),
            counters=self.counters,
            commit=self._commit,
            register=self._lines,
            clock=self._clock,
        )
        self._server = await listen(house, settings.host, settings.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._commit.start()
        self._write_status("RUNNING")
        self._tasks = [
            asyncio.create_task(turn, name=name)
            for name, turn in (
                ("sweep", self._sweep()),
                ("status", self._report()),
                ("outbox", self._exchange.run()),
            )
        ]
        log.info(
            "gateways.gateway.started",
            gateway=settings.name,
            host=settings.host,
            port=self.port,
            stations=len(self._roster),
        )

    async def stop(self) -> None:
        """Accept no more, make durable what was read, answer it, say goodbye."""
        if self._server is None or self._commit is None:
            return
        self._server.close()
        self._lines.hold("shutdown")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        lost = await asyncio.to_thread(self._commit.close, COMMIT_SECONDS)
        await asyncio.sleep(0)  # the last releases are called, and write the last answers
        self._lines.finish()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                while len(self._lines):  # noqa: ASYNC110 - each line tells of its own end
                    await asyncio.sleep(0.01)
        self._lines.abort()
        self._write_status("STOPPED")
        log.info("gateways.gateway.stopped", gateway=self._settings.name, unacknowledged=lost)

    def status(self, state: str = "RUNNING") -> status.GatewayStatus:
        """Say how things stand."""
        counters, commit, on_line = self.counters, self._commit, self._lines.stations()
        health = commit.health if commit else None
        return status.GatewayStatus(
            name=self._settings.name,
            pid=os.getpid(),
            host=self._settings.host,
            port=self.port,
            started_us=self._started_us,
            written_us=self._clock.now_us(),
            state=state,
            connections=len(self._lines),
            stations_connected=len(on_line),
            roster_stations=len(self._roster),
            roster_error=self._roster.error,
            outbox_error=self._exchange.error,
            frames={mark.value: count for mark, count in counters.frames.items()},
            answers=counters.answers,
            throttled=counters.throttled,
            bytes=counters.bytes,
            dropped={mark.value: count for mark, count in counters.dropped.items()},
            refused=dict(counters.refused),
            closed=dict(counters.closed),
            queue_frames=commit.depth if commit else 0,
            queue_limit=self._settings.bounds.queue_frames,
            commits=health.commits if health else 0,
            last_commit_ms=round(health.commit_ms, 3) if health else 0.0,
            position=health.position if health else 0,
            disk_ok=health.is_well if health else True,
            last_error=health.error if health else "",
            unknown_more=counters.strangers.overflow,
            unknown=counters.strangers.listed(),
            stations=tuple(station.status() for station in counters.stations.values()),
        )

    def _line_of(self, mn: str) -> Line | None:
        return self._lines.of(mn)

    def _stop_reading(self) -> None:
        log.warning("gateways.queue.filled", frames=self._commit.depth if self._commit else 0)
        self._lines.hold("queue")

    def _read_again(self) -> None:
        log.info("gateways.queue.drained")
        self._lines.let("queue")

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self._lines.sweep(self._clock.steady())
            if self._roster.refresh():
                self._follow_roster()

    def _follow_roster(self) -> None:
        """Let the counters follow a new roster: strangers become stations, and stations leave."""
        for stranger in self.counters.strangers.listed():
            if self._roster.get(stranger.mn):
                self.counters.strangers.forget(stranger.mn)
        for mn in [mn for mn in self.counters.stations if self._roster.get(mn) is None]:
            del self.counters.stations[mn]
            self._exchange.forget(mn)
        log.info("gateways.roster.read", stations=len(self._roster))

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(STATUS_SECONDS)
            await asyncio.to_thread(self._write_status, "RUNNING")

    def _write_status(self, state: str) -> None:
        try:
            status.write(self._settings.folders.status, self.status(state))
        except OSError as error:  # a full disk: the reader sees that the file grows old
            log.warning("gateways.status.refused", reason=str(error))
