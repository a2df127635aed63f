"""What all connections of a gateway share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copark.gateways.judge import Moment
from copark.gateways.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.gateways.counters import Counters
    from copark.gateways.inbox.groupcommit import GroupCommit
    from copark.gateways.judge import Judge
    from copark.gateways.limits import Limits
    from copark.gateways.lines import Lines


@dataclass(slots=True)
class Clock:
    """The two clocks of a gateway, given by whoever starts it."""

    now_us: Callable[[], int]  #: Microseconds since 1970, UTC.
    steady: Callable[[], float]  #: Seconds of a clock that is never set. [s]

    def moment(self) -> Moment:
        """Read both."""
        return Moment(self.now_us(), self.steady())


@dataclass(slots=True)
class House:
    """What all connections of a gateway share."""

    limits: Limits
    judge: Judge
    counters: Counters
    commit: GroupCommit
    register: Lines
    clock: Clock
    #: Warnings in the log, so that nobody fills it by calling often.
    talk: Quota = field(init=False)
    #: One for all: it is emptied before the loop reads again.
    buffer: memoryview = field(init=False)

    def __post_init__(self) -> None:
        limits = self.limits
        self.talk = Quota(
            limits.warnings_per_address, limits.warnings_total, limits.warnings_seconds
        )
        self.buffer = memoryview(bytearray(self.limits.read_bytes))
