"""How a logger obeys: each request gets 9011, the data it asks for, and 9012."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copark.protocols.hj212 import encoding
from copark.protocols.hj212.commands import may_be_encrypted
from copark.protocols.hj212.cp import time_of
from copark.protocols.hj212.decoding import decode
from copark.protocols.hj212.encoding import Header
from copark.protocols.hj212.errors import Malformed
from demo.devices.reports import DAY, HOUR, MINUTE, REAL_TIME, starts_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.protocols.hj212.envelope import Envelope
    from demo.devices.config import Logger
    from demo.devices.link import Link
    from demo.devices.reports import Memory
    from demo.devices.settings import Clock, Settings

ACCEPTED, WRONG_PASSWORD, WRONG_COMMAND = 1, 3, 8  # QnRtn
DONE, WRONG_CONDITION, NO_DATA = 1, 3, 100  # ExeRtn
HISTORY = 1_000  #: Intervals sent for one request; what is older or more is left out.
REMEMBERED = 64  #: Request numbers known as answered.


class Replies:
    """Answer the requests of the platform."""

    def __init__(self, told: Logger, settings: Settings, memory: Memory, clock: Clock) -> None:
        self._told = told
        self._settings = settings
        self._memory = memory
        self._clock = clock
        self._gets: dict[str, Callable[[], str]] = {
            "1011": lambda: f"SystemTime={encoding.stamp(self._now())}",
            "1061": lambda: f"RtdInterval={settings.intervals[REAL_TIME]}",
            "1063": lambda: f"MinInterval={settings.intervals[MINUTE] // 60}",
        }
        self._sets: dict[str, Callable[[dict[str, str]], None]] = {
            "1000": self._set_patience,
            "1012": self._set_time,
            "1014": self._set_key,
            "1062": lambda said: self._set_interval(REAL_TIME, int(said["RtdInterval"])),
            "1064": lambda said: self._set_interval(MINUTE, int(said["MinInterval"]) * 60),
            "1072": self._set_password,
            REAL_TIME: lambda _: self._stream(on=True),
        }

    async def answer(self, link: Link, envelope: Envelope, raw: bytes) -> None:
        """Obey a request once, however often it comes; say no where it cannot be obeyed."""
        result = self._judged(envelope)
        if envelope.cn == "2012" and result == ACCEPTED:
            self._stream(on=False)
            await link.send(encoding.notification_answer(envelope))
            return
        await link.send(encoding.request_answer(envelope, result))
        if result != ACCEPTED or self._is_repeated(envelope.qn):
            return
        try:
            said = decode(raw, key=self._settings.key).extra
            done = await self._execute(link, envelope, said)
        except (Malformed, KeyError, ValueError):
            done = WRONG_CONDITION
        await link.send(encoding.execution_result(envelope, done))

    def _judged(self, envelope: Envelope) -> int:
        known = {*self._gets, *self._sets, MINUTE, HOUR, DAY, "2012"}
        if envelope.cn not in known:
            return WRONG_COMMAND
        return ACCEPTED if envelope.pw == self._settings.password else WRONG_PASSWORD

    def _is_repeated(self, qn: str) -> bool:
        seen = self._settings.seen
        if qn in seen:
            return True
        seen.append(qn)
        del seen[:-REMEMBERED]
        return False

    async def _execute(self, link: Link, envelope: Envelope, said: dict[str, str]) -> int:
        if envelope.cn in self._gets:
            await link.send(self._frame(envelope, self._gets[envelope.cn]()))
            return DONE
        if envelope.cn in self._sets:
            self._sets[envelope.cn](said)
            return DONE
        return await self._history(link, envelope, said)

    async def _history(self, link: Link, envelope: Envelope, said: dict[str, str]) -> int:
        begin, end = time_of(said["BeginTime"]), time_of(said["EndTime"])
        if begin is None or end is None or begin > end:
            return WRONG_CONDITION
        interval = 86_400 if envelope.cn == DAY else self._settings.intervals[envelope.cn]
        if interval <= 0:
            return NO_DATA
        last = min(end.timestamp(), self._clock.now() - interval)
        starts = starts_between(begin.timestamp(), last, interval)[-HISTORY:]
        parts = []
        for start in starts:
            items = self._memory.interval(envelope.cn, start, start + interval)
            parts += encoding.data_parts(_moment(start), items) if items else []
        for number, cp in enumerate(parts, start=1):
            packet = (len(parts), number) if len(parts) > 1 else (0, 0)
            await link.send(self._frame(envelope, cp, packet))
        return DONE if parts else NO_DATA

    def _frame(self, envelope: Envelope, cp: str, packet: tuple[int, int] = (0, 0)) -> bytes:
        """Write data that were asked for: same request number, no further answer wanted."""
        header = Header(
            self._told.mn,
            envelope.cn,
            self._told.st,
            self._settings.password,
            envelope.qn,
            envelope.edition,
            pnum=packet[0],
            pno=packet[1],
        )
        key = self._settings.key if may_be_encrypted(envelope.cn) else None
        return encoding.encode(header, cp, key=key)

    def _now(self) -> datetime:
        return _moment(self._clock.now() + self._settings.clock_error)

    def _set_time(self, said: dict[str, str]) -> None:
        given = time_of(said["SystemTime"])
        if given is None:
            raise ValueError
        self._settings.clock_error = given.timestamp() - self._clock.now()

    def _set_interval(self, cn: str, seconds: int) -> None:
        if seconds <= 0:
            raise ValueError
        self._settings.intervals[cn] = seconds

    def _set_password(self, said: dict[str, str]) -> None:
        self._settings.password = said["NewPW"]

    def _set_key(self, said: dict[str, str]) -> None:
        self._settings.key = bytes.fromhex(said["NewSK"])

    def _set_patience(self, said: dict[str, str]) -> None:
        self._settings.patience = replace(
            self._settings.patience,
            over_time=float(said["OverTime"]),
            retries=int(said["ReCount"]),
        )

    def _stream(self, *, on: bool) -> None:
        self._settings.is_streaming = on


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
