"""The tables of carbon as they hold, read once an edition; each is checked on the way in."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from copark.carbon.calc import entering, entry_sheets, factors, sayings
from copark.carbon.calc.book import Book, read_book
from copark.carbon.models import MethodChoice
from copark.energy import queries as energy
from copark.factors import queries as held
from copark.kernel.sheets import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.carbon.calc.factors import FuelFactor, GridFactor, HeatFactor, Method
    from copark.kernel.entries import Block

EDITIONS = 8  #: Tables in force, and drafts that somebody looks through.


def _text(name: str) -> str:
    return held.text("carbon", name)


def book() -> Book:
    """Return every table of carbon as it holds now."""
    return _book(held.edition())


@lru_cache(maxsize=EDITIONS)
def _book(_edition: str) -> Book:
    return read_book(_text)


def fuel_factors() -> Mapping[tuple[str, str], FuelFactor]:
    return book().fuels


def grid_factors() -> tuple[GridFactor, ...]:
    return book().grids


def heat_factor() -> HeatFactor:
    found = book().constants["heat"]
    return factors.HeatFactor(found.value, found.source, found.note)


def factor_sets() -> list[str]:
    return sorted({factor_set for factor_set, _ in fuel_factors()})


def gwp_sets() -> list[str]:
    """Return the reports whose warming potentials are known, the oldest first."""
    return list(dict.fromkeys(report for report, _gas in book().gwps))


def sources() -> dict[str, tuple[str, str]]:
    """Return the English and Chinese name of each source of emission, in their order."""
    return {key: (row.name_en, row.name_zh) for key, row in book().sources.items()}


# Blocks of rows


def stored_blocks(factor_set: str) -> Mapping[str, Block]:
    """Return what may stand in each block that carbon keeps, under a factor set."""
    return _stored_blocks(factor_set, held.edition())


@lru_cache(maxsize=EDITIONS)
def _stored_blocks(factor_set: str, _edition: str) -> Mapping[str, Block]:
    carriers = [row for row in energy.carriers().values() if row.kind == "fuel"]
    return entering.stored_blocks(
        book(),
        factor_set=factor_set,
        carriers=tuple(Choice(row.code, row.name_en, row.name_zh) for row in carriers),
        bought=(row.fuel for row in carriers if row.fuel),
    )


# Names


@cache
def field_names() -> entry_sheets.Names:
    """Return how each field of a block is called."""
    return entry_sheets.names(held.shipped("carbon", "fields.csv"))


def item_names() -> Mapping[str, str]:
    """Return the Chinese name of everything that a figure may name, by its English one."""
    return _item_names(held.edition())


@lru_cache(maxsize=EDITIONS)
def _item_names(_edition: str) -> Mapping[str, str]:
    carriers = {row.name_en: row.name_zh for row in energy.carriers().values()}
    return carriers | sayings.item_names(book())


# The method


def default_method(area: str, year: int) -> Method:
    return factors.methods(_text("methods.csv"), area=area, year=year)


def method_of(year: int, area: str) -> Method:
    """Return what the park chose for a year, else the default of its area."""
    row = MethodChoice.objects.filter(valid_from__lte=year).order_by("-valid_from").first()
    if row is None:
        return default_method(area, year)
    return factors.Method(row.factor_set, row.grid_area, row.grid_basis, row.grid_year, row.gwp_set)


def choices() -> list[MethodChoice]:
    return list(MethodChoice.objects.order_by("-valid_from"))
