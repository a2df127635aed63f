"""
Many frames, one flush: the writer thread between the connections and the inbox.

A flush costs the same for one frame as for hundreds. So frames wait a few milliseconds for company,
are committed together, and only then is every waiting connection told that it may answer.

When the inbox refuses (a full disk), nothing is told and nothing is thrown away: the same group is
tried again, the queue behind it fills, and a full queue makes the gateway stop reading, so that TCP
tells the devices to wait. When space returns the group is committed and the devices get their
answers.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import structlog

from copark.gateways.inbox.sqlite import InboxUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copark.gateways.inbox.contract import Arrival, Inbox

    Release = Callable[[BaseException | None], None]
    Soon = Callable[[Callable[[], None]], object]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many frames wait, how long, and for what."""

    group_frames: int = 512  #: A group of this size is committed without further waiting.
    wait_seconds: float = 0.003  #: How long a frame waits for company.
    queue_frames: int = (
        20_000  #: From here on the gateway stops reading (about 12 MB of usual frames).
    )
    queue_bytes: int = 32 * 1024 * 1024  #: The same bound for unusually long ones.
    retry_seconds: float = 1.0  #: Pause before a refused group is tried again.


class Waiting(NamedTuple):
    """What one connection handed in, and whom to tell."""

    arrivals: Sequence[Arrival]
    release: Release


@dataclass(slots=True)
class Health:
    """What the status file says of the inbox."""

    is_well: bool = True
    error: str = ""
    commit_ms: float = 0.0
    commits: int = 0
    position: int = 0


class GroupCommit:
    """
    Commit what connections hand in, in groups, on a thread of its own.

    Parameters
    ----------
    inbox
        Where frames become durable.
    soon
        Runs a function on the loop of the connections (``loop.call_soon_threadsafe``).
    bounds
        Sizes of the group and of the queue.
    on_full, on_room
        Told, on the loop, when the gateway has to stop reading and when it may read again.
    """

    def __init__(
        self,
        inbox: Inbox,
        soon: Soon,
        bounds: Bounds | None = None,
        *,
        on_full: Callable[[], None] = lambda: None,
        on_room: Callable[[], None] = lambda: None,
    ) -> None:
        self.health = Health()
        self._inbox = inbox
        self._soon = soon
        self._bounds = bounds or Bounds()
        self._on_full = on_full
        self._on_room = on_room
        self._wakeup = threading.Condition()
        self._queue: deque[Waiting] = deque()
        self._frames = 0
        self._bytes = 0
        self._lost = 0
        self._is_full = False
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)

    @property
    def depth(self) -> int:
        """Frames handed in and not yet durable."""
        return self._frames

    @property
    def is_full(self) -> bool:
        """Whether the gateway has to stop reading."""
        return self._is_full

    def start(self) -> None:
        """Start the writer."""
        self._thread.start()

    def submit(self, arrivals: Sequence[Arrival], release: Release) -> None:
        """
        Queue frames; `release` is called on the loop once they are durable, or with the reason why
        never.

        Never refuses: the bound is kept by whoever stops reading at `on_full`, and what was read by
        then is at most one buffer.
        """
        with self._wakeup:
            self._queue.append(Waiting(arrivals, release))
            self._count(arrivals, 1)
            became_full = not self._is_full and self._is_over(1)
            self._is_full = self._is_full or became_full
            self._wakeup.notify()
        if became_full:
            self._on_full()

    def close(self, seconds: float = 5.0) -> int:
        """Commit what is queued, then stop; return how many frames could not be made durable."""
        with self._wakeup:
            self._is_closing = True
            self._wakeup.notify()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return self._frames + self._lost

    def _count(self, arrivals: Sequence[Arrival], sign: int) -> None:
        self._frames += sign * len(arrivals)
        self._bytes += sign * sum(len(arrival.raw) for arrival in arrivals)

    def _is_over(self, share: float) -> bool:
        bounds = self._bounds
        return (
            self._frames >= share * bounds.queue_frames or self._bytes >= share * bounds.queue_bytes
        )

    def _run(self) -> None:
        while group := self._next_group():
            failure = self._commit([arrival for waiting in group for arrival in waiting.arrivals])
            self._release(group, failure)

    def _next_group(self) -> list[Waiting]:
        """Wait for frames, then a little for company; empty when there is nothing left to do."""
        with self._wakeup:
            self._wakeup.wait_for(lambda: self._queue or self._is_closing)
            deadline = time.monotonic() + self._bounds.wait_seconds
            while self._frames < self._bounds.group_frames and not self._is_closing:
                if not self._wakeup.wait(max(0.0, deadline - time.monotonic())):
                    break
            group: list[Waiting] = []
            frames = 0
            while self._queue and frames < self._bounds.group_frames:
                group.append(self._queue.popleft())
                frames += len(group[-1].arrivals)
            return group

    def _commit(self, arrivals: list[Arrival]) -> BaseException | None:
        """Make a group durable, however long the inbox refuses; return why that will never be."""
        while True:
            begin = time.perf_counter()
            try:
                self.health.position = self._inbox.append(arrivals)
            except InboxUnavailable as refusal:
                self._ail(refusal)
                if self._is_closing:
                    return refusal
                self._pause()
            except Exception as error:
                log.exception("gateways.inbox.broken", frames=len(arrivals))
                self.health.error = str(error)
                return error
            else:
                self._recover((time.perf_counter() - begin) * 1000)
                return None

    def _ail(self, refusal: InboxUnavailable) -> None:
        if self.health.is_well:
            log.error("gateways.inbox.refused", code=refusal.code, reason=refusal.message)
        self.health.is_well = False
        self.health.error = refusal.message

    def _recover(self, milliseconds: float) -> None:
        if not self.health.is_well:
            log.warning("gateways.inbox.recovered", waited=self._frames)
            self.health.is_well = True
        self.health.commit_ms = milliseconds
        self.health.commits += 1

    def _pause(self) -> None:
        with self._wakeup:
            self._wakeup.wait_for(lambda: self._is_closing, self._bounds.retry_seconds)

    def _release(self, group: list[Waiting], failure: BaseException | None) -> None:
        with self._wakeup:
            for waiting in group:
                self._count(waiting.arrivals, -1)
                self._lost += len(waiting.arrivals) if failure else 0
            has_room = self._is_full and not self._is_over(0.5)
            self._is_full = self._is_full and not has_room

        def tell() -> None:
            for waiting in group:
                waiting.release(failure)
            if has_room:
                self._on_room()

        with suppress(
            RuntimeError
        ):  # the loop is gone, and with it every connection that could be told
            self._soon(tell)
