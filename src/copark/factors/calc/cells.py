"""What one cell of a table of factors may say."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import sheets

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.factors.calc.catalogue import Rule
    from copark.kernel.sheets import Cell

YEARS = range(1950, 2101)
CONFIDENCES = ("seen", "memory")
LONGEST_KEY = 80
LONGEST = 500  #: Characters of a source or a note.
SMALL = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}")
NUMBER = sheets.Column("", "", "", "number")

Answer = tuple[str, str, dict[str, str]]  #: What is kept, code of the fault or none, its facts.


def read(cell: Cell, rule: Rule, allowed: frozenset[str]) -> Answer:
    """
    Return what a cell says under the rule of its column.

    Parameters
    ----------
    cell
        The cell.
    rule
        What may stand in its column.
    allowed
        What may be repeated, for columns that name something known; empty if anything may.

    Returns
    -------
    tuple
        The text to keep, the code of the fault or nothing, and the facts of the fault.

    Examples
    --------
    >>> from copark.factors.calc.catalogue import Rule
    >>> from copark.kernel.sheets import Cell
    >>> share = Rule("oxidation_rate", "share", Decimal(0), Decimal(1), required=True)
    >>> read(Cell("H2", "98"), share, frozenset())[1]
    'factors.cell.share'
    """
    if cell.is_error:
        return "", "import.cell.error", {}
    if not cell.text:
        return "", "import.cell.empty" if rule.required else "", {}
    if len(cell.text) > LONGEST:
        return "", "factors.cell.long", {"limit": str(LONGEST)}
    if rule.kind in WORDS:
        return _word(cell, allowed)
    return KINDS[rule.kind](cell, rule)


def _word(cell: Cell, allowed: frozenset[str]) -> Answer:
    if not allowed or cell.text in allowed:
        return cell.text, "", {}
    code = "factors.cell.number" if _is_number(cell) else "import.choice.unknown"
    return "", code, {"allowed": ", ".join(sorted(allowed)[:12])}


def _text(cell: Cell, _rule: Rule) -> Answer:
    return cell.text, "", {}


def _key(cell: Cell, _rule: Rule) -> Answer:
    if len(cell.text) > LONGEST_KEY:
        return "", "factors.cell.long", {"limit": str(LONGEST_KEY)}
    return cell.text, "", {}


def _number(cell: Cell, rule: Rule) -> Answer:
    value, code, facts = _decimal(cell)
    if code:
        return "", code, facts
    if value < 0:
        return "", "factors.cell.negative", {}
    if rule.high is not None and value > rule.high:
        code = "factors.cell.share" if rule.kind == "share" else "factors.cell.high"
        return "", code, {"high": f"{rule.high:f}"}
    if rule.low is not None and value < rule.low:
        return "", "factors.cell.low", {"low": f"{rule.low:f}"}
    return _written(cell, value), "", {}


def _whole(cell: Cell, rule: Rule) -> Answer:
    text, code, facts = _number(cell, rule)
    if code:
        return text, code, facts
    value = Decimal(text)
    if value != value.to_integral_value():
        return "", "factors.cell.whole", {}
    return str(int(value)), "", {}


def _decimal(cell: Cell) -> tuple[Decimal, str, dict[str, str]]:
    if isinstance(cell.value, str) and SMALL.fullmatch(cell.text):
        return Decimal(cell.text), "", {}
    value, code, facts = sheets.value_of(cell, NUMBER)
    return (value if isinstance(value, Decimal) else Decimal(0)), code, facts


def _written(cell: Cell, value: Decimal) -> str:
    """Keep the digits as they were written; a workbook gives a number, not a text."""
    if isinstance(cell.value, Decimal):
        return f"{value:f}"
    return cell.text if SMALL.fullmatch(cell.text) else str(value)


def _year(cell: Cell, _rule: Rule) -> Answer:
    text = unicodedata.normalize("NFKC", cell.text).removesuffix("年").removesuffix(".0")
    if text.isdigit() and int(text[:6]) in YEARS:
        return str(int(text)), "", {}
    return "", "import.year.bad", {}


def _day(cell: Cell, _rule: Rule) -> Answer:
    if isinstance(cell.value, date):
        return cell.value.isoformat(), "", {}
    try:
        return date.fromisoformat(cell.text).isoformat(), "", {}
    except ValueError:
        return "", "factors.cell.day", {}


def _confidence(cell: Cell, _rule: Rule) -> Answer:
    return _word(cell, frozenset(CONFIDENCES))


def _is_number(cell: Cell) -> bool:
    return not _decimal(cell)[1]


WORDS = frozenset({"set", "known", "unit"})
KINDS: dict[str, Callable[[Cell, Rule], Answer]] = {
    "text": _text,
    "key": _key,
    "number": _number,
    "share": _number,
    "whole": _whole,
    "year": _year,
    "day": _day,
    "confidence": _confidence,
}
