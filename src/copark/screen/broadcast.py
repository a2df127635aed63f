"""
One reader, many listeners: each listener gets what is new to it, the latest always.

A snapshot is a mapping of part names to JSON texts. A part that did not change keeps its text,
so that what a listener lacks is found by comparing, however many snapshots it slept through.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog

from copark.web import sse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

log = structlog.get_logger()

INTERVAL = 1.0  #: Shortest time between two snapshots. [s]
HEARTBEAT = 10.0  #: Longest silence on a connection. [s]
LIFETIME = 900.0  #: Then the browser connects anew, and its rights are looked at again. [s]
LISTENERS = 200  #: Connections one process carries; each is a socket and a few kilobytes.


class Reader(Protocol):
    """Reads the records in a thread of its own."""

    def __call__(self, known: Mapping[str, str]) -> Mapping[str, str]:
        """Return the parts as they are now; parts that did not change keep their text."""


@dataclass(eq=False, slots=True)
class Slot:
    """What one listener has seen, and a bell; nothing queues here."""

    seen: Mapping[str, str] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)


class Broadcast:
    """The one watcher of a web process and its listeners. Runs only while somebody listens."""

    def __init__(
        self,
        read: Reader,
        *,
        interval: float = INTERVAL,
        heartbeat: float = HEARTBEAT,
        lifetime: float = LIFETIME,
        most: int = LISTENERS,
    ) -> None:
        self._read = read
        self._interval = interval
        self._heartbeat = heartbeat
        self._lifetime = lifetime
        self._most = most
        self._parts: Mapping[str, str] = {}
        self._slots: set[Slot] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        return len(self._slots)

    @property
    def is_full(self) -> bool:
        return len(self._slots) >= self._most

    async def messages(self) -> AsyncIterator[str]:
        """Yield what is new, as events, until the listener goes; a beat when nothing is."""
        slot = Slot()
        self._slots.add(slot)
        self._wake()
        try:
            async for message in self._messages(slot):
                yield message
        finally:
            self._slots.discard(slot)
            self._rest()

    async def _messages(self, slot: Slot) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        end = loop.time() + self._lifetime
        while loop.time() < end:
            if new := self._new_to(slot):
                yield f"event: parts\ndata: {new}\n\n"
            with suppress(TimeoutError):
                async with asyncio.timeout(self._heartbeat):
                    await slot.bell.wait()
            if not slot.bell.is_set():
                yield f": heartbeat\n{sse.BEAT}"
            slot.bell.clear()

    def _new_to(self, slot: Slot) -> str:
        parts, seen = self._parts, slot.seen
        slot.seen = parts
        new = [name for name, text in parts.items() if seen.get(name) != text]
        gone = [name for name in seen if name not in parts]
        pairs = [f'"{name}":{parts[name]}' for name in new] + [f'"{name}":null' for name in gone]
        return "{" + ",".join(pairs) + "}" if pairs else ""

    def _wake(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch())

    def _rest(self) -> None:
        if not self._slots and self._task is not None:
            self._task.cancel()
            self._task = None
            self._parts = {}

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, thread_name_prefix="screen")
        try:
            while True:
                begun = loop.time()
                self._take(await loop.run_in_executor(thread, self._attempt))
                await asyncio.sleep(max(0.0, begun + self._interval - loop.time()))
        finally:
            thread.shutdown(wait=False)  # waiting here would hold up the whole web process

    def _attempt(self) -> Mapping[str, str]:
        try:
            return self._read(self._parts)
        except Exception:
            log.exception("screen.snapshot.failed")
            return self._parts

    def _take(self, parts: Mapping[str, str]) -> None:
        if parts is self._parts:
            return
        self._parts = parts
        for slot in self._slots:
            slot.bell.set()
