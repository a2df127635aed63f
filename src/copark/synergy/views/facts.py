"""The facts of units that rules ask for and the registry does not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from copark.base import asked
from copark.base.rights import Right, has, needs, scope_of
from copark.kernel.errors import Refused
from copark.synergy import forms, queries, services, words
from copark.synergy.calc.facts import FACTS
from copark.synergy.queries.facts import local
from copark.synergy.views import choose
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, build
from copark.web.numbers import unit_text

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from copark.synergy.contracts import UnitFact


@require_GET
@needs(Right.SEE_OWN)
def fact_list(request: HttpRequest) -> HttpResponse:
    """Show the facts that were entered, each with its evidence."""
    may_enter = has(request.user, Right.ACCOUNT)
    columns = [
        Column(
            "enterprise",
            _("Enterprise"),
            value=lambda row: local(row.enterprise_en, row.enterprise_zh),
            sub=lambda row: row.enterprise_code,
        ),
        Column("fact", pgettext("unit", "Fact"), value=_fact, sub=_holds),
        Column("amount", _("Amount"), value=_amount, kind="number", given=True, sub=_unit),
        Column("year_from", _("From the year"), value=lambda row: str(row.year_from)),
        Column("evidence", _("Evidence")),
        Column(
            "recorded_at", _("Written down"), kind="moment", sub=lambda row: row.recorded_by or ""
        ),
    ]
    if may_enter:
        columns.append(
            Column("act", "", value=lambda _row: _("Take back"), url=_act_url, can_sort=False)
        )
    empty = Empty(
        _("No facts have been entered"),
        _("Hazardous waste, soil, groundwater, noise, boilers: what rules ask and no meter says."),
        reverse("synergy:fact-new") if may_enter else "",
        _("Enter a fact"),
    )
    rows = queries.counting(scope_of(request.user).enterprise_id)
    table = build(request, columns, rows, name="unit-facts", empty=empty)
    context = {"may_enter": may_enter, "places": choose.places(request, "fact-list")}
    return export.answer(request, "synergy/fact_list.html", table, context)


def _fact(row: UnitFact) -> str:
    return local(FACTS[row.name].name_en, FACTS[row.name].name_zh)


def _holds(row: UnitFact) -> str:
    if FACTS[row.name].is_amount:
        return ""
    return _("holds") if row.value else _("no longer holds")


def _amount(row: UnitFact) -> Decimal | None:
    return row.value if FACTS[row.name].is_amount else None


def _unit(row: UnitFact) -> str:
    return unit_text(FACTS[row.name].unit)


def _act_url(row: UnitFact) -> str:
    return reverse("synergy:fact-withdraw", args=[row.id])


@require_GET
@needs(Right.SEE_OWN)
def fact_making(request: HttpRequest) -> HttpResponse:
    """Show how an amount that was entered as a fact counts in a year."""
    enterprise_id, year = asked.scoped(request), asked.year(request)
    if enterprise_id is None or request.headers.get("HX-Request") != "true":
        return redirect("synergy:fact-list")
    figure = queries.fact_figure(enterprise_id, request.GET.get("fact", ""), year)
    return render(request, "synergy/making.html", {"figure": figure})


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def fact_new(request: HttpRequest) -> HttpResponse:
    """Enter a fact of a unit."""
    form = forms.FactForm(
        request.POST or None,
        enterprises=choose.enterprises(),
        initial={"year_from": asked.now().year},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.record_fact(
                enterprise_id=given["enterprise"],
                name=given["fact"],
                year_from=given["year_from"],
                value=form.amount,
                evidence=given["evidence"],
                user_id=request.user.pk,
                now=asked.now(),
            )
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("Recorded."))
            return redirect("synergy:fact-list")
    context = {"form": form, "places": choose.places(request, "fact-list")}
    return render(request, "synergy/fact_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def fact_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take an entry back."""
    row = queries.fact(pk)
    if row is not None and request.method == "GET":
        context = {
            "row": row,
            "name": local(row.enterprise_en, row.enterprise_zh),
            "fact": _fact(row),
            "places": choose.places(request, "fact-list"),
        }
        return render(request, "synergy/fact_withdraw.html", context)
    try:
        services.withdraw_fact(fact_id=pk, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused))
    else:
        messages.success(request, _("Taken back. It counts in no year any more."))
    return redirect("synergy:fact-list")
