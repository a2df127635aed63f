"""Nitrous oxide from making nitric and adipic acid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.carbon.calc.unsure import NOT_STATED, Unsure, unsure_of
from copark.kernel import tables
from copark.kernel.figure import Source

GENERATION = "N2O generation"
REMOVAL = "N2O removal efficiency"


@dataclass(frozen=True, slots=True)
class AcidFactor:
    """A number of a way to make an acid, or of a way to clean its tail gas."""

    acid: str
    variant: str
    value: Decimal  #: [tN2O/t] for a process, [-] for a removal.
    source: Source
    note: str
    unsure: Unsure = NOT_STATED


def acid_factors(text: str, parameter: str) -> dict[tuple[str, str], AcidFactor]:
    """Return the rows of one parameter in ``process_factors.csv`` by (acid, variant)."""
    return {
        (row["process"], row["variant"]): AcidFactor(
            row["process"],
            row["variant"],
            Decimal(row["value"]),
            Source(row["source"], row["confidence"]),
            row["note"],
            unsure_of(row),
        )
        for row in tables.rows(text)
        if row["parameter"] == parameter
    }


def n2o_from_acid(
    *, made: Decimal, generation: Decimal, removal: Decimal, running: Decimal
) -> Decimal:
    r"""
    Return the nitrous oxide that leaves a plant of nitric or adipic acid.

    Parameters
    ----------
    made
        Acid made, counted as 100 %. [t]
    generation
        Nitrous oxide that a tonne gives rise to. [tN2O/t]
    removal
        Share that the tail-gas cleaning destroys while it runs, from 0 to 1. [-]
    running
        Share of the operating time that the cleaning ran, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Nitrous oxide, unrounded. [tN2O]

    Raises
    ------
    ValueError
        If an amount is negative or a share lies outside 0 to 1.

    Notes
    -----
    .. math:: m = AD \cdot EF \cdot (1 - \eta \mu)

    Examples
    --------
    >>> n2o_from_acid(
    ...     made=Decimal(10000),
    ...     generation=Decimal("0.0139"),
    ...     removal=Decimal("0.85"),
    ...     running=Decimal(1),
    ... )
    Decimal('20.850000')

    References
    ----------
    .. [1] 中国化工生产企业温室气体排放核算方法与报告指南（试行）, 2013.
    """
    if made < 0 or generation < 0:
        message = f"amounts must not be negative, got {made} and {generation}"
        raise ValueError(message)
    for name, share in (("removal", removal), ("running", running)):
        if not 0 <= share <= 1:
            message = f"{name} must lie in 0..1, got {share}"
            raise ValueError(message)
    return made * generation * (1 - removal * running)
