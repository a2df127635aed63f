"""Carbon dioxide that is caught and leaves the enterprise as a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def co2_recovered(*, volume: Decimal, purity: Decimal, density: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that was recovered and supplied outside.

    Only what is sold or used by others counts; what is vented later was not recovered.

    Parameters
    ----------
    volume
        Gas supplied, at the standard state. [1e4 Nm3]
    purity
        Share of carbon dioxide by volume, from 0 to 1. [-]
    density
        Carbon dioxide, 19.7. [tCO2/1e4 Nm3]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded; it is taken off. [tCO2]

    Raises
    ------
    ValueError
        If an amount is negative or `purity` lies outside 0 to 1.

    Notes
    -----
    .. math:: R = Q \cdot PUR \cdot 19.7

    Examples
    --------
    >>> from decimal import Decimal
    >>> co2_recovered(volume=Decimal(10), purity=Decimal("0.99"), density=Decimal("19.7"))
    Decimal('195.030')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013 (memory: verify).
    """
    if volume < 0 or density < 0:
        message = f"amounts must not be negative, got {volume} and {density}"
        raise ValueError(message)
    if not 0 <= purity <= 1:
        message = f"purity must lie in 0..1, got {purity}"
        raise ValueError(message)
    return volume * purity * density
