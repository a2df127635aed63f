"""The first chapter: the year in one table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.pollution import queries as pollution
from copark.reporting.calc.report import Head, Number, Paragraph, Section, Table
from copark.reporting.queries.report_parts import listed, of, plain
from copark.reporting.queries.report_releases import medium_name
from copark.reporting.queries.report_year import subjects_watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copark.kernel.figure import Figure
    from copark.reporting.calc.report import Cell
    from copark.reporting.queries.report_year import ReportYear

HUNDRED = Decimal(100)


def chapter(years: Sequence[ReportYear]) -> Section:
    """Return the main figures of the newest year beside those of the year before."""
    newest = years[-1]
    before = next((row for row in years if row.year == newest.year - 1), None)
    heads = (
        Head(_("Indicator"), weight=6),
        Head(_("Unit"), weight=2),
        Head(str(newest.year), weight=3),
        Head(str(newest.year - 1), weight=3),
        Head(_("Change on last year"), "%", weight=2, how=_("(this year ÷ last year − 1) × 100")),
    )
    rows = tuple(_row(*line) for line in _lines(newest, before))
    title = _("The year %(year)s in figures") % {"year": newest.year}
    return Section(_("Summary"), (Paragraph(_said(newest)), Table(title, heads, rows)))


def _said(found: ReportYear) -> str:
    reported = {row.enterprise_id for row in found.accounts}
    if found.enterprise_id is not None:
        return _("The main figures of the year. The chapters that follow take them apart.")
    return _(
        "%(reported)s of the %(all)s enterprises of the park have figures of %(year)s. The chapters"
        " that follow take the sums apart."
    ) % {"reported": len(reported), "all": len(found.enterprises), "year": found.year}


def _lines(
    newest: ReportYear, before: ReportYear | None
) -> Iterator[tuple[str, Figure | None, Figure | None]]:
    yield (
        _("Comprehensive energy use"),
        newest.energy_total,
        before.energy_total if before else None,
    )
    yield _("Greenhouse gases"), newest.carbon_total, before.carbon_total if before else None
    past_scopes = before.scopes if before else {}
    for scope, figure in newest.scopes.items():
        yield figure.name, figure, past_scopes.get(scope)
    for key in subjects_watched([newest]):
        name = listed(pollution.pollutant_name(key[1]), medium_name(key[0]))
        past = before.release_totals.get(key) if before else None
        yield name, newest.release_totals.get(key), past


def _row(name: str, figure: Figure | None, past: Figure | None) -> tuple[Cell, ...]:
    unit = figure.unit if figure else past.unit if past else ""
    return name, unit, of(figure), of(past), _change(figure, past)


def _change(figure: Figure | None, past: Figure | None) -> Number:
    """Return by how much it changed; from nothing, or through zero, there is no change in %."""
    if figure is None or past is None or past.value <= 0 or figure.value < 0:
        return plain(None)
    return Number(round((figure.value / past.value - 1) * HUNDRED, 2))
