"""The running year of a place against its plans and its permits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure
from copark.pollution import queries as pollution
from copark.pollution.contracts import PollutantYear
from copark.registry import queries as registry
from copark.statistics.calc import plan as calc
from copark.statistics.calc.trends import exact_sum, share
from copark.statistics.contracts import CARBON, ENERGY, Amount, Subject
from copark.statistics.queries import amounts, months, subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from copark.registry.contracts import PlanRef
    from copark.statistics.calc.plan import Pace
    from copark.statistics.contracts import Place
    from copark.statistics.queries.questions import Question

PLAN, PERMIT = "plan", "permit"
#: A plan of a pollutant means what reaches the environment; not what goes to a sewage works.
TO_ENVIRONMENT = ("air", "water")


@dataclass(frozen=True, slots=True)
class Held:
    """An amount of a year, held against what is planned or permitted."""

    by: str  #: ``plan`` or ``permit``.
    key: str  #: ``energy``, ``carbon``, a pollutant, or medium and pollutant.
    subjects: tuple[Subject, ...]
    unit: str
    allowed: Decimal
    owners: frozenset[int]  #: Whose amounts count.
    months: dict[int, Decimal]  #: Of what has a month.
    pace: Pace
    fixed: Decimal  #: Known for the whole year, without months.

    @property
    def row(self) -> str:
        """How an address names it."""
        return f"{self.by}.{self.key}"

    @property
    def share(self) -> Decimal | None:
        """What part of what is allowed has been used."""
        return share(self.pace.so_far, self.allowed)

    @property
    def expected_share(self) -> Decimal | None:
        """What part of what is allowed the year will have used at its pace."""
        return share(self.pace.expected, self.allowed)


def standing(asked: Question, today: date) -> list[Held]:
    """Return the plans of a place, then the permits held there, each with its year so far."""
    rows = [*_plans(asked, today), *_permits(asked, today)]
    return [row for row in rows if row.allowed > 0]


def of_subject(asked: Question, today: date) -> Held | None:
    """Return the first plan or permit that is about the chosen subject."""
    rows = _plans(asked, today, only=asked.subject)
    if not asked.subject.is_release:
        return next((row for row in rows if row.allowed > 0), None)
    held = (row for row in standing(asked, today) if asked.subject in row.subjects)
    return next(held, None)


def name(row: Held) -> str:
    """Return what is held against its plan or permit."""
    if row.by == PERMIT:
        return row.subjects[0].name
    fixed = {ENERGY: _("Energy"), CARBON: _("Carbon")}
    return fixed.get(row.key) or pollution.pollutant_name(row.key)


def found_in(rows: Iterable[Held], row: str) -> Held | None:
    """Return the row of a name."""
    return next((one for one in rows if one.row == row), None)


def _plans(asked: Question, today: date, only: Subject | None = None) -> Iterator[Held]:
    known = {row.part for row in amounts.sheet(amounts.RELEASES, asked.year, asked.stamp).amounts}
    for key, rows in _planned(asked).items():
        if only is not None and key != only.key:
            continue
        meant = _meant(key, rows[0].unit, known)
        allowed = exact_sum(row.value for row in rows)
        owners = _owners(asked, rows)
        yield _held(asked, today, by=PLAN, key=key, meant=meant, allowed=allowed, owners=owners)


def _owners(asked: Question, rows: Iterable[PlanRef]) -> frozenset[int]:
    """Return whose amounts a plan counts: the park's those of all, else those it was made for."""
    named = [row.enterprise_id for row in rows]
    if None in named:
        return frozenset(asked.ground.enterprises)
    return frozenset(owner for owner in named if owner is not None)


def _planned(asked: Question) -> dict[str, list[PlanRef]]:
    """Return the plans of the place; of a sector or a zone those of its enterprises."""
    place = asked.place
    found: dict[str, list[PlanRef]] = {}
    for row in registry.plans(asked.year):
        is_own = row.enterprise_id == place.enterprise_id
        is_inside = row.enterprise_id is not None and place.holds(row.enterprise_id)
        if is_own if _is_one(place) else is_inside:
            found.setdefault(row.subject, []).append(row)
    return {key: found[key] for key in sorted(found, key=_rank)}


def _is_one(place: Place) -> bool:
    return place.kind in {"park", "enterprise"}


def _rank(key: str) -> tuple[int, str]:
    return ([ENERGY, CARBON, key].index(key), key)


def _meant(key: str, unit: str, known: set[str]) -> tuple[Subject, ...]:
    """Return the subjects that a plan means."""
    if key in {ENERGY, CARBON}:
        return (Subject(key, "", unit, key),)
    parts = [f"{medium}-{key}" for medium in TO_ENVIRONMENT]
    return tuple(subjects.release(part) for part in parts if part in known)


def _permits(asked: Question, today: date) -> Iterator[Held]:
    place = asked.place
    permits = [row for row in registry.permits(asked.year) if place.holds(row.enterprise_id)]
    held = _released(asked)
    holders = {(row.enterprise_id, row.medium, row.pollutant) for row in permits}
    for (medium, pollutant), against in sorted(pollution.against_permits(held, permits).items()):
        key = f"{medium.lower()}-{pollutant}"
        owners = frozenset(
            row.enterprise_id
            for row in held
            if (row.medium, row.pollutant) == (medium, pollutant)
            and (row.enterprise_id, pollution.permit_medium(medium), pollutant) in holders
        )
        yield _held(
            asked,
            today,
            by=PERMIT,
            key=key,
            meant=(subjects.release(key),),
            allowed=against.permitted,
            owners=owners,
        )


def _released(asked: Question) -> list[PollutantYear]:
    """Return the releases at a place as pollution tells of them, from what is read already."""
    rows = amounts.sheet(amounts.RELEASES, asked.year, asked.stamp).amounts
    return [
        PollutantYear(
            row.enterprise_id,
            row.year,
            row.part.partition("-")[0].upper(),
            row.part.partition("-")[2],
            Figure("", row.value, "t", ""),
            "",
        )
        for row in rows
        if asked.place.holds(row.enterprise_id)
    ]


def _held(
    asked: Question,
    today: date,
    *,
    by: str,
    key: str,
    meant: tuple[Subject, ...],
    allowed: Decimal,
    owners: frozenset[int],
) -> Held:
    sheets = [amounts.of_subject(subject, asked.year, asked.stamp) for subject in meant]
    rows = [row for sheet in sheets for row in sheet.amounts if row.enterprise_id in owners]
    so_far = exact_sum(row.value for row in rows)
    months_of = _by_month(asked, meant, owners)
    by_month = {month: exact_sum(row.value for row in kept) for month, kept in months_of.items()}
    fixed = max(so_far - exact_sum(by_month.values()), Decimal(0))
    return Held(
        by,
        key,
        meant,
        sheets[0].unit if sheets else "t",
        allowed,
        owners,
        by_month,
        calc.pace(so_far, _covered(asked.year, months_of, today), fixed),
        fixed,
    )


def _by_month(
    asked: Question, meant: tuple[Subject, ...], owners: frozenset[int]
) -> dict[int, list[Amount]]:
    found: dict[int, list[Amount]] = {}
    for subject in meant:
        for row in months.sheet(subject, asked.year, asked.place, asked.stamp).amounts:
            if not row.enterprise_id or row.enterprise_id in owners:  # 0: pooled, all of the place
                found.setdefault(row.month, []).append(row)
    return {month: found[month] for month in sorted(found)}


def _covered(year: int, months_of: dict[int, list[Amount]], today: date) -> Decimal:
    """
    Return the share of the year's days that the months cover.

    A year that is over is known whole. Where days are counted (monitoring), they are the most that
    any outlet has in each month; else every day up to the end of the newest month, or to today.
    """
    if year < today.year:
        return Decimal(1)
    days = sum(max(row.days for row in rows) for rows in months_of.values())
    if days:
        return Decimal(min(days, calc.days_of(year))) / calc.days_of(year)
    newest = calc.last_day(year, max(months_of, default=12))
    return calc.elapsed(year, min(newest, today))
