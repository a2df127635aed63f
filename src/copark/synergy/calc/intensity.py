"""Emission for each unit of output or added value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the examples use it

from copark.kernel import bounds

OUTPUT = "output"
ADDED_VALUE = "added value"
FOUND = "FOUND"
NOT_POSITIVE = "NOT_POSITIVE"  #: An added value of zero or less has no intensity.
NOT_GIVEN = "NOT_GIVEN"


@dataclass(frozen=True, slots=True)
class Intensity:
    """A verdict, and the intensity where there is one."""

    verdict: str
    value: Decimal | None


def intensity(*, emission: Decimal, activity: Decimal | None) -> Intensity:
    r"""
    Return the emission for each unit of output or added value.

    Parameters
    ----------
    emission
        Of a pollutant [t] or of carbon [tCO2e].
    activity
        Output value or added value; None if it is not known. [1e4 CNY]

    Returns
    -------
    Intensity
        [t/1e4 CNY]; only a verdict where the activity is zero, negative or not given.

    Raises
    ------
    OutOfBounds
        If `emission` is negative.

    Notes
    -----
    .. math:: I = E / A

    Examples
    --------
    >>> intensity(emission=Decimal(3000), activity=Decimal(2500))
    Intensity(verdict='FOUND', value=Decimal('1.2'))
    >>> intensity(emission=Decimal(3000), activity=Decimal(-1))
    Intensity(verdict='NOT_POSITIVE', value=None)
    """
    bounds.not_negative(emission=emission)
    if activity is None:
        return Intensity(NOT_GIVEN, None)
    if activity <= 0:
        return Intensity(NOT_POSITIVE, None)
    return Intensity(FOUND, emission / activity)


def change_of(earlier: Intensity, later: Intensity) -> Decimal | None:
    r"""
    Return by what share an intensity fell or rose.

    Parameters
    ----------
    earlier, later
        Intensities of two years, in one unit.

    Returns
    -------
    Decimal or None
        Negative for a fall; None where a year has no intensity, or the earlier one is zero. [-]

    Notes
    -----
    .. math:: \delta = (I_T - I_0) / I_0

    Examples
    --------
    >>> one = intensity(emission=Decimal(10), activity=Decimal(5))
    >>> change_of(one, intensity(emission=Decimal(9), activity=Decimal(6)))
    Decimal('-0.25')
    """
    if earlier.value is None or later.value is None or not earlier.value:
        return None
    return (later.value - earlier.value) / earlier.value
