"""Carbon dioxide of bought heat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def co2_from_heat(*, bought: Decimal, sold: Decimal, factor: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide of heat bought as steam or hot water, net of what was sold.

    Parameters
    ----------
    bought
        Heat bought. [GJ]
    sold
        Heat sold. [GJ]
    factor
        The supplier's factor, else the default 0.11. [tCO2/GJ]

    Returns
    -------
    Decimal
        Carbon dioxide; negative for a net seller. [tCO2]

    Raises
    ------
    ValueError
        If an amount or the factor is negative.

    Notes
    -----
    .. math:: E = (AD_{in} - AD_{out}) \cdot EF

    Examples
    --------
    A thousand tonnes of steam of 2,773 kJ/kg hold 2,689.26 GJ:

    >>> from decimal import Decimal
    >>> co2_from_heat(bought=Decimal("2689.26"), sold=Decimal(0), factor=Decimal("0.11"))
    Decimal('295.8186')
    """
    if bought < 0 or sold < 0 or factor < 0:
        message = f"amounts and factor must not be negative, got {bought}, {sold}, {factor}"
        raise ValueError(message)
    return (bought - sold) * factor
