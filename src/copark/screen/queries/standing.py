"""The part of the snapshot that moves slowly: sums of the year and the lists drawn from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.periods import year_of
from copark.pollution import queries as pollution
from copark.pollution.contracts import AgainstPermits
from copark.registry import queries as registry
from copark.screen import contracts
from copark.screen.contracts import Amount, Name, Ranked, Share, Total
from copark.screen.queries import pages
from copark.synergy import queries as synergy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from copark.carbon.contracts import CarbonYear
    from copark.energy.contracts import EnergyYear
    from copark.pollution.contracts import PollutantYear
    from copark.registry.contracts import EnterpriseRef, PermitRef, PlanRef
    from copark.synergy.contracts import ListRow

CURVE_DAYS = 30
TOP = 5
RANKED = 5
TOTALS = 6
TO_ENVIRONMENT = ("AIR", "WATER")


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that is worked out at most once a minute."""

    energy: contracts.Energy
    carbon: contracts.Carbon
    totals: tuple[Total, ...]
    lists: tuple[contracts.KeyList, ...]
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class _Year:
    """The inputs of a year, read once."""

    year: int
    hour: int  #: Since 1970; what is older than a year is read once an hour.
    elapsed: float
    names: dict[int, Name]
    plans: Sequence[PlanRef]
    permits: Sequence[PermitRef]
    energy: Sequence[EnergyYear]
    carbon: Sequence[CarbonYear]
    pollution: Sequence[PollutantYear]


def standing(year: int, now: datetime, zone: ZoneInfo) -> Standing:
    used = energy.year_of(year)
    inputs = _Year(
        year=year,
        hour=int(now.timestamp()) // 3600,
        elapsed=elapsed(year, now, zone),
        names={ref.id: _name(ref) for ref in registry.enterprises()},
        plans=[plan for plan in registry.plans(year) if plan.enterprise_id is None],
        permits=registry.permits(year),
        energy=used,
        carbon=carbon.of_energy(year, used),
        pollution=pollution.year_of(year),
    )
    return Standing(
        energy=_energy(inputs, now.astimezone(zone).date()),
        carbon=_carbon(inputs),
        totals=totals(inputs.pollution, inputs.permits, inputs.plans),
        lists=_lists(inputs),
        ranking=_ranking(inputs),
    )


def elapsed(year: int, now: datetime, zone: ZoneInfo) -> float:
    """Return the share of the year that has passed, 0 to 1."""
    period = year_of(year, zone)
    passed = (now - period.start) / (period.end - period.start)
    return min(max(passed, 0.0), 1.0)


def _name(ref: EnterpriseRef) -> Name:
    return Name(ref.name_en, ref.name_zh)


def _plan(plans: Iterable[PlanRef], subject: str) -> float | None:
    return next((float(plan.value) for plan in plans if plan.subject == subject), None)


def _sum(values: Iterable[Decimal]) -> float:
    return float(sum(values, Decimal(0)))


def _grade(grades: Iterable[str]) -> str:
    return next((grade for grade in grades if grade), "")


def _energy(inputs: _Year, today: date) -> contracts.Energy:
    rows = inputs.energy
    days = energy.days_of(today - timedelta(days=CURVE_DAYS), today + timedelta(days=1))
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for row in days:
        by_day[row.day] += row.tce
    page = pages.energy(inputs.year)
    so_far = float(by_day[today]) if today in by_day else None
    return contracts.Energy(
        today=Amount(so_far, "tce", page),
        year=Amount(
            value=_sum(row.figure.value for row in rows) if rows else None,
            unit="tce",
            url=page,
            plan=_plan(inputs.plans, "energy"),
            grade=_grade(row.figure.grade for row in rows),
        ),
        curve=tuple(
            contracts.Dated(day.isoformat(), float(by_day[day]))
            for day in sorted(by_day)
            if day < today
        ),
        curve_unit="tce",
        elapsed=inputs.elapsed,
    )


def _carbon(inputs: _Year) -> contracts.Carbon:
    rows = inputs.carbon
    known = carbon.sources()
    by_source: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for source, value in row.sources:
            by_source[source] += value
    return contracts.Carbon(
        year=Amount(
            value=_sum(row.figure.value for row in rows) if rows else None,
            unit="tCO2e",
            url=pages.carbon(inputs.year),
            plan=_plan(inputs.plans, "carbon"),
            grade=_grade(row.figure.grade for row in rows),
        ),
        sources=tuple(
            Share(Name(*known.get(name, (name, name))), float(value))
            for name, value in sorted(by_source.items(), key=lambda pair: -pair[1])
        ),
        elapsed=inputs.elapsed,
    )


def totals(
    rows: Iterable[PollutantYear], permits: Iterable[PermitRef], plans: Iterable[PlanRef]
) -> tuple[Total, ...]:
    """
    Return the park's total of each pollutant, those nearest to what is allowed first.

    A plan of the park comes first; without one, permits count for those who hold them.
    """
    released = [row for row in rows if row.medium in TO_ENVIRONMENT]
    against = pollution.against_permits(released, permits)
    planned = list(plans)
    year = max((row.year for row in released), default=0)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in released:
        sums[row.medium, row.pollutant] += row.figure.value
    found = [
        _total(key, value, _against_plan(value, planned, key[1]) or against.get(key), year)
        for key, value in sums.items()
    ]
    found.sort(key=lambda total: (total.share is None, -(total.share or 0), total.pollutant))
    return tuple(found[:TOTALS])


def _against_plan(
    value: Decimal, plans: Iterable[PlanRef], pollutant: str
) -> AgainstPermits | None:
    plan = next((plan.value for plan in plans if plan.subject == pollutant), None)
    return AgainstPermits(plan, value) if plan else None


def _total(
    key: tuple[str, str], value: Decimal, against: AgainstPermits | None, year: int
) -> Total:
    medium, pollutant = key
    share = against.share if against else None
    return Total(
        medium=medium,
        pollutant=pollutant,
        name=pages.pollutant_name(pollutant),
        symbol=pages.pollutant_symbol(pollutant),
        year=Amount(
            float(value),
            "t",
            pages.pollution(year),
            plan=float(against.permitted) if against else None,
        ),
        share=None if share is None else float(share),
    )


LISTS = (
    ("carbon", ("carbon",)),
    ("pollutants", ("env_air", "env_water")),
    ("energy", ("energy",)),
)


def _lists(inputs: _Year) -> tuple[contracts.KeyList, ...]:
    this = synergy.lists_of(inputs.year).rows
    before = lists_before(inputs.year, inputs.hour)
    return tuple(
        key_list(
            key,
            [row for row in this if row.list in kinds],
            [row for row in before if row.list in kinds],
            pages.lists(inputs.year, key),
        )
        for key, kinds in LISTS
    )


@lru_cache(maxsize=2)
def lists_before(year: int, hour: int) -> tuple[ListRow, ...]:  # noqa: ARG001 - the hour is how long it is kept
    """Return the rows of the lists of the year before, which hardly move."""
    return synergy.lists_of(year - 1).rows


def key_list(
    key: str, rows: Sequence[ListRow], before: Sequence[ListRow], url: str
) -> contracts.KeyList:
    """Return the head of a list, and how many places each one gained since the year before."""
    places = {enterprise: place for place, enterprise in enumerate(_order(rows), 1)}
    earlier = {enterprise: place for place, enterprise in enumerate(_order(before), 1)}
    best = _best(rows)
    return contracts.KeyList(
        key=key,
        count=len(places),
        rows=tuple(
            _listed(place, best[enterprise], earlier.get(enterprise), url)
            for enterprise, place in list(places.items())[:TOP]
        ),
        url=url,
    )


def _best(rows: Iterable[ListRow]) -> dict[int, ListRow]:
    """Return of each enterprise the row that weighs most in its area's total."""
    best: dict[int, ListRow] = {}
    for row in rows:
        known = best.get(row.enterprise_id)
        if known is None or _weight(row) > _weight(known):
            best[row.enterprise_id] = row
    return best


def _order(rows: Iterable[ListRow]) -> list[int]:
    best = _best(rows)
    return sorted(
        best, key=lambda enterprise: (*(-part for part in _weight(best[enterprise])), enterprise)
    )


def _weight(row: ListRow) -> tuple[Decimal, Decimal]:
    return row.share or Decimal(0), row.value


def _listed(place: int, row: ListRow, earlier: int | None, url: str) -> Ranked:
    is_pollutant = row.list.startswith("env")
    return Ranked(
        place=place,
        name=Name(row.name_en, row.name_zh),
        value=float(row.value),
        unit=row.unit,
        share=None if row.share is None else float(row.share),
        url=url,
        note=pages.pollutant_symbol(row.subject) if is_pollutant else None,
        moved=None if earlier is None else earlier - place,
    )


def _ranking(inputs: _Year) -> tuple[Ranked, ...]:
    emitted = {row.enterprise_id: row.figure.value for row in inputs.carbon}
    whole = sum((row.figure.value for row in inputs.energy), Decimal(0))
    rows = sorted(inputs.energy, key=lambda row: -row.figure.value)[:RANKED]
    return tuple(
        Ranked(
            place=place,
            name=inputs.names[row.enterprise_id],
            value=float(row.figure.value),
            unit="tce",
            share=float(row.figure.value / whole) if whole else None,
            url=pages.energy(inputs.year, row.enterprise_id),
            second=_ratio(emitted.get(row.enterprise_id), row.figure.value),
            second_unit="tCO2e/tce",
        )
        for place, row in enumerate(rows, 1)
    )


def _ratio(above: Decimal | None, below: Decimal) -> float | None:
    return float(above / below) if above is not None and below else None
