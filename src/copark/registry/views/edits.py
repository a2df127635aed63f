"""Add and change what is in the park. One form, one service, one line of the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from copark.base.rights import Right, needs
from copark.registry import forms, queries, services
from copark.registry.views.details import factor_name

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user.pk, "now": timezone.now()}  # noqa: TID251 - the edge, where the clock is read


def _done(request: HttpRequest, url: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(url)


def _asked(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form} | context, status=422 if form.is_bound else 200)


@needs(Right.SET_UP)
def park_edit(request: HttpRequest) -> HttpResponse:
    park = queries.the_park()
    form = forms.Park(request.POST or None, instance=park)
    if form.is_valid():
        services.save_park(park_id=park.pk, facts=form.facts(), **_by(request))
        return _done(request, reverse("registry:park-detail"))
    return _asked(
        request,
        "registry/simple_edit.html",
        form,
        title=_("The park"),
        back=reverse("registry:park-detail"),
    )


@needs(Right.SET_UP)
def zone_edit(request: HttpRequest, zone_id: int | None = None) -> HttpResponse:
    zone = queries.zone_row(zone_id)
    form = forms.Zone(request.POST or None, instance=zone)
    back = reverse("registry:park-detail")
    if form.is_valid():
        services.save_zone(
            zone_id=zone_id, facts=form.facts() | {"park_id": zone.park_id}, **_by(request)
        )
        return _done(request, back)
    title = _("Change the zone") if zone_id else _("Add a zone")
    return _asked(request, "registry/simple_edit.html", form, title=title, back=back)


@needs(Right.SET_UP)
def enterprise_edit(request: HttpRequest, enterprise_id: int | None = None) -> HttpResponse:
    row = queries.enterprise_row(enterprise_id)
    form = forms.Enterprise(request.POST or None, instance=row)
    if form.is_valid():
        facts = form.facts() | {"park_id": row.park_id}
        saved = services.save_enterprise(enterprise_id=enterprise_id, facts=facts, **_by(request))
        return _done(request, reverse("registry:enterprise-detail", args=[saved]))
    back = (
        reverse("registry:enterprise-detail", args=[enterprise_id])
        if enterprise_id
        else reverse("registry:enterprise-list")
    )
    title = _("Change the enterprise") if enterprise_id else _("Add an enterprise")
    return _asked(request, "registry/enterprise_edit.html", form, title=title, back=back)


@needs(Right.SET_UP)
def permit_edit(
    request: HttpRequest, permit_id: int | None = None, enterprise_id: int | None = None
) -> HttpResponse:
    row = queries.permit_row(permit_id, enterprise_id)
    form = forms.Permit(request.POST or None, instance=row)
    back = reverse("registry:enterprise-detail", args=[row.enterprise_id])
    owner = row.enterprise
    if form.is_valid():
        facts = form.facts() | {"enterprise_id": owner.pk}
        services.save_permit(permit_id=permit_id, facts=facts, **_by(request))
        return _done(request, back)
    title = _("Change the permitted amount") if permit_id else _("Add a permitted amount")
    return _asked(request, "registry/simple_edit.html", form, title=title, back=back, owner=owner)


@needs(Right.SET_UP)
def outlet_edit(
    request: HttpRequest, outlet_id: int | None = None, enterprise_id: int | None = None
) -> HttpResponse:
    row = queries.outlet_row(outlet_id, enterprise_id)
    form = forms.Outlet(request.POST or None, instance=row)
    owner = row.enterprise
    if form.is_valid():
        facts = form.facts() | {"enterprise_id": owner.pk}
        saved = services.save_outlet(outlet_id=outlet_id, facts=facts, **_by(request))
        return _done(request, reverse("registry:outlet-detail", args=[saved]))
    back = (
        reverse("registry:outlet-detail", args=[outlet_id])
        if outlet_id
        else reverse("registry:enterprise-detail", args=[owner.pk])
    )
    title = _("Change the outlet") if outlet_id else _("Add an outlet")
    return _asked(request, "registry/simple_edit.html", form, title=title, back=back, owner=owner)


@needs(Right.SET_UP)
def station_edit(
    request: HttpRequest, station_id: int | None = None, outlet_id: int | None = None
) -> HttpResponse:
    row = queries.station_row(station_id, outlet_id)
    outlet = row.outlet
    form = forms.Station(request.POST or None, instance=row)
    points = forms.Points(
        request.POST or None, queryset=queries.points_of(station_id or 0), prefix="points"
    )
    if request.method == "POST" and form.is_valid() & points.is_valid():
        facts = form.facts() | {"outlet_id": outlet.pk}
        saved = services.save_station(
            station_id=station_id, facts=facts, points=forms.filled(points), **_by(request)
        )
        return _done(request, reverse("registry:station-detail", args=[saved]))
    back = (
        reverse("registry:station-detail", args=[station_id])
        if station_id
        else reverse("registry:outlet-detail", args=[outlet.pk])
    )
    title = _("Change the station") if station_id else _("Add a station")
    return _asked(
        request,
        "registry/station_edit.html",
        form,
        points=points,
        factors=forms.factor_choices(),
        title=title,
        back=back,
        outlet=outlet,
    )


@needs(Right.SET_UP)
def point_limits(request: HttpRequest, point_id: int) -> HttpResponse:
    point = queries.point(point_id)
    limits = forms.Limits(
        request.POST or None, queryset=queries.limits_of(point_id), prefix="limits"
    )
    back = reverse("registry:station-detail", args=[point.station_id])
    if request.method == "POST" and limits.is_valid():
        services.save_limits(point_id=point_id, limits=forms.filled(limits), **_by(request))
        return _done(request, back)
    context = {"limits": limits, "point": point, "factor": factor_name(point.factor), "back": back}
    return render(
        request, "registry/point_limits.html", context, status=422 if limits.is_bound else 200
    )
