"""The part of a month that has been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel.periods import month_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the park's zone, as far as it has been."""

    year: int
    month: int
    start: datetime
    end: datetime  #: Up to, and without; the running month ends with the last whole hour.
    first: date
    last: date  #: Up to, and without.

    @property
    def hours(self) -> int:
        """Hours due of every meter."""
        return max(int((self.end - self.start).total_seconds() // 3600), 0)

    @property
    def name(self) -> str:
        """As in an address: `2026-11`."""
        return f"{self.year}-{self.month:02d}"


def month(year: int, number: int, zone: ZoneInfo, now: datetime) -> Month:
    """
    Return a month as far as it has been by `now`.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> month(2026, 2, ZoneInfo("UTC"), datetime(2026, 2, 1, 5, 30, tzinfo=UTC)).hours
    5
    >>> month(2026, 2, ZoneInfo("UTC"), datetime(2026, 5, 1, tzinfo=UTC)).hours
    672
    """
    whole = month_of(year, number, zone)
    end = min(whole.end, now.replace(minute=0, second=0, microsecond=0))
    return Month(
        year, number, whole.start, end, whole.start.astimezone(zone).date(),
        whole.end.astimezone(zone).date(),
    )  # fmt: skip
