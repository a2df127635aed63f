"""Refrigerants that leaked, by weighing what was there, came and is left."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.gwp import gwp_of
from copark.kernel import tables
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.carbon.calc.gwp import Gwp

WHOLE = Decimal(1)
Blends = dict[str, tuple[tuple[str, Decimal], ...]]


def blends(text: str) -> Blends:
    """
    Return the gases and mass fractions of each blend of ``blends.csv``.

    Raises
    ------
    Refused
        ``carbon.blend.open``, if the fractions of a blend do not add up to one.
    """
    found: defaultdict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in tables.rows(text):
        found[row["blend"]].append((row["gas"], Decimal(row["mass_fraction"])))
    for blend, parts in found.items():
        whole = sum((share for _, share in parts), Decimal(0))
        if whole != WHOLE:
            message = f"The parts of {blend} add up to {whole}, not to 1."
            raise Refused("carbon.blend.open", message, blend=blend)
    return {blend: tuple(parts) for blend, parts in found.items()}


def parts_of(refrigerant: str, known: Blends) -> tuple[tuple[str, Decimal], ...]:
    """
    Return the gases of a refrigerant; a pure one is its own only part.

    Examples
    --------
    >>> parts_of("HFC-134a", {})
    (('HFC-134a', Decimal('1')),)
    """
    return known.get(refrigerant, ((refrigerant, WHOLE),))


def gwp_of_blend(
    refrigerant: str, *, known: Blends, table: Mapping[tuple[str, str], Gwp], assessment: str
) -> Decimal:
    r"""
    Return the warming potential of a refrigerant from its gases.

    Parameters
    ----------
    refrigerant
        A gas, or a blend of `known`.
    known
        Mass fractions of the gases of each blend. [-]
    table, assessment
        Potentials, and the one report they are taken from. [tCO2e/t]

    Returns
    -------
    Decimal
        Mean weighted by mass, unrounded. [tCO2e/t]

    Raises
    ------
    Refused
        ``carbon.gwp.missing``, if the report lacks a gas of it.

    Notes
    -----
    .. math:: GWP = \sum x_i \cdot GWP_i

    Examples
    --------
    >>> from copark.carbon.calc.gwp import Gwp
    >>> from copark.kernel.figure import Source
    >>> ar4 = {
    ...     ("AR4", gas): Gwp("AR4", gas, Decimal(value), Source(""), "")
    ...     for gas, value in (("HFC-32", 675), ("HFC-125", 3500))
    ... }
    >>> r410a = {"R-410A": (("HFC-32", Decimal("0.5")), ("HFC-125", Decimal("0.5")))}
    >>> gwp_of_blend("R-410A", known=r410a, table=ar4, assessment="AR4")
    Decimal('2087.5')
    """
    return sum(
        (
            share * gwp_of(table, assessment=assessment, gas=gas).value
            for gas, share in parts_of(refrigerant, known)
        ),
        Decimal(0),
    )


def refrigerant_lost(
    *, opening: Decimal, bought: Decimal, closing: Decimal, added: Decimal, returned: Decimal
) -> Decimal:
    r"""
    Return the refrigerant that cannot be found any more.

    Parameters
    ----------
    opening, closing
        In store at the start and the end of the period. [t]
    bought
        Bought, inside equipment or in bottles. [t]
    added
        Capacity of new equipment less that of equipment taken out. [t]
    returned
        Handed back or to a destroyer. [t]

    Returns
    -------
    Decimal
        Lost to the air, unrounded. [t]

    Raises
    ------
    ValueError
        If a stock is negative, or more is there than can be.

    Notes
    -----
    .. math:: m = opening + bought - closing - added - returned

    Examples
    --------
    >>> refrigerant_lost(
    ...     opening=Decimal("0.20"),
    ...     bought=Decimal("0.30"),
    ...     closing=Decimal("0.15"),
    ...     added=Decimal("0.10"),
    ...     returned=Decimal(0),
    ... )
    Decimal('0.25')
    """
    if min(opening, bought, closing, returned) < 0:
        message = f"stocks must not be negative, got {opening}, {bought}, {closing}, {returned}"
        raise ValueError(message)
    lost = opening + bought - closing - added - returned
    if lost < 0:
        message = f"{-lost} t more refrigerant is there than was bought and in store"
        raise ValueError(message)
    return lost
