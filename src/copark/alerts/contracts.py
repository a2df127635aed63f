"""An early warning as it crosses a border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Raised:
    """Something asks for a response. One open warning per (domain, kind, subject, rule)."""

    domain: str  #: Who raised it, e.g. ``monitoring``.
    kind: str  #: What the subject is, e.g. ``point``.
    subject_id: str
    rule: str  #: e.g. ``limit.hour``, ``silent``, ``gateway.disk``.
    level: str  #: NOTE, ATTENTION or ALARM.
    at: datetime
    enterprise_id: int | None
    title_en: str
    title_zh: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    url: str = ""  #: Page of the subject.


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """An early warning as a list or the screen shows it."""

    id: int
    rule: str
    level: str
    state: str  #: OPEN, ACKNOWLEDGED or CLOSED.
    raised_at: datetime
    closed_at: datetime | None
    enterprise_id: int | None
    title_en: str
    title_zh: str
    value: float | None
    limit: float | None
    unit: str
    url: str
    domain: str = ""
    kind: str = ""
    subject_id: str = ""
    last_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: int | None = None
    times: int = 1
    peak: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of an early warning."""

    at: datetime
    verb: str  #: RAISED, LEVEL, ACKNOWLEDGED or CLOSED.
    user_id: int | None
    note: str
