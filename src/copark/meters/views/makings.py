"""How the figures of meters were made."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.kernel.figure import Figure, Ingredient
from copark.meters import queries
from copark.meters.calc.totals import added
from copark.meters.views import choose, words
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from copark.kernel.tables import Parameter
    from copark.meters.calc.months import Month
    from copark.meters.calc.totals import Total
    from copark.meters.contracts import BalanceRow, MeterRow

PLACES = Decimal("0.001")
SHARE = Decimal("0.0001")


@needs(Right.SEE_OWN)
@require_GET
def making(request: HttpRequest) -> HttpResponse:
    """Show how a meter's, a carrier's or a balance's figure of a month was made."""
    chosen = choose.month(request)
    rows = choose.rows(request, chosen)
    figure = _asked(request.GET.get("key", ""), rows, chosen)
    if figure is None:
        raise Http404(_("There is no such meter."))
    is_drawer = request.headers.get("HX-Request") == "true"
    template = "meters/making.html" + ("#figure" if is_drawer else "")
    return render(request, template, {"figure": figure})


def _asked(key: str, rows: list[MeterRow], month: Month) -> Figure | None:
    kind, _colon, name = key.partition(":")
    if kind == "carrier":
        own = [row for row in rows if row.carrier == name and row.main_id is None]
        return of_carrier(name, own, month) if own else None
    if kind == "balance":
        found = (one for one in queries.balances(rows, month) if one.main.key == name)
        return next((of_balance(one, month) for one in found), None)
    return next((of_meter(row, month) for row in rows if row.key == key), None)


def of_meter(row: MeterRow, month: Month) -> Figure:
    """Return what a meter counted in a month, and what that stands on."""
    method = (
        _("formula over the hours of other meters: %(formula)s") % {"formula": row.formula}
        if row.formula
        else _("sum of the hourly advances of the counter; outages spread or kept as one")
    )
    url = "" if row.station_id is None else reverse("meters:meter-detail", args=[int(row.key[1:])])
    return Figure(
        row.name,
        _number(row.total.amount),
        row.unit,
        method,
        month.name,
        ingredients=_standing(row.total, month, url),
        coverage=_share(row.total.coverage),
    )


def of_carrier(carrier: str, rows: Iterable[MeterRow], month: Month) -> Figure:
    """Return what all main meters of a carrier counted in a month."""
    listed = list(rows)
    total = added(row.total for row in listed)
    return Figure(
        words.carriers().get(carrier, carrier),
        _number(total.amount),
        listed[0].unit,
        _("sum over the meters that no other meter counts too; a silent one lowers the coverage"),
        month.name,
        ingredients=_standing(total, month),
        parts=tuple(of_meter(row, month) for row in listed),
        coverage=_share(total.coverage),
    )


def of_balance(row: BalanceRow, month: Month) -> Figure:
    """Return the difference between a main meter and those behind it."""
    rules = queries.rules_on(month.first)
    return Figure(
        _("Difference"),
        _number(row.balance.difference),
        row.main.unit,
        _("main meter less the sum of the meters behind it"),
        month.name,
        ingredients=_conventions(rules.tolerance, rules.least),
        parts=(of_meter(row.main, month), *(of_meter(sub, month) for sub in row.subs)),
        coverage=_share(row.balance.subs.coverage),
    )


def _standing(total: Total, month: Month, url: str = "") -> tuple[Ingredient, ...]:
    return (
        Ingredient(_("Hours due"), Decimal(total.hours_due), "h"),
        Ingredient(_("Hours measured"), Decimal(total.hours_measured), "h", url=url),
        Ingredient(_("Hours estimated"), Decimal(total.hours_estimated), "h"),
        Ingredient(_("Amount in hours not wholly measured"), _number(total.amount_estimated), ""),
        Ingredient(_("Meters"), Decimal(total.meters), ""),
        Ingredient(_("Silent meters"), Decimal(total.silent), ""),
        *_conventions(*queries.rules_on(month.first).shares),
    )


def _conventions(*rules: Parameter) -> tuple[Ingredient, ...]:
    """Return conventions as ingredients, each with its own source."""
    chinese = is_chinese()
    return tuple(
        Ingredient(rule.name_zh if chinese else rule.name_en, rule.value, rule.unit, rule.source)
        for rule in rules
    )


def _number(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(PLACES)


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(SHARE)
