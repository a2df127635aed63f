"""Roll days from their hours, and give hours their mass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from copark.monitoring.calc import rolling as calc
from copark.monitoring.calc.validity import CODES
from copark.monitoring.models import DirtyDay, Hour
from copark.monitoring.queries.calendar import days_of_hours, hours_of_day, park_zone
from copark.monitoring.queries.places import mass_factors, places, roles_of
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services import bulk
from copark.monitoring.services.pulse import beat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from copark.monitoring.calc.rules import Rules
    from copark.monitoring.queries.places import Places

AT_ONCE = 4000  #: Days of points rolled in one transaction.
MONTH_OF_POINTS = 1500  #: Days of points whose hours are read at once.
DAY_COLUMNS = (
    "point_id",
    "day",
    "validity",
    "hours_valid",
    "hours_stopped",
    "hours_invalid",
    "hours_missing",
    "hours_replaced",
    "hours_estimated",
    "mean",
    "low",
    "high",
    "total",
    "estimated",
    "mass_kg",
    "replaced_kg",
    "rule",
    "flags",
)


@dataclass(frozen=True, slots=True)
class _Task:
    """Neighbouring days to roll alike, of points whose outlets they concern."""

    points: list[int]
    days: list[date]
    span: range  #: Hours of the days.
    due: int  #: Hours that each of them should have by now. [h]
    rules: Rules


@dataclass(frozen=True, slots=True)
class _Facts:
    zone: ZoneInfo
    masses: list[calc.MassFactor]
    roles: calc.Roles


@transaction.atomic
def roll_days(*, now: datetime, limit: int = AT_ONCE) -> int:
    """
    Roll days whose hours changed; return how many days of points were waiting.

    The hours of a flow change the mass of every concentration at its outlet, so that whole outlets
    are rolled.
    """
    waiting = list(DirtyDay.objects.order_by("day", "point_id")[:limit])
    if not waiting:
        return 0
    known = places()
    facts = _Facts(park_zone(), mass_factors(known.refs.values()), roles_of(known))
    for task in _tasks(waiting, known, facts.zone, now):
        _roll(task, facts)
    DirtyDay.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    beat()
    return len(waiting)


def _tasks(
    waiting: Iterable[DirtyDay], known: Places, zone: ZoneInfo, now: datetime
) -> list[_Task]:
    """Sort what waits into tasks; days of the same points are rolled a month at a time."""
    outlets: dict[date, set[int]] = {}
    for row in waiting:
        if row.point_id in known.refs:
            outlets.setdefault(row.day, set()).add(known.refs[row.point_id].outlet_id)
    at_outlet: dict[int, list[int]] = {}
    for ref in known.refs.values():
        at_outlet.setdefault(ref.outlet_id, []).append(ref.id)
    tasks: list[_Task] = []
    for day, found in outlets.items():
        points = [point for outlet in sorted(found) for point in at_outlet[outlet]]
        span = hours_of_day(day, zone)
        due = min(len(span), max(0, int(now.timestamp()) // 3600 - span.start))
        task = _Task(points, [day], span, max(due, 1), rules_on(day))
        if tasks and _go_together(tasks[-1], task):
            before = tasks.pop()
            task = replace(task, days=[*before.days, day], span=range(before.span.start, span.stop))
        tasks.append(task)
    return tasks


def _go_together(before: _Task, task: _Task) -> bool:
    return (
        before.span.stop == task.span.start
        and (before.points, before.due, before.rules) == (task.points, task.due, task.rules)
        and len(before.days) * len(task.points) < MONTH_OF_POINTS
    )


def _roll(task: _Task, facts: _Facts) -> None:
    hours = rolled_hours(_rows(task.points, task.span))
    if not len(hours.point):
        return
    masses = calc.masses(hours, facts.masses)
    changed = np.flatnonzero(~np.isclose(masses, hours.mass, rtol=1e-12, atol=0, equal_nan=True))
    bulk.update_masses(
        zip(
            bulk.nullable(masses[changed]),
            hours.point[changed].tolist(),
            hours.hour[changed].tolist(),
            strict=True,
        )
    )
    days = days_of_hours(hours.hour, facts.zone)
    store_days(calc.days_of(hours, masses, days, facts.roles, due=task.due, rules=task.rules))


def _rows(points: list[int], span: range) -> list[tuple]:
    rows = Hour.objects.filter(point_id__in=points, hour__gte=span.start, hour__lt=span.stop)
    return list(
        rows.order_by("point_id", "hour").values_list(
            "point_id",
            "hour",
            "validity",
            "count",
            "total",
            "low",
            "high",
            "flags",
            "mass_kg",
            "replaced_kg",
            "valid_minutes",
            "stopped_minutes",
        )
    )


def rolled_hours(rows: list[tuple]) -> calc.RolledHours:
    """Return rows of hours as columns."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 12
    code = {name: number for number, name in enumerate(CODES)}
    ints, floats = np.int64, np.float64
    return calc.RolledHours(
        point=np.array(columns[0], dtype=ints),
        hour=np.array(columns[1], dtype=ints),
        validity=np.array([code[name] for name in columns[2]], dtype=ints),
        count=np.array(columns[3], dtype=ints),
        total=np.array(columns[4], dtype=floats),
        low=np.array(columns[5], dtype=floats),
        high=np.array(columns[6], dtype=floats),
        flags=np.array(columns[7], dtype=ints),
        mass=np.array(columns[8], dtype=floats),
        replaced=np.array(columns[9], dtype=floats),
        valid=np.array(columns[10], dtype=ints),
        stopped=np.array(columns[11], dtype=ints),
    )


def store_days(days: calc.Days) -> None:
    """Write days as they now are."""
    rules = np.where(days.hours_replaced > 0, "hours", "")
    bulk.upsert_days(
        DAY_COLUMNS,
        zip(
            days.point.tolist(),
            [date.fromordinal(d).isoformat() for d in days.day.tolist()],
            [CODES[code] for code in days.validity.tolist()],
            days.hours_valid.tolist(),
            days.hours_stopped.tolist(),
            days.hours_invalid.tolist(),
            days.hours_missing.tolist(),
            days.hours_replaced.tolist(),
            days.hours_estimated.tolist(),
            *(
                bulk.nullable(getattr(days, name))
                for name in ("mean", "low", "high", "total", "estimated", "mass", "replaced")
            ),
            rules.tolist(),
            days.flags.tolist(),
            strict=True,
        ),
    )
