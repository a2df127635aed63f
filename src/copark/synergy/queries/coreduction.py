"""Reductions of pollutants and of carbon between two years, read together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.synergy.calc import coordination, coreduction, equivalent
from copark.synergy.calc.change import Change
from copark.synergy.calc.elasticity import Elasticity, elasticity
from copark.synergy.calc.intensity import Intensity, intensity
from copark.synergy.calc.quadrant import Coordinates, coordinates
from copark.synergy.queries import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.synergy.calc.coordination import Class, Coordination
    from copark.synergy.calc.equivalent import Equivalent, WeightSet

CARBON = equivalent.CARBON
KG = equivalent.KG
Key = tuple[str, str]  #: Medium and pollutant; carbon has no medium.
CO2: Key = ("", CARBON)
#: What goes to a sewage works is released by it, and counts there when the park is added up.
INDIRECT = "INDIRECT"
Amounts = dict[Key, dict[int, Decimal]]  #: By subject, then by enterprise. [t, tCO2e]
DEFAULT_SCHEME = "CCD_TEN"
USUAL_WEIGHTS = "CN_TAX_ZJ"
DEAREST = Decimal(100_000)  #: A price of carbon above it is a slip of the pen. [CNY/t]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: two years, a set of weights, a price of carbon, prices, and classes."""

    first: int
    last: int
    weights: WeightSet
    carbon_price: Decimal | None
    price_year: int
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of one subject between the two years."""

    key: Key
    change: Change
    elasticity: Elasticity | None  #: To carbon; None for carbon itself, or without carbon.
    coordinates: Coordinates | None
    before: Intensity  #: Per output value. [t/1e4 CNY]
    after: Intensity

    @property
    def later(self) -> Decimal:
        """Return the amount of the later year."""
        return self.change.baseline - self.change.reduction


@dataclass(frozen=True, slots=True)
class Coupled:
    """Levels of the two systems in a year, and how they are coordinated."""

    year: int
    pollution: Decimal
    carbon: Decimal
    found: Coordination
    named: Class


@dataclass(frozen=True, slots=True)
class CoReduction:
    """The park (enterprise_id None) or an enterprise between two years."""

    enterprise_id: int | None
    effects: tuple[Effect, ...]  #: Carbon first.
    equivalent: Equivalent | None
    coupled: tuple[Coupled, ...]  #: Of the years that have one.

    def effect(self, key: Key) -> Effect | None:
        """Return what became of a subject."""
        return next((one for one in self.effects if one.key == key), None)


# What is asked


def wish_of(
    first: int, last: int, *, weights: str, price: str, price_year: int, scheme: str
) -> Wish:
    """Return the question; what is not known is the usual."""
    sets = weight_sets(last_day(last))
    chosen = sets.get(weights) or sets.get(USUAL_WEIGHTS) or next(iter(sets.values()))
    offered = energy.price_years() or [0]
    return Wish(
        first,
        last,
        chosen,
        _price(price) if chosen.unit == equivalent.MONEY else None,
        price_year if price_year in offered else offered[0],
        scheme if scheme in schemes() else DEFAULT_SCHEME,
    )


def last_day(year: int) -> date:
    return date(year, 12, 31)


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price <= DEAREST else None


# What is held


@cache
def _text(name: str) -> str:
    return resources.files("copark.synergy.calc").joinpath(name).read_text("utf-8")


def weight_sets(day: date) -> dict[str, WeightSet]:
    """Return the sets of weights as they hold on a day, by name."""
    return equivalent.weight_sets(_text("weights.csv"), day)


@cache
def classes() -> tuple[Class, ...]:
    return coordination.classes(_text("coordination_classes.csv"))


def schemes() -> list[str]:
    """Return the schemes that class the degree of coordination."""
    return list(dict.fromkeys(row.scheme for row in classes() if row.measure == "D"))


def stamp(year: int) -> tuple[object, ...]:
    """Return what changes whenever people write something that a co-reduction stands on."""
    return (*units.stamps(year), energy.output_stamp())


def amounts_of(year: int) -> Amounts:
    """Return what every enterprise released in a year, by subject. [t, tCO2e]"""
    key = ("coreduction", year, get_language(), stamp(year))
    return recent(key, lambda: _amounts(year))


def _amounts(year: int) -> Amounts:
    found: Amounts = defaultdict(dict)
    for emitted in carbon.year_of(year):
        found[CO2][emitted.enterprise_id] = emitted.figure.value
    for row in pollution.year_of(year):
        if row.pollutant != CARBON:
            found[row.medium, row.pollutant][row.enterprise_id] = row.figure.value
    return dict(found)


def values_of(year: int, price_year: int) -> dict[int, Decimal]:
    """Return the output value of each enterprise at one price basis. [1e4 CNY]"""
    return {
        row.enterprise_id: row.output_value
        for row in energy.turnover_of(year)
        if row.price_year == price_year
    }


# Co-reductions


def of_everybody(wish: Wish) -> tuple[CoReduction, list[CoReduction]]:
    """Return the park, and each enterprise that has a figure in both years."""
    return Held(wish).everybody()


def of_one(wish: Wish, enterprise_id: int) -> CoReduction:
    """Return one enterprise."""
    return Held(wish).one(enterprise_id)


class Held:
    """The two years, read once."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.years = (wish.first, wish.last)
        self.amounts = tuple(amounts_of(year) for year in self.years)
        self.values = tuple(values_of(year, wish.price_year) for year in self.years)
        self.subjects = self._subjects()
        self.keys = [CO2, *self.subjects]
        self.levels = tuple(self._levels(at) for at in (0, 1))

    def everybody(self) -> tuple[CoReduction, list[CoReduction]]:
        """Return the park, and each enterprise that has a figure in both years."""
        owners = [row.id for row in registry.enterprises()]
        rows = [self._of({owner}, owner) for owner in owners]
        return self._of(set(owners), None), [row for row in rows if row.effects]

    def one(self, enterprise_id: int) -> CoReduction:
        """Return one enterprise."""
        return self._of({enterprise_id}, enterprise_id)

    def _subjects(self) -> list[Key]:
        """Return the pollutants with figures in both years, in the order of the tables."""
        first, last = self.amounts
        order = list(pollution.pollutants())
        held = [key for key in first if key in last and key != CO2 and key[1] in order]
        return sorted(held, key=lambda key: (key[0], order.index(key[1])))

    def _of(self, owners: set[int], enterprise_id: int | None) -> CoReduction:
        changes = [
            (key, change) for key in self.keys if (change := self._change(key, owners)) is not None
        ]
        co2 = next((change for key, change in changes if key == CO2), None)
        effects = tuple(self._effect(key, change, co2, owners) for key, change in changes)
        return CoReduction(
            enterprise_id,
            effects,
            self._equivalent(changes, is_park=enterprise_id is None),
            self._coupled(owners),
        )

    def _change(self, key: Key, owners: set[int]) -> Change | None:
        earlier, later = (
            {owner: held[key][owner] for owner in owners & held.get(key, {}).keys()}
            for held in self.amounts
        )
        sums = coreduction.like_for_like(earlier, later)
        if sums is None or sums[0] < 0:
            return None
        return Change(key[1], sums[0], sums[0] - sums[1])

    def _effect(self, key: Key, change: Change, co2: Change | None, owners: set[int]) -> Effect:
        before, after = (self._intensity(key, owners, at) for at in (0, 1))
        if key == CO2 or co2 is None:
            return Effect(key, change, None, None, before, after)
        return Effect(key, change, elasticity(change, co2), coordinates(change, co2), before, after)

    def _intensity(self, key: Key, owners: set[int], at: int) -> Intensity:
        held, values = self.amounts[at].get(key, {}), self.values[at]
        both = owners & held.keys() & values.keys()
        emission = sum((held[owner] for owner in both), Decimal(0))
        activity = sum((values[owner] for owner in both), Decimal(0)) if both else None
        return intensity(emission=max(Decimal(0), emission), activity=activity)

    def _equivalent(
        self, changes: Iterable[tuple[Key, Change]], *, is_park: bool
    ) -> Equivalent | None:
        kilograms: dict[str, Decimal] = defaultdict(Decimal)
        for (medium, pollutant), change in changes:
            if not (is_park and medium == INDIRECT):
                kilograms[pollutant] += change.reduction * KG
        if not kilograms:
            return None
        return equivalent.equivalent(
            kilograms, self.wish.weights, carbon_price=self.wish.carbon_price
        )

    def _coupled(self, owners: set[int]) -> tuple[Coupled, ...]:
        found = (self._coupled_in(at, owners) for at in (0, 1))
        return tuple(one for one in found if one is not None)

    def _coupled_in(self, at: int, owners: set[int]) -> Coupled | None:
        """Return the coordination of a year: of several owners, that of their mean levels."""
        levels = [self.levels[at][owner] for owner in owners if owner in self.levels[at]]
        polluting = coreduction.system_level(one for one, _other in levels)
        emitting = coreduction.system_level(other for _one, other in levels)
        if polluting is None or emitting is None:
            return None
        found = coordination.coordination(polluting, emitting)
        named = coordination.class_of(found.degree, classes(), scheme=self.wish.scheme)
        return Coupled(self.years[at], polluting, emitting, found, named)

    def _levels(self, at: int) -> dict[int, tuple[Decimal | None, Decimal | None]]:
        """Return the levels of pollution and of carbon of each enterprise in a year."""
        found: dict[int, list[Decimal]] = defaultdict(list)
        co2: dict[int, Decimal] = {}
        for key, held in self._ratios(at).items():
            group = coreduction.range_of(held.values())
            if group is None:
                continue
            for owner, own in held.items():
                level = coreduction.level(own, group)
                if key == CO2:
                    co2[owner] = level
                else:
                    found[owner].append(level)
        return {
            owner: (coreduction.system_level(found[owner]), co2.get(owner))
            for owner in found.keys() | co2.keys()
        }

    def _ratios(self, at: int) -> Mapping[Key, Mapping[int, Decimal]]:
        """Return the intensity of each enterprise in each subject. [t/1e4 CNY]"""
        values = self.values[at]
        return {
            key: {
                owner: amount / values[owner]
                for owner, amount in self.amounts[at].get(key, {}).items()
                if values.get(owner)
            }
            for key in self.keys
        }
