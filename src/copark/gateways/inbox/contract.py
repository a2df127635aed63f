"""The inbox: raw frames as evidence, durable before anybody is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Mark(StrEnum):
    """What the gateway could say of a frame without understanding it."""

    GOOD = "GOOD"
    CRC = "CRC"  # check field wrong under the station's policy
    UNKNOWN = "UNKNOWN"  # the station number is not in the roster
    PASSWORD = "PASSWORD"  # noqa: S105 - wrong password
    MALFORMED = "MALFORMED"  # no station number can be read
    NOISE = "NOISE"  # bytes that belong to no frame


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a gateway hands in: bytes, when and from whom."""

    raw: bytes  #: The frame without CR LF.
    arrived_us: int  #: Microseconds since 1970, UTC.
    peer: str
    mn: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Stored:
    """An arrival with its position: gapless, never reused."""

    position: int
    arrival: Arrival


class Inbox(Protocol):
    """Where gateways put frames and consumers read them."""

    name: str

    def append(self, arrivals: Sequence[Arrival]) -> int:
        """Store all or nothing, durably; return the last position."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """Return what lies behind a position, in order."""

    def trim(self, before: int) -> int:
        """Forget what every consumer has passed and the archive holds; return the count."""
