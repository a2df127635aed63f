"""Heat that steam and hot water bring along, as the guides count it. Accounting, so Decimal."""

from __future__ import annotations

from decimal import Decimal

KILO = Decimal(1000)  #: Kilojoules in a megajoule, which is per kilogram what GJ is per tonne.


def heat_of_steam(*, mass: Decimal, enthalpy: Decimal, reference: Decimal) -> Decimal:
    r"""
    Return the heat in steam above feed water at the reference temperature.

    Parameters
    ----------
    mass
        Steam. [t]
    enthalpy
        Specific enthalpy of the steam. [kJ/kg]
    reference
        Enthalpy subtracted, 83.74 in the 2013 guide. [kJ/kg]

    Returns
    -------
    Decimal
        Heat. [GJ]

    Raises
    ------
    ValueError
        If the steam has less enthalpy than the reference.

    Notes
    -----
    .. math:: Q = m \cdot (h - h_0) / 1000

    Examples
    --------
    >>> heat_of_steam(mass=Decimal(1000), enthalpy=Decimal(2773), reference=Decimal("83.74"))
    Decimal('2689.26')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013 (memory: verify).
    """
    if enthalpy < reference:
        message = f"steam of {enthalpy} kJ/kg lies below the reference of {reference} kJ/kg"
        raise ValueError(message)
    return mass * (enthalpy - reference) / KILO


def heat_of_hot_water(
    *, mass: Decimal, temperature: Decimal, reference: Decimal, capacity: Decimal
) -> Decimal:
    r"""
    Return the heat in hot water above the reference temperature.

    Parameters
    ----------
    mass
        Water. [t]
    temperature
        As delivered. [°C]
    reference
        Temperature subtracted, 20 in the 2013 guide. [°C]
    capacity
        Specific heat capacity, 4.1868. [kJ/(kg·K)]

    Returns
    -------
    Decimal
        Heat. [GJ]

    Raises
    ------
    ValueError
        If the water is colder than the reference.

    Notes
    -----
    .. math:: Q = m \cdot (T - T_0) \cdot c_p / 1000

    Examples
    --------
    >>> heat_of_hot_water(
    ...     mass=Decimal(100),
    ...     temperature=Decimal(70),
    ...     reference=Decimal(20),
    ...     capacity=Decimal("4.1868"),
    ... )
    Decimal('20.9340')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013 (memory: verify).
    """
    if temperature < reference:
        message = f"water of {temperature} °C is colder than the reference of {reference} °C"
        raise ValueError(message)
    return mass * (temperature - reference) * capacity / KILO
