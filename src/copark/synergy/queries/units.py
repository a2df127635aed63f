"""The units of the park, with what the rules ask of them over the years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.certainty import certainty
from copark.kernel.figure import Figure, Ingredient, Source
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.synergy.calc.facts import FACTS, facts_of
from copark.synergy.calc.meeting import CO2, DIRECT_CO2, ENERGY, Amount, Span, Unit
from copark.synergy.queries import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import UnitFact

NOTHING = Decimal(0)
Amounts = dict[int, list[Amount]]


@dataclass(frozen=True, slots=True)
class Years:
    """How many years back, the newest included, figures are read."""

    used: int = 1  #: Energy and carbon dioxide.
    released: int = 3  #: Pollutants.


def years_of(rule_set: RuleSet, more: int = 0) -> Years:
    """Return how far back the rules of a set look; `more` for the lists of years before."""
    used = [rule.reach for rule in rule_set.rules if not rule.is_share]
    released = [rule.reach for rule in rule_set.rules if rule.is_share]
    return Years(max(used, default=1) + more, max(released, default=1) + more)


def stamps(year: int) -> tuple[object, ...]:
    """Return what changes whenever people write something that the lists stand on."""
    return (
        get_language(),
        energy.stamp(),
        pollution.stamp(),
        facts.stamp(),
        carbon.stamp(year),
    )


def units_of(
    year: int, back: Years | None = None, stamp: tuple[object, ...] | None = None
) -> tuple[Unit, ...]:
    """
    Return every enterprise with its figures of the year and of those before.

    `stamp` spares asking for the stamps again where they are at hand.
    """
    back = back or Years()
    key = ("units", year, back, *(stamp or stamps(year)))
    return recent(key, lambda: _read(year, back))


def fact_figure(enterprise_id: int, name: str, year: int) -> Figure | None:
    """Return an amount that was entered as a fact of a unit, with its making."""
    entered = facts.counting(enterprise_id)
    return next(
        (
            amount.figure
            for fact in entered
            if fact.name == name
            for amount in _amounts_of_fact(fact, entered, year, window=1)
        ),
        None,
    )


def _read(year: int, back: Years) -> tuple[Unit, ...]:
    amounts: Amounts = defaultdict(list)
    emitted = _used(amounts, range(year - back.used + 1, year + 1))
    window = max(back.used, back.released)
    _released(amounts, emitted, range(year - window + 1, year + 1), back)
    entered = facts.counting()
    for fact in entered:
        amounts[fact.enterprise_id] += _amounts_of_fact(fact, entered, year, window)
    spans = _spans(entered)
    return tuple(
        Unit(
            enterprise.id,
            enterprise.code,
            enterprise.name_en,
            enterprise.name_zh,
            facts_of(enterprise),
            tuple(amounts[enterprise.id]),
            tuple(spans[enterprise.id]),
        )
        for enterprise in registry.enterprises()
    )


def _used(amounts: Amounts, years: Iterable[int]) -> set[tuple[int, int]]:
    """Add energy and its carbon; return whose carbon of which year is told by activity data."""
    told = set()
    for year in years:
        used = energy.year_of(year)
        for row in used:
            amounts[row.enterprise_id].append(_amount(ENERGY, "", year, row.figure))
        for emitted in carbon.of_energy(year, used):
            amounts[emitted.enterprise_id].append(_amount(CO2, "", year, emitted.figure))
            if emitted.scope_1 is not None:
                direct = _amount(DIRECT_CO2, "", year, emitted.scope_1)
                amounts[emitted.enterprise_id].append(direct)
            told.add((emitted.enterprise_id, year))
    return told


def _released(amounts: Amounts, told: set[tuple[int, int]], years: range, back: Years) -> None:
    """Add what was released; declared carbon counts only where no activity data tells it."""
    newest = years.stop - 1
    for year in years:
        for row in pollution.year_of(year):
            key = (row.enterprise_id, year)
            if row.pollutant != CO2:
                amounts[row.enterprise_id].append(
                    _amount(row.pollutant, row.medium, year, row.figure)
                )
            elif year > newest - back.used and key not in told:
                told.add(key)
                amounts[row.enterprise_id].append(_amount(CO2, "", year, row.figure))


def _amount(subject: str, medium: str, year: int, figure: Figure) -> Amount:
    """Return an amount of a unit, as sure as its figure."""
    sure = certainty(figure)
    return Amount(subject, medium, year, figure, None if sure is None else sure.relative)


def _ends(fact: UnitFact, entered: list[UnitFact]) -> int | None:
    """Return the last year for which a fact speaks: the one before the next entry about it."""
    later = [
        row.year_from
        for row in entered
        if (row.enterprise_id, row.name) == (fact.enterprise_id, fact.name)
        and row.year_from > fact.year_from
    ]
    return min(later) - 1 if later else None


def _spans(entered: list[UnitFact]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for fact in entered:
        if not FACTS[fact.name].is_amount and fact.value:
            found[fact.enterprise_id].append(Span(fact.name, fact.year_from, _ends(fact, entered)))
    return found


def _amounts_of_fact(
    fact: UnitFact, entered: list[UnitFact], year: int, window: int
) -> list[Amount]:
    if not FACTS[fact.name].is_amount:
        return []
    span = Span(fact.name, fact.year_from, _ends(fact, entered))
    return [
        Amount(fact.name, "", past, _figure(fact, past))
        for past in range(year - window + 1, year + 1)
        if span.covers(past)
    ]


def _figure(fact: UnitFact, year: int) -> Figure:
    known = FACTS[fact.name]
    name = facts.local(known.name_en, known.name_zh)
    page = f"{reverse('synergy:fact-list')}?q={fact.enterprise_code}"
    entry = Ingredient(
        _("Entered"),
        fact.value,
        known.unit,
        Source(fact.evidence),
        page,
        _("counts from %(year)s on") % {"year": fact.year_from},
    )
    return Figure(
        name, fact.value, known.unit, _("entered by the park, with evidence"), str(year), (entry,)
    )
