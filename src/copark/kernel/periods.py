"""Half-open periods of a calendar in a named zone. The clock is never read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, and without, `end`; both aware."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        """Say whether the moment lies in the period."""
        return self.start <= moment < self.end

    @property
    def hours(self) -> int:
        """Whole hours in the period."""
        return int((self.end - self.start).total_seconds() // 3600)


def day_of(day: date, zone: ZoneInfo) -> Period:
    """
    Return the day as a period in its zone.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> day_of(date(2026, 1, 1), ZoneInfo("Asia/Shanghai")).hours
    24
    """
    return Period(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def month_of(year: int, month: int, zone: ZoneInfo) -> Period:
    """Return the month as a period in its zone."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(_midnight(date(year, month, 1), zone), _midnight(following, zone))


def year_of(year: int, zone: ZoneInfo) -> Period:
    """
    Return the year as a period in its zone.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> year_of(2024, ZoneInfo("Asia/Shanghai")).hours
    8784
    """
    return Period(_midnight(date(year, 1, 1), zone), _midnight(date(year + 1, 1, 1), zone))


def hour_start(moment: datetime) -> datetime:
    """Return the start of the hour in UTC; the park's zones differ by whole hours."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
