"""Units and quantities at the borders between domains; accounting, so Decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its dimension, and how many of the dimension's base unit it is."""

    symbol: str
    dimension: str
    factor: Decimal


def _units() -> dict[str, Unit]:
    rows = [
        ("g", "mass", "0.000001"),
        ("kg", "mass", "0.001"),
        ("t", "mass", "1"),
        ("kt", "mass", "1000"),
        ("mg", "mass", "0.000000001"),
        ("lb", "mass", "0.00045359237"),
        ("kgce", "coal equivalent", "0.001"),
        ("tce", "coal equivalent", "1"),
        ("kgCO2", "carbon dioxide", "0.001"),
        ("tCO2", "carbon dioxide", "1"),
        ("kgCO2e", "carbon dioxide equivalent", "0.001"),
        ("tCO2e", "carbon dioxide equivalent", "1"),
        ("kWh", "energy", "0.0036"),
        ("MWh", "energy", "3.6"),
        ("GWh", "energy", "3600"),
        ("1e4kWh", "energy", "36"),
        ("MJ", "energy", "0.001"),
        ("GJ", "energy", "1"),
        ("m3", "volume", "1"),
        ("1e4m3", "volume", "10000"),
        ("Nm3", "gas volume, standard state", "1"),
        ("1e4Nm3", "gas volume, standard state", "10000"),
        ("L", "volume", "0.001"),
        ("CNY", "money", "1"),
        ("1e4CNY", "money", "10000"),
        ("fraction", "share", "1"),
        ("%", "share", "0.01"),
        ("mg/m3", "gas concentration", "1"),
        ("ug/m3", "gas concentration", "0.001"),
        ("ng/m3", "gas concentration", "0.000001"),
        ("g/m3", "gas concentration", "1000"),
        ("mg/L", "liquid concentration", "1"),
        ("ug/L", "liquid concentration", "0.001"),
        ("m3/h", "flow", "1"),
        ("m3/s", "flow", "3600"),
        ("L/s", "flow", "3.6"),
        ("m3/d", "flow", "0.0416666666666666666666666667"),
        ("kg/h", "mass flow", "1"),
    ]
    return {symbol: Unit(symbol, dimension, Decimal(factor)) for symbol, dimension, factor in rows}


UNITS = _units()  #: Unit by symbol; the factor leads to the dimension's base unit.


def unit_of(symbol: str) -> Unit:
    """
    Return the unit with this symbol.

    Raises
    ------
    Refused
        ``unit.unknown``, if no such unit is kept.

    Examples
    --------
    >>> unit_of("kg").dimension
    'mass'
    """
    try:
        return UNITS[symbol]
    except KeyError:
        message = f"The unit “{symbol}” is not known; use one of {', '.join(UNITS)}."
        raise Refused("unit.unknown", message, unit=symbol) from None


def converted(value: Decimal, unit: str, into: str) -> Decimal:
    """
    Return `value` expressed in another unit of the same dimension.

    Parameters
    ----------
    value
        The number. [`unit`]
    unit, into
        Symbols of the unit it is in and of the unit wanted.

    Returns
    -------
    Decimal
        The number, unrounded. [`into`]

    Raises
    ------
    Refused
        ``unit.unknown``, or ``unit.mismatch`` if the dimensions differ.

    Notes
    -----
    Exact definitions (SI); the pound is the international avoirdupois pound, 0.45359237 kg.

    Examples
    --------
    >>> converted(Decimal(1500), "kg", "t")
    Decimal('1.5')
    >>> converted(Decimal(1), "MWh", "GJ")
    Decimal('3.6')
    """
    if unit == into:
        return value
    source, target = unit_of(unit), unit_of(into)
    if source.dimension != target.dimension:
        message = f"“{unit}” is {source.dimension} and cannot become “{into}”, {target.dimension}."
        raise Refused("unit.mismatch", message, unit=unit, into=into)
    return (value * source.factor / target.factor).normalize() + 0


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that knows its unit."""

    value: Decimal
    unit: str

    def into(self, unit: str) -> Quantity:
        """Return the same quantity in another unit of its dimension."""
        return Quantity(converted(self.value, self.unit, unit), unit)
