"""Amounts of the months of a year at a place, and what each month is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.energy.queries.inventory import balances_of
from copark.kernel.figure import Figure, Ingredient
from copark.monitoring import queries as monitoring
from copark.pollution import queries as pollution
from copark.protocols.hj212.factors import FACTORS
from copark.statistics.calc import months
from copark.statistics.calc.trends import exact_sum
from copark.statistics.contracts import ENERGY, Amount
from copark.statistics.queries.amounts import RELEASES, SECONDS, Sheet, source_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.energy.contracts import Use
    from copark.monitoring.contracts import MassOfMonth
    from copark.statistics.contracts import Place, Subject

#: Sources that follow the energy of a month; others are known by the year.
OF_ENERGY = frozenset({"fuel", "electricity", "heat"})
SIGNS = {"BOUGHT": Decimal(1), "SOLD": Decimal(-1)}
KG = Decimal(1000)  #: In a tonne.


def sheet(subject: Subject, year: int, place: Place, stamp: tuple[object, ...]) -> Sheet:
    """
    Return the amounts of the months of a year that have data of their own.

    Releases are those monitored, by outlet. What was declared for a whole year has no month.
    """
    key = ("statistics-months", year, place.kind, place.key, stamp)
    if subject.is_release:
        found = recent((*key, RELEASES), lambda: tuple(_released(year, place)), SECONDS)
        return Sheet("t", tuple(row for row in found if row.part == subject.key))
    return recent((*key, subject.key), lambda: _sheet(subject, year, place), SECONDS)


def by_month(found: Sheet) -> dict[int, Decimal]:
    """Return the sum of each month that has one."""
    held = sorted({row.month for row in found.amounts})
    return {
        month: exact_sum(row.value for row in found.amounts if row.month == month) for month in held
    }


def _sheet(subject: Subject, year: int, place: Place) -> Sheet:
    if subject.key == ENERGY:
        rows = energy.months_of(year, _uses(year, place))
        return Sheet("tce", tuple(Amount(year, 0, "", row.tce, row.month) for row in rows))
    spreads = list(_carbon(year, place))
    amounts = (
        Amount(year, one.enterprise_id, one.source, value, month)
        for one in spreads
        for month, value in one.months.items()
    )
    return Sheet(spreads[0].line.unit if spreads else subject.unit, tuple(amounts))


def _uses(year: int, place: Place) -> list[Use]:
    rows = energy.uses_of(year, place.enterprise_id)
    return [row for row in rows if place.holds(row.enterprise_id)]


# Carbon: the method is linear, so a month has the share of its carrier.


@dataclass(frozen=True, slots=True)
class Spread:
    """One line of an enterprise's carbon, and its months by the carrier that it follows."""

    enterprise_id: int
    source: str
    line: Figure
    followed: dict[int, Decimal]
    unit: str
    months: dict[int, Decimal]


def _carbon(year: int, place: Place) -> Iterator[Spread]:
    nets = _nets(_uses(year, place))
    for row in carbon.year_of(year, place.enterprise_id):
        if not place.holds(row.enterprise_id):
            continue
        keys = [source for source, _name in source_names(row)]
        for source, part in zip(keys, row.figure.parts, strict=False):
            for line in part.parts if source in OF_ENERGY else ():
                carrier = months.named(line.name, _carrier_names())
                followed = nets.get((row.enterprise_id, carrier or ""), {})
                found = months.spread(line.value, followed)
                unit = energy.carriers()[carrier].unit if carrier else ""
                yield Spread(row.enterprise_id, source, line, followed, unit, found)


def _nets(uses: list[Use]) -> dict[tuple[int, str], dict[int, Decimal]]:
    """Return what was bought less what was sold, by enterprise and carrier, by month."""
    found: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for use in uses:
        if use.direction in SIGNS:
            into = found[use.enterprise_id, use.carrier]
            into[use.month or 0] += SIGNS[use.direction] * use.amount
    return found


def _carrier_names() -> list[tuple[str, str]]:
    """Return what a line may call a carrier: by either language, for a frozen figure speaks one."""
    return [
        (key, name)
        for key, row in energy.carriers().items()
        for name in (row.name_en, row.name_zh, row.fuel.replace("_", " "))
    ]


# Releases: what the outlets' analysers weighed.


def _released(year: int, place: Place) -> Iterator[Amount]:
    for row in monitoring.mass_of_months(year, place.enterprise_id, frozenset(pollutants())):
        if place.holds(row.enterprise_id):
            part = f"{_medium(row)}-{pollutants()[row.factor]}"
            tonnes = row.kg / KG
            yield Amount(year, row.enterprise_id, part, tonnes, row.month, row.outlet_id, row.days)


def _medium(row: MassOfMonth) -> str:
    """Return the medium of a release as accounting tells them apart."""
    return "indirect" if row.medium == "WATER" and row.is_indirect else row.medium.lower()


@cache
def pollutants() -> dict[str, str]:
    """Return the pollutant that each factor of HJ 212 weighs, where it is one of ours."""
    found = {
        code: pollution.code_of(factor.pollutant)
        for code, factor in FACTORS.items()
        if factor.pollutant
    }
    return {code: pollutant for code, pollutant in found.items() if pollutant}


# What a month is made of.


def energy_parts(year: int, month: int, place: Place) -> tuple[Figure, ...]:
    """Return the carriers that a month of a place adds up."""
    kept = [use for use in _uses(year, place) if use.month == month]
    return tuple(
        Figure(
            energy.carrier_name(line.carrier),
            line.tce,
            "tce",
            _("amount × coefficient"),
            ingredients=(Ingredient(_("Bought less sold"), line.used, line.unit),),
        )
        for line in balances_of(year, kept)
    )


def carbon_parts(year: int, month: int, place: Place, names: dict[int, str]) -> tuple[Figure, ...]:
    """Return the lines of carbon that have a share in a month, each with that share's making."""
    return tuple(
        Figure(
            f"{names.get(one.enterprise_id, '')} · {one.line.name}",
            one.months[month],
            one.line.unit,
            _("carbon of the year × amount of the month / amount of the year"),
            ingredients=_shares(one, year, month),
        )
        for one in _carbon(year, place)
        if month in one.months
    )


def _shares(one: Spread, year: int, month: int) -> tuple[Ingredient, ...]:
    url = f"{reverse('carbon:enterprise-detail', args=[one.enterprise_id])}?year={year}"
    return (
        Ingredient(_("Carbon of the year"), one.line.value, one.line.unit, url=url),
        Ingredient(_("Amount of the month"), one.followed[month], one.unit),
        Ingredient(_("Amount of the year"), exact_sum(one.followed.values()), one.unit),
    )
