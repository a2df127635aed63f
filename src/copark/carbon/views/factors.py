"""The factors that carbon rests on, and the method that chooses among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.carbon import forms, queries, services, words
from copark.kernel.errors import Refused
from copark.web.components import export
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@needs(Right.SEE_OWN)
def factor_list(request: HttpRequest) -> HttpResponse:
    """Show fuel factors, recomputed from their parts, with their sources."""
    columns = [
        Column("factor_set", _("Factor set"), value=lambda row: words.factor_set(row.factor_set)),
        Column("fuel", _("Fuel"), value=lambda row: row.name_zh, sub=lambda row: row.fuel),
        Column("heating_value", _("Heating value"), kind="number", digits=6, given=True),
        Column(
            "carbon_content", _("Carbon content"), kind="number", digits=6, unit="tC/GJ", given=True
        ),
        Column("oxidation", _("Oxidation"), kind="number", given=True),
        Column("factor", _("Factor"), kind="number", digits=6, given=True),
        Column("unit", _("Unit"), value=lambda row: f"tCO2/{row.unit}"),
        Column("source", _("Source"), value=lambda row: row.source.text),
        Column("confidence", _("Confidence"), value=lambda row: _confidence(row.source.confidence)),
    ]
    sets = Filter(
        "set",
        _("Every factor set"),
        [(name, words.factor_set(name)) for name in queries.factor_sets()],
        lambda row: row.factor_set,
    )
    rows = list(queries.fuel_factors().values())
    table = build(request, columns, rows, name="fuel-factors", filters=[sets])
    context = {"heat": queries.heat_factor(), "may_choose": has(request.user, Right.ACCOUNT)}
    return export.answer(request, "carbon/factor_list.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def grid_list(request: HttpRequest) -> HttpResponse:
    """Show grid factors by area, year and basis, with their sources."""
    columns = [
        Column("area", _("Grid"), sub=lambda row: row.name_zh),
        Column("year", _("Year"), value=lambda row: str(row.year)),
        Column("basis", _("Basis"), value=lambda row: words.basis(row.basis)),
        Column("value", _("Factor"), kind="number", unit="tCO2/MWh", given=True),
        Column("source", _("Source"), value=lambda row: row.source.text, sub=lambda row: row.note),
        Column("confidence", _("Confidence"), value=lambda row: _confidence(row.source.confidence)),
    ]
    bases = sorted({row.basis for row in queries.grid_factors()})
    basis = Filter(
        "basis",
        _("Every basis"),
        [(name, words.basis(name)) for name in bases],
        lambda row: row.basis,
    )
    table = build(request, columns, queries.grid_factors(), name="grid-factors", filters=[basis])
    return export.answer(request, "carbon/grid_list.html", table)


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def method_choose(request: HttpRequest) -> HttpResponse:
    """Choose what the inventory rests on, from a year on."""
    chosen = queries.method_of(asked.now().year)
    start = {
        "valid_from": asked.now().year,
        "factor_set": chosen.factor_set,
        "grid": f"{chosen.grid_area}|{chosen.grid_basis}",
        "grid_year": chosen.grid_year,
        "gwp_set": chosen.gwp_set,
    }
    form = forms.MethodForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _chosen(request, form):
        messages.success(request, _("The method is set. Figures follow at once."))
        return redirect("carbon:year")
    context = {"form": form, "choices": queries.choices()}
    return render(request, "carbon/method_choose.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, form: forms.MethodForm) -> bool:
    try:
        services.choose_method(
            valid_from=form.cleaned_data["valid_from"],
            method=form.method(),
            user_id=request.user.pk,
            now=asked.now(),
        )
    except Refused as refused:
        form.add_error(None, _refusal(refused))
        return False
    return True


def _refusal(refused: Refused) -> str:
    said = {
        "carbon.grid.missing": _("There is no grid factor of this area, basis and year."),
        "energy.year.closed": _("A year from then on is closed; its method cannot change."),
    }
    return said.get(refused.code) or words.refusal(refused)


def _confidence(code: str) -> str:
    return _("to be verified") if code == "memory" else _("read in the source")
