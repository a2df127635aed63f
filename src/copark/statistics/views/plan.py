"""The year against plan and quota: how much is used, and where it ends at this pace."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.kernel.figure import Figure
from copark.statistics import words
from copark.statistics.calc import plan as calc
from copark.statistics.queries import plan as read
from copark.statistics.views import frame
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components import export
from copark.web.components.parts import Chart, Empty
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.statistics.queries.plan import Held

BY = {read.PLAN: gettext_noop("Plan"), read.PERMIT: gettext_noop("Permit")}
NEAR = Decimal("0.9")


@require_GET
@needs(Right.SEE_OWN)
def plan(request: HttpRequest) -> HttpResponse:
    """Show a year's amounts against plans and permits, and the year's end at this pace."""
    found = chosen(request, is_running=True)
    today = asked.now().date()
    rows = read.standing(found, today)
    drawn = _drawn(request, found, rows)
    table = _table(request, found, rows)
    context = frame.context(found, "statistics:plan") | {
        "drawn": drawn,
        "name": read.name(drawn) if drawn else "",
        "rows": [(row.row, f"{read.name(row)} · {_(BY[row.by])}") for row in rows],
        "chart": _chart(found, drawn) if drawn else None,
        "is_running": found.year == today.year,
        "cards": _cards(found, drawn) if drawn else [],
        "hue": drawn.subjects[0].hue if drawn and drawn.subjects else "plan",
        "state": state(drawn.expected_share) if drawn else "NORMAL",
        "meter": f"{drawn.share or 0:.4f}" if drawn else "0",
        "empty": nothing(found),
    }
    return export.answer(request, "statistics/plan.html", table, context)


def state(share: Decimal | None) -> str:
    if share is None or share < NEAR:
        return "NORMAL"
    return "ALARM" if share > 1 else "ATTENTION"


def nothing(found: Chosen) -> Empty:
    return Empty(
        _("No plan and no permit for %(year)s") % {"year": found.year},
        _("Plans of the park and discharge permits of the enterprises are kept in the registry."),
    )


def _drawn(request: HttpRequest, found: Chosen, rows: Sequence[Held]) -> Held | None:
    wanted = read.found_in(rows, request.GET.get("row", ""))
    same = (row for row in rows if found.subject.key in {one.key for one in row.subjects})
    return wanted or next(same, None) or next(iter(rows), None)


def _cards(found: Chosen, row: Held) -> list[dict[str, object]]:
    """Return the three figures above the chart."""
    unit, year = row.unit, str(found.year)
    cards = [
        (_("So far"), row.pace.so_far, "held", row.share, "used"),
        (
            _("Expected at the end of the year, by simple pace"),
            row.pace.expected,
            "expected",
            row.expected_share,
            "expected-share",
        ),
    ]
    return [
        {
            "label": label,
            "figure": Figure(label, value, unit, "", year),
            "url": found.making(of, row=row.row),
            "share": share,
            "share_url": found.making(share_of, row=row.row),
        }
        for label, value, of, share, share_of in cards
        if value is not None
    ]


def _table(request: HttpRequest, found: Chosen, rows: Sequence[Held]) -> Table:
    def number(key: str, label: str, of: str, **options: Any) -> Column:
        return Column(
            key,
            label,
            kind="number",
            url=lambda row: found.making(of, row=row.row),
            drawer=True,
            **options,
        )

    columns = [
        Column(
            "name",
            _("Subject"),
            value=read.name,
            url=lambda row: f"?{found.query(row=row.row, by='')}",
        ),
        Column("by", _("Held against"), value=lambda row: _(BY[row.by])),
        Column("allowed", _("Allowed"), kind="number", given=True),
        number("so_far", _("So far"), "held", value=lambda row: row.pace.so_far),
        Column("unit", _("Unit"), value=lambda row: frame.unit(row.unit)),
        number(
            "share", _("Used so far"), "used", value=lambda row: frame.percent(row.share), unit="%"
        ),
        number("expected", _("Expected"), "expected", value=lambda row: row.pace.expected),
        number(
            "expected_share",
            _("of what is allowed"),
            "expected-share",
            value=lambda row: frame.percent(row.expected_share),
            unit="%",
        ),
        Column("state", _("State"), value=lambda row: state(row.expected_share), kind="state"),
    ]
    return build(
        request, columns, rows, name=f"plan-{found.year}", empty=nothing(found), can_search=False
    )


def _chart(found: Chosen, row: Held) -> Chart | None:
    if not row.months:
        return None
    title = f"{read.name(row)} · {found.place.name}"
    return Chart(title, content_of(row, found.year), id="plan")


def content_of(row: Held, year: int) -> dict[str, Any]:
    """Return the year so far, the plan spread evenly, and the way to the end at this pace."""
    names = [words.month(month) for month in range(1, 13)]
    hue = row.subjects[0].hue
    sums = calc.cumulative(row.months)
    grown = [[words.month(month), float(value + row.fixed)] for month, value in sums.items()]
    even = [[words.month(at), float(value)] for at, value in calc.even(row.allowed, year).items()]
    spread = _("Plan, spread evenly") if row.by == read.PLAN else _("Permit, spread evenly")
    series = [
        {"name": _("So far"), "hue": hue, "kind": "area", "points": grown},
        {"name": spread, "hue": "plan", "kind": "line", "dash": True, "points": even},
    ]
    if row.pace.expected is not None and max(sums) < len(names):
        way = [grown[-1], [names[-1], float(row.pace.expected)]]
        at_pace = {"name": _("at this pace"), "hue": hue, "kind": "line", "dash": True}
        series.append(at_pace | {"points": way})
    return {
        "unit": frame.unit(row.unit),
        "x": "category",
        "categories": names,
        "series": series,
        "limits": [{"value": float(row.allowed), "name": _(BY[row.by]), "plan": True}],
    }
