"""How a line of an account says what it was made of, and where the document is at fault."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.carbon.calc.document import Row

UNIT = "tCO2e"
HUNDRED = Decimal(100)
STATED = "stated in the document"


def refused(row: Row, field: str, code: str, message: str, **facts: object) -> Refused:
    """Return the refusal of a value; it names place, field, value and rule."""
    place = f"{row.place}.{field}"
    return Refused(code, f"{place}: {message}", place=place, field=field, **facts)


@contextmanager
def possible(row: Row, field: str, code: str) -> Iterator[None]:
    """Turn the objection of a formula into the refusal of the value that caused it."""
    try:
        yield
    except ValueError as error:
        raise refused(row, field, code, f"{error}.", reason=str(error)) from None


def measured(row: Row) -> Source:
    """Return the source of a value that the document states itself."""
    return Source(row.source or STATED)


def amount_of(row: Row, value: Decimal, unit: str, name: str = "Amount") -> Ingredient:
    """Return an amount of the document as an ingredient, with its place and evidence."""
    return Ingredient(name, value, unit, Source(row.source or STATED), note=row.place)


def line(row: Row, name: str, value: Decimal, method: str, *ingredients: Ingredient) -> Figure:
    """Return one line of an account, as sure as its row states. [tCO2e]"""
    period = "" if row.period is None else f"{row.period:02}"
    shown = f"{name} · {row.plant}" if row.plant else name
    return Figure(shown, value, UNIT, method, period, ingredients, uncertainty=stated(row))


def stated(row: Row) -> Decimal | None:
    """Return the relative uncertainty that a row states of its amounts. [-]"""
    return None if row.uncertainty is None else row.uncertainty / HUNDRED


def uncounted(row: Row, name: str, why: str, *ingredients: Ingredient) -> Figure:
    """Return a line that is shown and adds nothing, and says why."""
    return line(row, name, Decimal(0), why, *ingredients)
