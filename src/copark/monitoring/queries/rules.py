"""Read the rules of monitoring: rows with date, source and confidence."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from importlib.resources import files

from copark.monitoring.calc import rules as calc


@lru_cache(maxsize=1)
def rule_rows() -> tuple[calc.RuleRow, ...]:
    """Return every row of the table of rules."""
    text = files("copark.monitoring.calc").joinpath("rules.csv").read_text("utf-8")
    return tuple(
        calc.RuleRow(
            key=row["key"],
            value=float(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@lru_cache(maxsize=64)
def rules_on(day: date) -> calc.Rules:
    """Return the rules in force on a day."""
    return calc.rules_on(day, rule_rows())
