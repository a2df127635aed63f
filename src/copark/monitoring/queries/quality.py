"""Read how much of what was due arrived and counts: the valid-data rate of a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Sum

from copark.monitoring.models import Day
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Mapping

HOURS_A_DAY = 24
COUNTED = {
    "valid": Sum("hours_valid"),
    "stopped": Sum("hours_stopped"),
    "invalid": Sum("hours_invalid"),
    "missing": Sum("hours_missing"),
    "replaced": Sum("hours_replaced"),
    "days": Count("pk"),
    "first": Min("day"),
    "last": Max("day"),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """Hours of one point in one quarter, by what became of them."""

    point_id: int
    valid: int
    stopped: int
    invalid: int
    missing: int
    replaced: int

    @property
    def rate(self) -> float | None:
        """
        Valid-data rate α: valid hours over all hours that were not stopped, 0 to 1.

        None when the outlet was stopped all the time, or nothing was due.
        """
        due = self.valid + self.invalid + self.missing
        return self.valid / due if due else None


def quarter_start(year: int, quarter: int) -> date:
    """Return the first day of a quarter; quarter 5 is the first of the year after."""
    return date(year + (quarter - 1) // 4, (quarter - 1) % 4 * 3 + 1, 1)


def quality(year: int, quarter: int, enterprise_id: int | None = None) -> list[Quality]:
    """Return every point that has a day in the quarter, in one query beside the registry's."""
    rows = Day.objects.filter(
        day__gte=quarter_start(year, quarter), day__lt=quarter_start(year, quarter + 1)
    )
    if enterprise_id is not None:
        rows = rows.filter(point_id__in=[point.id for point in registry.points(enterprise_id)])
    return [
        _quality(row) for row in rows.order_by("point_id").values("point_id").annotate(**COUNTED)
    ]


def years() -> list[int]:
    """Return the years that have a day, the newest first."""
    ends = Day.objects.aggregate(first=Min("day"), last=Max("day"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def _quality(row: Mapping[str, Any]) -> Quality:
    names = ("point_id", "valid", "stopped", "invalid", "missing", "replaced")
    facts = {name: int(row[name]) for name in names}
    between = (row["last"] - row["first"]).days + 1 - row["days"]
    facts["missing"] += HOURS_A_DAY * between
    return Quality(**facts)
