"""What inventories hand to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

OPEN, SUBMITTED, RETURNED, ACCEPTED, CLOSED = (
    "OPEN",
    "SUBMITTED",
    "RETURNED",
    "ACCEPTED",
    "CLOSED",
)
STATES = (OPEN, SUBMITTED, RETURNED, ACCEPTED, CLOSED)
LOCKED = frozenset({SUBMITTED, ACCEPTED, CLOSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the inventory of an enterprise's year stands; id 0 if nobody has touched it."""

    id: int
    enterprise_id: int
    year: int
    state: str
    version: int
    due: date | None

    @property
    def is_locked(self) -> bool:
        return self.state in LOCKED


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about an inventory."""

    version: int
    at: datetime
    user_id: int | None
    verb: str
    note: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is right that lies out of the expected range."""

    key: str
    text: str
    at: datetime
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Version:
    """A closed version."""

    id: int
    version: int
    at: datetime
    user_id: int | None
    reason: str
    sha256: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Boundary:
    """A change of what an enterprise is."""

    id: int
    enterprise_id: int
    kind: str  #: MERGED, SPLIT or CLOSED.
    day: date
    other_id: int | None
    plant: str
    note: str


@dataclass(frozen=True, slots=True)
class NewBoundary:
    """A change of boundary to be written down."""

    enterprise_id: int
    kind: str
    day: date
    other_id: int | None
    plant: str
    note: str


@dataclass(frozen=True, slots=True)
class ToClose:
    """What is frozen when an inventory closes."""

    figures: Mapping[str, Any]  #: By domain, then by language.
    pack: bytes
    sha256: str
