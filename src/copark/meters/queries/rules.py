"""Read the conventions of meters: rows with date, source and confidence."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.meters.calc import rules as calc

if TYPE_CHECKING:
    from datetime import date


@lru_cache(maxsize=1)
def _table() -> tuple[tables.Parameter, ...]:
    return tables.parameters(files("copark.meters.calc").joinpath("rules.csv").read_text("utf-8"))


@lru_cache(maxsize=64)
def rules_on(day: date) -> calc.Rules:
    """Return the conventions in force on a day."""
    return calc.rules_on(day, _table())
