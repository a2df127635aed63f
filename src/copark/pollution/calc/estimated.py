"""Mass of a pollutant by samples, by material balance and by coefficient."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MG = Decimal(1_000_000)  #: Milligrams in a kilogram.


def mass_from_samples(
    *, concentrations: Sequence[Decimal], flow: Decimal, hours: Decimal
) -> Decimal:
    r"""
    Return the mass that samples of an agency stand for [1]_.

    Parameters
    ----------
    concentrations
        Concentration of each sample, not converted to reference oxygen. [mg/m3]
    flow
        Mean flow in the state of the concentration. [m3/h]
    hours
        Time of operation that the samples stand for. [h]

    Returns
    -------
    Decimal
        Mass; for waste water see `waste_water.mass_in_water`. [kg]

    Raises
    ------
    Refused
        ``pollution.samples.none``.
    OutOfBounds
        If a number is negative.

    Notes
    -----
    .. math:: G = \bar C \cdot Q \cdot h \cdot 10^{-6}

    Examples
    --------
    50 mg/m3 in 20,000 m3/h is 1 kg/h, and 24 kg/d:

    >>> mass_from_samples(
    ...     concentrations=[Decimal(40), Decimal(60)], flow=Decimal(20000), hours=Decimal(24)
    ... )
    Decimal('24')

    References
    ----------
    .. [1] 环境保护税法 article 10 (2); arithmetic: HJ 75-2017, to be verified.
    """
    if not concentrations:
        raise Refused("pollution.samples.none", "There is no sample.", field="concentrations")
    for concentration in concentrations:
        bounds.not_negative(concentration=concentration)
    bounds.not_negative(flow=flow, hours=hours)
    total = sum(concentrations, Decimal(0))
    return total * flow * hours / len(concentrations) / MG


def mass_from_balance(
    *,
    used: Decimal,
    in_product: Decimal,
    recovered: Decimal,
    destroyed: Decimal,
    to_waste: Decimal,
    to_water: Decimal,
) -> Decimal:
    r"""
    Return what a material balance leaves for the air [1]_.

    Parameters
    ----------
    used, in_product, recovered, destroyed, to_waste, to_water
        Masses of the substance in the period. [kg]

    Returns
    -------
    Decimal
        Mass to the air. [kg]

    Raises
    ------
    OutOfBounds
        If a mass is negative.
    Refused
        ``pollution.balance.negative``, if more goes out than came in.

    Notes
    -----
    .. math:: E = m_{used} - m_{product} - m_{recovered} - m_{destroyed} - m_{waste} - m_{water}

    Examples
    --------
    >>> mass_from_balance(
    ...     used=Decimal(1000),
    ...     in_product=Decimal(0),
    ...     recovered=Decimal(800),
    ...     destroyed=Decimal(120),
    ...     to_waste=Decimal(40),
    ...     to_water=Decimal(10),
    ... )
    Decimal('30')

    References
    ----------
    .. [1] 环境保护税法 article 10 (3).
    """
    parts = {
        "in_product": in_product,
        "recovered": recovered,
        "destroyed": destroyed,
        "to_waste": to_waste,
        "to_water": to_water,
    }
    bounds.not_negative(used=used, **parts)
    left = used - sum(parts.values(), Decimal(0))
    if left < 0:
        message = f"The balance lacks {-left} kg: more goes out than was used ({used} kg)."
        raise Refused("pollution.balance.negative", message, field="used", value=str(used))
    return left


def mass_from_coefficient(
    *,
    product: Decimal,
    generated: Decimal,
    efficiency: Decimal = Decimal(0),
    running: Decimal = Decimal(1),
) -> Decimal:
    r"""
    Return the mass released by coefficient [1]_.

    Parameters
    ----------
    product
        Amount of product or raw material. [t]
    generated
        Coefficient of generation (产污系数). [g/kg, that is kg/t]
    efficiency
        Removal by the control device, from 0 to 1. [-]
    running
        Share of the time in which the control device really ran, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Mass released. [kg]

    Raises
    ------
    OutOfBounds
        If an amount is negative, or a share outside 0 to 1.

    Notes
    -----
    .. math:: G = P \cdot \alpha \cdot (1 - \eta \cdot k)

    Examples
    --------
    The only default for raw medicines that was read, 430 g VOC a kilogram, without any device:

    >>> mass_from_coefficient(product=Decimal(100), generated=Decimal(430))
    Decimal('43000')
    >>> mass_from_coefficient(
    ...     product=Decimal(100),
    ...     generated=Decimal(430),
    ...     efficiency=Decimal("0.9"),
    ...     running=Decimal("0.5"),
    ... )
    Decimal('23650.00')

    References
    ----------
    .. [1] 排放源统计调查产排污核算方法和系数手册 (to be verified); 环境保护税法 article 10 (3).
    """
    bounds.not_negative(product=product, generated=generated)
    bounds.share(efficiency=efficiency, running=running)
    return product * generated * (1 - efficiency * running)
