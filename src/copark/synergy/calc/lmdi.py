"""Where a change of emissions comes from: scale, structure and intensity (LMDI-I, additive)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from copark.kernel import bounds
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = 50  #: Carried inside, so that near-equal values lose nothing in the logarithmic mean.
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Branch:
    """An enterprise, a sector or a plant in two years."""

    name: str
    activity_before: Decimal  #: Output or added value.
    activity_after: Decimal
    emission_before: Decimal  #: Energy, carbon or a pollutant.
    emission_after: Decimal


@dataclass(frozen=True, slots=True)
class Effects:
    """What moved an emission, in its unit; the three add up to the change."""

    scale: Decimal  #: All together make more or less.
    structure: Decimal  #: The shares of the branches have shifted.
    intensity: Decimal  #: A unit of activity emits more or less.

    @property
    def total(self) -> Decimal:
        """The three together."""
        return self.scale + self.structure + self.intensity


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The change, its three effects, each branch's part in them, and what is left over."""

    change: Decimal
    effects: Effects
    branches: dict[str, Effects]
    residual: Decimal


def logarithmic_mean(one: Decimal, other: Decimal) -> Decimal:
    r"""
    Return the logarithmic mean of two numbers [1]_.

    Parameters
    ----------
    one, other
        Zero or more, in one unit.

    Returns
    -------
    Decimal
        Zero if one of them is zero, the number itself if they are equal.

    Raises
    ------
    OutOfBounds
        If a number is negative.

    Notes
    -----
    .. math:: L(a, b) = \frac{a - b}{\ln a - \ln b}, \quad L(a, a) = a

    Examples
    --------
    >>> round(logarithmic_mean(Decimal(1), Decimal(2)), 6)
    Decimal('1.442695')
    >>> logarithmic_mean(Decimal(0), Decimal(2)), logarithmic_mean(Decimal(2), Decimal(2))
    (Decimal('0'), Decimal('2'))

    References
    ----------
    .. [1] Ang, Energy Policy 33 (2005) 867-871.
    """
    bounds.not_negative(one=one, other=other)
    with localcontext(prec=DIGITS):
        mean = _mean(one, other)
    return +mean


def decomposed(branches: Sequence[Branch]) -> Decomposition:
    r"""
    Return what moved a total emission between two years [1]_.

    Parameters
    ----------
    branches
        Activity in one unit, emission in one unit, each branch once.

    Returns
    -------
    Decomposition
        Effects in the unit of the emission. They add up to the change exactly.

    Raises
    ------
    OutOfBounds
        If a number is negative.
    Refused
        ``synergy.lmdi.activity``, if there is no activity at all in a year; ``synergy.lmdi.idle``,
        if a branch emits without activity; ``synergy.lmdi.twice``, if a branch comes twice.

    Notes
    -----
    .. math:: E = \sum_i Q \cdot \frac{Q_i}{Q} \cdot \frac{E_i}{Q_i}, \quad
              \Delta E_x = \sum_i L(E_i^T, E_i^0) \ln \frac{x_i^T}{x_i^0}

    Zero values take their analytical limits and no small number stands in for them: a branch that
    opens or closes is structure, for its share of the activity begins or ends; a branch that works
    in both years and begins or ceases to emit is intensity [2]_.

    Examples
    --------
    >>> found = decomposed(
    ...     [
    ...         Branch("one", Decimal(60), Decimal(60), Decimal(120), Decimal(108)),
    ...         Branch("two", Decimal(40), Decimal(60), Decimal(40), Decimal(54)),
    ...     ]
    ... )
    >>> [round(part, 6) for part in (found.effects.scale, found.effects.structure)]
    [Decimal('29.270826'), Decimal('-10.355715')]
    >>> round(found.effects.intensity, 6), found.change
    (Decimal('-16.915110'), Decimal('2'))

    References
    ----------
    .. [1] Ang, Energy Policy 33 (2005) 867-871, equation 5.
    .. [2] Wood and Lenzen 2006; Ang and Liu 2007, to be verified.
    """
    _check(branches)
    before = sum((branch.activity_before for branch in branches), ZERO)
    after = sum((branch.activity_after for branch in branches), ZERO)
    if not before or not after:
        message = "There is no activity at all in one of the years; nothing can be decomposed."
        raise Refused("synergy.lmdi.activity", message, field="activity")
    with localcontext(prec=DIGITS):
        scale = _log(after, before)
        parts = {branch.name: _effects(branch, scale) for branch in branches}
        change = sum((row.emission_after - row.emission_before for row in branches), ZERO)
        effects = Effects(
            sum((part.scale for part in parts.values()), ZERO),
            sum((part.structure for part in parts.values()), ZERO),
            sum((part.intensity for part in parts.values()), ZERO),
        )
        residual = change - effects.total
    return Decomposition(+change, _plain(effects), _all_plain(parts), residual)


def as_ratios(found: Decomposition, *, before: Decimal, after: Decimal) -> Effects | None:
    r"""
    Return the effects as ratios whose product is the ratio of the two years [1]_.

    Parameters
    ----------
    found
        An additive decomposition.
    before, after
        Total emission of its two years.

    Returns
    -------
    Effects or None
        1 for no effect; None where a year emits nothing, for there is no ratio to it. [-]

    Raises
    ------
    OutOfBounds
        If a total is negative.

    Notes
    -----
    .. math:: D_x = \exp \frac{\Delta E_x}{L(E^T, E^0)}

    Examples
    --------
    >>> found = decomposed([Branch("one", Decimal(1), Decimal(2), Decimal(10), Decimal(20))])
    >>> round(as_ratios(found, before=Decimal(10), after=Decimal(20)).scale, 6)
    Decimal('2.000000')

    References
    ----------
    .. [1] Ang, Energy Policy 33 (2005) 867-871.
    """
    mean = logarithmic_mean(before, after)
    if not mean:
        return None
    parts = found.effects
    return Effects(
        (parts.scale / mean).exp(), (parts.structure / mean).exp(), (parts.intensity / mean).exp()
    )


def _effects(branch: Branch, scale: Decimal) -> Effects:
    """Return the effects in one branch, zeros by their limits."""
    change = branch.emission_after - branch.emission_before
    if not branch.activity_before or not branch.activity_after:
        return Effects(ZERO, change, ZERO)
    if not branch.emission_before or not branch.emission_after:
        return Effects(ZERO, ZERO, change)
    activity = _log(branch.activity_after, branch.activity_before)
    emission = _log(branch.emission_after, branch.emission_before)
    mean = change / emission if emission else branch.emission_after
    return Effects(mean * scale, mean * (activity - scale), mean * (emission - activity))


def _mean(one: Decimal, other: Decimal) -> Decimal:
    if not one or not other:
        return ZERO
    if one == other:
        return one
    return (one - other) / _log(one, other)


def _log(one: Decimal, other: Decimal) -> Decimal:
    return (one / other).ln()


def _plain(effects: Effects) -> Effects:
    return Effects(+effects.scale, +effects.structure, +effects.intensity)


def _all_plain(parts: dict[str, Effects]) -> dict[str, Effects]:
    return {name: _plain(part) for name, part in parts.items()}


def _check(branches: Sequence[Branch]) -> None:
    names = set()
    for branch in branches:
        if branch.name in names:
            message = f"The branch {branch.name} comes twice."
            raise Refused("synergy.lmdi.twice", message, field="name", value=branch.name)
        names.add(branch.name)
        bounds.not_negative(
            activity_before=branch.activity_before,
            activity_after=branch.activity_after,
            emission_before=branch.emission_before,
            emission_after=branch.emission_after,
        )
        idle_before = branch.emission_before and not branch.activity_before
        idle_after = branch.emission_after and not branch.activity_after
        if idle_before or idle_after:
            message = f"{branch.name} emits in a year without activity; its intensity is no number."
            raise Refused("synergy.lmdi.idle", message, field="activity", value=branch.name)
