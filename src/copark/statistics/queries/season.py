"""The months of several years beside each other, and how a day of metered energy runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from copark.base.recent import recent
from copark.energy import queries as energy
from copark.monitoring import queries as monitoring
from copark.statistics.calc import season
from copark.statistics.calc.trends import exact_sum
from copark.statistics.queries import amounts, months

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.monitoring.contracts import HourOfDay
    from copark.statistics.contracts import Place
    from copark.statistics.queries.questions import Question

YEARS = 4
DAYS = 28  #: Whole weeks, so that every weekday counts as often.
ELECTRICITY = "electricity"


@dataclass(frozen=True, slots=True)
class Months:
    """One year: amounts by month, and each month's ratio to their mean."""

    year: int
    amounts: dict[int, Decimal]
    indices: dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Seasons:
    """Several years, and the usual one."""

    unit: str
    years: tuple[Months, ...]
    usual: dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Pattern:
    """How metered energy runs through the day and the week. Empty where nothing is metered."""

    start: date
    end: date  #: Without this day.
    hours: tuple[HourOfDay, ...]
    weekdays: dict[int, Decimal]  #: Mean of a day. [tce]


def seasons(asked: Question) -> Seasons:
    """Return the months of the chosen year and those before, the newest first."""
    found = []
    unit = asked.subject.unit
    for year in reversed(asked.recent_years(YEARS)):
        sheet = months.sheet(asked.subject, year, asked.place, asked.stamp)
        held = months.by_month(sheet)
        if held:
            unit = sheet.unit
            found.append(Months(year, held, season.indices(held)))
    usual = season.profile({row.year: row.amounts for row in found})
    return Seasons(unit, tuple(found), usual)


def pattern(place: Place, now: datetime) -> Pattern:
    """Return the last weeks of what the meters of a place counted."""
    key = ("statistics-pattern", place.kind, place.key, now.date(), now.hour)
    return recent(key, lambda: _pattern(place, now), amounts.SECONDS)


def _pattern(place: Place, now: datetime) -> Pattern:
    end = now.date()
    start = end - timedelta(days=DAYS)
    hours = monitoring.hours_of_day(now - timedelta(days=DAYS), now, place.members)
    return Pattern(
        start,
        end,
        tuple(row for row in hours if row.carrier == ELECTRICITY),
        _weekdays(start, end, place),
    )


def _weekdays(start: date, end: date, place: Place) -> dict[int, Decimal]:
    """Return the mean of each weekday of the park, or of an enterprise."""
    if place.members is not None and place.enterprise_id is None:
        return {}
    found: dict[int, list[Decimal]] = defaultdict(list)
    for row in energy.days_of(start, end, place.enterprise_id):
        found[row.day.weekday()].append(row.tce)
    return {day: exact_sum(values) / len(values) for day, values in sorted(found.items())}
