"""How sure it is that a unit really stands on its side of a threshold. Statistics, so float."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from copark.kernel import monte_carlo
from copark.kernel.monte_carlo import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DRAWS = 2_000  #: One per cent of the answer, which is more than the uncertainties deserve.
SEED = 20_230_101


def reached(
    amounts: Mapping[str, float], relatives: Mapping[str, float], threshold: float
) -> dict[str, float]:
    """
    Return how probable it is that each unit's amount really reaches a threshold.

    Parameters
    ----------
    amounts
        Amount of each unit, all in one unit of measure.
    relatives
        Half the 95 % interval of each amount over the amount; units without one are exact. [-]
    threshold
        In the unit of the amounts.

    Returns
    -------
    dict
        Probability by unit, 0 to 1. [-]

    Examples
    --------
    >>> found = reached({"a": 100.0, "b": 100.0}, {"a": 0.1}, 90.0)
    >>> 0.95 < found["a"] <= 1, found["b"]
    (True, 1.0)
    """
    drawn = _drawn(amounts, relatives)
    return _shares(drawn.units, drawn.totals >= threshold)


def taken(
    amounts: Mapping[str, float], relatives: Mapping[str, float], share: float
) -> dict[str, float]:
    """
    Return how probable it is that the cumulative rule really takes each unit.

    In every draw all amounts move, the largest that together reach `share` of the drawn total are
    taken, and with them whoever ties with the last.

    Examples
    --------
    >>> found = taken({"a": 60.0, "b": 30.0, "c": 29.0}, {"b": 0.1, "c": 0.1}, 0.65)
    >>> found["a"], 0.5 < found["b"] < 0.7
    (1.0, True)
    """
    drawn = _drawn(amounts, relatives)
    falling = -np.sort(-drawn.totals, axis=1)
    running = np.cumsum(falling, axis=1)
    wanted = share * running[:, -1:]
    last = np.argmax(running >= wanted * (1 - 1e-12), axis=1)
    limits = falling[np.arange(len(falling)), last]
    return _shares(drawn.units, drawn.totals >= limits[:, None])


def _drawn(amounts: Mapping[str, float], relatives: Mapping[str, float]) -> monte_carlo.Draws:
    lines = [Line(unit, amount, relatives.get(unit, 0.0)) for unit, amount in amounts.items()]
    return monte_carlo.drawn(lines, draws=DRAWS, seed=SEED)


def _shares(units: tuple[str, ...], holds: NDArray[np.bool_]) -> dict[str, float]:
    return dict(zip(units, (float(share) for share in holds.mean(axis=0)), strict=True))
