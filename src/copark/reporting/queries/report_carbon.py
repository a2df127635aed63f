"""The chapter on greenhouse gases: by source, scope and enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, total
from copark.reporting.calc.report import Chart, Head, Paragraph, Section, Series, Table
from copark.reporting.queries.report_parts import leaf, of, percent, share_how

if TYPE_CHECKING:
    from copark.reporting.calc.report import Block, Cell
    from copark.reporting.queries.report_year import ReportYear


def chapter(found: ReportYear) -> Section | None:
    """Return carbon by source, scope and enterprise; nothing without an account."""
    whole = found.carbon_total
    if whole is None:
        return None
    scopes = found.scopes
    blocks: list[Block] = [Paragraph(_said()), _sources(found, whole)]
    if scopes:
        blocks.append(_scopes(found, scopes))
    if found.enterprise_id is None:
        blocks.append(_enterprises(found, whole))
    charts = (_chart(found),) if whole.parts else ()
    return Section(_("Greenhouse gases"), (*blocks, *charts))


def _said() -> str:
    return _(
        "The total is what the accounting method counts. A negative source is what was supplied to"
        " others, such as steam or electricity sold, or carbon dioxide recovered."
    )


def source_figures(found: ReportYear) -> dict[str, Figure]:
    """Return every source's figure by its name: an enterprise's own, or the sum of the park."""
    parts: dict[str, list[Figure]] = {}
    for row in found.carbon:
        for part in row.figure.parts:
            shown = part
            if found.enterprise_id is None:
                shown = leaf(part, found.names.get(row.enterprise_id, ""))
            parts.setdefault(part.name, []).append(shown)
    return {name: _whole(found, name, tuple(rows)) for name, rows in parts.items()}


def _whole(found: ReportYear, name: str, rows: tuple[Figure, ...]) -> Figure:
    if found.enterprise_id is not None:
        return rows[0]
    return total(name, rows[0].unit, _("sum over the enterprises"), rows, str(found.year))


def _sources(found: ReportYear, whole: Figure) -> Table:
    heads = (
        Head(_("Source"), weight=5),
        Head(_("Emission"), whole.unit, weight=3),
        Head(_("Share"), "%", how=share_how(_("Emission"), _("Total"))),
    )
    rows: list[tuple[Cell, ...]] = [
        (name, of(figure), percent(figure.value, whole.value))
        for name, figure in source_figures(found).items()
    ]
    rows.append((_("Total"), of(whole), percent(whole.value, whole.value)))
    title = _("Greenhouse gases by source, %(year)s") % {"year": found.year}
    return Table(title, heads, tuple(rows), frozenset({len(rows) - 1}))


def _scopes(found: ReportYear, scopes: dict[str, Figure]) -> Table:
    heads = (
        Head(_("Scope"), weight=5),
        Head(_("Emission"), next(iter(scopes.values())).unit, weight=3),
    )
    rows = tuple((figure.name, of(figure)) for figure in scopes.values())
    return Table(_("Greenhouse gases by scope, %(year)s") % {"year": found.year}, heads, rows)


def _enterprises(found: ReportYear, whole: Figure) -> Table:
    heads = (
        Head(_("Enterprise"), weight=5),
        Head(_("Emission"), whole.unit, weight=3),
        Head(_("Share"), "%", how=share_how(_("Emission"), _("Total"))),
    )
    ordered = sorted(found.carbon_by.items(), key=lambda pair: -pair[1].value)
    rows: list[tuple[Cell, ...]] = [
        (found.names.get(pk, ""), of(figure), percent(figure.value, whole.value))
        for pk, figure in ordered
    ]
    rows.append((_("Park"), of(whole), percent(whole.value, whole.value)))
    title = _("Greenhouse gases by enterprise, %(year)s") % {"year": found.year}
    return Table(title, heads, tuple(rows), frozenset({len(rows) - 1}))


def _chart(found: ReportYear) -> Chart:
    figures = source_figures(found)
    return Chart(
        _("Greenhouse gases by source"),
        "bars",
        next(iter(figures.values())).unit,
        tuple(figures),
        (Series(str(found.year), tuple(row.value for row in figures.values())),),
    )
