"""A figure that can say how it was made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number or a rule comes from, and how sure we are of having read it right."""

    text: str
    confidence: str = "seen"  #: ``seen`` read in the source named, ``memory`` to be verified.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One number that went into a figure: activity, factor, limit or an earlier figure."""

    name: str
    value: Decimal
    unit: str
    source: Source | None = None
    url: str = ""  #: Page that shows the record behind it, where there is one.
    note: str = ""
    #: Half the 95 % interval over the value, where it is a factor that states one. [-]
    uncertainty: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A value that leaves a calculation for a table, a screen or a report.

    `parts` are the figures this one adds up, so that a reader can go down to the last row.
    """

    name: str
    value: Decimal
    unit: str
    method: str
    period: str = ""
    ingredients: tuple[Ingredient, ...] = ()
    parts: tuple[Figure, ...] = ()
    grade: str = ""  #: Empty when measured and complete; else ``estimated``, ``partial``, …
    coverage: Decimal | None = None  #: Share of the period that the value stands on, 0 to 1.
    #: Half the 95 % interval over the value, for what its own amounts state; that of factors stands
    #: with the ingredients. See `kernel.certainty`. [-]
    uncertainty: Decimal | None = None


def total(name: str, unit: str, method: str, parts: tuple[Figure, ...], period: str = "") -> Figure:
    """
    Return the figure that adds up `parts`, which must all be in `unit`.

    Raises
    ------
    ValueError
        If a part has another unit.

    Examples
    --------
    >>> one = Figure("a", Decimal(1), "t", "weighed")
    >>> total("both", "t", "sum", (one, one)).value
    Decimal('2')
    """
    strange = [part.unit for part in parts if part.unit != unit]
    if strange:
        message = f"cannot add {strange[0]} to {unit}"
        raise ValueError(message)
    value = sum((part.value for part in parts), Decimal(0))
    grade = next((part.grade for part in parts if part.grade), "")
    return Figure(name, value, unit, method, period, parts=parts, grade=grade)


def retold(figure: Figure, say: Callable[[str], str]) -> Figure:
    """
    Return a figure with its words said otherwise, such as in another language; numbers stay.

    Examples
    --------
    >>> retold(Figure("Coal", Decimal(1), "t", "weighed"), str.upper).method
    'WEIGHED'
    """
    return replace(
        figure,
        name=say(figure.name),
        method=say(figure.method) if figure.method else "",
        ingredients=tuple(_retold(one, say) for one in figure.ingredients),
        parts=tuple(retold(part, say) for part in figure.parts),
    )


def _retold(one: Ingredient, say: Callable[[str], str]) -> Ingredient:
    return replace(one, name=say(one.name), note=say(one.note) if one.note else "")
