"""
A data logger: measures, reports, waits for the answer, and keeps what was not acknowledged.

What falls due is queued, connected or not. One report is under way at a time; it is repeated with
the same request number until it is acknowledged, and goes back to the head of its queue when the
connection ends first. So the platform sees each report at least once, and can tell repetitions.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copark.protocols.hj212 import encoding
from copark.protocols.hj212.cp import BEIJING
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.encoding import Header
from demo.devices.link import Dropped, Link
from demo.devices.replies import Replies
from demo.devices.reports import HOUR, MINUTE, REAL_TIME, Memory, begins
from demo.devices.settings import Patience, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.protocols.hj212.encoding import Item
    from copark.protocols.hj212.envelope import Envelope
    from demo.devices.config import Logger
    from demo.devices.settings import Clock

LIVE = 120  #: Real-time reports kept while they cannot be sent.
KEPT = 2_000  #: Minute and hour reports kept: two weeks of ten minutes.
LATE = 60.0  #: A report sent so long after it fell due counts as resent. [s]
STAGGER = 0.3  #: Loggers do not all speak in the same moment: part of an interval, and
LONGEST_STAGGER = 3.0  #: no more than this. [s]
STRAY = (b"\x00\xff\x7f", b"+++ATH\r\n", b"##??")
ONE_IN = 3  #: With a bad line, one message in so many arrives with a wrong check field.


@dataclass(slots=True)
class Report:
    """What fell due, with its request number."""

    cn: str
    at: float
    due: float
    qn: str
    items: Sequence[Item]


class DataLogger:
    """
    One simulated station.

    Parameters
    ----------
    told
        From the configuration.
    host, port
        Where the platform listens.
    clock
        Shared by the fleet.
    seed
        Of the fleet.
    patience
        Times of the wall.
    """

    def __init__(
        self,
        told: Logger,
        host: str,
        port: int,
        clock: Clock,
        *,
        seed: int = 0,
        patience: Patience | None = None,
    ) -> None:
        self.told = told
        self.acknowledged = 0
        self._where = (host, port)
        self._clock = clock
        self._draw = random.Random(f"{seed}/{told.mn}")
        self.settings = Settings.of(told, patience or Patience())
        year = datetime.fromtimestamp(clock.now(), BEIJING).year
        self.memory = Memory(told, seed=seed, year=year)
        self._replies = Replies(told, self.settings, self.memory, clock)
        self._live: deque[Report] = deque(maxlen=LIVE)
        self._kept: deque[Report] = deque(maxlen=KEPT)
        self._news = asyncio.Event()
        self._stagger = self._draw.uniform(0, STAGGER)
        self._last_qn = 0
        self._dropped: int | None = None

    @property
    def waiting(self) -> int:
        """Reports not yet acknowledged."""
        return len(self._live) + len(self._kept)

    async def run(self) -> None:
        """Measure and report until cancelled."""
        async with asyncio.TaskGroup() as group:
            for cn in (REAL_TIME, MINUTE, HOUR):
                group.create_task(self._measure(cn))
            group.create_task(self._stay_connected())

    async def _measure(self, cn: str) -> None:
        """Queue a report whenever one falls due; skip real-time ones that were missed."""
        due = self._clock.now()
        while True:
            interval = self.settings.intervals[cn]
            if interval <= 0:
                await asyncio.sleep(1)
                due = self._clock.now()
                continue
            oldest = self._clock.now() - (0 if cn == REAL_TIME else KEPT * interval)
            due = begins(max(due, oldest), interval) + interval
            await self._clock.sleep_until(due + min(self._stagger * interval, LONGEST_STAGGER))
            self._fall_due(cn, due, interval)

    def _fall_due(self, cn: str, due: float, interval: float) -> None:
        if cn == REAL_TIME:
            is_silent = not self.settings.is_streaming or self._trouble("lost") is not None
            at, items = due, [] if is_silent else self.memory.moment(due)
        else:
            at = due - interval
            items = self.memory.interval(cn, at, due)
        if items:
            queue = self._live if cn == REAL_TIME else self._kept
            queue.append(Report(cn, at, due, self._request_number(), items))
            self._news.set()

    def _request_number(self) -> str:
        """Return the moment in milliseconds, never the same twice."""
        now = int((self._clock.now() + self.settings.clock_error) * 1000)
        self._last_qn = max(now, self._last_qn + 1)
        return encoding.request_number(_moment(self._last_qn / 1000))

    async def _stay_connected(self) -> None:
        pause = self.settings.patience.first_pause
        while True:
            before = self.acknowledged
            with contextlib.suppress(OSError):
                await self._connect()
            patience = self.settings.patience
            pause = patience.first_pause if self.acknowledged > before else pause * 2
            pause = min(pause, patience.longest_pause)
            await asyncio.sleep(pause * self._draw.uniform(0.5, 1.0))

    async def _connect(self) -> None:
        """Live through one connection; raise what ended it."""
        link = Link(*await asyncio.open_connection(*self._where))
        replies: set[asyncio.Task[None]] = set()

        async def obey(envelope: Envelope, raw: bytes) -> None:
            # Beside the reports, so that acknowledgements are heard meanwhile.
            task = asyncio.create_task(self._obey(link, envelope, raw))
            replies.add(task)
            task.add_done_callback(replies.discard)

        # No task group: its error would hide a cancellation that comes in the same moment.
        tasks = {asyncio.create_task(link.listen(obey)), asyncio.create_task(self._send(link))}
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in (*tasks, *replies):
                task.cancel()
            await asyncio.gather(*tasks, *replies, return_exceptions=True)
            await link.close()

    async def _obey(self, link: Link, envelope: Envelope, raw: bytes) -> None:
        with contextlib.suppress(OSError):  # the platform asked, and hung up
            await self._replies.answer(link, envelope, raw)

    async def _send(self, link: Link) -> None:
        while True:
            await self._wait_for_news()
            queue = self._live or self._kept
            report = queue[0]
            await self._deliver(link, report)
            if queue and queue[0] is report:  # a full queue may have let go of it meanwhile
                queue.popleft()

    async def _wait_for_news(self) -> None:
        """Wait until there is something to say and nothing in the way of saying it."""
        while True:
            dropped = self._trouble("disconnect")
            if dropped is not None and dropped != self._dropped:
                self._dropped = dropped
                message = "the logger hangs up"
                raise Dropped(message)
            if self.waiting and self._trouble("gap") is None:
                return
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._news.wait()
            if self._trouble("gap") is not None:
                await asyncio.sleep(min(1.0, 10 / self._clock.speed))

    async def _deliver(self, link: Link, report: Report) -> None:
        times = 2 if self._trouble("resend") is not None else 1
        for _ in range(times):
            if self._trouble("noise") is not None:
                await link.send(self._draw.choice(STRAY))
            is_bad = self._trouble("broken_crc") is not None and self._draw.randrange(ONE_IN) == 0
            frames = self._frames(report)
            for place, frame in enumerate(frames):
                first = self._frames(report, Check.BAD)[place] if is_bad else frame
                await self._deliver_one(link, report, [first, frame])
        self.acknowledged += 1

    async def _deliver_one(self, link: Link, report: Report, attempts: list[bytes]) -> None:
        """Send until acknowledged; a line that stays silent is given up."""
        if not self.told.wants_answer:
            await link.send(attempts[-1])
            return
        patience = self.settings.patience
        for attempt in range(1 + patience.retries):
            frame = attempts[min(attempt, 1)]
            if await link.ask(frame, report.qn, patience.over_time):
                return
        message = f"no answer to {report.qn}"
        raise Dropped(message)

    def _frames(self, report: Report, check: Check | None = None) -> list[bytes]:
        header = Header(
            self.told.mn,
            report.cn,
            self.told.st,
            self.settings.password,
            report.qn,
            self.told.edition,
            self.told.wants_answer,
            rf=self._clock.now() - report.due > max(LATE, 2 * self.settings.intervals[REAL_TIME]),
        )
        return encoding.packets(
            header,
            _moment(report.at),
            report.items,
            key=self.settings.key,
            check=check or Check(self.told.crc),
        )

    def _trouble(self, kind: str) -> int | None:
        return self.memory.trouble(kind, self._clock.now())


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
