"""The chapter on the years: how energy, greenhouse gases and pollutants went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.pollution import queries as pollution
from copark.reporting.calc.report import Chart, Head, Section, Series, Table
from copark.reporting.queries.report_parts import listed, of
from copark.reporting.queries.report_releases import medium_name
from copark.reporting.queries.report_year import subjects_watched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copark.kernel.figure import Figure
    from copark.reporting.calc.report import Cell
    from copark.reporting.queries.report_year import Key, ReportYear

    Reading = Callable[[ReportYear], Figure | None]


def chapter(years: Sequence[ReportYear]) -> Section | None:
    """Return the years side by side; nothing with one year only."""
    if len(years) <= 1:
        return None
    heads = (
        Head(_("Indicator"), weight=6),
        Head(_("Unit"), weight=2),
        *(Head(str(row.year), weight=3) for row in years),
    )
    lines = _lines(years)
    rows = tuple(_row(name, unit, reading, years) for name, unit, reading in lines)
    table = Table(_("The years side by side"), heads, rows)
    charts = tuple(_chart(*line, years) for line in lines[:2])
    return Section(_("Trend"), (table, *charts))


def _lines(years: Sequence[ReportYear]) -> list[tuple[str, str, Reading]]:
    lines: list[tuple[str, str, Reading]] = [
        (_("Comprehensive energy use"), "tce", lambda row: row.energy_total),
        (_("Greenhouse gases"), "tCO2e", lambda row: row.carbon_total),
    ]
    for key in subjects_watched(years):
        name = listed(pollution.pollutant_name(key[1]), medium_name(key[0]))
        lines.append((name, "t", _release(key)))
    return lines


def _release(key: Key) -> Reading:
    return lambda row: row.release_totals.get(key)


def _row(name: str, unit: str, reading: Reading, years: Sequence[ReportYear]) -> tuple[Cell, ...]:
    return (name, unit, *(of(reading(row)) for row in years))


def _chart(name: str, unit: str, reading: Reading, years: Sequence[ReportYear]) -> Chart:
    figures = [reading(row) for row in years]
    points = tuple(None if figure is None else figure.value for figure in figures)
    categories = tuple(str(row.year) for row in years)
    return Chart(name, "columns", unit, categories, (Series(name, points),))
