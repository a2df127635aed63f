"""Read how masses run over the months of a year, and metered energy over the hours of a day."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, F, Sum
from django.db.models.functions import Cast, Mod, Substr

from copark.monitoring import contracts
from copark.monitoring.calc.roles import COUNTERS
from copark.monitoring.models import Day, Hour
from copark.monitoring.queries.calendar import hour_at, park_zone
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from copark.registry.contracts import PointRef

HOURS_A_DAY = 24
GRAM = Decimal("0.001")


def mass_of_months(
    year: int, enterprise_id: int | None = None, factors: frozenset[str] | None = None
) -> list[contracts.MassOfMonth]:
    """Return the monitored mass of each factor at each outlet, by month; replaced hours count."""
    points = {
        point.id: point
        for point in registry.points(enterprise_id)
        if factors is None or point.factor in factors
    }
    month_of = Substr(Cast("day", CharField()), len("2026-0"), len("07"))
    rows = Day.objects.filter(point_id__in=points, day__year=year)
    sums = rows.values("point_id", month=month_of).annotate(
        kg=Sum("mass_kg"), replaced=Sum("replaced_kg"), days=Count("pk")
    )
    return [
        _month(points[row["point_id"]], year, row)
        for row in sums.order_by("point_id", "month")
        if row["kg"] is not None or row["replaced"] is not None
    ]


def _month(point: PointRef, year: int, row: Mapping[str, Any]) -> contracts.MassOfMonth:
    return contracts.MassOfMonth(
        enterprise_id=point.enterprise_id,
        outlet_id=point.outlet_id,
        medium=point.medium,
        is_indirect=point.is_indirect,
        factor=point.factor,
        year=year,
        month=int(row["month"]),
        kg=Decimal(repr((row["kg"] or 0.0) + (row["replaced"] or 0.0))).quantize(GRAM),
        days=row["days"],
    )


def hours_of_day(
    start: datetime, end: datetime, enterprise_ids: frozenset[int] | None = None
) -> list[contracts.HourOfDay]:
    """
    Return the mean of each metered carrier in each hour of the park's clock, all meters together.

    Hours that a meter missed are left out of its mean; the means of the meters are added up.
    """
    points = {
        point.id: COUNTERS[point.factor]
        for point in registry.points()
        if point.factor in COUNTERS
        and (enterprise_ids is None or point.enterprise_id in enterprise_ids)
    }
    rows = Hour.objects.filter(
        point_id__in=points,
        hour__gte=hour_at(start),
        hour__lt=hour_at(end),
        validity__in=("VALID", "STOPPED"),
    )
    of_day = Mod(F("hour") + _offset_h(start), HOURS_A_DAY)
    sums = rows.values("point_id", of_day=of_day).annotate(amount=Sum("total"), hours=Count("pk"))
    added: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    units = dict(COUNTERS.values())
    for row in sums.order_by("point_id", "of_day"):
        carrier, _unit = points[row["point_id"]]
        into = added[carrier, int(row["of_day"])]
        into[0] += Decimal(repr(row["amount"] or 0.0)) / row["hours"]
        into[1] += row["hours"]
    return [
        contracts.HourOfDay(hour, carrier, mean.quantize(GRAM), units[carrier], int(hours))
        for (carrier, hour), (mean, hours) in sorted(added.items())
    ]


def _offset_h(moment: datetime) -> int:
    offset = park_zone().utcoffset(moment)
    return 0 if offset is None else int(offset.total_seconds()) // 3600
