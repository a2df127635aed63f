"""Methane and nitrous oxide from treating waste water."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.carbon.calc.unsure import NOT_STATED, Unsure, unsure_of
from copark.kernel import tables
from copark.kernel.figure import Source

M_N2O = Decimal(44)  #: Molar mass of nitrous oxide. [g/mol]
M_N2 = Decimal(28)  #: Molar mass of the nitrogen in it. [g/mol]
GRAMS_IN_TONNE = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class WasteWaterFactor:
    """A number of a way to treat waste water."""

    parameter: str  #: ``B0``, ``MCF``, ``EF`` or ``EF_N2O``.
    case: str
    value: Decimal
    unit: str
    source: Source
    note: str
    unsure: Unsure = NOT_STATED


def waste_water_factors(text: str) -> dict[tuple[str, str], WasteWaterFactor]:
    """Return the rows of ``wastewater_factors.csv`` by (parameter, case)."""
    return {
        (row["parameter"], row["case"]): WasteWaterFactor(
            row["parameter"],
            row["case"],
            Decimal(row["value"]),
            row["unit"],
            Source(row["source"], row["confidence"]),
            row["note"],
            unsure_of(row),
        )
        for row in tables.rows(text)
    }


def cod_removed(*, volume: Decimal, cod_in: Decimal, cod_out: Decimal) -> Decimal:
    r"""
    Return the chemical oxygen demand that a treatment removed.

    Parameters
    ----------
    volume
        Waste water treated. [m3]
    cod_in, cod_out
        Mean concentration before and after. [mg/L]

    Returns
    -------
    Decimal
        Unrounded. [tCOD]

    Raises
    ------
    ValueError
        If an amount is negative or more comes out than went in.

    Notes
    -----
    .. math:: TOW = W \cdot (COD_{in} - COD_{out})

    Examples
    --------
    >>> cod_removed(volume=Decimal(200000), cod_in=Decimal(5500), cod_out=Decimal(500))
    Decimal('1000')
    """
    if min(volume, cod_in, cod_out) < 0:
        message = f"amounts must not be negative, got {volume}, {cod_in}, {cod_out}"
        raise ValueError(message)
    if cod_out > cod_in:
        message = f"{cod_out} mg/L come out of a treatment that takes in {cod_in} mg/L"
        raise ValueError(message)
    return volume * (cod_in - cod_out) / GRAMS_IN_TONNE


def ch4_from_waste_water(
    *,
    cod: Decimal,
    sludge: Decimal,
    capacity: Decimal,
    correction: Decimal,
    recovered: Decimal,
) -> Decimal:
    r"""
    Return the methane that an anaerobic treatment lets go.

    Parameters
    ----------
    cod
        Chemical oxygen demand removed from the water. [tCOD]
    sludge
        Of it, taken out with sludge. [tCOD]
    capacity
        Most methane that the demand can become, B0, 0.25. [tCH4/tCOD]
    correction
        Share that the treatment really makes, MCF, from 0 to 1. [-]
    recovered
        Methane caught and burnt or used. [tCH4]

    Returns
    -------
    Decimal
        Methane, unrounded. [tCH4]

    Raises
    ------
    ValueError
        If an amount is negative, `correction` lies outside 0 to 1, more leaves with sludge than
        was removed, or more is recovered than arises.

    Notes
    -----
    .. math:: m = (TOW - S) \cdot B_0 \cdot MCF - R

    Examples
    --------
    >>> ch4_from_waste_water(
    ...     cod=Decimal(1000),
    ...     sludge=Decimal(0),
    ...     capacity=Decimal("0.25"),
    ...     correction=Decimal("0.8"),
    ...     recovered=Decimal(0),
    ... )
    Decimal('200.000')

    References
    ----------
    .. [1] IPCC 2006 Guidelines, volume 5, chapter 6 (memory: verify).
    """
    if min(cod, sludge, capacity, recovered) < 0:
        message = f"amounts must not be negative, got {cod}, {sludge}, {capacity}, {recovered}"
        raise ValueError(message)
    if not 0 <= correction <= 1:
        message = f"correction must lie in 0..1, got {correction}"
        raise ValueError(message)
    if sludge > cod:
        message = f"{sludge} tCOD leave with sludge, but only {cod} were removed"
        raise ValueError(message)
    arising = (cod - sludge) * capacity * correction
    if recovered > arising:
        message = f"{recovered} tCH4 are said to be recovered, but only {arising} arise"
        raise ValueError(message)
    return arising - recovered


def n2o_from_waste_water(*, nitrogen: Decimal, factor: Decimal) -> Decimal:
    r"""
    Return the nitrous oxide of the nitrogen in waste water.

    Parameters
    ----------
    nitrogen
        Nitrogen in the water that the factor is meant for, influent or effluent. [tN]
    factor
        Share of it that becomes nitrous oxide. [tN2O-N/tN]

    Returns
    -------
    Decimal
        Nitrous oxide, unrounded. [tN2O]

    Raises
    ------
    ValueError
        If an amount is negative or the factor exceeds 1.

    Notes
    -----
    .. math:: m = N \cdot EF \cdot 44/28

    Examples
    --------
    >>> n2o_from_waste_water(nitrogen=Decimal(70), factor=Decimal("0.005"))
    Decimal('0.550')

    References
    ----------
    .. [1] IPCC 2006 Guidelines, volume 5, chapter 6; 2019 Refinement (memory: verify).
    """
    if nitrogen < 0 or not 0 <= factor <= 1:
        message = f"nitrogen must not be negative and the factor 0..1, got {nitrogen}, {factor}"
        raise ValueError(message)
    return nitrogen * factor * M_N2O / M_N2
