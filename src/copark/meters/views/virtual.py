"""Virtual meters: look at one, say one, take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from copark.base import asked
from copark.base.rights import Right, needs, scope_of
from copark.kernel.errors import Refused
from copark.meters import forms, queries, services
from copark.meters.views import choose, makings, words
from copark.registry import queries as registry
from copark.web.components.parts import Chart

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.meters.contracts import MeterRow, VirtualRow

HOUR_MS = 3_600_000


@needs(Right.SEE_OWN)
@require_GET
def virtual_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a virtual meter: its formula, its parts and its hours of a month."""
    said = choose.virtual(request, pk)
    month = choose.month(request)
    key = queries.virtual_key(pk)
    rows = {row.key: row for row in choose.rows(request, month)}
    context = {
        "said": said,
        "name": words.of_named(said),
        "month": month,
        "row": rows[key],
        "figure": makings.of_meter(rows[key], month),
        "parts": _parts(said, rows),
        "chart": Chart(
            _("Hourly amounts"),
            url=f"{reverse('meters:virtual-series', args=[pk])}?month={month.name}",
        ),
    }
    return render(request, "meters/virtual_detail.html", context)


def _parts(said: VirtualRow, rows: dict[str, MeterRow]) -> list[tuple[str, MeterRow | None, str]]:
    """Return each letter with its meter, and what that is called; None for one of others."""
    name = words.namer(said.enterprise_id)
    found = ((letter, rows.get(key)) for letter, key in said.parts.items())
    return [(letter, row, name(row) if row else "") for letter, row in found]


@needs(Right.SEE_OWN)
@require_GET
def virtual_series(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the hours of a virtual meter in a month, for a chart."""
    said = choose.virtual(request, pk)
    hours = queries.virtual_hours(choose.month(request), [pk])[queries.virtual_key(pk)]
    known = (hours.measured + hours.estimated) > 0
    points = [
        [(hours.first + at) * HOUR_MS, round(amount, 6), "N" if is_measured else "E"]
        for at, (amount, is_known, is_measured) in enumerate(
            zip(hours.amount.tolist(), known.tolist(), (hours.measured > 0).tolist(), strict=True)
        )
        if is_known
    ]
    series = {"name": words.of_named(said), "unit": said.unit, "points": points}
    flags = {"E": _("estimated")}
    return JsonResponse({"unit": said.unit, "step": "HOUR", "flags": flags, "series": [series]})


@needs(Right.MARK)
@require_http_methods(["GET", "HEAD", "POST"])
def virtual_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Say a virtual meter, change it, or take it away."""
    said = None if pk is None else choose.virtual(request, pk)
    owner = said.enterprise_id if said else scope_of(request.user).enterprise_id
    form = forms.Virtual(request.POST or None, meters=_meters(owner, pk), initial=_initial(said))
    if request.method == "POST" and said is not None and "remove" in request.POST:
        return _removed(request, said)
    if form.is_valid():
        saved = _saved(request, form, pk, owner)
        if saved is not None:
            return redirect("meters:virtual-detail", saved)
    status = 422 if form.is_bound else 200
    context = {"form": form, "said": said, "name": words.of_named(said) if said else ""}
    return render(request, "meters/virtual_edit.html", context, status=status)


def _saved(
    request: HttpRequest, form: forms.Virtual, pk: int | None, owner: int | None
) -> int | None:
    try:
        saved = services.save_virtual(
            virtual_id=pk,
            facts=form.facts() | {"enterprise_id": owner},
            parts=form.parts(),
            by=request.user.pk,  # type: ignore[arg-type]
            now=asked.now(),
        )
    except Refused as refusal:
        field = "code" if refusal.code == "meters.virtual.code" else "formula"
        form.add_error(field, words.of(refusal))
        return None
    messages.success(request, _("Saved. Its hours are counted from those of its parts."))
    return saved


def _removed(request: HttpRequest, said: VirtualRow) -> HttpResponse:
    try:
        services.remove_virtual(virtual_id=said.id, by=request.user.pk, now=asked.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, words.of(refusal))
        return redirect("meters:virtual-detail", said.id)
    messages.success(request, _("Taken away."))
    return redirect("meters:meter-list")


def _meters(owner: int | None, own: int | None) -> list[tuple[str, str]]:
    """Return what a formula may name: real meters, and other virtual ones, with their units."""
    units = queries.units(owner)
    places = words.outlets(owner)
    names = {
        queries.key_of(point.id): f"{places.get(point.outlet_id, '')} · {point.outlet_code}"
        for point in registry.points(owner)
    } | {queries.virtual_key(row.id): words.of_named(row) for row in queries.virtuals(owner)}
    return [
        (key, f"{names[key]} ({unit})")
        for key, unit in units.items()
        if own is None or key != queries.virtual_key(own)
    ]


def _initial(said: VirtualRow | None) -> dict[str, Any]:
    if said is None:
        return {"unit": "kWh"}
    plain = {
        name: getattr(said, name) for name in ("code", "name_en", "name_zh", "unit", "formula")
    }
    return plain | {f"part_{name}": key for name, key in said.parts.items()}
