"""The conventions of meters as dated rows, and those in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Rule:
    """One number that somebody decided; from a day on, up to another."""

    key: str
    value: float
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str  #: ``seen``, ``memory`` or ``own``.


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force on a day."""

    grades: tuple[tuple[str, float], ...]  #: Letter and least measured share, the best first.
    tolerance: float  #: Largest share of a main meter that a balance may leave open.
    least: float  #: Measured share below which a balance proves nothing.
    sources: tuple[str, ...]


def rules_on(day: date, rows: Iterable[Rule]) -> Rules:
    """
    Return the rules in force on a day.

    Raises
    ------
    KeyError
        If the table has no row for one of them on that day.
    """
    held = {
        row.key: row
        for row in rows
        if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    }
    grades = [
        (key.removeprefix("grade."), row.value) for key, row in held.items() if "grade." in key
    ]
    return Rules(
        grades=tuple(sorted(grades, key=lambda grade: -grade[1])),
        tolerance=held["balance.tolerance"].value,
        least=held["balance.least"].value,
        sources=tuple(dict.fromkeys(row.source for row in held.values())),
    )
