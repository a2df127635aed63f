"""Carbon dioxide that leaves a process because more carbon went in than came out."""

from __future__ import annotations

from decimal import Decimal

from copark.carbon.calc.combustion import M_C, M_CO2

#: Weighing and analysis cannot tell less; beyond it, more carbon out than in is an error. [-]
CLOSES = Decimal("0.000001")


def co2_from_carbon_balance(*, raw: Decimal, products: Decimal, waste: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide of a process by its carbon balance.

    Carbon in raw materials that is found neither in products nor in waste has left as carbon
    dioxide [1]_. Carbon that was burnt as fuel belongs to combustion and must not be in `raw`.

    Parameters
    ----------
    raw
        Carbon in the raw materials. [tC]
    products
        Carbon in products and by-products that leave the process. [tC]
    waste
        Carbon in waste that leaves the process. [tC]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If an amount is negative, or more carbon comes out than went in.

    Notes
    -----
    .. math:: E = (\sum AD_r CC_r - \sum AD_p CC_p - \sum AD_w CC_w) \cdot 44/12

    Examples
    --------
    A thousand tonnes of methanol in; product and waste out:

    >>> co2_from_carbon_balance(raw=Decimal(375), products=Decimal(320), waste=Decimal(10))
    Decimal('165')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013.
    """
    if min(raw, products, waste) < 0:
        message = f"carbon must not be negative, got {raw}, {products}, {waste}"
        raise ValueError(message)
    left = raw - products - waste
    if left < -raw * CLOSES:
        message = f"{products + waste} tC come out of a process that takes in {raw} tC"
        raise ValueError(message)
    return max(left, Decimal(0)) * M_CO2 / M_C
