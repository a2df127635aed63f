"""Carbon of a year: the park, one enterprise, and the making of each of their figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, has, needs, scope_of
from copark.carbon import queries, words
from copark.carbon.views import choose
from copark.carbon.words import local
from copark.kernel.figure import Figure, Ingredient, total
from copark.registry import queries as registry
from copark.web.components import export
from copark.web.components.parts import Chart, Empty
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.carbon.contracts import CarbonYear

UNIT = "tCO2e"
NOTHING = Decimal(0)
SCOPES = ("scope_1", "scope_2_location", "scope_2_market", "beyond")


@require_GET
@needs(Right.SEE_OWN)
def year(request: HttpRequest) -> HttpResponse:
    """Show the park's carbon of a year; who sees one enterprise goes to its page."""
    chosen = asked.year(request)
    one = asked.scoped(request)
    if one is not None:
        return redirect(f"{reverse('carbon:enterprise-detail', args=[one])}?year={chosen}")
    rows = queries.year_of(chosen)
    names = choose.names()
    whole = _whole(rows, names, chosen)
    plan = _plan(chosen)
    table = build(
        request,
        _columns(chosen, names, whole.value),
        rows,
        name=f"carbon-{chosen}",
        order="-total",
        empty=_nothing(chosen),
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "whole": whole,
        "plan": plan,
        "share": share_of(whole, plan, _("Share of the plan")) if plan else None,
        "meter": f"{whole.value / plan:.4f}" if plan else "",
        "over": bool(plan and whole.value > plan),
        "scopes": [_scope_of_park(key, rows, names, chosen) for key in SCOPES] if rows else [],
        "sources": _sources(rows),
        "partial": [(row.enterprise_id, names[row.enterprise_id]) for row in rows if row.faults],
        **_method(chosen),
    }
    return export.answer(request, "carbon/year.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the carbon of one enterprise in a year, source by source."""
    owner = choose.enterprise(request, pk)
    chosen = asked.year(request)
    rows = queries.year_of(chosen, pk)
    row = rows[0] if rows else None
    plan = _plan(chosen, pk)
    table = build(
        request,
        _line_columns(),
        _lines(row) if row else [],
        name=f"carbon-{owner.code}-{chosen}",
        can_search=False,
        empty=_nothing(chosen),
    )
    context = {
        "owner": owner,
        "name": local(owner.name_en, owner.name_zh),
        "year": chosen,
        "years": choose.years(chosen),
        "found": row,
        "scopes": [getattr(row, key) for key in SCOPES if getattr(row, key)] if row else [],
        "sources": _sources(rows),
        "sides": _sides(row) if row else None,
        "plan": plan,
        "share": share_of(row.figure, plan, _("Share of the plan")) if row and plan else None,
        "may_report": has(request.user, Right.REPORT),
        "is_park": scope_of(request.user).enterprise_id is None,
        **_method(chosen),
    }
    return export.answer(request, "carbon/enterprise_detail.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a figure of an enterprise was made: in the drawer, else on its page."""
    choose.enterprise(request, pk)
    chosen = asked.year(request)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('carbon:enterprise-detail', args=[pk])}?year={chosen}")
    rows = queries.year_of(chosen, pk)
    figure = _asked(request, rows[0], chosen) if rows else None
    return render(request, "carbon/making.html", {"figure": figure})


def _asked(request: HttpRequest, row: CarbonYear, year: int) -> Figure | None:
    """Return the figure that is asked for: a scope, the share of the park, else the total."""
    of = request.GET.get("of", "")
    if of in SCOPES:
        return getattr(row, of)
    if of == "share" and scope_of(request.user).enterprise_id is None:
        whole = sum((one.figure.value for one in queries.year_of(year)), NOTHING)
        return share_of(row.figure, whole, _("Share of the park"))
    return row.figure


# Figures of the park


def _whole(rows: Sequence[CarbonYear], names: dict[int, str], year: int) -> Figure:
    parts = tuple(_leaf(row.figure, names[row.enterprise_id]) for row in rows)
    how = _("sum over the enterprises")
    return total(_("Greenhouse gases of the park"), UNIT, how, parts, str(year))


def _scope_of_park(
    key: str, rows: Sequence[CarbonYear], names: dict[int, str], year: int
) -> Figure:
    found = [(row.enterprise_id, getattr(row, key)) for row in rows]
    parts = tuple(_leaf(figure, names[owner]) for owner, figure in found if figure)
    name = next((figure.name for _owner, figure in found if figure), "")
    return total(name, UNIT, _("sum over the enterprises"), parts, str(year))


def _leaf(figure: Figure, name: str) -> Figure:
    """Return a figure as one line of a larger one; its own making is a click away."""
    return Figure(name, figure.value, figure.unit, "", grade=figure.grade)


def share_of(figure: Figure, whole: Decimal, name: str) -> Figure:
    """Return a figure's share of an amount, with both. [%]"""
    share = figure.value / whole * 100 if whole else NOTHING
    parts = (
        Ingredient(figure.name, figure.value, figure.unit),
        Ingredient(_("Whole"), whole, figure.unit),
    )
    return Figure(name, share, "%", _("figure ÷ whole × 100"), figure.period, parts)


def _columns(year: int, names: dict[int, str], whole: Decimal) -> list[Column]:
    def url(row: CarbonYear) -> str:
        return f"{reverse('carbon:enterprise-detail', args=[row.enterprise_id])}?year={year}"

    def making(of: str) -> Callable[[CarbonYear], str]:
        def address(row: CarbonYear) -> str:
            page = reverse("carbon:making", args=[row.enterprise_id])
            return f"{page}?year={year}&of={of}"

        return address

    def value(key: str) -> Callable[[CarbonYear], Decimal | None]:
        def of(row: CarbonYear) -> Decimal | None:
            figure = row.figure if key == "total" else getattr(row, key)
            return figure.value if figure else None

        return of

    def share(row: CarbonYear) -> Decimal | None:
        return round(row.figure.value / whole * 100, 2) if whole else None

    labels = {
        "total": _("Greenhouse gases"),
        "scope_1": words.said("Scope 1"),
        "scope_2_location": words.said("Scope 2, by location"),
        "scope_2_market": words.said("Scope 2, by contract"),
        "beyond": words.said("Beyond the method"),
    }
    figures = [
        Column(key, label, value=value(key), kind="number", unit=UNIT, url=making(key), drawer=True)
        for key, label in labels.items()
    ]
    name = Column(
        "name", _("Enterprise"), value=lambda row: names[row.enterprise_id], url=url, sub=_state
    )
    part = Column(
        "share",
        _("Share"),
        value=share,
        kind="number",
        unit="%",
        url=making("share"),
        drawer=True,
    )
    return [name, figures[0], part, *figures[1:]]


def _state(row: CarbonYear) -> str:
    return _("partial: some rows are left out") if row.faults else ""


# Figures of one enterprise


def _lines(row: CarbonYear) -> list[tuple[str, str, Figure]]:
    """Return the lines of the total and of what lies beyond the method, with their sources."""
    beyond = row.beyond.parts if row.beyond else ()
    counted = [(source, "") for source in row.figure.parts]
    apart = [(source, _("beyond the method's total")) for source in beyond]
    return [
        (source.name, note, line)
        for source, note in (*counted, *apart)
        for line in source.parts or (source,)
    ]


def _line_columns() -> list[Column]:
    return [
        Column("source", _("Source"), value=lambda line: line[0], sub=lambda line: line[1]),
        Column("name", _("Line"), value=lambda line: line[2].name, sub=lambda line: line[2].period),
        Column("figure", _("Greenhouse gases"), value=lambda line: line[2], kind="figure"),
    ]


def _sources(rows: Sequence[CarbonYear]) -> Chart | None:
    names = {key: local(*pair) for key, pair in queries.sources().items()}
    sums = dict.fromkeys(names, NOTHING)
    for row in rows:
        for key, value in row.sources:
            sums[key] += value
    shown = sorted(((names[key], value) for key, value in sums.items() if value), key=_value)
    return _bars(_("Greenhouse gases by source"), "carbon-sources", shown) if shown else None


def _sides(row: CarbonYear) -> Chart | None:
    """Show the scopes beside each other; the second one both by location and by contract."""
    found = [getattr(row, key) for key in reversed(SCOPES)]
    shown = [(figure.name, figure.value) for figure in found if figure]
    return _bars(_("Scopes side by side"), "carbon-scopes", shown) if shown else None


def _value(pair: tuple[str, Decimal]) -> Decimal:
    return pair[1]


def _bars(title: str, name: str, rows: Sequence[tuple[str, Decimal]]) -> Chart:
    series = {
        "name": _("Greenhouse gases"),
        "hue": "carbon",
        "kind": "hbar",
        "points": [[label, float(value)] for label, value in rows],
    }
    content = {
        "unit": UNIT,
        "x": "category",
        "categories": [label for label, _number in rows],
        "series": [series],
    }
    return Chart(title, content, id=name)


# What the figures rest on


def _method(year: int) -> dict[str, Any]:
    method = queries.method_of(year)
    grid = queries.grid_of(method, year)
    accounting = queries.book().methods.get(method.factor_set)
    return {
        "method": method,
        "factor_set_name": words.factor_set(method.factor_set),
        "gwp_set": method.gwp_set or (accounting.gwp_set if accounting else ""),
        "gwp_doubt": bool(accounting and accounting.source.confidence == "memory"),
        "grid": grid,
        "basis_name": words.basis(grid.basis),
        "heat": queries.heat_factor(),
    }


def _plan(year: int, enterprise_id: int | None = None) -> Decimal | None:
    return next(
        (
            row.value
            for row in registry.plans(year)
            if row.subject == "carbon" and row.enterprise_id == enterprise_id
        ),
        None,
    )


def _nothing(year: int) -> Empty:
    return Empty(
        _("No carbon figures for %(year)s") % {"year": year},
        _("They follow from activity data: fuel, electricity and heat."),
        reverse("energy:use-list"),
        _("Activity data"),
    )
