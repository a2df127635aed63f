"""Global warming potentials, by assessment report; an inventory uses one report only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

SETS = ("SAR", "AR4", "AR5", "AR6")  #: Second, fourth, fifth and sixth assessment report.


@dataclass(frozen=True, slots=True)
class Gwp:
    """Warming of a gas over 100 years, relative to carbon dioxide. [tCO2e/t]"""

    assessment: str
    gas: str
    value: Decimal
    source: Source
    note: str


def gwps(text: str) -> dict[tuple[str, str], Gwp]:
    """
    Return the potentials of ``gwp.csv`` by (assessment, gas).

    Raises
    ------
    Refused
        ``carbon.factor.twice``, if a report has two rows of one gas.
    """
    found: dict[tuple[str, str], Gwp] = {}
    for line, row in enumerate(tables.rows(text), start=2):
        key = (row["assessment"], row["gas"])
        if key in found:
            message = f"Row {line}: {key[1]} stands twice in {key[0]}."
            raise Refused("carbon.factor.twice", message, row=line, fuel=key[1])
        source = Source(row["source"], row["confidence"])
        found[key] = Gwp(*key, Decimal(row["gwp100"]), source, row["note"])
    return found


def gwp_of(table: Mapping[tuple[str, str], Gwp], *, assessment: str, gas: str) -> Gwp:
    """
    Return the potential of a gas in one report; another report never steps in.

    Raises
    ------
    Refused
        ``carbon.gwp.missing``, if the report's table has no such gas.
    """
    found = table.get((assessment, gas))
    if found is None:
        message = (
            f"The table of {assessment} has no warming potential of {gas}, "
            "and one of another report never steps in."
        )
        raise Refused("carbon.gwp.missing", message, gas=gas, gwp=assessment)
    return found


def co2_equivalent(*, mass: Decimal, gwp: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that warms as much as a mass of a gas over 100 years.

    Parameters
    ----------
    mass
        The gas; negative where it is taken off. [t]
    gwp
        Its global warming potential. [tCO2e/t]

    Returns
    -------
    Decimal
        Unrounded. [tCO2e]

    Raises
    ------
    ValueError
        If the potential is negative.

    Notes
    -----
    .. math:: E = m \cdot GWP

    Examples
    --------
    >>> co2_equivalent(mass=Decimal(2), gwp=Decimal(310))
    Decimal('620')
    """
    if gwp < 0:
        message = f"a warming potential is not negative, got {gwp}"
        raise ValueError(message)
    return mass * gwp
