"""Comprehensive energy use of a year, by enterprise, carrier, month and day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, replace
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language

from copark.base.frozen import Codec
from copark.base.recent import recent
from copark.energy import words
from copark.energy.calc import making
from copark.energy.contracts import Balance, EnergyDay, EnergyMonth, EnergyYear, Use
from copark.energy.queries import records, tables
from copark.inventory.queries import frozen
from copark.kernel.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date

DOMAIN = "energy"
CODEC = Codec(EnergyYear, Decimal=Decimal, Figure=Figure)


def year_of(year: int, enterprise_id: int | None = None) -> list[EnergyYear]:
    """
    Return every enterprise that has energy data in a year, in a constant number of queries.

    A closed inventory is read as it was frozen, and never computed anew. What people enter is seen
    at once; what meters count, within a minute.
    """
    key = (DOMAIN, year, enterprise_id, get_language(), *records.stamp())
    return recent(key, lambda: _year_of(year, enterprise_id))


def _year_of(year: int, enterprise_id: int | None) -> list[EnergyYear]:
    kept = frozen.of(year, DOMAIN, enterprise_id)
    found = [CODEC.loaded(data) for data in kept.values() if data]
    return sorted([*found, *live_of(year, enterprise_id, without=kept)], key=_enterprise)


def live_of(
    year: int, enterprise_id: int | None = None, *, without: Container[int] = ()
) -> list[EnergyYear]:
    """Return the figures as the rows and tables of today give them, closed or not."""
    rows = records.uses_of(year, enterprise_id)
    uses = sorted((row for row in rows if row.enterprise_id not in without), key=_enterprise)
    return [
        _year(enterprise, year, tuple(rows)) for enterprise, rows in groupby(uses, key=_enterprise)
    ]


def to_freeze(year: int, enterprise_id: int) -> object:
    """Return the figures of an enterprise's year, in the language in use, as data to be kept."""
    found = live_of(year, enterprise_id)
    return CODEC.dumped(found[0]) if found else None


def _enterprise(row: Use | EnergyYear) -> int:
    return row.enterprise_id


def balances_of(year: int, uses: Iterable[Use]) -> tuple[Balance, ...]:
    return making.balances_of(year, uses, tables.book())


def inputs_of(year: int, enterprise_id: int) -> dict[str, object]:
    """Return the plain data from which `calc.making.recomputed` gives the figure of a year."""
    rows = [asdict(row) for row in records.uses_of(year, enterprise_id)]
    return {"year": year, "uses": [row | {"amount": str(row["amount"])} for row in rows]}


def _year(enterprise_id: int, year: int, uses: tuple[Use, ...]) -> EnergyYear:
    book = tables.book()
    rows = making.balances_of(year, uses, book)
    figure = words.told(making.year_figure(year, rows, book), book)
    parts = tuple(
        _linked(part, row.carrier, enterprise_id, year)
        for part, row in zip(figure.parts, rows, strict=True)
    )
    return EnergyYear(enterprise_id, year, replace(figure, parts=parts), uses, rows)


def _linked(part: Figure, carrier: str, enterprise_id: int, year: int) -> Figure:
    """Return the figure of a carrier with the way from its amounts to the rows behind them."""
    page = f"{_list_page()}?year={year}&enterprise={enterprise_id}&carrier={carrier}"
    ingredients = tuple(one if one.source else replace(one, url=page) for one in part.ingredients)
    return replace(part, ingredients=ingredients)


@cache
def _list_page() -> str:
    return reverse("energy:use-list")


def months_of(year: int, uses: Iterable[Use]) -> list[EnergyMonth]:
    """Return the months that have data of their own; what is declared for a whole year has none."""
    by_month: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        if use.month is not None:
            by_month[use.month].append(use)
    return [
        EnergyMonth(
            month,
            sum((row.tce for row in balances_of(year, by_month[month])), Decimal(0)),
        )
        for month in sorted(by_month)
    ]


def days_of(start: date, end: date, enterprise_id: int | None = None) -> list[EnergyDay]:
    """Return the metered energy of the days from `start` up to, and without, `end`."""
    sums: dict[date, list[Use]] = defaultdict(list)
    for row in records.metered_days(start, end, enterprise_id):
        sums[row.day].append(
            Use(
                0,
                row.enterprise_id,
                row.day.year,
                row.day.month,
                row.carrier,
                "BOUGHT",
                row.amount,
                row.unit,
                "METER",
                "",
            )
        )
    return [
        EnergyDay(day, sum((row.tce for row in balances_of(day.year, sums[day])), Decimal(0)))
        for day in sorted(sums)
    ]
