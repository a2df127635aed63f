"""Energy of a year: the park, and one enterprise."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from copark.base import asked
from copark.base.rights import Right, has, needs, scope_of
from copark.energy import queries, services
from copark.energy.queries.tables import local
from copark.energy.views import choose
from copark.kernel.figure import Figure, Ingredient, total
from copark.registry import queries as registry
from copark.web.components import export
from copark.web.components.parts import Chart, Empty
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.energy.contracts import Balance, EnergyYear

MONTHS = range(1, 13)
NOTHING = Decimal(0)


@require_GET
@needs(Right.SEE_OWN)
def year(request: HttpRequest) -> HttpResponse:
    """Show the park's energy of a year; who sees one enterprise goes to its page."""
    chosen = asked.year(request)
    one = asked.scoped(request)
    if one is not None:
        return redirect(f"{reverse('energy:enterprise-detail', args=[one])}?year={chosen}")
    rows = queries.year_of(chosen)
    names = choose.names()
    whole = total(
        _("Comprehensive energy use of the park"),
        "tce",
        _("sum over the enterprises"),
        tuple(leaf(row.figure, names[row.enterprise_id]) for row in rows),
        str(chosen),
    )
    plan = plan_of(chosen, "energy")
    table = build(
        request,
        _columns(chosen, names, whole.value),
        rows,
        name=f"energy-{chosen}",
        order="-tce",
        empty=_nothing(request, chosen),
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "whole": whole,
        "plan": plan,
        "share": share_of(whole, plan, _("Share of the plan")) if plan else None,
        "meter": f"{whole.value / plan:.4f}" if plan else "",
        "over": bool(plan and whole.value > plan),
        "months": _months(chosen, rows, plan),
        "carriers": _carriers(rows),
        "is_closed": queries.is_closed(chosen),
        "may_close": has(request.user, Right.ACCOUNT),
    }
    return export.answer(request, "energy/year.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the energy of one enterprise in a year, carrier by carrier."""
    owner = choose.enterprise(request, pk)
    chosen = asked.year(request)
    rows = queries.year_of(chosen, pk)
    found = rows[0] if rows else None
    plan = plan_of(chosen, "energy", pk)
    columns = [
        Column("name", _("Carrier"), value=lambda row: local(row.name_en, row.name_zh)),
        *_amounts(f"{reverse('energy:making', args=[pk])}?year={chosen}"),
        Column("figure", _("Energy"), value=lambda row: _part(found, row), kind="figure"),
    ]
    table = build(
        request,
        columns,
        found.balances if found else (),
        name=f"energy-{owner.code}-{chosen}",
        empty=_nothing(request, chosen),
        can_search=False,
    )
    context = {
        "owner": owner,
        "name": local(owner.name_en, owner.name_zh),
        "year": chosen,
        "years": choose.years(chosen),
        "found": found,
        "loss": queries.calorific_loss_of(found) if found else None,
        "plan": plan,
        "months": _months(chosen, rows, plan),
        "is_closed": queries.is_closed(chosen),
        "may_report": has(request.user, Right.REPORT),
        "is_park": scope_of(request.user).enterprise_id is None,
    }
    return export.answer(request, "energy/enterprise_detail.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how an enterprise's figure was made: in the drawer, else on its page."""
    choose.enterprise(request, pk)
    chosen = asked.year(request)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('energy:enterprise-detail', args=[pk])}?year={chosen}")
    rows = queries.year_of(chosen, pk)
    figure = _asked(request, rows[0].figure, chosen) if rows else None
    return render(request, "energy/making.html", {"figure": figure})


def _asked(request: HttpRequest, figure: Figure, year: int) -> Figure:
    """Return the figure that is asked for: the share of the park, else the enterprise's."""
    if request.GET.get("of") != "share" or scope_of(request.user).enterprise_id is not None:
        return figure
    whole = sum((row.figure.value for row in queries.year_of(year)), NOTHING)
    return share_of(figure, whole, _("Share of the park"))


@require_POST
@needs(Right.ACCOUNT)
def year_close(request: HttpRequest, year: int) -> HttpResponse:
    """Close a year, or open it again."""
    act = services.reopen_year if queries.is_closed(year) else services.close_year
    act(year=year, user_id=request.user.pk, now=asked.now())
    return redirect(f"{reverse('energy:year')}?year={year}")


@require_GET
@needs(Right.SEE_OWN)
def factor_list(request: HttpRequest) -> HttpResponse:
    """Show the coefficients to standard coal, each with its source."""
    columns = [
        Column("name_zh", _("Carrier"), sub=lambda row: row.key),
        Column("kgce", _("Coefficient"), kind="number", digits=6, given=True),
        Column("unit", _("Unit"), value=lambda row: f"kgce/{row.unit}"),
        Column(
            "source",
            _("Source"),
            value=lambda row: row.source.text,
            sub=lambda row: row.note,
            given=True,
        ),
        Column("confidence", _("Confidence"), value=lambda row: confidence(row.source.confidence)),
    ]
    table = build(request, columns, queries.coefficients().values(), name="energy-coefficients")
    context = {"parameters": queries.parameters()}
    return export.answer(request, "energy/factor_list.html", table, context)


def confidence(code: str) -> str:
    return _("to be verified") if code == "memory" else _("read in the source")


def plan_of(year: int, subject: str, enterprise_id: int | None = None) -> Decimal | None:
    return next(
        (
            row.value
            for row in registry.plans(year)
            if row.subject == subject and row.enterprise_id == enterprise_id
        ),
        None,
    )


def leaf(figure: Figure, name: str) -> Figure:
    """Return a figure as one line of a larger one; its own making is a click away."""
    return Figure(name, figure.value, figure.unit, "")


def share_of(figure: Figure, whole: Decimal, name: str) -> Figure:
    """Return a figure's share of an amount, with both. [%]"""
    amounts = (
        Ingredient(figure.name, figure.value, figure.unit),
        Ingredient(_("Whole"), whole, figure.unit),
    )
    share = figure.value / whole * 100 if whole else NOTHING
    return Figure(name, share, "%", _("figure ÷ whole × 100"), figure.period, amounts)


def _amounts(making: str) -> list[Column]:
    """Return the columns of a carrier's amounts: sums of entries and meters, told at `making`."""

    def amount(key: str, label: str, sub: Callable[[Balance], str] | None = None) -> Column:
        return Column(key, label, kind="number", url=lambda _row: making, drawer=True, sub=sub)

    return [
        amount("bought", _("Bought"), lambda row: row.unit),
        amount("metered", _("of it metered")),
        amount("sold", _("Sold")),
        amount("made", _("Self-made")),
        amount("feedstock", _("Feedstock")),
    ]


def _part(found: EnergyYear | None, row: Balance) -> Figure | None:
    if found is None:
        return None
    name = local(row.name_en, row.name_zh)
    return next((part for part in found.figure.parts if part.name == name), None)


def _columns(year: int, names: dict[int, str], whole: Decimal) -> list[Column]:
    def url(row: EnergyYear) -> str:
        return f"{reverse('energy:enterprise-detail', args=[row.enterprise_id])}?year={year}"

    def making(row: EnergyYear) -> str:
        return f"{reverse('energy:making', args=[row.enterprise_id])}?year={year}"

    def part(key: str, label: str, value: Callable[[EnergyYear], Decimal]) -> Column:
        return Column(key, label, value=value, kind="number", unit="tce", url=making, drawer=True)

    def used(kind: str) -> Callable[[EnergyYear], Decimal]:
        def of(row: EnergyYear) -> Decimal:
            return sum((line.tce for line in row.balances if line.kind in kind.split()), NOTHING)

        return of

    return [
        Column("name", _("Enterprise"), value=lambda row: names[row.enterprise_id], url=url),
        Column(
            "tce",
            _("Energy"),
            value=lambda row: row.figure.value,
            kind="number",
            unit="tce",
            url=making,
            drawer=True,
        ),
        Column(
            "share",
            _("Share"),
            value=lambda row: percent(row.figure.value, whole),
            kind="number",
            unit="%",
            url=lambda row: f"{making(row)}&of=share",
            drawer=True,
        ),
        part("electricity", _("Electricity"), used("electricity")),
        part("heat", _("Steam and heat"), used("steam heat")),
        part("fuel", _("Fuel"), used("fuel")),
        Column("origin", _("Origin"), value=_origin),
    ]


def percent(value: Decimal, whole: Decimal) -> Decimal | None:
    return round(value / whole * 100, 2) if whole else None


def _origin(row: EnergyYear) -> str:
    metered = any(use.origin == "METER" for use in row.uses)
    declared = any(use.origin != "METER" for use in row.uses)
    if metered and declared:
        return _("declared and metered")
    return _("metered") if metered else _("declared")


def _months(year: int, rows: Sequence[EnergyYear], plan: Decimal | None) -> Chart | None:
    months = queries.months_of(year, [use for row in rows for use in row.uses])
    if not months:
        return None
    names = {month: _("%(month)s") % {"month": month} for month in MONTHS}
    limits = (
        [{"value": float(plan / 12), "name": _("Plan, a twelfth"), "plan": True}] if plan else []
    )
    content = {
        "unit": "tce",
        "x": "category",
        "categories": list(names.values()),
        "series": [
            {
                "name": _("Energy"),
                "hue": "energy",
                "kind": "bar",
                "points": [[names[row.month], float(row.tce)] for row in months],
            }
        ],
        "limits": limits,
    }
    return Chart(_("Energy by month"), content, id="energy-months")


def _carriers(rows: Sequence[EnergyYear]) -> Chart | None:
    sums: dict[str, Decimal] = {}
    for row in rows:
        for line in row.balances:
            name = local(line.name_en, line.name_zh)
            sums[name] = sums.get(name, NOTHING) + line.tce
    shown = sorted(((name, tce) for name, tce in sums.items() if tce > 0), key=lambda pair: pair[1])
    if not shown:
        return None
    content = {
        "unit": "tce",
        "x": "category",
        "categories": [name for name, _tce in shown],
        "series": [
            {
                "name": _("Energy"),
                "hue": "energy",
                "kind": "hbar",
                "points": [[name, float(tce)] for name, tce in shown],
            }
        ],
    }
    return Chart(_("Energy by carrier"), content, id="energy-carriers")


def _nothing(request: HttpRequest, year: int) -> Empty:
    return Empty(
        _("No energy data for %(year)s") % {"year": year},
        _("Declared amounts and meters would be added up here."),
        reverse("energy:use-import") if has(request.user, Right.REPORT) else "",
        _("Import activity data"),
    )
