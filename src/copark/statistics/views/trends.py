"""How energy, carbon and pollutants run over years and over months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.kernel.figure import Figure
from copark.statistics import words
from copark.statistics.calc import season, trends
from copark.statistics.queries import trends as read
from copark.statistics.views import frame
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components import export
from copark.web.components.parts import Chart
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from copark.statistics.calc.trends import Line
    from copark.statistics.queries.trends import Run

DRAWN = 7  #: Parts with a colour of their own; smaller ones are drawn together.
PLACES = frozenset({"sector", "zone", "enterprise"})


@require_GET
@needs(Right.SEE_OWN)
def trend(request: HttpRequest) -> HttpResponse:
    """Show a subject of a place over the years, or month by month."""
    found = chosen(request)
    is_monthly = request.GET.get("scale") == "months"
    run = (read.over_months if is_monthly else read.over_years)(found)
    table = (_months_table if is_monthly else _years_table)(request, found, run)
    context = frame.context(found, "statistics:trends") | {
        "is_monthly": is_monthly,
        "chart": (_months_chart if is_monthly else _years_chart)(found, run),
        "headline": _headline(found, run) if not is_monthly else None,
        "note": run.note,
    }
    return export.answer(request, "statistics/trends.html", table, context)


def _headline(found: Chosen, run: Run) -> dict[str, object] | None:
    value = run.whole.last
    if value is None:
        return None
    change = trends.change(run.whole.before, value)
    return {
        "figure": Figure(found.subject.name, value, found.subject.unit, "", str(found.year)),
        "url": found.making("amount"),
        "change": change,
        "size": abs(change) if change is not None else None,
        "change_url": found.making("change"),
        "before": run.periods[-2] if len(run.periods) > 1 else None,
    }


def _years_table(request: HttpRequest, found: Chosen, run: Run) -> Table:
    split = found.split
    link = _link(found, split)

    def amount(at: int) -> Column:
        year = run.periods[at]
        return Column(
            f"y{year}",
            str(year),
            value=lambda line: line.values[at],
            kind="number",
            unit=found.subject.unit,
            url=lambda line: found.making("amount", *_is(split, line), year=year),
            drawer=True,
        )

    columns = [
        Column(
            "name",
            words.by(split, found.subject.key) if split else _("Subject"),
            value=run.name,
            url=link,
        ),
        *(amount(at) for at in range(len(run.periods))),
        *_compared(found, run, split),
    ]
    return build(
        request,
        columns,
        run.lines,
        name=f"trends-{found.subject.key}-{found.year}",
        empty=frame.nothing(found),
        can_search=len(run.lines) > frame.MANY,
    )


def _compared(found: Chosen, run: Run, split: str) -> list[Column]:
    """Return the columns that hold the newest year against the one before and the whole."""
    of_whole = Column(
        "share",
        _("Share"),
        value=lambda line: frame.percent(trends.share(line.last, run.whole.last)),
        kind="number",
        unit="%",
        url=lambda line: found.making("share", *_is(split, line)),
        drawer=True,
    )
    if len(run.periods) < 2:  # noqa: PLR2004 - a change needs two
        return [of_whole] if split else []
    change = Column(
        "change",
        pgettext("difference", "Change"),
        value=lambda line: frame.percent(trends.change(line.before, line.last)),
        kind="number",
        unit="%",
        url=lambda line: found.making("change", *_is(split, line)),
        drawer=True,
    )
    return [change, of_whole] if split else [change]


def _is(split: str, line: Line) -> list[tuple[str, str]]:
    return [(split, line.key)] if split else []


def _link(found: Chosen, split: str) -> Callable[[Line], str] | None:
    """Return where a part leads: one step down, at last to the page of the outlet."""
    if split == "outlet":
        return lambda line: reverse("monitoring:outlet-detail", args=[int(line.key)])
    if split in PLACES:
        address = reverse("statistics:trends")
        return lambda line: f"{address}?{found.query(place=f'{split}-{line.key}', by='')}"
    return None


def _years_chart(found: Chosen, run: Run) -> Chart | None:
    if not run.lines:
        return None
    drawn, rest = run.lines[:DRAWN], run.lines[DRAWN:]
    names = [str(year) for year in run.periods]
    rows = [(run.name(line), line.values) for line in drawn]
    if rest:
        rows.append((_("others"), trends.whole(rest, len(run.periods)).values))
    content = {
        "unit": frame.unit(found.subject.unit),
        "x": "category",
        "categories": names,
        "series": [
            {
                "name": name,
                "hue": found.subject.hue if len(rows) == 1 else "",
                "kind": "bar",
                "stack": "whole",
                "points": [
                    [year, float(value)]
                    for year, value in zip(names, values, strict=True)
                    if value is not None
                ],
            }
            for name, values in rows
        ],
    }
    return Chart(frame.title(found), content, id="trends")


def _months_table(request: HttpRequest, found: Chosen, run: Run) -> Table:
    def amount(at: int) -> Column:
        year = run.periods[at]
        return Column(
            f"y{year}",
            str(year),
            value=lambda line: line.values[at],
            kind="number",
            unit=found.subject.unit,
            url=lambda line: found.making("month", year=year, month=line.key),
            drawer=True,
        )

    columns = [
        Column("name", _("Month"), value=lambda line: words.month(int(line.key)), can_sort=False),
        *(amount(at) for at in range(len(run.periods))),
    ]
    if len(run.periods) > 1:
        columns.append(
            Column(
                "change",
                pgettext("difference", "Change"),
                value=lambda line: frame.percent(trends.change(line.before, line.last)),
                kind="number",
                unit="%",
                url=lambda line: found.making("month-change", month=line.key),
                drawer=True,
            )
        )
    return build(
        request,
        columns,
        run.lines,
        name=f"months-{found.subject.key}-{found.year}",
        empty=frame.nothing(found),
        can_search=False,
    )


def _months_chart(found: Chosen, run: Run) -> Chart | None:
    if not run.lines:
        return None
    names = [words.month(month) for month in season.MONTHS]
    content = {
        "unit": frame.unit(found.subject.unit),
        "x": "category",
        "categories": names,
        "series": [_year_series(found, run, at) for at in range(len(run.periods))],
    }
    return Chart(frame.title(found), content, id="trends")


def _year_series(found: Chosen, run: Run, at: int) -> dict[str, object]:
    is_newest = at == len(run.periods) - 1
    points = [(int(line.key), line.values[at]) for line in run.lines]
    return {
        "name": str(run.periods[at]),
        "hue": found.subject.hue if is_newest else "",
        "kind": "bar" if is_newest else "line",
        "points": [
            [words.month(month), float(value)] for month, value in points if value is not None
        ],
    }
