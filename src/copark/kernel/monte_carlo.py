"""
Uncertainty of totals and of ranks by drawing at random (IPCC approach 2). Statistics, so float.

The generator is seeded by the caller: the same lines and seed give the same draws.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

HALF_WIDTHS = 1.959963984540054  #: Standard deviations in half of a 95 % interval. [-]
MOST_DRAWS = 1_000_000  #: More fill the memory and say no more.
SHAPES = ("normal", "lognormal")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an inventory: an amount times a factor, each with its uncertainty."""

    unit: str  #: Enterprise, installation or whatever is ranked.
    amount: float
    relative: float = 0.0  #: Of the amount: half the 95 % interval over it. [-]
    factor: float = 1.0
    factor_relative: float = 0.0  #: Of the factor. [-]
    factor_key: str = ""  #: Lines of one key share one draw of the factor; empty: its own.
    also: tuple[tuple[str, float], ...] = ()  #: Further factors: key and relative uncertainty.


@dataclass(frozen=True, slots=True)
class Draws:
    """Drawn totals, shape (draws, units), in the order of `units`."""

    units: tuple[str, ...]
    totals: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """What the draws say of one total."""

    mean: float
    low: float  #: 2.5 % quantile.
    high: float  #: 97.5 % quantile.
    relative: float | None  #: As approach 1 states it; None where the mean is zero. [-]


@dataclass(frozen=True, slots=True)
class Order:
    """How sure one place of a ranking is against the next."""

    place: int  #: Counted from 1.
    unit: str
    behind: str  #: The unit in the next place.
    probability: float  #: That `unit` is really larger than `behind`, 0 to 1.


def drawn(lines: Sequence[Line], *, draws: int = 10_000, seed: int, shape: str = "normal") -> Draws:
    r"""
    Return the total of each unit, drawn many times [1]_.

    Parameters
    ----------
    lines
        Amounts and factors with their relative uncertainties.
    draws
        How often, up to a million.
    seed
        Of the generator (NumPy PCG64).
    shape
        ``normal``, or ``lognormal`` for what cannot be negative and is very unsure.

    Returns
    -------
    Draws
        Totals, shape (draws, units), units in the order they first appear. [amount x factor]

    Raises
    ------
    Refused
        ``uncertainty.bad``, naming field and value.

    Notes
    -----
    .. math:: E_u = \sum_i AD_i (1 + \delta_i) EF_i \prod_{k \in K_i} (1 + \varepsilon_{ik})

    with :math:`\delta, \varepsilon` of mean 0 and standard deviation :math:`U / 1.96`. Lines that
    name the same factor share its deviation, each in its own width, so that an error of the grid
    factor moves all enterprises together and does not disturb their order.

    Examples
    --------
    >>> lines = [Line("a", 100.0, 0.05), Line("b", 80.0, 0.05)]
    >>> found = drawn(lines, seed=1)
    >>> found.totals.shape, round(float(found.totals[:, 0].mean()), 0)
    ((10000, 2), 100.0)

    References
    ----------
    .. [1] 2006 IPCC Guidelines, volume 1, chapter 3, section 3.2.3.2.
    """
    _check(lines, draws, shape)
    generator = np.random.default_rng(seed)
    places = {unit: place for place, unit in enumerate(dict.fromkeys(line.unit for line in lines))}
    totals = np.zeros((len(places), draws))
    shared: dict[str, NDArray[np.float64]] = {}

    def moved(key: str, relative: float) -> NDArray[np.float64] | float:
        if not relative:
            return 1.0
        deviates = shared.get(key)
        if deviates is None:
            deviates = generator.standard_normal(draws)
            if key:
                shared[key] = deviates
        return _around_one(deviates, relative, shape)

    for line in lines:
        value = line.amount * line.factor * moved(line.factor_key, line.factor_relative)
        for key, relative in line.also:
            value = value * moved(key, relative)
        totals[places[line.unit]] += value * moved("", line.relative)
    return Draws(tuple(places), np.ascontiguousarray(totals.T))


def spread(totals: NDArray[np.float64]) -> Spread:
    """
    Return mean, 95 % interval and relative uncertainty of drawn totals.

    Parameters
    ----------
    totals
        Draws of one total, shape (draws,).

    Examples
    --------
    >>> spread(np.array([9.0, 10.0, 11.0])).mean
    10.0
    """
    mean = float(totals.mean())
    low, high = np.quantile(totals, (0.025, 0.975))
    relative = HALF_WIDTHS * float(totals.std(ddof=1)) / abs(mean) if mean else None
    return Spread(mean, float(low), float(high), relative)


def spread_of_all(found: Draws) -> Spread:
    """Return what the draws say of the sum over all units."""
    return spread(found.totals.sum(axis=1))


def certainty_of_order(found: Draws, ranking: Sequence[str]) -> list[Order]:
    """
    Return, place by place, how sure it is that the unit is larger than the next one.

    Parameters
    ----------
    found
        Drawn totals.
    ranking
        Units in the order in which they are listed, largest first.

    Returns
    -------
    list of Order
        One fewer than `ranking`. Draws that are equal count half. [-]

    Examples
    --------
    >>> lines = [Line("a", 100.0, 0.02), Line("b", 99.0, 0.02), Line("c", 50.0, 0.02)]
    >>> first, second = certainty_of_order(drawn(lines, seed=1), ["a", "b", "c"])
    >>> 0.7 < first.probability < 0.8, second.probability
    (True, 1.0)
    """
    columns = {unit: found.totals[:, place] for place, unit in enumerate(found.units)}
    pairs = itertools.pairwise(ranking)
    return [
        Order(place, unit, behind, _probability(columns[unit], columns[behind]))
        for place, (unit, behind) in enumerate(pairs, start=1)
    ]


def place_probabilities(found: Draws) -> NDArray[np.float64]:
    """
    Return how probable each place is for each unit.

    Returns
    -------
    ndarray
        Shape (units, places); row `u` and column 0 hold the probability that unit `u` is the
        largest. Rows and columns sum to 1. Equal draws keep the order of the units. [-]

    Examples
    --------
    >>> found = drawn([Line("a", 100.0, 0.02), Line("b", 1.0, 0.02)], seed=1)
    >>> place_probabilities(found).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    count = len(found.units)
    order = np.argsort(-found.totals, axis=1, kind="stable")
    places = np.arange(count)
    tally = np.zeros((count, count))
    for place in places:
        tally[:, place] = np.bincount(order[:, place], minlength=count)
    return tally / len(found.totals)


def _probability(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float((one > other).mean() + (one == other).mean() / 2)


def _around_one(deviates: NDArray[np.float64], relative: float, shape: str) -> NDArray[np.float64]:
    """Return standard deviates as a quantity of mean one and the relative uncertainty stated."""
    deviation = relative / HALF_WIDTHS
    if shape == "normal":
        return 1.0 + deviation * deviates
    sigma = math.sqrt(math.log1p(deviation * deviation))
    return np.exp(sigma * deviates - sigma * sigma / 2)


def _check(lines: Sequence[Line], draws: int, shape: str) -> None:
    if not lines:
        raise _bad("lines", 0)
    if not 1 < draws <= MOST_DRAWS:
        raise _bad("draws", draws)
    if shape not in SHAPES:
        raise _bad("shape", shape)
    for line in lines:
        _check_line(line)


def _check_line(line: Line) -> None:
    for field in ("amount", "factor"):
        if not math.isfinite(getattr(line, field)):
            raise _bad(field, getattr(line, field))
    stated = (("relative", line.relative), ("factor_relative", line.factor_relative))
    for key, relative in (*stated, *line.also):
        if not 0 <= relative < math.inf:
            raise _bad(key, relative)


def _bad(field: str, value: object) -> Refused:
    message = f"The uncertainty cannot be drawn: {field} is {value}."
    return Refused("uncertainty.bad", message, field=field, value=value)
