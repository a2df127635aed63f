"""Every meter of a month, and main meters against those behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs, scope_of
from copark.meters import queries
from copark.meters.calc.totals import added
from copark.meters.views import choose, makings, words
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build
from copark.web.numbers import unit_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from copark.meters.calc.months import Month
    from copark.meters.contracts import MeterRow


@needs(Right.SEE_OWN)
@require_GET
def meter_list(request: HttpRequest) -> HttpResponse:
    """Show what every meter counted in a month, and how far that can be trusted."""
    chosen = choose.month(request)
    rows = choose.rows(request, chosen)
    scope = scope_of(request.user).enterprise_id
    owners = None if scope else words.enterprises()
    table = build(
        request,
        _columns(chosen, owners, words.namer(scope)),
        rows,
        name=f"meters-{chosen.name}",
        order="coverage",
        filters=_filters(rows),
        empty=Empty(
            _("No meter yet"),
            _("Meters are the counters of registered stations; register one first."),
        ),
    )
    context = {
        "month": chosen,
        "totals": _totals(rows, chosen),
        "table": table,
        "may_say": has(request.user, Right.MARK),
        **_neighbours(chosen),
    }
    return render(request, "meters/meter_list.html", context)


def _totals(rows: list[MeterRow], month: Month) -> list[dict[str, Any]]:
    """Return the total of each carrier's main meters."""
    found = []
    grades = queries.rules_on(month.first).grades
    for carrier, name in words.carriers().items():
        own = [row for row in rows if row.carrier == carrier and row.main_id is None]
        if own:
            total = added(row.total for row in own)
            found.append(
                {
                    "name": name,
                    "figure": makings.of_carrier(carrier, own, month),
                    "url": making_url(f"carrier:{carrier}", month),
                    "total": total,
                    "grade": queries.grade_of(total, grades),
                }
            )
    return found


def making_url(key: str, month: Month) -> str:
    return f"{reverse('meters:making')}?key={key}&month={month.name}"


def _columns(
    month: Month, owners: dict[int, str] | None, name: Callable[[MeterRow], str]
) -> list[Column]:
    def url(row: MeterRow) -> str:
        number = int(row.key[1:])
        page = "meters:virtual-detail" if row.station_id is None else "meters:meter-detail"
        return f"{reverse(page, args=[number])}?month={month.name}"

    def told(key: str, label: str, value: Callable[[MeterRow], object], **facts: Any) -> Column:
        return Column(
            key,
            label,
            value=value,
            kind="number",
            url=lambda row: making_url(row.key, month),
            drawer=True,
            **facts,
        )

    return [
        Column(
            "name",
            _("Meter"),
            value=name,
            url=url,
            sub=lambda row: row.formula or row.name,
            sub_given=True,
        ),
        *([] if owners is None else [_owner(owners)]),
        Column("carrier", _("Counts"), value=_counts),
        told("amount", _("Amount"), lambda row: round(row.total.amount, 3)),
        Column("unit", _("Unit"), value=lambda row: unit_text(row.unit)),
        told("coverage", _("Coverage"), lambda row: _percent(row.total.coverage), unit="%"),
        told("estimated", _("Estimated"), lambda row: _percent(row.total.estimated), unit="%"),
        Column("grade", _("Grade"), value=lambda row: row.grade or "–"),
    ]


def _owner(owners: dict[int, str]) -> Column:
    return Column(
        "owner", _("Enterprise"), value=lambda row: owners.get(row.enterprise_id, _("Park"))
    )


def _counts(row: MeterRow) -> str:
    return words.carriers().get(row.carrier, _("formula"))


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _filters(rows: list[MeterRow]) -> list[Filter]:
    kinds = [*words.carriers().items(), ("formula", _("formula"))]
    grades = sorted({row.grade for row in rows if row.grade})
    return [
        Filter("counts", _("Counts"), kinds, lambda row: row.carrier or "formula"),
        Filter("grade", _("Grade"), [(one, one) for one in grades], lambda row: row.grade),
    ]


@needs(Right.SEE_OWN)
@require_GET
def balance_list(request: HttpRequest) -> HttpResponse:
    """Show main meters against the sum of those behind them."""
    chosen = choose.month(request)
    owners = words.enterprises()
    verdicts = words.verdicts()
    name = words.namer(scope_of(request.user).enterprise_id)
    found = queries.balances(choose.rows(request, chosen), chosen)
    rules = queries.rules_on(chosen.first)
    context = {
        "month": chosen,
        "rows": [
            {
                "row": one,
                "name": name(one.main),
                "owner": owners.get(one.main.enterprise_id or 0, _("Park")),
                "verdict": verdicts[one.balance.verdict],
                "url": making_url(f"balance:{one.main.key}", chosen),
                "main_url": making_url(one.main.key, chosen),
                "subs": [(sub, name(sub), making_url(sub.key, chosen)) for sub in one.subs],
            }
            for one in found
        ],
        "tolerance": rules.tolerance.value,
        "least": rules.least.value,
        **_neighbours(chosen),
    }
    return render(request, "meters/balance_list.html", context)


def _neighbours(month: Month) -> dict[str, str]:
    """Return the months before and after, as in an address."""
    before = month.first - timedelta(days=1)
    return {"earlier": f"{before:%Y-%m}", "later": f"{month.last:%Y-%m}"}
