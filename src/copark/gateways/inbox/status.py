"""
What a gateway says of itself, in a file that anybody may read at any time.

The gateway writes it aside and renames it every few seconds. Whether it is stale is for the reader
to judge from `GatewayStatus.written_us`: only the reader has a clock to hold against it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copark.gateways import files

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class StationStatus:
    """One station of the roster, as the gateway knows it since its start."""

    mn: str
    is_connected: bool = False
    connected_since_us: int | None = None
    last_frame_us: int | None = None
    peer: str = ""
    edition: str = ""
    frames: int = 0
    rejected: int = 0  #: Stored as evidence, not acknowledged.
    crc_accepted: int = 0  #: Good only because the station's policy accepts another check field.
    last_error: str = ""
    last_error_us: int | None = None


@dataclass(frozen=True, slots=True)
class UnknownStation:
    """A station number that the roster does not have."""

    mn: str
    count: int
    peer: str
    first_us: int
    last_us: int


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """A gateway at a moment."""

    name: str
    pid: int
    host: str
    port: int
    started_us: int
    written_us: int
    state: str = "RUNNING"  #: RUNNING, or STOPPED once it has ended cleanly.
    connections: int = 0
    stations_connected: int = 0
    roster_stations: int = 0
    roster_error: str = ""
    outbox_error: str = ""
    frames: Mapping[str, int] = field(default_factory=dict)  #: By mark.
    answers: int = 0
    throttled: int = 0  #: How often a flooding connection was made to wait.
    bytes: int = 0
    dropped: Mapping[str, int] = field(
        default_factory=dict
    )  #: Counted but not stored: beyond the quota, by mark.
    refused: Mapping[str, int] = field(default_factory=dict)  #: Connections turned away, by reason.
    closed: Mapping[str, int] = field(
        default_factory=dict
    )  #: Connections ended by the gateway, by reason.
    queue_frames: int = 0
    queue_limit: int = 0
    commits: int = 0
    last_commit_ms: float = 0.0
    position: int = 0
    disk_ok: bool = True
    last_error: str = ""
    unknown_more: int = 0  #: Further unknown numbers, beyond the bounded list.
    unknown: tuple[UnknownStation, ...] = ()
    stations: tuple[StationStatus, ...] = ()


def write(folder: Path, status: GatewayStatus) -> None:
    """Write ``<name>.json`` aside and rename it, so that no reader meets half a file."""
    files.replace(folder / f"{status.name}.json", json.dumps(asdict(status), separators=(",", ":")))


def read(folder: Path) -> list[GatewayStatus]:
    """Return the status of every gateway, by name; unreadable files are passed over."""
    found = (_one(path) for path in sorted(Path(folder).glob("*.json")))
    return [status for status in found if status is not None]


def _one(path: Path) -> GatewayStatus | None:
    try:
        loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
        loaded["unknown"] = tuple(UnknownStation(**row) for row in loaded.get("unknown", ()))
        loaded["stations"] = tuple(StationStatus(**row) for row in loaded.get("stations", ()))
        return GatewayStatus(**loaded)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
