"""Volatile organic compounds from loading organic liquids, and from waste water."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel import bounds, tables
from copark.kernel.errors import Broken
from copark.kernel.figure import Source

ZERO_CELSIUS = Decimal("273.15")  #: [K]
LOADING = Decimal("1.20E-4")  #: Of AP-42 5.2, in SI units. [kg·K/(m3·Pa) per g/mol]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient as the table states it."""

    name: str
    value: Decimal
    unit: str
    source: Source
    note: str


def coefficients(text: str) -> tuple[Coefficient, ...]:
    """Return the rows of ``voc_coefficients.csv``."""
    return tuple(
        Coefficient(
            name=f"{row['industry_or_source']}: {row['name']}",
            value=Decimal(row["value"]),
            unit=row["unit"],
            source=Source(row["source"], row["confidence"]),
            note=row["note"],
        )
        for row in tables.rows(text)
    )


def coefficient(known: tuple[Coefficient, ...], name: str) -> Coefficient:
    """
    Return the coefficient of this name.

    Raises
    ------
    Broken
        If the table has none, which is a fault of the table.
    """
    for row in known:
        if row.name == name:
            return row
    message = f"no coefficient “{name}”"
    raise Broken(message)


def voc_from_loading_ap42(
    *,
    loaded: Decimal,
    saturation: Decimal,
    vapour_pressure: Decimal,
    molar_mass: Decimal,
    temperature: Decimal,
    efficiency: Decimal = Decimal(0),
) -> Decimal:
    r"""
    Return the vapour that loading a liquid drives out [1]_.

    Parameters
    ----------
    loaded
        Volume of liquid loaded. [m3]
    saturation
        Saturation factor: 0.6 submerged, 1.45 splash. [-]
    vapour_pressure
        True vapour pressure at the temperature of loading. [Pa]
    molar_mass
        Of the vapour. [g/mol]
    temperature
        Of the liquid. [°C]
    efficiency
        Removal by recovery or treatment, from 0 to 1. [-]

    Returns
    -------
    Decimal
        VOC. [kg]

    Raises
    ------
    OutOfBounds
        If a number is negative, the temperature is at or below absolute zero, or the efficiency
        lies outside 0 to 1.

    Notes
    -----
    .. math:: E = 1.20 \cdot 10^{-4} \cdot \frac{S \cdot P_T \cdot M}{T + 273.15} \cdot Q (1 - \eta)

    Examples
    --------
    A thousand cubic metres of methanol, loaded submerged at 20 °C (12.8 kPa):

    >>> round(
    ...     voc_from_loading_ap42(
    ...         loaded=Decimal(1000),
    ...         saturation=Decimal("0.6"),
    ...         vapour_pressure=Decimal(12800),
    ...         molar_mass=Decimal("32.042"),
    ...         temperature=Decimal(20),
    ...     ),
    ...     2,
    ... )
    Decimal('100.73')

    References
    ----------
    .. [1] EPA AP-42, section 5.2; 环办〔2015〕104号, to be verified.
    """
    bounds.not_negative(loaded=loaded, saturation=saturation, vapour_pressure=vapour_pressure)
    bounds.positive(molar_mass=molar_mass, temperature_in_kelvin=temperature + ZERO_CELSIUS)
    bounds.share(efficiency=efficiency)
    a_cubic_metre = LOADING * saturation * vapour_pressure * molar_mass
    return a_cubic_metre * loaded * (1 - efficiency) / (temperature + ZERO_CELSIUS)


def voc_from_waste_water(
    *,
    volume: Decimal,
    coefficient: Decimal,
    efficiency: Decimal = Decimal(0),
) -> Decimal:
    r"""
    Return the VOC that escapes while waste water is collected or treated [1]_.

    Parameters
    ----------
    volume
        Waste water. [m3]
    coefficient
        0.6 for collection, 0.005 for treatment, where nothing is covered. [kg/m3]
    efficiency
        Removal by covers and treatment, from 0 to 1. [-]

    Returns
    -------
    Decimal
        VOC. [kg]

    Raises
    ------
    OutOfBounds
        If a number is negative or the efficiency lies outside 0 to 1.

    Notes
    -----
    .. math:: E = V \cdot EF \cdot (1 - \eta)

    Examples
    --------
    >>> voc_from_waste_water(volume=Decimal(10000), coefficient=Decimal("0.6"))
    Decimal('6000.0')
    >>> voc_from_waste_water(volume=Decimal(10000), coefficient=Decimal("0.005"))
    Decimal('50.000')

    References
    ----------
    .. [1] 石化行业VOCs污染源排查工作指南, 环办〔2015〕104号, to be verified.
    """
    bounds.not_negative(volume=volume, coefficient=coefficient)
    bounds.share(efficiency=efficiency)
    return volume * coefficient * (1 - efficiency)
