"""Read real meters in a month: what they counted, and what that stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.meters.calc.totals import Total, grade_of
from copark.meters.contracts import MeterRow
from copark.meters.queries.rules import rules_on
from copark.monitoring import queries as monitoring
from copark.registry import queries as registry

if TYPE_CHECKING:
    from copark.meters.calc.months import Month
    from copark.monitoring.contracts import CountedDays
    from copark.registry.contracts import PointRef


def real(month: Month, enterprise_id: int | None = None) -> list[MeterRow]:
    """Return every real meter in a month, also those that were silent, in a few queries."""
    counted = monitoring.counted_days(month.first, month.last)
    return [
        _row(point, counted.get(point.id), month)
        for point in registry.points(enterprise_id)
        if point.factor in monitoring.COUNTERS
    ]


def key_of(point_id: int) -> str:
    """Return the key of a real meter."""
    return f"p{point_id}"


def _row(point: PointRef, days: CountedDays | None, month: Month) -> MeterRow:
    total = (
        Total(0.0, month.hours, 0, 0, silent=1)
        if days is None
        else Total(
            days.amount,
            month.hours,
            min(days.hours_valid, month.hours),
            min(days.hours_estimated, month.hours),
            days.estimated,
        )
    )
    return MeterRow(
        key=key_of(point.id),
        name=f"{point.outlet_code} · {point.mn}",
        carrier=monitoring.COUNTERS[point.factor][0],
        unit=point.unit,
        enterprise_id=point.enterprise_id,
        total=total,
        grade=grade_of(total, rules_on(month.first).grades),
        last_day=None if days is None else days.last_day,
        main_id=point.main_id,
        station_id=point.station_id,
        outlet_id=point.outlet_id,
    )
