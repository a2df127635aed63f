"""What drove a change between two years."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.kernel.figure import Figure
from copark.statistics import words
from copark.statistics.calc import contribution as calc
from copark.statistics.calc import trends
from copark.statistics.queries import contribution as read
from copark.statistics.views import frame
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components import export
from copark.web.components.parts import Chart
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.statistics.calc.contribution import Contribution, Step
    from copark.statistics.queries.contribution import Driven, Split

DRAWN = 10
SMALL = Decimal("0.25")  #: A movement below this share of the whole is drawn on a cut axis.
ROOM = Decimal("0.4")
EFFECTS = {
    "scale": (gettext_noop("Scale"), gettext_noop("all together made more or less")),
    "structure": (gettext_noop("Structure"), gettext_noop("shares shifted between enterprises")),
    "intensity": (gettext_noop("Intensity"), gettext_noop("more or less for each unit of output")),
}


@require_GET
@needs(Right.SEE_OWN)
def contribution(request: HttpRequest) -> HttpResponse:
    """Show which parts moved an amount between two years, and why."""
    found = chosen(request)
    before = before_of(request, found)
    driven = read.driven(found, before)
    table = _table(request, found, driven)
    context = frame.context(found, "statistics:contribution") | {
        "before": before,
        "earlier": [year for year in found.years if year < found.year] or [before],
        "driven": driven,
        "changed": trends.change(driven.total_before, driven.total_after),
        "figure": Figure(found.subject.name, driven.change, driven.unit, "", str(found.year)),
        "making": found.making("difference", before=before),
        "share_making": found.making("change", before=before),
        "chart": _chart(found, driven),
        "effects": _effects(found, driven.split, before),
        "split_chart": _split_chart(driven, found),
        "split": driven.split,
    }
    return export.answer(request, "statistics/contribution.html", table, context)


def before_of(request: HttpRequest, found: Chosen) -> int:
    """Return the earlier year: the one asked for, else the newest before that has figures."""
    wanted = asked.whole(request.GET.get("before"))
    if wanted in asked.YEARS and wanted is not None and wanted < found.year:
        return wanted
    return newest_before(found)


def newest_before(found: Chosen) -> int:
    """Return the newest year before the chosen one that has figures."""
    return next((year for year in found.held if year < found.year), found.year - 1)


def _table(request: HttpRequest, found: Chosen, driven: Driven) -> Table:
    def wanted(row: Contribution) -> list[tuple[str, str]]:
        return [(found.split, row.key)] if found.split else []

    def amount(year: int) -> Column:
        return Column(
            f"y{year}",
            str(year),
            value=lambda row: row.before if year == driven.before else row.after,
            kind="number",
            unit=driven.unit,
            url=lambda row: found.making("amount", *wanted(row), year=year),
            drawer=True,
        )

    columns = [
        Column(
            "name",
            words.by(found.split, found.subject.key) if found.split else _("Subject"),
            value=lambda row: driven.names.get(row.key, row.key),
        ),
        amount(driven.before),
        amount(driven.after),
        Column(
            "change",
            pgettext("difference", "Change"),
            kind="number",
            unit=driven.unit,
            url=lambda row: found.making("difference", *wanted(row), before=driven.before),
            drawer=True,
        ),
        Column(
            "part",
            _("of the whole before"),
            value=lambda row: frame.percent(trends.share(row.change, driven.total_before)),
            kind="number",
            unit="%",
            url=lambda row: found.making("points", *wanted(row), before=driven.before),
            drawer=True,
        ),
    ]
    return build(
        request,
        columns,
        driven.rows,
        name=f"contribution-{found.subject.key}-{driven.before}-{driven.after}",
        empty=frame.nothing(found),
        can_search=len(driven.rows) > frame.MANY,
    )


def _chart(found: Chosen, driven: Driven) -> Chart | None:
    if not driven.rows or not driven.has_before:
        return None
    rows = calc.gathered(driven.rows, DRAWN)
    height = f"{6 + 1.6 * (len(rows) + 2):.0f}rem"
    content = content_of(driven, rows, found.subject.hue)
    return Chart(frame.title(found), content, id="waterfall", height=height)


def content_of(driven: Driven, rows: Sequence[Contribution], hue: str) -> dict[str, Any]:
    """Return the contributions as a waterfall."""
    names = driven.names | {calc.OTHERS: driven.names.get(calc.OTHERS, _("others"))}
    ends = (str(driven.before), str(driven.after))
    return _falls(_points(calc.waterfall(rows), names, ends), driven.unit, hue)


def _points(steps: Sequence[Step], names: dict[str, str], ends: tuple[str, str]) -> list[list[Any]]:
    first, last = steps[0].start, steps[-1].end
    rows = [
        [names.get(step.key, step.key), float(step.start), float(step.end), False] for step in steps
    ]
    return [[ends[0], 0.0, float(first), True], *rows, [ends[1], 0.0, float(last), True]]


def _falls(points: list[list[Any]], unit: str, hue: str) -> dict[str, Any]:
    """Return the content of a waterfall; where the steps are small the axis does not begin at 0."""
    ends = [end for _name, _start, end, _is_whole in points]
    low, high = min(ends), max(ends)
    is_cut = low > 0 and (high - low) < float(SMALL) * high
    return {
        "kind": "waterfall",
        "unit": frame.unit(unit),
        "from": max(0.0, low - (high - low) * float(ROOM)) if is_cut else 0,
        "series": [{"name": "", "hue": hue, "points": points}],
    }


def _effects(found: Chosen, split: Split | None, before: int) -> list[dict[str, object]]:
    if split is None:
        return []
    return [
        {
            "name": _(name),
            "why": _(why),
            "figure": Figure(_(name), split.effect(key), found.subject.unit, ""),
            "url": found.making("effect", effect=key, before=before),
        }
        for key, (name, why) in EFFECTS.items()
    ]


def _split_chart(driven: Driven, found: Chosen) -> Chart | None:
    split = driven.split
    if split is None:
        return None
    start = trends.exact_sum(branch.amount_before for branch in split.branches)
    rows = [calc.Contribution(key, Decimal(0), Decimal(0), split.effect(key)) for key in EFFECTS]
    at = calc.Contribution("", start, start, Decimal(0))
    steps = calc.waterfall([at, *rows])[1:]
    names = {key: _(name) for key, (name, _why) in EFFECTS.items()}
    points = _points(steps, names, (str(driven.before), str(driven.after)))
    content = _falls(points, driven.unit, found.subject.hue)
    return Chart(_("Scale, structure and intensity"), content, id="split", height="13rem")
