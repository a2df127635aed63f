"""Replace the emission of lost hours by the rule, each with its window and what stood there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.db.models import Q

from copark.kernel.periods import day_of
from copark.monitoring.calc import replacement as calc
from copark.monitoring.calc.validity import CODES, MISSING
from copark.monitoring.models import Day, Hour
from copark.monitoring.queries.calendar import hour_at, park_zone
from copark.monitoring.queries.places import mass_factors, places
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services import bulk
from copark.monitoring.services.hours import note_dirty
from copark.monitoring.services.pulse import beat

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from copark.monitoring.calc.rules import Rules

LOOK_BACK_H = 8760  #: How far back valid hours are looked for: a year. [h]
LOOK_BACK_D = 365  #: The same for days of waste water. [d]
QUARTER_MONTHS = 3
SETTLE_DAYS = 10  #: So long after its end a quarter is still worked on, with the one after it. [d]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the park's calendar, as far as it is over. Hours since 1970."""

    first: int
    last: int  #: The first hour that does not belong to it, or is not over.
    first_day: date
    last_day: date


def replace_hours(*, now: datetime, whole_years: int = 0) -> int:
    """
    Replace lost hours of this quarter, and of the last while it settles; return how many changed.

    Doing it again changes nothing, unless late data or a new rate ask for it.

    Parameters
    ----------
    now
        Hours of finished days are worked on.
    whole_years
        Work on all quarters of so many years back, after an import of history.
    """
    zone = park_zone()
    return sum(_replace_quarter(quarter, zone) for quarter in _quarters(now, zone, whole_years))


def _quarters(now: datetime, zone: ZoneInfo, years: int) -> list[Quarter]:
    today = now.astimezone(zone).date()
    begin = _quarter_start(today - timedelta(days=SETTLE_DAYS + years * 365))
    found = []
    while begin < today:
        month = begin.month + QUARTER_MONTHS
        following = date(begin.year + (month > 12), (month - 1) % 12 + 1, 1)  # noqa: PLR2004 - months
        end = min(following, today)
        first, last = (hour_at(day_of(day, zone).start) for day in (begin, end))
        found.append(Quarter(first, last, begin, end))
        begin = following
    return found


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1, 1)


@transaction.atomic
def _replace_quarter(quarter: Quarter, zone: ZoneInfo) -> int:
    known = places()
    rules = rules_on(quarter.first_day)
    changed = 0
    for factor in mass_factors(known.refs.values()):
        medium = known.refs[factor.point].medium
        if medium == "AIR":
            changed += _replace_air(factor.point, quarter, rules, zone)
        elif medium == "WATER":
            changed += _replace_water(factor.point, quarter, rules)
    if changed:
        beat()
    return changed


def _replace_air(point: int, quarter: Quarter, rules: Rules, zone: ZoneInfo) -> int:
    own = Hour.objects.filter(point_id=point)
    begin = (
        own.filter(hour__lt=quarter.last).order_by("hour").values_list("hour", flat=True).first()
    )
    if begin is None or not _has_lost(own, max(begin, quarter.first), quarter.last):
        return 0
    start = max(begin, quarter.first - LOOK_BACK_H)
    first = max(quarter.first, start) - start
    validity, mass, before = _columns(own, start, quarter.last)
    rate = calc.valid_data_rate(validity[first:])
    found = calc.replaced(validity, mass, first=first, rate=rate, rule=rules.replacement)
    after = np.full(len(validity), np.nan)
    after[found.place] = found.kg
    window = np.zeros(len(validity), dtype=np.int64)
    window[found.place] = found.window
    changed = np.flatnonzero(~np.isclose(before, after, rtol=1e-12, atol=0, equal_nan=True))
    changed = changed[changed >= first]
    _write(point, start, changed, (after, window, validity))
    if len(changed):
        note_dirty(np.full(len(changed), point), changed + start, zone)
    return len(changed)


def _has_lost(own: QuerySet[Hour], first: int, last: int) -> bool:
    """Say whether any hour of a span is lost, or still carries a replacement."""
    span = own.filter(hour__gte=first, hour__lt=last)
    good = span.filter(validity__in=("VALID", "STOPPED"), replaced_kg=None).count()
    return good < last - first


def _columns(
    own: QuerySet[Hour], start: int, last: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return validity, mass and replacement of every hour from `start`; without a row, missing."""
    validity = np.full(last - start, MISSING)
    mass, before = np.full(last - start, np.nan), np.full(last - start, np.nan)
    rows = own.filter(hour__gte=start, hour__lt=last).values_list(
        "hour", "validity", "mass_kg", "replaced_kg"
    )
    columns = list(zip(*rows, strict=True))
    if columns:
        place = np.array(columns[0]) - start
        code = {name: number for number, name in enumerate(CODES)}
        validity[place] = [code[name] for name in columns[1]]
        mass[place] = np.array(columns[2], dtype=np.float64)
        before[place] = np.array(columns[3], dtype=np.float64)
    return validity, mass, before


def _write(
    point: int, start: int, changed: np.ndarray, columns: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> None:
    after, window, validity = columns
    bulk.replace_masses(
        (
            point,
            place + start,
            CODES[validity[place]],
            None if np.isnan(after[place]) else float(after[place]),
            f"{calc.NAME}:{int(window[place])}" if window[place] else "",
            int(window[place]) or None,
        )
        for place in changed.tolist()
    )


def _replace_water(point: int, quarter: Quarter, rules: Rules) -> int:
    begin = quarter.first_day - timedelta(days=LOOK_BACK_D)
    rows = list(
        Day.objects.filter(Q(point_id=point), day__gte=begin, day__lt=quarter.last_day).order_by(
            "day"
        )
    )
    if not rows:
        return 0
    running = np.array([max(1, 24 - row.hours_stopped) for row in rows])
    share = np.array([row.hours_valid for row in rows]) / running
    stopped = np.array([row.hours_stopped == 24 for row in rows])  # noqa: PLR2004 - hours of a day
    effective = (share >= rules.water_day_share) | stopped
    mass = np.array([np.nan if row.mass_kg is None else row.mass_kg for row in rows])
    first = next(
        (place for place, row in enumerate(rows) if row.day >= quarter.first_day), len(rows)
    )
    found = calc.water_days(effective, mass, first=first)
    kg = dict(zip(found.place.tolist(), found.kg.tolist(), strict=True))
    window = dict(zip(found.place.tolist(), found.window.tolist(), strict=True))
    changed = [
        row for place, row in enumerate(rows) if place >= first and _differs(row, kg.get(place))
    ]
    for row in changed:
        place = rows.index(row)
        row.replaced_kg = kg.get(place)
        row.rule = calc.WATER_NAME if place in kg else ""
        row.window = window.get(place)
        row.hours_replaced = row.hours_invalid + row.hours_missing if place in kg else 0
    Day.objects.bulk_update(
        changed, ["replaced_kg", "rule", "window", "hours_replaced"], batch_size=200
    )
    return len(changed)


def _differs(row: Day, kg: float | None) -> bool:
    if row.replaced_kg is None or kg is None:
        return row.replaced_kg is not kg
    return not np.isclose(row.replaced_kg, kg, rtol=1e-12, atol=0)
