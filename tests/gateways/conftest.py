from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import pytest

from copark.gateways import roster
from copark.gateways.exchange import Patience
from copark.gateways.gateway import Folders, Gateway, Settings
from copark.gateways.house import Clock
from copark.gateways.inbox.groupcommit import Bounds
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.gateways.limits import Limits
from tests.gateways.wire import KNOWN, PASSWORD, Line


class SetClock:
    """A clock that the test sets: both of them move together."""

    def __init__(self) -> None:
        self.offset = 0.0

    def forward(self, seconds: float) -> None:
        self.offset += seconds

    def now_us(self) -> int:
        return int((time.time() + self.offset) * 1e6)

    def steady(self) -> float:
        return time.monotonic() + self.offset


class Site:
    """A running gateway with everything that a test wants to look at."""

    def __init__(self, gateway: Gateway, inbox, clock: SetClock, folders: Folders) -> None:
        self.gateway, self.inbox, self.clock, self.folders = gateway, inbox, clock, folders
        self.lines: list[Line] = []

    async def call(self, mn: str = KNOWN) -> Line:
        line = Line(*await asyncio.open_connection("127.0.0.1", self.gateway.port), mn)
        self.lines.append(line)
        return line

    def publish(self, *entries: roster.Entry) -> None:
        roster.write(self.folders.roster, entries)

    def stored(self):
        return [stored.arrival for stored in self.inbox.read(0, 100_000)]

    def marks(self) -> list[str]:
        return [arrival.mark.value for arrival in self.stored()]


async def eventually(condition, seconds: float = 5.0) -> None:
    """Wait for something that another task or thread brings about."""
    for _ in count():
        if condition():
            return
        seconds -= 0.01
        assert seconds > 0, "it did not happen in time"
        await asyncio.sleep(0.01)


@pytest.fixture
def run_gateway(tmp_path):
    """Start a gateway as ``async with run_gateway(limits=…) as site``."""

    @asynccontextmanager
    async def run(inbox=None, limits=None, bounds=None, patience=None, entries=None):
        folders = Folders(tmp_path)
        known = [roster.Entry(KNOWN, PASSWORD), roster.Entry("NEIGHBOUR0001", PASSWORD)]
        roster.write(folders.roster, known if entries is None else entries)
        clock = SetClock()
        settings = Settings(
            folders,
            port=0,
            limits=limits or Limits(),
            bounds=replace(bounds or Bounds(), retry_seconds=0.05),
            patience=patience or Patience(poll_seconds=0.02),
        )
        chosen = inbox if inbox is not None else SqliteInbox(folders.inbox, settings.name)
        gateway = Gateway(settings, chosen, Clock(clock.now_us, clock.steady))
        await gateway.start()
        site = Site(gateway, chosen, clock, folders)
        try:
            yield site
        finally:
            for line in site.lines:
                line.close()
            await gateway.stop()
            if hasattr(chosen, "close"):
                chosen.close()

    return run
