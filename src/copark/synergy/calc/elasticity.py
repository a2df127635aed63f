"""How much a pollutant falls for each part by which carbon falls, signs tested first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the examples use it
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copark.synergy.calc.change import Change

POLLUTANT_MORE = "POLLUTANT_MORE"  #: Both fall, the pollutant by the larger share.
EQUAL = "EQUAL"  #: Both fall by the same share.
CARBON_MORE = "CARBON_MORE"  #: Both fall, carbon by the larger share.
BOTH_RISE = "BOTH_RISE"
TRADE_OFF = "TRADE_OFF"  #: One falls and the other rises.
NO_EFFECT = "NO_EFFECT"  #: One of the two does not change.
NO_BASELINE = "NO_BASELINE"  #: One of the two was not emitted before: no share can be formed.

#: Verdict by the sign of the pollutant's and of carbon's reduction.
BY_SIGNS = {
    (1, 1): "",
    (-1, -1): BOTH_RISE,
    (1, -1): TRADE_OFF,
    (-1, 1): TRADE_OFF,
}


@dataclass(frozen=True, slots=True)
class Elasticity:
    """A verdict, and the ratio where one means something: where both fall."""

    verdict: str
    value: Decimal | None  #: [-]


def elasticity(pollutant: Change, carbon: Change) -> Elasticity:
    r"""
    Return the co-control elasticity of a pollutant to carbon [1]_.

    Parameters
    ----------
    pollutant
        Change of the pollutant. [any]
    carbon
        Change of carbon dioxide equivalent. [any]

    Returns
    -------
    Elasticity
        A number only where both fall. Where both rise the ratio would look like co-control, and
        where one does not change, or was not emitted before, there is none.

    Raises
    ------
    OutOfBounds
        If a baseline is negative.

    Notes
    -----
    .. math:: Els = \frac{ER_j / Q_j}{ER_k / Q_k}

    Above 1 the pollutant is reduced more, below 1 carbon.

    Examples
    --------
    >>> from copark.synergy.calc.change import Change
    >>> sulphur = Change("so2", Decimal(60), Decimal(3))
    >>> elasticity(sulphur, Change("co2", Decimal(50000), Decimal(2000)))
    Elasticity(verdict='POLLUTANT_MORE', value=Decimal('1.25'))
    >>> elasticity(sulphur, Change("co2", Decimal(50000), Decimal(-2000)))
    Elasticity(verdict='TRADE_OFF', value=None)
    >>> elasticity(sulphur, Change("co2", Decimal(0), Decimal(0)))
    Elasticity(verdict='NO_BASELINE', value=None)

    References
    ----------
    .. [1] PMC11666946, table 2.
    """
    if not (pollutant.baseline and carbon.baseline):
        return Elasticity(NO_BASELINE, None)
    signs = (_sign(pollutant.reduction), _sign(carbon.reduction))
    verdict = BY_SIGNS.get(signs, NO_EFFECT)
    if verdict:
        return Elasticity(verdict, None)
    own = pollutant.reduction * carbon.baseline
    other = carbon.reduction * pollutant.baseline
    return Elasticity(_larger(own, other), own / other)


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def _larger(own: Decimal, other: Decimal) -> str:
    if own == other:
        return EQUAL
    return POLLUTANT_MORE if own > other else CARBON_MORE
