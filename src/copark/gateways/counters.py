"""What a gateway counts: by mark, by station, and the strangers. Bounded whatever arrives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copark.gateways.inbox.status import StationStatus, UnknownStation

if TYPE_CHECKING:
    from copark.gateways.inbox.contract import Mark


@dataclass(slots=True)
class Station:
    """Counters of one station of the roster."""

    mn: str
    connected_since_us: int | None = None
    last_frame_us: int | None = None
    peer: str = ""
    edition: str = ""
    frames: int = 0
    rejected: int = 0
    crc_accepted: int = 0
    last_error: str = ""
    last_error_us: int | None = None

    def reject(self, error: str, now_us: int) -> None:
        """Note why a frame was not acknowledged."""
        self.rejected += 1
        self.last_error = error
        self.last_error_us = now_us

    def status(self) -> StationStatus:
        """Return the counters as the status file has them."""
        return StationStatus(
            mn=self.mn,
            is_connected=self.connected_since_us is not None,
            connected_since_us=self.connected_since_us,
            last_frame_us=self.last_frame_us,
            peer=self.peer,
            edition=self.edition,
            frames=self.frames,
            rejected=self.rejected,
            crc_accepted=self.crc_accepted,
            last_error=self.last_error,
            last_error_us=self.last_error_us,
        )


@dataclass(slots=True)
class Strangers:
    """
    Station numbers that the roster does not have; when the list is full the rarest makes room.

    Parameters
    ----------
    bound
        How many are listed.
    """

    bound: int
    overflow: int = 0
    _seen: dict[str, UnknownStation] = field(default_factory=dict)

    def note(self, mn: str, peer: str, now_us: int) -> bool:
        """Count one; say whether it is new to the list."""
        before = self._seen.get(mn)
        if before is None and len(self._seen) >= self.bound:
            rarest = min(self._seen.values(), key=lambda seen: (seen.count, seen.last_us))
            del self._seen[rarest.mn]
            self.overflow += 1
        first_us = before.first_us if before else now_us
        count = before.count + 1 if before else 1
        self._seen[mn] = UnknownStation(mn, count, peer, first_us, now_us)
        return before is None

    def forget(self, mn: str) -> None:
        """Take a number off the list: it is in the roster now."""
        self._seen.pop(mn, None)

    def listed(self) -> tuple[UnknownStation, ...]:
        """Return the list, the most frequent first."""
        return tuple(sorted(self._seen.values(), key=lambda seen: (-seen.count, seen.mn)))


@dataclass(slots=True)
class Counters:
    """Everything a gateway counts."""

    strangers: Strangers
    frames: Counter[Mark] = field(default_factory=Counter)
    dropped: Counter[Mark] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    answers: int = 0
    throttled: int = 0  #: How often a flooding connection was made to wait.
    stations: dict[str, Station] = field(
        default_factory=dict
    )  #: Only of the roster, so bounded by it.

    def station(self, mn: str) -> Station:
        """Return the counters of a station of the roster."""
        found = self.stations.get(mn)
        if found is None:
            found = self.stations[mn] = Station(mn)
        return found
