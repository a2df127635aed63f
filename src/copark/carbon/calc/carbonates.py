"""Carbon dioxide from carbonates that are calcined or dissolved in acid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.carbon.calc.unsure import NOT_STATED, Unsure, unsure_of
from copark.kernel import tables
from copark.kernel.figure import Source


@dataclass(frozen=True, slots=True)
class CarbonateFactor:
    """Carbon dioxide in a pure carbonate. [tCO2/t]"""

    carbonate: str
    name_zh: str
    value: Decimal
    source: Source
    note: str
    unsure: Unsure = NOT_STATED


def carbonate_factors(text: str) -> dict[str, CarbonateFactor]:
    """Return the factors of ``carbonate_factors.csv`` by formula."""
    return {
        row["carbonate"]: CarbonateFactor(
            row["carbonate"],
            row["name_zh"],
            Decimal(row["ef_tco2_per_t"]),
            Source(row["source"], row["confidence"]),
            row["note"],
            unsure_of(row),
        )
        for row in tables.rows(text)
    }


def co2_from_carbonate(*, used: Decimal, purity: Decimal, factor: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that a carbonate gives off.

    Parameters
    ----------
    used
        Carbonate, as received. [t]
    purity
        Share of the carbonate in it, from 0 to 1. [-]
    factor
        Carbon dioxide in the pure carbonate. [tCO2/t]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If an amount is negative or `purity` lies outside 0 to 1.

    Notes
    -----
    .. math:: E = AD \cdot PUR \cdot EF

    Examples
    --------
    >>> co2_from_carbonate(used=Decimal(100), purity=Decimal("0.98"), factor=Decimal("0.4397"))
    Decimal('43.090600')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013 (memory: verify).
    """
    if used < 0 or factor < 0:
        message = f"amounts must not be negative, got {used} and {factor}"
        raise ValueError(message)
    if not 0 <= purity <= 1:
        message = f"purity must lie in 0..1, got {purity}"
        raise ValueError(message)
    return used * purity * factor
