"""Carbon dioxide from burning fuel, by default values, by measured carbon or by gas analysis."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

M_CO2 = Decimal(44)  #: Molar mass of carbon dioxide. [g/mol]
M_C = Decimal(12)  #: Molar mass of carbon. [g/mol]
MOLAR_VOLUME = Decimal("22.4")  #: Of a gas at 0 °C and 101.325 kPa. [L/mol]
LITRES = Decimal(10)  #: 1e4 Nm3 in litres, over grams in a tonne.


def co2_from_fuel(
    *,
    burned: Decimal,
    heating_value: Decimal,
    carbon_content: Decimal,
    oxidation: Decimal,
) -> Decimal:
    r"""
    Return the carbon dioxide released by burning a fuel.

    The carbon in the fuel, found from its heat content, is oxidised in the given fraction and
    leaves as carbon dioxide [1]_.

    Parameters
    ----------
    burned
        Fuel consumed, as received. [t or 1e4 Nm3]
    heating_value
        Net calorific value. [GJ/t or GJ/1e4 Nm3]
    carbon_content
        Carbon per unit of heat. [tC/GJ]
    oxidation
        Fraction of carbon oxidised, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If `oxidation` lies outside 0 to 1, or a property is not positive.

    Notes
    -----
    .. math:: E = AD \cdot NCV \cdot CC \cdot OF \cdot 44/12

    Examples
    --------
    Ten thousand standard cubic metres of natural gas:

    >>> gas = co2_from_fuel(
    ...     burned=Decimal(1),
    ...     heating_value=Decimal("389.31"),
    ...     carbon_content=Decimal("0.0153"),
    ...     oxidation=Decimal("0.99"),
    ... )
    >>> round(gas, 4)
    Decimal('21.6219')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013; GB/T 32151.10-2023.
    """
    if not 0 <= oxidation <= 1:
        message = f"oxidation must lie in 0..1, got {oxidation}"
        raise ValueError(message)
    if heating_value <= 0 or carbon_content <= 0:
        message = "heating value and carbon content must be positive"
        raise ValueError(message)
    return burned * heating_value * carbon_content * oxidation * M_CO2 / M_C


def co2_from_measured_carbon(*, burned: Decimal, carbon: Decimal, oxidation: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide of a fuel whose carbon was analysed.

    A measured carbon content goes before heating value times default carbon content.

    Parameters
    ----------
    burned
        Fuel consumed, as received. [t or 1e4 Nm3]
    carbon
        Carbon in it. [tC/t or tC/1e4 Nm3]
    oxidation
        Fraction of carbon oxidised, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If an amount is negative or `oxidation` lies outside 0 to 1.

    Notes
    -----
    .. math:: E = AD \cdot CC \cdot OF \cdot 44/12

    Examples
    --------
    >>> co2_from_measured_carbon(
    ...     burned=Decimal(100), carbon=Decimal("0.6"), oxidation=Decimal(1)
    ... )
    Decimal('220.0')
    """
    if burned < 0 or carbon < 0:
        message = f"fuel and carbon must not be negative, got {burned} and {carbon}"
        raise ValueError(message)
    if not 0 <= oxidation <= 1:
        message = f"oxidation must lie in 0..1, got {oxidation}"
        raise ValueError(message)
    return burned * carbon * oxidation * M_CO2 / M_C


def carbon_of_gas(shares: Mapping[str, Decimal], atoms: Mapping[str, int]) -> Decimal:
    r"""
    Return the carbon in a fuel gas from its analysis.

    Parameters
    ----------
    shares
        Volume fraction of each component, from 0 to 1. [-]
    atoms
        Carbon atoms in a molecule of each component. [-]

    Returns
    -------
    Decimal
        Carbon, unrounded. [tC/1e4 Nm3]

    Raises
    ------
    ValueError
        If a component is unknown, a share is negative, or the shares exceed 1.

    Notes
    -----
    .. math:: CC = \sum 12 \, n_C \, V / 22.4 \cdot 10

    Examples
    --------
    >>> methane = carbon_of_gas({"CH4": Decimal(1)}, {"CH4": 1})
    >>> round(methane, 4)
    Decimal('5.3571')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013 (memory: verify).
    """
    strange = [gas for gas in shares if gas not in atoms]
    if strange:
        message = f"the component {strange[0]} is not known; known are {', '.join(atoms)}"
        raise ValueError(message)
    if min(shares.values(), default=Decimal(0)) < 0 or sum(shares.values()) > 1:
        message = "shares must not be negative and must not exceed the whole"
        raise ValueError(message)
    moles = sum((atoms[gas] * share for gas, share in shares.items()), Decimal(0))
    return moles * M_C * LITRES / MOLAR_VOLUME
