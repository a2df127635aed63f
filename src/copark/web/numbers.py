"""Numbers, units and times as each language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

MINUS = "−"
NOTHING = "–"
DIGITS = 4
TEN_THOUSAND = 10_000
HUNDRED_MILLION = 100_000_000

#: How a unit's symbol is written on a page.
SYMBOLS = {
    "mg/m3": "mg/m³",
    "ug/m3": "µg/m³",
    "ng/m3": "ng/m³",
    "g/m3": "g/m³",
    "ug/L": "µg/L",
    "m3": "m³",
    "Nm3": "Nm³",
    "m3/h": "m³/h",
    "m3/s": "m³/s",
    "m3/d": "m³/d",
    "1e4m3": "10⁴ m³",
    "1e4Nm3": "10⁴ Nm³",
    "1e4kWh": "10⁴ kWh",
    "kgCO2": "kgCO₂",
    "tCO2": "tCO₂",
    "kgCO2e": "kgCO₂e",
    "tCO2e": "tCO₂e",
    "tCO2/MWh": "tCO₂/MWh",
    "kgCO2/kWh": "kgCO₂/kWh",
    "tCO2/GJ": "tCO₂/GJ",
    "degC": "°C",
    "fraction": "",
}
#: Units that Chinese writes as words after a number, with their English symbol.
WORDS = {
    "t": gettext_noop("t"),
    "kg": gettext_noop("kg"),
    "tce": gettext_noop("tce"),
    "kgce": gettext_noop("kgce"),
    "CNY": gettext_noop("CNY"),
    "1e4CNY": gettext_noop("10⁴ CNY"),
    "piece": gettext_noop("piece"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A number as text, and the power of ten in words that goes before its unit."""

    text: str
    power: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.power}".rstrip() if self.power else self.text


def exact(value: object) -> Decimal | None:
    """Return the value as a decimal; nothing for what is no finite number."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def rounded(number: Decimal, digits: int) -> Decimal:
    """
    Round to significant digits, never before the decimal point.

    Whole numbers stay whole, and no digit is added that the number does not have.
    """
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    known = -int(number.as_tuple().exponent)
    places = min(max(0, digits - number.adjusted() - 1), known)
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def grouped(number: Decimal) -> str:
    """Write with thousands and a true minus sign."""
    text = f"{number:,f}"
    return MINUS + text[1:] if text.startswith("-") else text


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def written(value: object, digits: int = DIGITS) -> Written:
    """Write a number to significant digits; Chinese counts large ones in 万 and 亿."""
    number = exact(value)
    if number is None:
        return Written(NOTHING)
    if is_chinese() and abs(number) >= TEN_THOUSAND:
        power, name = (
            (HUNDRED_MILLION, "亿") if abs(number) >= HUNDRED_MILLION else (TEN_THOUSAND, "万")
        )
        return Written(grouped(rounded(number / power, digits)), name)
    return Written(grouped(rounded(number, digits)))


def unit_text(symbol: str) -> str:
    """Write a unit as this language does."""
    if symbol in WORDS:
        return _(WORDS[symbol])
    above, _slash, below = symbol.partition("/")
    if below in WORDS:
        return f"{unit_text(above)}/{unit_text(below)}"
    return SYMBOLS.get(symbol, symbol)
