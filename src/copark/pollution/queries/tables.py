"""The tables of pollution that hold; each text is read once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.factors import queries as factors
from copark.kernel import tables as kernel_tables
from copark.pollution.calc import tables

if TYPE_CHECKING:
    from copark.kernel.tables import Parameter


EDITIONS = 4  #: Texts of a table kept read: in force, looked through, and before.

_pollutants = lru_cache(EDITIONS)(tables.pollutants)
_parameters = lru_cache(EDITIONS)(kernel_tables.parameters)
_rows = lru_cache(EDITIONS)(kernel_tables.rows)


def _text(name: str) -> str:
    return factors.text("pollution", name)


def pollutants() -> dict[str, tables.Pollutant]:
    return _pollutants(_text("pollutants.csv"))


@lru_cache(EDITIONS)
def _codes(text: str) -> dict[str, str]:
    return tables.by_any_name(_pollutants(text))


def code_of(name: str) -> str | None:
    """Return the accounting code of a code, an alias or a name."""
    return _codes(_text("pollutants.csv")).get(name.strip().lower())


@lru_cache(EDITIONS)
def _labels(pollutant_text: str, medium_text: str, unit_text: str) -> tables.Labels:
    return tables.labels(
        pollutant_text=pollutant_text, medium_text=medium_text, unit_text=unit_text
    )


def labels() -> tables.Labels:
    names = ("register_labels.csv", "register_media.csv", "register_units.csv")
    return _labels(*(_text(name) for name in names))


def parameters() -> tuple[Parameter, ...]:
    return _parameters(_text("method_rules.csv"))


def equivalents() -> list[dict[str, str]]:
    return _rows(_text("pollutant_equivalents.csv"))


def least_coverage(year: int) -> Parameter:
    return kernel_tables.in_force(parameters(), "monitored_coverage", date(year, 12, 31))


def pollutant_name(code: str) -> str:
    found = pollutants().get(code)
    if found is None:
        return code
    return found.name_zh if (get_language() or "").startswith("zh") else found.name_en


def class_one() -> frozenset[str]:
    return frozenset(code for code, row in pollutants().items() if row.group == tables.CLASS_ONE)
