"""The tables of energy that hold; each text is read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.energy.calc import making, tables
from copark.factors import queries as factors
from copark.kernel import tables as kernel_tables

if TYPE_CHECKING:
    from copark.kernel.tables import Parameter


EDITIONS = 4  #: Texts of a table kept read: in force, looked through, and before.

_coefficients = lru_cache(EDITIONS)(tables.coefficients)
_carriers = lru_cache(EDITIONS)(tables.carriers)
_parameters = lru_cache(EDITIONS)(kernel_tables.parameters)


def coefficients() -> dict[str, tables.Coefficient]:
    return _coefficients(factors.text("energy", "energy_tce.csv"))


def carriers() -> dict[str, tables.Carrier]:
    return _carriers(factors.text("energy", "carriers.csv"))


def parameters() -> tuple[Parameter, ...]:
    return _parameters(factors.text("energy", "parameters.csv"))


def book() -> making.Book:
    return making.Book(carriers(), coefficients(), parameters())


def local(name_en: str, name_zh: str) -> str:
    """Pick the name of the language in use."""
    return name_zh if (get_language() or "").startswith("zh") else name_en


def carrier_name(code: str) -> str:
    carrier = carriers().get(code)
    return local(carrier.name_en, carrier.name_zh) if carrier else code
