"""One number for the reduction of several pollutants and carbon, by dated weights (AReq)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

CARBON = "co2"
MONEY = "CNY/kg"
KG = Decimal(1000)  #: Kilograms in a tonne.


@dataclass(frozen=True, slots=True)
class Weight:
    """What a kilogram counts."""

    value: Decimal | None  #: None where the user has to say it: the price of carbon.
    unit: str
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Weights of one author, for one purpose; sets are never mixed."""

    name: str
    unit: str
    valid_from: date  #: `date.min` where the source gives no day.
    weights: dict[str, Weight]


@dataclass(frozen=True, slots=True)
class Part:
    """What one substance adds to the equivalent."""

    subject: str
    kg: Decimal  #: Reduction; negative for a rise. [kg]
    weight: Weight
    value: Decimal  #: [unit of the set, without the kilogram]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A weighted reduction, its parts, and what the set has no weight for."""

    total: Decimal
    unit: str
    parts: tuple[Part, ...]
    unweighted: tuple[str, ...]


def weight_sets(text: str, day: date) -> dict[str, WeightSet]:
    """
    Return the sets of ``weights.csv`` as they hold on a day, by name.

    Parameters
    ----------
    text
        The table.
    day
        The newest weight that had begun by then counts, substance by substance.

    Raises
    ------
    Refused
        ``synergy.weights.mixed``, if a set has two units.
    """
    sets: dict[str, WeightSet] = {}
    for row in sorted(tables.rows(text), key=lambda row: row["valid_from"]):
        begins = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        if begins > day:
            continue
        weight = Weight(
            tables.number(row["weight"]),
            row["unit"],
            Source(row["source"], row["confidence"]),
            row["note"],
        )
        held = sets.get(row["scheme"])
        if held and held.unit != row["unit"]:
            message = f"The set {row['scheme']} mixes {held.unit} and {row['unit']}."
            raise Refused("synergy.weights.mixed", message, value=row["scheme"])
        weights = (held.weights if held else {}) | {row["pollutant"]: weight}
        sets[row["scheme"]] = WeightSet(row["scheme"], row["unit"], begins, weights)
    return sets


def tax_weight(*, rate: Decimal, equivalent_value: Decimal) -> Decimal:
    r"""
    Return what a kilogram counts in taxes.

    Parameters
    ----------
    rate
        Of the environmental protection tax. [CNY/equivalent]
    equivalent_value
        Mass that makes one equivalent. [kg]

    Returns
    -------
    Decimal
        Weight. [CNY/kg]

    Raises
    ------
    OutOfBounds
        If `rate` is negative or `equivalent_value` not positive.

    Notes
    -----
    .. math:: w = r / v

    Examples
    --------
    >>> round(tax_weight(rate=Decimal("1.2"), equivalent_value=Decimal("0.95")), 6)
    Decimal('1.263158')
    """
    bounds.not_negative(rate=rate)
    bounds.positive(equivalent_value=equivalent_value)
    return rate / equivalent_value


def equivalent(
    reductions: Mapping[str, Decimal], weights: WeightSet, *, carbon_price: Decimal | None = None
) -> Equivalent:
    r"""
    Return the weighted reduction of several substances [1]_.

    Parameters
    ----------
    reductions
        Reduction by accounting code; ``co2`` in kg of carbon dioxide equivalent. [kg]
    weights
        One set.
    carbon_price
        Of the user, with its date, for sets in money. [CNY/t]

    Returns
    -------
    Equivalent
        Total, parts, and the substances that the set has no weight for; those are not zero.

    Raises
    ------
    OutOfBounds
        If `carbon_price` is negative.
    Refused
        ``synergy.price.unfit``, if a price is given for a set that is not in money.

    Notes
    -----
    .. math:: AR_{eq} = \sum_i w_i \Delta Q_i, \quad w_{CO_2} = p / 1000

    Examples
    --------
    >>> law = Source("weights.csv", "memory")
    >>> weights = {
    ...     "so2": Weight(Decimal("1.2") / Decimal("0.95"), MONEY, law),
    ...     "co2": Weight(None, MONEY, law),
    ... }
    >>> taxes = WeightSet("CN_TAX_ZJ", MONEY, date(2018, 1, 1), weights)
    >>> saved = {"so2": Decimal(3000), "co2": Decimal(2000000)}
    >>> round(equivalent(saved, taxes, carbon_price=Decimal(60)).total, 2)
    Decimal('123789.47')
    >>> equivalent(saved, taxes).unweighted
    ('co2',)

    References
    ----------
    .. [1] Mao 2012, Xing 2020 (their numbers were not read); tax-equivalent weights are our own.
    """
    bounds.not_negative(carbon_price=carbon_price)
    if carbon_price is not None and weights.unit != MONEY:
        message = f"A price of carbon does not fit the weights {weights.name} in {weights.unit}."
        raise Refused("synergy.price.unfit", message, field="carbon_price", value=weights.name)
    parts = []
    unweighted = []
    for subject, kg in reductions.items():
        weight = _weight(subject, weights, carbon_price)
        if weight is None or weight.value is None:
            unweighted.append(subject)
        else:
            parts.append(Part(subject, kg, weight, kg * weight.value))
    total = sum((part.value for part in parts), Decimal(0))
    return Equivalent(total, weights.unit.removesuffix("/kg"), tuple(parts), tuple(unweighted))


def _weight(subject: str, weights: WeightSet, carbon_price: Decimal | None) -> Weight | None:
    if subject == CARBON and carbon_price is not None:
        return Weight(carbon_price / KG, MONEY, Source("price of carbon given by the user"))
    return weights.weights.get(subject)
