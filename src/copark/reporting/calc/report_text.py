"""How numbers and units are written in a report."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "−"
NOTHING = "–"
PLACES = 3
UNFIT = frozenset({"Cc", "Cs", "Cn"})  #: Controls, halves of characters, and what is none.
SYMBOLS = {
    "tCO2": "tCO₂",
    "tCO2e": "tCO₂e",
    "tCO2/MWh": "tCO₂/MWh",
    "tCO2/GJ": "tCO₂/GJ",
    "m3": "m³",
    "Nm3": "Nm³",
    "1e4Nm3": "10⁴ Nm³",
    "1e4m3": "10⁴ m³",
    "GJ/1e4Nm3": "GJ/10⁴ Nm³",
    "tCO2/1e4Nm3": "tCO₂/10⁴ Nm³",
    "kgce/m3": "kgce/m³",
    "kgce/Nm3": "kgce/Nm³",
    "fraction": "",
}


def shown(value: Decimal | None) -> str:
    """
    Return a number as a table of a report shows it.

    Three decimals from one upward, three significant digits below; whole numbers stay whole. A
    report does not count in ten-thousands: its columns are compared.

    Examples
    --------
    >>> shown(Decimal("12345.6789")), shown(Decimal("-0.00012345")), shown(Decimal("7.000"))
    ('12,345.679', '−0.000123', '7')
    >>> shown(None)
    '–'
    """
    if value is None:
        return NOTHING
    if value == value.to_integral_value():
        return _signed(value.quantize(Decimal(1)))
    places = PLACES if abs(value) >= 1 else PLACES - 1 - value.adjusted()
    known = -int(value.as_tuple().exponent)
    step = Decimal(1).scaleb(-min(places, known))
    return _signed(value.quantize(step, rounding=ROUND_HALF_EVEN))


def exact(value: Decimal) -> str:
    """
    Return every digit of a number.

    Examples
    --------
    >>> exact(Decimal("1234.50"))
    '1234.5'
    >>> exact(Decimal("1E+3"))
    '1000'
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_shown(unit: str) -> str:
    """
    Return the symbol of a unit.

    Examples
    --------
    >>> unit_shown("tCO2e"), unit_shown("kWh")
    ('tCO₂e', 'kWh')
    """
    return SYMBOLS.get(unit, unit)


def legible(text: str) -> str:
    r"""
    Return a text without the characters that no file of ours may hold.

    People paste names and remarks from anywhere; a control character in one of them would make a
    Word document or a workbook unreadable.

    Examples
    --------
    >>> legible("Boiler\x0b 2\x00")
    'Boiler 2'
    """
    return "".join(one for one in text if one in "\t\n" or unicodedata.category(one) not in UNFIT)


def _signed(value: Decimal) -> str:
    text = f"{value:,f}"
    return MINUS + text[1:] if text.startswith("-") else text
