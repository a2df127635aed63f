"""How the numbers of these pages were made: one address, one small function a kind of number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.statistics.views import making_months, making_plans, making_years
from copark.statistics.views.chosen import chosen
from copark.statistics.views.making_wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from copark.kernel.figure import Figure

KINDS: dict[str, Callable[[Wish], Figure]] = {
    "amount": making_years.amount,
    "flow": making_years.flow,
    "solvent": making_years.solvent,
    "change": making_years.change,
    "share": making_years.share,
    "difference": making_years.difference,
    "points": making_years.points,
    "effect": making_years.effect,
    "month": making_months.month,
    "month-change": making_months.month_change,
    "index": making_months.index,
    "usual": making_months.usual,
    "held": making_plans.held,
    "used": making_plans.used,
    "expected": making_plans.expected,
    "expected-share": making_plans.expected_share,
}


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest) -> HttpResponse:
    """Show how a number was made: in the drawer, else as a page of its own."""
    make = KINDS.get(request.GET.get("of", "amount"))
    if make is None:
        raise Http404
    found = chosen(request)
    figure = make(Wish(request, found))
    context = {"figure": figure, "is_fragment": request.headers.get("HX-Request") == "true"}
    return render(request, "statistics/making.html", context)
