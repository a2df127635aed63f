"""Comprehensive energy use in standard coal, after GB/T 2589."""

from __future__ import annotations

from decimal import Decimal

KILO = Decimal(1000)  #: Kilograms in a tonne.
KILOGRAM_OF_COAL = Decimal("29.3076")  #: Heat of a kilogram of coal equivalent. [MJ/kgce]


def energy_use(*, bought: Decimal, sold: Decimal) -> Decimal:
    """
    Return what an enterprise used of a carrier: bought less sold.

    Energy that the enterprise makes from energy it bought is in the bought amount already, and
    what it buys as raw material is not energy: neither is an argument here [1]_.

    Parameters
    ----------
    bought
        Came in from outside as energy. [any unit]
    sold
        Went out to others. [same unit]

    Returns
    -------
    Decimal
        Used; negative for a carrier that is made and sold, such as the steam of a power
        station. [same unit]

    Raises
    ------
    ValueError
        If an amount is negative.

    Examples
    --------
    >>> energy_use(bought=Decimal(120), sold=Decimal(20))
    Decimal('100')

    References
    ----------
    .. [1] GB/T 2589-2020, comprehensive energy use; see ``energy/calc/README.md``.
    """
    if bought < 0 or sold < 0:
        message = f"amounts must not be negative, got {bought} bought and {sold} sold"
        raise ValueError(message)
    return bought - sold


def coal_equivalent(*, used: Decimal, kgce_per_unit: Decimal) -> Decimal:
    r"""
    Return the standard coal that an amount of a carrier is worth.

    Parameters
    ----------
    used
        Amount of the carrier. [unit]
    kgce_per_unit
        Coefficient of GB/T 2589-2020 annex A; for electricity the equivalent value (当量值),
        0.1229. [kgce/unit]

    Returns
    -------
    Decimal
        Standard coal, unrounded. [tce]

    Raises
    ------
    ValueError
        If the coefficient is not positive.

    Notes
    -----
    .. math:: E = Q \cdot k / 1000

    Examples
    --------
    >>> coal_equivalent(used=Decimal(1000000), kgce_per_unit=Decimal("0.1229"))
    Decimal('122.9000')
    """
    if kgce_per_unit <= 0:
        message = f"the coefficient must be positive, got {kgce_per_unit}"
        raise ValueError(message)
    return used * kgce_per_unit / KILO


def kgce_of_heat(heating_value: Decimal) -> Decimal:
    r"""
    Return the coefficient of a fuel from its measured net heating value.

    Parameters
    ----------
    heating_value
        Net calorific value. [MJ/unit, or GJ per 1000 units]

    Returns
    -------
    Decimal
        Coefficient. [kgce/unit]

    Raises
    ------
    ValueError
        If the heating value is not positive.

    Notes
    -----
    .. math:: k = NCV / 29.3076

    GB/T 2589-2020 asks for the measured value first, and for its annex A where there is none.

    Examples
    --------
    >>> round(kgce_of_heat(Decimal("38.931")), 4)
    Decimal('1.3284')
    """
    if heating_value <= 0:
        message = f"the heating value must be positive, got {heating_value}"
        raise ValueError(message)
    return heating_value / KILOGRAM_OF_COAL
