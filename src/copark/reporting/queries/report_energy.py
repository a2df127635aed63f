"""The chapter on energy."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.energy import queries as energy
from copark.kernel.figure import Figure, total
from copark.reporting.calc.report import Chart, Head, Paragraph, Section, Series, Table
from copark.reporting.queries.report_parts import (
    leaf,
    local,
    of,
    percent,
    plain,
    said_once,
    share_how,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.energy.contracts import Balance
    from copark.reporting.calc.report import Block, Cell
    from copark.reporting.queries.report_year import ReportYear

MONTHS = range(1, 13)


def chapter(found: ReportYear) -> Section | None:
    """Return energy by carrier, by enterprise and by month; nothing without energy data."""
    whole = found.energy_total
    if whole is None:
        return None
    blocks: list[Block] = [Paragraph(_said()), _carriers(found, whole)]
    if found.enterprise_id is None:
        blocks.append(_enterprises(found, whole))
    charts = (_carrier_chart(found), _months(found))
    return Section(_("Energy"), (*blocks, *(chart for chart in charts if chart)))


def _said() -> str:
    return _(
        "Comprehensive energy use follows GB/T 2589: what was bought less what was sold, each"
        " carrier by its coefficient to standard coal. Self-made energy and raw material are"
        " shown and not counted."
    )


def lines_of(found: ReportYear) -> dict[str, list[tuple[Balance, Figure]]]:
    """Return the balances of every carrier, each with its figure."""
    lines: dict[str, list[tuple[Balance, Figure]]] = {}
    for row in found.energy:
        parts = {part.name: part for part in row.figure.parts}
        for balance in row.balances:
            figure = parts.get(local(balance.name_en, balance.name_zh))
            if figure is not None:
                shown = figure
                if found.enterprise_id is None:
                    shown = leaf(figure, found.names.get(row.enterprise_id, ""))
                lines.setdefault(balance.carrier, []).append((balance, shown))
    return lines


def _carriers(found: ReportYear, whole: Figure) -> Table:
    amount = _("activity data that count, added up; the annex lists them")
    heads = (
        Head(_("Carrier"), weight=4),
        Head(_("Unit"), weight=2),
        Head(_("Bought"), weight=3, how=amount),
        Head(_("Sold"), weight=3, how=amount),
        Head(_("Self-made"), weight=3, how=amount),
        Head(_("Feedstock"), weight=3, how=amount),
        Head(_("Energy"), "tce", weight=4),
        Head(_("Share"), "%", how=share_how(_("Energy"), _("Total"))),
    )
    rows = [_carrier(pairs, found, whole) for pairs in lines_of(found).values()]
    last: tuple[Cell, ...] = (
        _("Total"),
        "",
        "",
        "",
        "",
        "",
        of(whole),
        percent(*[whole.value] * 2),
    )
    return Table(
        _("Energy by carrier, %(year)s") % {"year": found.year},
        said_once(heads),
        (*rows, last),
        frozenset({len(rows)}),
    )


def _carrier(
    pairs: list[tuple[Balance, Figure]], found: ReportYear, whole: Figure
) -> tuple[Cell, ...]:
    balance = pairs[0][0]
    name = local(balance.name_en, balance.name_zh)
    figures = tuple(figure for _balance, figure in pairs)
    made = figures[0]
    if found.enterprise_id is None:
        made = total(name, "tce", _("sum over the enterprises"), figures, str(found.year))

    def summed(side: Callable[[Balance], Decimal]) -> Cell:
        return plain(sum((side(row) for row, _figure in pairs), Decimal(0)))

    return (
        name,
        balance.unit,
        summed(lambda row: row.bought),
        summed(lambda row: row.sold),
        summed(lambda row: row.made),
        summed(lambda row: row.feedstock),
        of(made),
        percent(made.value, whole.value),
    )


def _enterprises(found: ReportYear, whole: Figure) -> Table:
    heads = (
        Head(_("Enterprise"), weight=5),
        Head(_("Energy"), "tce", weight=3),
        Head(_("Share"), "%", how=share_how(_("Energy"), _("Total"))),
    )
    ordered = sorted(found.energy_by.items(), key=lambda pair: -pair[1].value)
    rows: list[tuple[Cell, ...]] = [
        (found.names.get(pk, ""), of(figure), percent(figure.value, whole.value))
        for pk, figure in ordered
    ]
    rows.append((_("Park"), of(whole), percent(whole.value, whole.value)))
    title = _("Energy by enterprise, %(year)s") % {"year": found.year}
    return Table(title, heads, tuple(rows), frozenset({len(rows) - 1}))


def _carrier_chart(found: ReportYear) -> Chart | None:
    sums = [
        (
            local(pairs[0][0].name_en, pairs[0][0].name_zh),
            sum((figure.value for _row, figure in pairs), Decimal(0)),
        )
        for pairs in lines_of(found).values()
    ]
    shown = sorted((pair for pair in sums if pair[1] > 0), key=lambda pair: -pair[1])
    if not shown:
        return None
    return Chart(
        _("Energy by carrier"),
        "bars",
        "tce",
        tuple(name for name, _tce in shown),
        (Series(str(found.year), tuple(tce for _name, tce in shown)),),
    )


def _months(found: ReportYear) -> Chart | None:
    months = energy.months_of(found.year, [use for row in found.energy for use in row.uses])
    if not months:
        return None
    by_month = {row.month: row.tce for row in months}
    return Chart(
        _("Energy by month"),
        "columns",
        "tce",
        tuple(str(month) for month in MONTHS),
        (Series(str(found.year), tuple(by_month.get(month) for month in MONTHS)),),
    )
