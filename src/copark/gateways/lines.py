"""Who is on the line: which connections are open, and which station speaks on which."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.gateways.counters import Counters
    from copark.gateways.judge import Judgement, Sender
    from copark.gateways.limits import Limits
    from copark.protocols.hj212.envelope import Envelope

SWEPT_AT_ONCE = 500  #: Connections checked before the loop may do something else.


class Line(Protocol):
    """A connection, as far as others deal with it."""

    sender: Sender
    mns: set[str]  #: Stations that have spoken here.

    def send(self, frame: bytes) -> bool:
        """Send a command of the platform; False when the line is gone."""

    def hold(self, reason: str) -> None:
        """Stop reading until `let` is called for the same reason."""

    def let(self, reason: str) -> None:
        """Read again unless something else forbids it."""

    def check(self, now: float) -> None:
        """Close what only costs."""

    def close(self, reason: str) -> None:
        """End the connection and count why."""

    def finish(self) -> None:
        """End the connection gently, after its last answer."""


class Lines:
    """
    The connections of a gateway, and which station is on which.

    Parameters
    ----------
    limits
        How many there may be.
    counters
        Where it is noted since when a station is connected.
    now_us
        The calendar.
    on_heard
        Told of every good frame.
    """

    def __init__(
        self,
        limits: Limits,
        counters: Counters,
        now_us: Callable[[], int],
        on_heard: Callable[[Envelope, bytes], None],
    ) -> None:
        self._limits = limits
        self._counters = counters
        self._now_us = now_us
        self._on_heard = on_heard
        self._open: set[Line] = set()
        self._by_address: Counter[str] = Counter()
        self._by_mn: dict[str, Line] = {}

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Line, address: str) -> str:
        """Take a new connection in; or say in a word why not."""
        if len(self._open) >= self._limits.connections:
            return "full"
        if self._by_address[address] >= self._limits.connections_per_address:
            return "address"
        self._open.add(connection)
        self._by_address[address] += 1
        return ""

    def leave(self, connection: Line) -> None:
        """Let a connection go."""
        if connection not in self._open:
            return
        self._open.discard(connection)
        address = connection.sender.address
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]
        for mn in connection.mns:
            if self._by_mn.get(mn) is connection:
                del self._by_mn[mn]
                if mn in self._counters.stations:
                    self._counters.station(mn).connected_since_us = None

    def heard(self, connection: Line, judgement: Judgement) -> None:
        """Take note of a good frame: the newest line of a station is the one for commands."""
        if judgement.envelope is None or judgement.arrival is None:
            return
        mn = judgement.envelope.mn
        if self._by_mn.get(mn) is not connection:
            self._by_mn[mn] = connection
            connection.mns.add(mn)
            self._counters.station(mn).connected_since_us = self._now_us()
        self._on_heard(judgement.envelope, judgement.arrival.raw)

    def of(self, mn: str) -> Line | None:
        """Return the line on which a station spoke last."""
        return self._by_mn.get(mn)

    def stations(self) -> set[str]:
        """Name the stations on the line."""
        return set(self._by_mn)

    def hold(self, reason: str) -> None:
        """Stop reading everywhere."""
        for connection in self._open:
            connection.hold(reason)

    def let(self, reason: str) -> None:
        """Read again everywhere."""
        for connection in list(self._open):
            connection.let(reason)

    async def sweep(self, now: float) -> None:
        """Close the connections that only cost."""
        for count, connection in enumerate(list(self._open), 1):
            connection.check(now)
            if count % SWEPT_AT_ONCE == 0:
                await asyncio.sleep(0)

    def finish(self) -> None:
        """End every connection after its last answer."""
        for connection in list(self._open):
            connection.finish()

    def abort(self) -> None:
        """End every connection now."""
        for connection in list(self._open):
            connection.close("shutdown")
