"""Carriers of energy, and their coefficients to standard coal, from the text of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from decimal import Decimal

#: A gas meter corrects to the standard state, so its cubic metre is read as a standard one.
STANDARD_STATE = {"m3": "Nm3", "1e4m3": "1e4Nm3"}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a unit of a carrier is worth in standard coal. [kgce/unit]"""

    key: str
    name_zh: str
    unit: str
    kgce: Decimal | None  #: None where the standard gives a range only.
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """Something that carries energy into, out of, or through an enterprise."""

    code: str
    name_en: str
    name_zh: str
    kind: str  #: ``electricity``, ``steam``, ``heat`` or ``fuel``.
    unit: str  #: The unit it is kept in.
    units: tuple[str, ...]  #: The units in which it may be entered.
    tce: str  #: Key of its coefficient.
    fuel: str  #: Key of its fuel factor; empty if it is not burnt or has none of its own.
    note: str


def coefficients(text: str) -> dict[str, Coefficient]:
    """Return the coefficients of ``energy_tce.csv`` by carrier key."""
    return {
        row["carrier"]: Coefficient(
            key=row["carrier"],
            name_zh=row["name_zh"],
            unit=row["unit"],
            kgce=tables.number(row["kgce_per_unit"]),
            source=Source(row["source"], row["confidence"]),
            note=row["note"],
        )
        for row in tables.rows(text)
    }


def carriers(text: str) -> dict[str, Carrier]:
    """Return the carriers of ``carriers.csv`` by code."""
    return {
        row["carrier"]: Carrier(
            code=row["carrier"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            kind=row["kind"],
            unit=row["unit"],
            units=tuple(row["units"].split()),
            tce=row["tce"],
            fuel=row["fuel"],
            note=row["note"],
        )
        for row in tables.rows(text)
    }


def kept(carrier: Carrier, amount: Decimal, unit: str) -> Decimal:
    """
    Return an amount of a carrier in the unit the carrier is kept in.

    Parameters
    ----------
    carrier
        What was used.
    amount
        How much. [`unit`]
    unit
        One of the carrier's units.

    Returns
    -------
    Decimal
        The amount. [`carrier.unit`]

    Raises
    ------
    Refused
        ``energy.unit.unfit``, if the carrier is not counted in that unit.

    Examples
    --------
    >>> from decimal import Decimal
    >>> gas = Carrier("natural_gas", "", "", "fuel", "m3", ("m3", "1e4Nm3"), "", "", "")
    >>> kept(gas, Decimal(2), "1e4Nm3")
    Decimal('20000')
    """
    if unit not in carrier.units:
        allowed = ", ".join(carrier.units)
        message = f"“{carrier.name_en}” is not counted in “{unit}”; use one of {allowed}."
        raise Refused(
            "energy.unit.unfit", message, carrier=carrier.code, unit=unit, allowed=allowed
        )
    if carrier.unit in STANDARD_STATE:
        standard = STANDARD_STATE.get(unit, unit)
        return converted(amount, standard, STANDARD_STATE[carrier.unit])
    return converted(amount, unit, carrier.unit)
