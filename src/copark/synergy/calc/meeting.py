"""Who meets a rule: in one year, and over the years that the rule looks at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.figure import Figure
from copark.synergy.calc import facts
from copark.synergy.calc.cumulative import Standing, largest_that_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from copark.synergy.calc.rulesets import Rule

ENERGY = "energy"
CO2 = "co2"
DIRECT_CO2 = "co2_direct"
VARIABLES = {
    "annual_ghg_tco2e": CO2,
    "annual_direct_co2": DIRECT_CO2,
    "annual_energy_tce": ENERGY,
}
Key = tuple[str, str]  #: Subject and medium.


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a unit in a year: energy [tce], CO2 [tCO2], a pollutant or a fact's amount."""

    subject: str
    medium: str  #: Empty for energy, CO2 and facts.
    year: int
    figure: Figure
    relative: Decimal | None = None  #: Half the 95 % interval over the value, where known. [-]


@dataclass(frozen=True, slots=True)
class Span:
    """A fact that holds from a year on, up to and with a last one if it has ended."""

    fact: str
    first: int
    last: int | None = None

    def covers(self, year: int) -> bool:
        """Say whether the fact holds in a year."""
        return self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Unit:
    """What the rules ask of an enterprise."""

    enterprise_id: int
    code: str
    name_en: str
    name_zh: str
    facts: frozenset[str]  #: That hold in every year: the registry keeps no dates of them.
    amounts: tuple[Amount, ...]
    spans: tuple[Span, ...] = ()

    def holds(self, fact: str, year: int) -> bool:
        """Say whether a fact holds in a year."""
        if fact in self.facts or not self.spans:
            return fact in self.facts
        return any(span.fact == fact and span.covers(year) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that meets a rule in a year, and with what."""

    unit: Unit
    amount: Amount
    threshold: Decimal | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A hit that puts a unit on a list; `until` is the last year it stays, having fallen below."""

    hit: Hit
    until: int | None = None


@dataclass(slots=True)
class Park:
    """The units of a park, with their amounts by what and when they are asked for."""

    units: tuple[Unit, ...]
    _held: dict[tuple[str, str, int], dict[str, tuple[Unit, Amount]]] = field(init=False)

    def __post_init__(self) -> None:
        self._held = defaultdict(dict)
        for unit in self.units:
            for amount in unit.amounts:
                key = (amount.subject, amount.medium, amount.year)
                self._held[key][unit.code] = (unit, amount)

    def held(self, key: Key, year: int) -> Mapping[str, tuple[Unit, Amount]]:
        """Return who has an amount of a subject by a medium in a year, by code."""
        return self._held.get((*key, year), {})

    def amount(self, code: str, key: Key, year: int) -> Amount | None:
        """Return the amount of a unit; None where none is known."""
        found = self.held(key, year).get(code)
        return found and found[1]


def keys(rule: Rule) -> list[Key]:
    """Return the subjects and media that a rule judges, each by itself."""
    if rule.is_share:
        return [(subject, medium) for medium in rule.media for subject in rule.subjects]
    if rule.is_fact:
        return [(rule.subjects[0] if rule.subjects else rule.rule, "")]
    return [(VARIABLES.get(rule.variable, rule.variable), "")]


def met(rule: Rule, park: Park, key: Key, year: int) -> dict[str, Hit]:
    """Return who meets a rule in one year, by code."""
    if rule.is_fact:
        hits = _by_fact(rule, park, key, year)
    elif rule.is_share:
        hits = _by_share(rule, park, key, year)
    else:
        hits = _by_size(rule, park, key, year)
    return {hit.unit.code: hit for hit in hits}


def listed(rule: Rule, park: Park, key: Key, year: int) -> dict[str, Listed]:
    """
    Return whom a rule puts on the list of a year, by code.

    The rule looks at its last `years`: any of them is enough, or each of them must meet it. Who
    was on the list by it within the last `stays` years stays. Of several years the newest counts.
    """
    seen = {past: met(rule, park, key, past) for past in range(year - rule.reach + 1, year + 1)}
    found = {code: Listed(hit) for code, hit in _in_window(rule, seen, year).items()}
    for back in range(1, rule.stays + 1):
        for code, hit in _in_window(rule, seen, year - back).items():
            found.setdefault(code, Listed(hit, until=year - back + rule.stays))
    return found


def _in_window(rule: Rule, seen: Mapping[int, dict[str, Hit]], year: int) -> dict[str, Hit]:
    window = [seen[past] for past in range(year, year - rule.years, -1)]
    found: dict[str, Hit] = {}
    for hits in window:
        for code, hit in hits.items():
            found.setdefault(code, hit)
    if rule.span == "each":
        return {code: hit for code, hit in found.items() if all(code in hits for hits in window)}
    return found


def is_able(rule: Rule, unit: Unit, year: int) -> bool:
    """Say whether a unit holds what a rule needs besides."""
    return not rule.needs or unit.holds(rule.needs, year)


def _by_fact(rule: Rule, park: Park, key: Key, year: int) -> Iterator[Hit]:
    for unit in park.units:
        if is_able(rule, unit, year) and unit.holds(rule.variable, year):
            fact = Figure(rule.name_en, Decimal(1), "", rule.condition_en, str(year))
            yield Hit(unit, Amount(*key, year, fact))


def _by_size(rule: Rule, park: Park, key: Key, year: int) -> Iterator[Hit]:
    for unit, amount in park.held(key, year).values():
        if is_able(rule, unit, year) and reaches(rule, amount.figure.value):
            yield Hit(unit, amount, rule.threshold)


def reaches(rule: Rule, value: Decimal) -> bool:
    """Say whether an amount lies where the rule asks for it."""
    return value >= rule.threshold and (rule.upper is None or value < rule.upper)


def screened(rule: Rule, park: Park, key: Key, year: int) -> Iterable[tuple[Unit, Amount]]:
    """Return the industrial plants that a cumulative rule screens; sewage works are none."""
    return [
        (unit, amount)
        for unit, amount in park.held(key, year).values()
        if is_able(rule, unit, year) and not unit.holds("is_wastewater_works", year)
    ]


def _by_share(rule: Rule, park: Park, key: Key, year: int) -> Iterator[Hit]:
    plants = {unit.code: (unit, amount) for unit, amount in screened(rule, park, key, year)}
    amounts = {code: amount.figure.value for code, (_unit, amount) in plants.items()}
    for standing in largest_that_reach(amounts, rule.threshold):
        unit, amount = plants[standing.unit]
        yield Hit(unit, amount, standing.limit, standing)


def is_drawn(rule: Rule) -> bool:
    """Say whether a rule asks for what only the drawn lists themselves can tell."""
    return rule.is_fact and facts.FACTS[rule.variable].origin == facts.DRAWN
