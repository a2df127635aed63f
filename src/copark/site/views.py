"""The front door: each role lands on the page it opens every morning."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs, require_scope, scope_of
from copark.site.context import Shell
from copark.site.standing import figures
from copark.site.standing import standing as standing_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from copark.kernel.figure import Figure
    from copark.site.standing import Held


@require_GET
@needs(Right.SEE_OWN)
def home(request: HttpRequest) -> HttpResponse:
    """Enterprise staff open their enterprise; everybody else opens the park's day."""
    enterprise_id = scope_of(request.user).enterprise_id
    if enterprise_id is not None:
        return redirect("registry:enterprise-detail", enterprise_id)
    return render(request, "site/today.html", {"has_park": Shell(request).park is not None})


@require_GET
@needs(Right.SEE_PARK)
def park_standing(request: HttpRequest) -> HttpResponse:
    """Answer with the fragment “how we stand” of the park."""
    return _standing(request, None)


@require_GET
@needs(Right.SEE_OWN)
def enterprise_standing(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Answer with the fragment “how we stand” of one enterprise."""
    require_scope(request.user, enterprise_id)
    return _standing(request, enterprise_id)


@require_GET
@needs(Right.SEE_PARK)
def park_making(request: HttpRequest, key: str) -> HttpResponse:
    """Show how one of the park's figures of the day was made: in the drawer, or as a page."""
    return _making(request, key, None)


@require_GET
@needs(Right.SEE_OWN)
def enterprise_making(request: HttpRequest, key: str, enterprise_id: int) -> HttpResponse:
    """Show how one of an enterprise's figures of the day was made."""
    require_scope(request.user, enterprise_id)
    return _making(request, key, enterprise_id)


def _standing(request: HttpRequest, enterprise_id: int | None) -> HttpResponse:
    now = timezone.now()
    context = {
        "standing": standing_of(_year(request, now), enterprise_id, now),
        "enterprise_id": enterprise_id,
    }
    return render(request, "site/standing.html", context)


def _making(request: HttpRequest, key: str, enterprise_id: int | None) -> HttpResponse:
    now = timezone.now()
    _at, held = figures(_year(request, now), enterprise_id, now)
    found = next((row for row in held if row.key == key), None)
    figure = _asked(found, request.GET.get("of", "")) if found else None
    if found is None or figure is None:
        raise Http404
    is_fragment = request.headers.get("HX-Request") == "true"
    context = {"label": found.label, "figure": figure, "is_fragment": is_fragment}
    return render(request, "site/making.html", context)


def _asked(held: Held, of: str) -> Figure | None:
    return held.share_figure if of == "share" else held.figure


def _year(request: HttpRequest, now: datetime) -> int:
    return now.astimezone(ZoneInfo(Shell(request).zone_name)).year
