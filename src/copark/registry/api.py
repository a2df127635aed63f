"""The registry for machines: the same rights as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from copark.base.rights import Right, has, require_scope, scope_of
from copark.registry import queries

router = Router(tags=["registry"])


class Park(Schema):
    id: int
    code: str
    name_en: str
    name_zh: str
    zone_name: str
    area_code: str
    longitude: float
    latitude: float
    stand_in_note_en: str
    stand_in_note_zh: str


class Enterprise(Schema):
    id: int
    code: str
    name_en: str
    name_zh: str
    sector: str
    permit_class: str
    is_above_scale: bool
    is_ets_sector: bool
    is_wastewater_works: bool
    discharges_class1: bool
    is_designated_energy_user: bool
    is_park_utility: bool
    longitude: float
    latitude: float
    stand_in_of: str


class Outlet(Schema):
    id: int
    code: str
    name_en: str
    name_zh: str
    medium: str
    is_indirect: bool
    enterprise_id: int
    longitude: float
    latitude: float


class Limit(Schema):
    averaging: str
    value: Decimal
    low: Decimal | None
    unit: str
    is_at_reference_oxygen: bool
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str


class Point(Schema):
    id: int
    factor: str
    unit: str
    range_low: float | None
    range_high: float | None
    station_id: int
    mn: str
    outlet_id: int
    outlet_code: str
    medium: str
    is_indirect: bool
    reference_oxygen: Decimal | None
    enterprise_id: int
    outage: str
    main_id: int | None
    limits: list[Limit]


class Permit(Schema):
    enterprise_id: int
    pollutant: str
    medium: str
    year: int
    tonnes: Decimal
    source: str


def _scope(request: HttpRequest, enterprise: int | None) -> int | None:
    """Return the enterprise to show: one's own, the one asked for, or all."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)
        return enterprise
    return scope_of(request.user).enterprise_id


@router.get("/park", response=Park)
def park(request: HttpRequest) -> object:
    """Return the park."""
    _scope(request, None)
    found = queries.park()
    if found is None:
        raise Http404
    return found


@router.get("/enterprises", response=list[Enterprise])
def enterprises(request: HttpRequest) -> list[object]:
    """Return the enterprises that one may see."""
    return list(queries.enterprises(_scope(request, None)))


@router.get("/outlets", response=list[Outlet])
def outlets(request: HttpRequest, enterprise: int | None = None) -> list[object]:
    """Return outlets; of one enterprise where one is asked for."""
    return list(queries.outlets(_scope(request, enterprise)))


@router.get("/points", response=list[Point])
def points(request: HttpRequest, enterprise: int | None = None) -> list[object]:
    """Return points with their limits."""
    return list(queries.points(_scope(request, enterprise)))


@router.get("/permits/{year}", response=list[Permit])
def permits(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return what the permits allow in a year."""
    scope = _scope(request, enterprise)
    return [row for row in queries.permits(year) if scope in {None, row.enterprise_id}]
