"""By when an inventory is due, and from when on to remind of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from copark.kernel import tables
from copark.kernel.figure import Source


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day of the next year on which an inventory is due."""

    month: int
    day: int
    remind_days: int
    source: Source

    def of(self, year: int) -> date:
        """Return the day on which the inventory of a year is due."""
        return date(year + 1, self.month, self.day)


def deadline(text: str) -> Deadline:
    r"""
    Return the deadline of handing in from its table.

    Examples
    --------
    >>> table = "step,month,day,days_before_reminder,source,confidence\n"
    >>> deadline(table + "submit,3,31,30,park's own rule,seen").of(2025)
    datetime.date(2026, 3, 31)
    """
    row = next(row for row in tables.rows(text) if row["step"] == "submit")
    return Deadline(
        int(row["month"]),
        int(row["day"]),
        int(row["days_before_reminder"]),
        Source(row["source"], row["confidence"]),
    )


def urgency(due: date, today: date, remind_days: int) -> str:
    """
    Return how pressing it is: nothing yet, ``NOTE`` within the days before, ``ATTENTION`` after.

    Examples
    --------
    >>> urgency(date(2026, 3, 31), date(2026, 3, 15), 30)
    'NOTE'
    >>> urgency(date(2026, 3, 31), date(2026, 4, 1), 30)
    'ATTENTION'
    """
    if today > due:
        return "ATTENTION"
    return "NOTE" if today >= due - timedelta(days=remind_days) else ""
