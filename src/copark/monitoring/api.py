"""Monitoring for machines: newest values, curves and hours, with the same rights as the pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from copark.base.rights import Right, has, require_scope, scope_of
from copark.kernel.errors import Refused
from copark.monitoring import contracts, queries
from copark.monitoring.queries.calendar import park_zone

router = Router(tags=["monitoring"])
LONGEST = {
    "REALTIME": timedelta(days=2),
    "MINUTE": timedelta(days=31),
    "HOUR": timedelta(days=400),
    "DAY": timedelta(days=3660),
}
LONGEST_HOURS = timedelta(days=400)


class LatestValue(Schema):
    point_id: int
    factor: str
    unit: str
    value: float | None
    flag: str
    at: datetime
    arrived_at: datetime
    state: str
    limit: Decimal | None


class OutletState(Schema):
    outlet_id: int
    enterprise_id: int
    state: str
    at: datetime | None
    values: list[LatestValue]


class Series(Schema):
    point_id: int
    unit: str
    step: str
    times: list[int]
    values: list[float | None]
    lows: list[float | None]
    highs: list[float | None]
    flags: list[str]
    validity: list[str]
    gaps: list[tuple[int, int]]


class HourValue(Schema):
    start: datetime
    mean: float | None
    low: float | None
    high: float | None
    total: float | None
    count: int
    basis: str
    validity: str
    coverage: float
    flags: str
    mass_kg: float | None
    replaced_kg: float | None
    rule: str
    window: int | None


@router.get("/latest", response=list[LatestValue])
def latest(request: HttpRequest, enterprise: int | None = None) -> list[contracts.LatestValue]:
    """Return the newest value of every point in sight."""
    return queries.latest(_scope(request, enterprise))


@router.get("/outlets", response=list[OutletState])
def outlets(request: HttpRequest, enterprise: int | None = None) -> list[contracts.OutletState]:
    """Return every outlet in sight with its state and newest values."""
    return queries.outlet_states(_scope(request, enterprise))


@router.get("/points/{point_id}/series", response=Series)
def series(
    request: HttpRequest,
    point_id: int,
    start: datetime,
    end: datetime,
    step: Literal["REALTIME", "MINUTE", "HOUR", "DAY"] | None = None,
) -> contracts.Series:
    """Return the curve of a point; times are starts in milliseconds since 1970, UTC."""
    _check(request, point_id)
    start, end = _period(start, end, LONGEST[step or "DAY"])
    return queries.series(point_id, start, end, step)


@router.get("/points/{point_id}/hours", response=list[HourValue])
def hours(
    request: HttpRequest, point_id: int, start: datetime, end: datetime
) -> list[contracts.HourValue]:
    """Return every hour of a period, missing ones too."""
    _check(request, point_id)
    start, end = _period(start, end, LONGEST_HOURS)
    return queries.hours(point_id, start, end)


def _scope(request: HttpRequest, enterprise: int | None) -> int | None:
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)
        return enterprise
    return scope_of(request.user).enterprise_id


def _check(request: HttpRequest, point_id: int) -> None:
    scope = _scope(request, None)
    point = queries.point_of(point_id)
    if point is None:
        raise Http404
    if scope is not None:
        require_scope(request.user, point.enterprise_id)


def _period(start: datetime, end: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    """Return the period with its zone; the park's where none was said."""
    zone = park_zone()
    start, end = (
        moment if moment.tzinfo else moment.replace(tzinfo=zone) for moment in (start, end)
    )
    if not start < end <= start + longest:
        text = _("The period must begin before it ends, and last %(days)s days at most.")
        message = text % {"days": longest.days}
        code = "monitoring.period"
        raise Refused(code, message)
    return start, end
