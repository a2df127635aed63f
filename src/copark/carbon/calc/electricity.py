"""Carbon dioxide of electricity from the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def co2_from_electricity(*, bought: Decimal, sold: Decimal, factor: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide of the electricity taken from the grid, net of what was given back.

    Parameters
    ----------
    bought
        Electricity bought. [MWh]
    sold
        Electricity sold. [MWh]
    factor
        Average factor of the grid, of one stated area, year and basis. [tCO2/MWh]

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

    Contracted green power does not lower this figure by itself.

    Examples
    --------
    One gigawatt-hour in Zhejiang, 2023:

    >>> from decimal import Decimal
    >>> co2_from_electricity(
    ...     bought=Decimal(1000), sold=Decimal(0), factor=Decimal("0.4974")
    ... )
    Decimal('497.4000')
    """
    if bought < 0 or sold < 0 or factor < 0:
        message = f"amounts and factor must not be negative, got {bought}, {sold}, {factor}"
        raise ValueError(message)
    return (bought - sold) * factor


def co2_market_based(
    *, contracted: Decimal, contract: Decimal, uncovered: Decimal, residual: Decimal
) -> Decimal:
    r"""
    Return the carbon dioxide of electricity by what was contracted.

    Stands beside the location-based figure, never in its place.

    Parameters
    ----------
    contracted
        Electricity under contracts with certificates. [MWh]
    contract
        The factor that their certificates state. [tCO2/MWh]
    uncovered
        Electricity without a contract, net of what was sold; negative for a net seller. [MWh]
    residual
        Factor of the mix that contracts left over. [tCO2/MWh]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If an amount or a factor is negative.

    Notes
    -----
    .. math:: E = AD_c \cdot EF_c + AD_u \cdot EF_r

    Examples
    --------
    >>> from decimal import Decimal
    >>> co2_market_based(
    ...     contracted=Decimal(400),
    ...     contract=Decimal(0),
    ...     uncovered=Decimal(600),
    ...     residual=Decimal("0.6096"),
    ... )
    Decimal('365.7600')

    References
    ----------
    .. [1] GHG Protocol, Scope 2 Guidance (memory: verify).
    """
    if min(contracted, contract, residual) < 0:
        message = "contracted amounts and factors must not be negative"
        raise ValueError(message)
    return contracted * contract + uncovered * residual
