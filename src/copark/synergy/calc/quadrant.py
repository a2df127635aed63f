"""Place a measure in the plane of pollutant and carbon reduction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the examples use it
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copark.synergy.calc.change import Change

CO_CONTROL = "I"
CARBON_ONLY = "II"  #: Carbon falls, the pollutant rises.
BOTH_WORSE = "III"
POLLUTANT_ONLY = "IV"  #: The pollutant falls, carbon rises.
AXIS = "AXIS"  #: One of the two does not change.


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point of the co-control plane."""

    x: Decimal  #: Reduction of the pollutant over its baseline. [-]
    y: Decimal  #: Reduction of carbon over its baseline. [-]
    quadrant: str
    distance: Decimal  #: How much is done. [-]


def coordinates(pollutant: Change, carbon: Change) -> Coordinates | None:
    r"""
    Return where a measure stands in the co-control plane [1]_.

    Parameters
    ----------
    pollutant, carbon
        Changes, each in its own unit.

    Returns
    -------
    Coordinates or None
        None if a baseline is zero.

    Raises
    ------
    OutOfBounds
        If a baseline is negative.

    Notes
    -----
    .. math:: x = ER_j / Q_j, \quad y = ER_k / Q_k, \quad d = \sqrt{x^2 + y^2}

    Examples
    --------
    >>> from copark.synergy.calc.change import Change
    >>> sulphur = Change("so2", Decimal(100), Decimal(3))
    >>> point = coordinates(sulphur, Change("co2", Decimal(100), Decimal(4)))
    >>> point.quadrant, point.distance
    ('I', Decimal('0.05'))
    >>> coordinates(sulphur, Change("co2", Decimal(100), Decimal(-4))).quadrant
    'IV'

    References
    ----------
    .. [1] Mao et al., co-control coordinate system, to be verified.
    """
    x, y = pollutant.rate, carbon.rate
    if x is None or y is None:
        return None
    return Coordinates(x, y, _quadrant(x, y), (x * x + y * y).sqrt())


def angle(x: float, y: float) -> float:
    """
    Return the angle of a point, which tells how balanced a measure is. [degree]

    Parameters
    ----------
    x, y
        Relative reductions of pollutant and carbon. [-]

    Returns
    -------
    float
        From the axis of the pollutant: 45 is balanced, 0 pollutant alone, 90 carbon alone.

    Examples
    --------
    >>> angle(0.1, 0.1), angle(0.1, 0.0)
    (45.0, 0.0)
    """
    return math.degrees(math.atan2(y, x))


def _quadrant(x: Decimal, y: Decimal) -> str:
    if not x or not y:
        return AXIS
    if x > 0:
        return CO_CONTROL if y > 0 else POLLUTANT_ONLY
    return CARBON_ONLY if y > 0 else BOTH_WORSE
