"""What a platform may change in a running logger, and the clock it runs by."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.devices.reports import HOUR, MINUTE, REAL_TIME

if TYPE_CHECKING:
    from demo.devices.config import Logger

NAMES = {REAL_TIME: "real_time", MINUTE: "minute", HOUR: "hour"}


class Clock:
    """Wall time, perhaps faster: seconds since 1970."""

    def __init__(self, start: float | None = None, speed: float = 1.0) -> None:
        self._begun = time.monotonic()
        self._start = time.time() if start is None else start
        self.speed = speed

    def now(self) -> float:
        return self._start + (time.monotonic() - self._begun) * self.speed

    async def sleep_until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()) / self.speed))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a logger waits, in seconds of the wall, and how often it repeats."""

    over_time: float = 5.0
    retries: int = 3
    first_pause: float = 1.0
    longest_pause: float = 30.0


@dataclass(slots=True)
class Settings:
    """The state of a logger that requests may read and write."""

    password: str
    intervals: dict[str, int]  #: By command code. [s]
    key: bytes | None
    patience: Patience
    is_streaming: bool = True
    clock_error: float = 0.0  #: What the logger's clock is ahead of true time. [s]
    seen: list[str] = field(default_factory=list)  #: Request numbers answered lately.

    @classmethod
    def of(cls, logger: Logger, patience: Patience) -> Settings:
        intervals = {cn: logger.intervals[name] for cn, name in NAMES.items()}
        key = logger.sm4_key if logger.edition == "2025" else None
        return cls(logger.password, intervals, key, patience)
