"""Small parts that every report is put together from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, total
from copark.reporting.calc.report import Head, Number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.kernel.figure import Ingredient

HUNDRED = Decimal(100)
RATIOS = frozenset({"", "-", "%", "fraction"})


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def local(name_en: str, name_zh: str) -> str:
    first, second = (name_zh, name_en) if is_chinese() else (name_en, name_zh)
    return first or second


def named(figure: Figure, name: str) -> Figure:
    """Return a figure under another name, with the same making."""
    return replace(figure, name=name)


def listed(first: str, second: str) -> str:
    """Return two names as this language sets them beside each other."""
    return _("%(first)s, %(second)s") % {"first": first, "second": second}


def leaf(figure: Figure, name: str) -> Figure:
    """Return a figure as one line of a sum; it is opened where it stands by itself."""
    return Figure(name, figure.value, figure.unit, figure.method, figure.period)


def summed(name: str, parts: Iterable[Figure], period: str) -> Figure:
    """Return the sum over the enterprises, of figures in one unit."""
    rows = tuple(parts)
    return total(name, rows[0].unit, _("sum over the enterprises"), rows, period)


def of(figure: Figure | None) -> Number:
    """Return a cell that opens its making."""
    return Number(None) if figure is None else Number(figure.value, figure)


def percent(value: Decimal, whole: Decimal | None) -> Number:
    """Return a share in per cent; nothing of nothing is no share."""
    return Number(round(value / whole * HUNDRED, 2) if whole else None)


def plain(value: Decimal | int | None) -> Number:
    """Return a cell of a datum: a count, a limit, an amount as it was entered."""
    return Number(Decimal(value) if value is not None else None)


def share_how(part: str, whole: str) -> str:
    return _("%(part)s ÷ %(whole)s × 100") % {"part": part, "whole": whole}


def said_once(heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """Say what several columns have in common once."""
    seen: set[str] = set()
    told = []
    for head in heads:
        told.append(replace(head, how="") if head.how in seen else head)
        seen.add(head.how)
    return tuple(told)


def is_of_table(row: Ingredient) -> bool:
    """Say whether an input is a factor: a ratio with a source. All else is an activity datum."""
    is_ratio = "/" in row.unit or row.unit in RATIOS
    return is_ratio and row.source is not None and bool(row.source.text)
