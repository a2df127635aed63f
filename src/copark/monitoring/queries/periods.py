"""Read hours, days, masses of a year and metered energy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Max, Min, Sum
from django.db.models.functions import Cast, Substr

from copark.monitoring import contracts
from copark.monitoring.calc.roles import COUNTERS
from copark.monitoring.calc.vocabulary import Kind, flags_of
from copark.monitoring.models import Day, FrameFault, Hour, Mark, Revision
from copark.monitoring.queries.calendar import hour_at, park_zone, start_of
from copark.registry import queries as registry
from copark.registry.contracts import KEEP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.registry.contracts import PointRef

MINUTES = 60
_HOUR_COLUMNS = (
    "hour",
    "count",
    "total",
    "low",
    "high",
    "basis",
    "validity",
    "valid_minutes",
    "stopped_minutes",
    "flags",
    "mass_kg",
    "replaced_kg",
    "rule",
    "window",
)
_BASES = ["", *(kind.name for kind in Kind if kind)]  #: By code of the kind of message.
_GRAM = Decimal("0.001")


def hours(point_id: int, start: datetime, end: datetime) -> list[contracts.HourValue]:
    """
    Return every hour of a period, in order; those without a reading as MISSING.

    Hours after the last one that was heard are left out: they have not failed, they have not been.
    """
    first, last = hour_at(start), hour_at(end)
    rows = Hour.objects.filter(point_id=point_id, hour__gte=first, hour__lt=last).order_by("hour")
    point = point_of(point_id)
    is_counter = bool(point and point.factor in COUNTERS)
    keeps = bool(point and point.outage == KEEP)
    found: list[contracts.HourValue] = []
    expected = first
    for row in rows.values_list(*_HOUR_COLUMNS):
        if expected != row[0]:
            found += [_missing(point_id, hour) for hour in range(expected, row[0])]
        found.append(_hour(point_id, row, is_counter=is_counter, keeps=keeps))
        expected = row[0] + 1
    return found


def days(point_id: int, first: date, last: date) -> list[contracts.DayValue]:
    """Return the days from `first` up to, and without, `last` that have a row, in order."""
    rows = Day.objects.filter(point_id=point_id, day__gte=first, day__lt=last).order_by("day")
    return [_day(row) for row in rows]


def mass_of_year(
    year: int, enterprise_id: int | None = None, factors: frozenset[str] | None = None
) -> list[contracts.MassOfYear]:
    """
    Return the monitored mass of each factor at each outlet in a year, replaced hours included.

    Days without a row count as missing hours between the first and the last day that has one.
    `factors` narrows to those asked for, which spares reading the days of all others.
    """
    points = {
        point.id: point
        for point in registry.points(enterprise_id)
        if factors is None or point.factor in factors
    }
    rows = Day.objects.filter(day__year=year)
    if enterprise_id is not None or factors is not None:
        rows = rows.filter(point_id__in=points)
    sums = rows.values("point_id").annotate(
        kg=Sum("mass_kg"),
        replaced=Sum("replaced_kg"),
        valid=Sum("hours_valid"),
        hours_replaced_sum=Sum("hours_replaced"),
        stopped=Sum("hours_stopped"),
        missing=Sum("hours_missing"),
        invalid=Sum("hours_invalid"),
        days=Count("pk"),
        first=Min("day"),
        last=Max("day"),
        rated=Count("mass_kg"),
        filled=Count("replaced_kg"),
    )
    return [
        _mass(points[row["point_id"]], year, row)
        for row in sums.order_by("point_id")
        if row["point_id"] in points and (row["rated"] or row["filled"])
    ]


def metered(
    start_day: date, end_day: date, enterprise_id: int | None = None
) -> list[contracts.MeteredEnergy]:
    """Return what each enterprise's meters counted, by carrier and day, without `end_day`."""
    points = _main_meters(enterprise_id)
    rows = Day.objects.filter(point_id__in=points, day__gte=start_day, day__lt=end_day)
    sums: dict[tuple[int, str, date], list[Decimal]] = {}
    columns = ("point_id", "day", "total", "hours_valid")
    for point_id, day, amount, valid in rows.order_by("day", "point_id").values_list(*columns):
        point = points[point_id]
        carrier, _unit = COUNTERS[point.factor]
        into = sums.setdefault((point.enterprise_id, carrier, day), [Decimal(0)] * 3)
        into[0] += Decimal(repr(amount or 0.0))
        into[1] += valid
        into[2] += 1
    return [_metered(key, *into) for key, into in sums.items()]


def _main_meters(enterprise_id: int | None) -> dict[int, PointRef]:
    """Return counters that no other one counts too, by point."""
    return {
        point.id: point
        for point in registry.points(enterprise_id)
        if point.factor in COUNTERS and point.main_id is None
    }


def metered_months(year: int, enterprise_id: int | None = None) -> list[contracts.MeteredMonth]:
    """Return what each enterprise's meters counted, by carrier and month, as the database adds."""
    points = _main_meters(enterprise_id)
    rows = Day.objects.filter(point_id__in=points, day__year=year)
    month_of = Substr(Cast("day", CharField()), len("2026-0"), len("07"))  # no function of ours
    found = rows.values("point_id", month=month_of).annotate(amount=Sum("total"), days=Count("pk"))
    sums: dict[tuple[int, str, int], tuple[Decimal, int]] = {}
    for row in found.order_by("point_id", "month"):
        point = points[row["point_id"]]
        key = (point.enterprise_id, COUNTERS[point.factor][0], int(row["month"]))
        amount, counted = sums.get(key, (Decimal(0), 0))
        fresh = Decimal(repr(row["amount"] or 0.0)).quantize(_GRAM)
        sums[key] = (amount + fresh, max(counted, row["days"]))
    units = dict(COUNTERS.values())
    return [
        contracts.MeteredMonth(enterprise, carrier, year, month, amount, units[carrier], counted)
        for (enterprise, carrier, month), (amount, counted) in sorted(sums.items())
    ]


def faults(limit: int = 100, mns: Sequence[str] | None = None) -> list[contracts.Fault]:
    """Return the newest faults of frames, counted by station, reason and hour."""
    rows = FrameFault.objects.order_by("-last_us", "-pk")
    if mns is not None:
        rows = rows.filter(mn__in=mns)
    return [
        contracts.Fault(
            inbox=row.inbox,
            mn=row.mn,
            code=row.code,
            sentence=row.sentence,
            count=row.count,
            first_position=row.position,
            last_position=row.last_position,
            last_at=start_of(0) + timedelta(microseconds=row.last_us),
        )
        for row in rows[:limit]
    ]


def marks(outlet_id: int, start: datetime, end: datetime) -> list[contracts.MarkRow]:
    """Return the marks that touch a period, in order."""
    rows = Mark.objects.filter(outlet_id=outlet_id, start__lt=end, end__gt=start).order_by("start")
    names = contracts.MarkRow.__dataclass_fields__
    return [contracts.MarkRow(**row) for row in rows.values(*names)]


def marked_hours(outlet_id: int, year: int) -> dict[str, float]:
    """Return the hours that each kind of mark has used up at an outlet in a year. [h]"""
    zone = park_zone()
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    used: dict[str, float] = {}
    for mark in marks(outlet_id, begin, end):
        seconds = (min(mark.end, end) - max(mark.start, begin)).total_seconds()
        used[mark.kind] = used.get(mark.kind, 0.0) + seconds / 3600
    return used


def revisions(point_id: int, start: datetime, end: datetime) -> list[contracts.RevisionRow]:
    """Return what late, corrected or marked data changed in a period, the newest first."""
    rows = Revision.objects.filter(
        point_id=point_id, hour__gte=hour_at(start), hour__lt=hour_at(end)
    ).order_by("-revised_at", "-pk")
    return [
        contracts.RevisionRow(
            row.point_id, start_of(row.hour), row.revised_at, row.reason, row.before, row.after
        )
        for row in rows
    ]


def point_of(point_id: int) -> PointRef | None:
    """Return a point with its places and limits."""
    return registry.point_ref(point_id)


def _hour(point_id: int, row: tuple, *, is_counter: bool, keeps: bool) -> contracts.HourValue:
    hour, count, total, low, high, basis, validity, valid, filled, flags, *found = row
    mass, replaced, rule, window = found
    return contracts.HourValue(
        point_id=point_id,
        start=start_of(hour),
        mean=total / count if count and not is_counter else None,
        low=low,
        high=high,
        total=total if is_counter and valid | filled and not (keeps and filled) else None,
        count=count,
        basis=_BASES[basis],
        validity=validity,
        coverage=valid.bit_count() / MINUTES,
        flags=flags_of(flags),
        mass_kg=mass,
        replaced_kg=replaced,
        rule=rule,
        window=window,
    )


def _missing(point_id: int, hour: int) -> contracts.HourValue:
    return contracts.HourValue(
        point_id,
        start_of(hour),
        None,
        None,
        None,
        None,
        0,
        "",
        "MISSING",
        0.0,
        "",
        None,
        None,
        "",
        None,
    )


def _day(row: Day) -> contracts.DayValue:
    names = contracts.DayValue.__dataclass_fields__
    facts = {name: getattr(row, name) for name in names if name != "flags"}
    return contracts.DayValue(**facts, flags=flags_of(row.flags))


def _mass(point: PointRef, year: int, row: Mapping[str, Any]) -> contracts.MassOfYear:
    kg = Decimal(repr((row["kg"] or 0.0) + (row["replaced"] or 0.0))).quantize(_GRAM)
    between = (row["last"] - row["first"]).days + 1 - row["days"]
    return contracts.MassOfYear(
        enterprise_id=point.enterprise_id,
        outlet_id=point.outlet_id,
        medium=point.medium,
        is_indirect=point.is_indirect,
        factor=point.factor,
        year=year,
        kg=kg,
        hours_valid=row["valid"],
        hours_replaced=row["hours_replaced_sum"],
        hours_stopped=row["stopped"],
        hours_missing=row["missing"] + row["invalid"] - row["hours_replaced_sum"] + 24 * between,
        first_day=row["first"],
        last_day=row["last"],
    )


def _metered(
    key: tuple[int, str, date], amount: Decimal, valid: Decimal, meters: Decimal
) -> contracts.MeteredEnergy:
    enterprise_id, carrier, day = key
    unit = next(unit for name, unit in COUNTERS.values() if name == carrier)
    coverage = (valid / (24 * meters)).quantize(Decimal("0.0001"))
    return contracts.MeteredEnergy(
        enterprise_id, carrier, day, amount.quantize(_GRAM), unit, coverage
    )
