"""Pollutants in waste water: to water, and by a sewage works to water."""

from __future__ import annotations

from decimal import Decimal

from copark.kernel import bounds

G = Decimal(1000)  #: Grams in a kilogram.


def mass_in_water(*, volume: Decimal, concentration: Decimal) -> Decimal:
    r"""
    Return the mass of a pollutant in waste water.

    Parameters
    ----------
    volume
        Waste water discharged. [m3]
    concentration
        Mean weighted by flow. [mg/L]

    Returns
    -------
    Decimal
        Mass. [kg]

    Raises
    ------
    OutOfBounds
        If a number is negative.

    Notes
    -----
    .. math:: G = V \cdot C / 1000

    Examples
    --------
    >>> mass_in_water(volume=Decimal(10000), concentration=Decimal(50))
    Decimal('500')
    """
    bounds.not_negative(volume=volume, concentration=concentration)
    return volume * concentration / G


def mass_through_works(*, sent: Decimal, removal: Decimal) -> Decimal:
    r"""
    Return what of an indirect discharge reaches the water behind the sewage works.

    Parameters
    ----------
    sent
        Mass sent to the sewage works (间接排放). [kg]
    removal
        Removal by the works for this pollutant, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Mass that reaches the water. It is the works' discharge, and is never added to the
        enterprise's indirect one. [kg]

    Raises
    ------
    OutOfBounds
        If `sent` is negative or `removal` outside 0 to 1.

    Notes
    -----
    .. math:: G_{water} = G_{sent} \cdot (1 - \eta)

    Examples
    --------
    >>> mass_through_works(sent=Decimal(500), removal=Decimal("0.9"))
    Decimal('50.0')
    """
    bounds.not_negative(sent=sent)
    bounds.share(removal=removal)
    return sent * (1 - removal)
