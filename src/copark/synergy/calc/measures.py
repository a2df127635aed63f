"""Effects of measures on pollutants and carbon: one by one, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.synergy.calc import cost, equivalent
from copark.synergy.calc.change import Change
from copark.synergy.calc.elasticity import Elasticity, elasticity
from copark.synergy.calc.quadrant import Coordinates, coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.synergy.calc.cost import Step
    from copark.synergy.calc.equivalent import Equivalent, WeightSet

CARBON = equivalent.CARBON
KG = equivalent.KG


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure takes away in a year; a rise is negative. [t, tCO2e]"""

    name: str
    reductions: dict[str, Decimal]
    annual_cost: Decimal | None = None  #: Annualised, less savings. [CNY/a]


@dataclass(frozen=True, slots=True)
class Case:
    """An enterprise, project or park before its measures."""

    name: str
    baseline: dict[str, Decimal]  #: [t, tCO2e]
    measures: tuple[Measure, ...]
    weights: WeightSet
    carbon_price: Decimal | None = None  #: [CNY/t]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure does to one substance."""

    change: Change
    unit_cost: Decimal | None  #: [CNY/t]
    elasticity: Elasticity | None  #: To carbon; None for carbon itself.
    coordinates: Coordinates | None


@dataclass(frozen=True, slots=True)
class MeasureEffects:
    """What a measure does to all."""

    name: str
    annual_cost: Decimal | None
    effects: tuple[Effect, ...]
    equivalent: Equivalent
    cost_per_equivalent: Decimal | None


@dataclass(frozen=True, slots=True)
class Report:
    """Every measure, all of them together, and their order by the cost of an equivalent."""

    case: Case
    measures: tuple[MeasureEffects, ...]
    together: MeasureEffects
    curve: tuple[Step, ...]


def effects_of(case: Case) -> Report:
    """
    Return the effects of the measures of a case.

    Parameters
    ----------
    case
        Baseline and reductions in t, carbon in tCO2e.

    Returns
    -------
    Report
        Measures in the order given. Of a substance that a measure does not name no effect is
        stated; taken together it counts with what the other measures do.

    Raises
    ------
    Refused
        ``synergy.carbon.missing``, if the baseline or a measure says nothing of carbon: a measure
        that costs carbon must not hide it. ``synergy.baseline.missing``, if a measure changes what
        the baseline does not name; ``synergy.reduction.over``, if more is taken away than there is;
        ``synergy.measure.twice`` and ``synergy.measures.none``.

    Examples
    --------
    >>> from datetime import date
    >>> taxes = equivalent.WeightSet("none", equivalent.MONEY, date(2018, 1, 1), {})
    >>> case = Case(
    ...     "AE15",
    ...     {"so2": Decimal(60), "co2": Decimal(50000)},
    ...     (Measure("boiler", {"so2": Decimal(3), "co2": Decimal(2000)}, Decimal(120000)),),
    ...     taxes,
    ...     Decimal(60),
    ... )
    >>> boiler = effects_of(case).measures[0]
    >>> boiler.effects[0].elasticity.value, boiler.effects[1].unit_cost
    (Decimal('1.25'), Decimal('60'))
    >>> boiler.equivalent.total
    Decimal('120000.00')
    """
    _check(case)
    single = tuple(_effects(measure, case) for measure in case.measures)
    together = _effects(_sum(case.measures), case)
    priced = [
        (row.name, row.annual_cost, row.equivalent.total)
        for row in single
        if row.annual_cost is not None
    ]
    return Report(case, single, together, tuple(cost.by_unit_cost(priced)))


def _effects(measure: Measure, case: Case) -> MeasureEffects:
    carbon = _change(CARBON, measure, case)
    found = tuple(_effect(subject, measure, case, carbon) for subject in measure.reductions)
    kilograms = {subject: tonnes * KG for subject, tonnes in measure.reductions.items()}
    weighted = equivalent.equivalent(kilograms, case.weights, carbon_price=case.carbon_price)
    return MeasureEffects(
        measure.name,
        measure.annual_cost,
        found,
        weighted,
        _unit_cost(measure.annual_cost, weighted.total),
    )


def _effect(subject: str, measure: Measure, case: Case, carbon: Change) -> Effect:
    change = _change(subject, measure, case)
    price = _unit_cost(measure.annual_cost, change.reduction)
    if subject == CARBON:
        return Effect(change, price, None, None)
    return Effect(change, price, elasticity(change, carbon), coordinates(change, carbon))


def _change(subject: str, measure: Measure, case: Case) -> Change:
    return Change(subject, case.baseline[subject], measure.reductions[subject])


def _unit_cost(annual_cost: Decimal | None, reduction: Decimal) -> Decimal | None:
    if annual_cost is None:
        return None
    return cost.unit_cost(annual_cost=annual_cost, reduction=reduction)


def _sum(measures: Sequence[Measure]) -> Measure:
    totals: dict[str, Decimal] = {}
    for measure in measures:
        for subject, tonnes in measure.reductions.items():
            totals[subject] = totals.get(subject, Decimal(0)) + tonnes
    costs = [row.annual_cost for row in measures if row.annual_cost is not None]
    whole = sum(costs, Decimal(0)) if len(costs) == len(measures) else None
    return Measure("", totals, whole)


def _check(case: Case) -> None:
    if not case.measures:
        raise Refused("synergy.measures.none", "There is no measure.", place="measures")
    _refuse_without_carbon(case.baseline, "baseline")
    names: set[str] = set()
    for number, measure in enumerate(case.measures):
        place = f"measures[{number}]"
        if measure.name in names:
            message = f"{place}: the measure “{measure.name}” is there already."
            raise Refused("synergy.measure.twice", message, place=place, value=measure.name)
        names.add(measure.name)
        _refuse_without_carbon(measure.reductions, f"{place}.reductions")
        _refuse_over(measure.reductions, case, f"{place}.reductions")
    _refuse_over(_sum(case.measures).reductions, case, "measures")


def _refuse_without_carbon(amounts: Mapping[str, Decimal], place: str) -> None:
    if CARBON not in amounts:
        message = f"{place}: co2 is missing; say what becomes of carbon, even if it is 0 tCO2e."
        raise Refused("synergy.carbon.missing", message, place=place)


def _refuse_over(reductions: Mapping[str, Decimal], case: Case, place: str) -> None:
    for subject, tonnes in reductions.items():
        held = case.baseline.get(subject)
        if held is None:
            message = f"{place}.{subject}: the baseline does not name {subject}."
            raise Refused("synergy.baseline.missing", message, place=f"{place}.{subject}",
                          subject=subject)  # fmt: skip
        if tonnes > held:
            message = f"{place}.{subject}: {tonnes} t are more than the {held} t of the baseline."
            raise Refused("synergy.reduction.over", message, place=f"{place}.{subject}",
                          value=str(tonnes), baseline=str(held))  # fmt: skip
