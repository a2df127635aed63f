"""Read the conventions of meters: rows with date, source and confidence."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files

from copark.kernel import tables
from copark.meters.calc import rules as calc


@lru_cache(maxsize=1)
def _rows() -> tuple[calc.Rule, ...]:
    text = files("copark.meters.calc").joinpath("rules.csv").read_text("utf-8")
    return tuple(
        calc.Rule(
            key=row["key"],
            value=float(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in tables.rows(text)
    )


@lru_cache(maxsize=64)
def rules_on(day: date) -> calc.Rules:
    """Return the conventions in force on a day."""
    return calc.rules_on(day, _rows())
