"""Small tables that travel with the program as CSV text: rows, and dated parameters with source."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from copark.kernel.errors import Broken
from copark.kernel.figure import Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a standard, a province or a park decides, from a day on."""

    name: str
    name_en: str
    name_zh: str
    value: Decimal
    unit: str
    valid_from: date
    source: Source
    note: str = ""


def rows(text: str) -> list[dict[str, str]]:
    r"""
    Return the rows of a CSV table with a header line.

    Examples
    --------
    >>> rows("a,b\n1,2\n")
    [{'a': '1', 'b': '2'}]
    """
    return [dict(row) for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]


def number(text: str) -> Decimal | None:
    """
    Return the number in a cell; None for an empty one.

    Examples
    --------
    >>> number("0.1229"), number("")
    (Decimal('0.1229'), None)
    """
    return Decimal(text) if text.strip() else None


def parameters(text: str) -> tuple[Parameter, ...]:
    """Return the dated parameters of a table (name, names, value, unit, valid_from, source)."""
    return tuple(
        Parameter(
            name=row["parameter"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=Source(row["source"], row["confidence"]),
            note=row.get("note", ""),
        )
        for row in rows(text)
    )


def in_force(table: tuple[Parameter, ...], name: str, day: date) -> Parameter:
    """
    Return the parameter that holds on a day: the newest that began by then.

    Raises
    ------
    Broken
        If the table has none, which is a fault of the table.
    """
    held = [row for row in table if row.name == name and row.valid_from <= day]
    if not held:
        message = f"no parameter {name} in force on {day}"
        raise Broken(message)
    return max(held, key=lambda row: row.valid_from)
