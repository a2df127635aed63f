"""A figure as plain data, so that it can be kept, sent and read back to the last digit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source

Data = dict[str, Any]
MAX_DEPTH = 12  #: Park, enterprise, source, line, ingredient: half of it.


def to_data(figure: Figure) -> Data:
    """
    Return a figure as plain data: numbers as text, what is empty left out.

    Examples
    --------
    >>> to_data(Figure("Coal", Decimal("1.50"), "t", "weighed"))
    {'name': 'Coal', 'value': '1.50', 'unit': 't', 'method': 'weighed'}
    """
    found: Data = {
        "name": figure.name,
        "value": str(figure.value),
        "unit": figure.unit,
        "method": figure.method,
        "period": figure.period,
        "ingredients": [_ingredient(one) for one in figure.ingredients],
        "parts": [to_data(part) for part in figure.parts],
        "grade": figure.grade,
        "coverage": None if figure.coverage is None else str(figure.coverage),
        "uncertainty": None if figure.uncertainty is None else str(figure.uncertainty),
    }
    return _filled(found, keep=("name", "value", "unit", "method"))


def from_data(data: Data, depth: int = 0) -> Figure:
    """
    Return the figure that `to_data` gave.

    Raises
    ------
    Refused
        ``figure.damaged``, if the data are no figure.

    Examples
    --------
    >>> one = Figure("Coal", Decimal("1.50"), "t", "weighed", coverage=Decimal("0.9"))
    >>> from_data(to_data(one)) == one
    True
    """
    if depth > MAX_DEPTH:
        raise Refused("figure.damaged", f"A figure goes deeper than {MAX_DEPTH} levels.")
    try:
        coverage = data.get("coverage")
        return Figure(
            name=data["name"],
            value=Decimal(data["value"]),
            unit=data["unit"],
            method=data["method"],
            period=data.get("period", ""),
            ingredients=tuple(_ingredient_of(one) for one in data.get("ingredients", ())),
            parts=tuple(from_data(part, depth + 1) for part in data.get("parts", ())),
            grade=data.get("grade", ""),
            coverage=None if coverage is None else Decimal(coverage),
            uncertainty=_uncertainty(data),
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        message = f"Data that should be a figure are none: {error!r}."
        raise Refused("figure.damaged", message, reason=repr(error)) from None


def _ingredient(one: Ingredient) -> Data:
    found: Data = {
        "name": one.name,
        "value": str(one.value),
        "unit": one.unit,
        "source": one.source
        and {"text": one.source.text, "confidence": one.source.confidence, "url": one.source.url},
        "url": one.url,
        "note": one.note,
        "uncertainty": None if one.uncertainty is None else str(one.uncertainty),
    }
    return _filled(found, keep=("name", "value", "unit"))


def _ingredient_of(data: Data) -> Ingredient:
    source = data.get("source")
    return Ingredient(
        name=data["name"],
        value=Decimal(data["value"]),
        unit=data["unit"],
        source=source and Source(**source),
        url=data.get("url", ""),
        note=data.get("note", ""),
        uncertainty=_uncertainty(data),
    )


def _uncertainty(data: Data) -> Decimal | None:
    stated = data.get("uncertainty")
    return None if stated is None else Decimal(stated)


def _filled(data: Data, keep: tuple[str, ...]) -> Data:
    return {
        name: value for name, value in data.items() if name in keep or value not in (None, "", [])
    }
