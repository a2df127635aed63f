"""Write the registry, one verb each; stations reach the gateways by the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from copark.base import services as base
from copark.gateways import roster
from copark.kernel.errors import Refused
from copark.registry.models import Enterprise, Limit, Outlet, Park, Permit, Point, Station, Zone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Model

Facts = dict[str, Any]
SECRETS = {"password", "sm4_key_hex"}


def publish_roster() -> int:
    """Hand the gateways every station in use; return how many."""
    entries = [
        roster.Entry(
            mn=station.mn,
            password=station.password,
            crc_policy=station.crc_policy,
            crc_variants=tuple(station.crc_variants),
            sm4_key_hex=station.sm4_key_hex,
        )
        for station in Station.objects.filter(is_active=True).order_by("mn")
    ]
    return roster.write(settings.COPARK_ROSTER, entries)


@transaction.atomic
def save_park(*, park_id: int, facts: Facts, by: int, now: datetime) -> int:
    """Change what is said of the park."""
    return _save(Park, park_id, facts, by, now)


@transaction.atomic
def save_zone(*, zone_id: int | None, facts: Facts, by: int, now: datetime) -> int:
    """Add a zone, or change one."""
    return _save(Zone, zone_id, facts, by, now)


@transaction.atomic
def save_enterprise(*, enterprise_id: int | None, facts: Facts, by: int, now: datetime) -> int:
    """Add an enterprise, or change one."""
    return _save(Enterprise, enterprise_id, facts, by, now)


@transaction.atomic
def save_outlet(*, outlet_id: int | None, facts: Facts, by: int, now: datetime) -> int:
    """Add an outlet to an enterprise, or change one."""
    return _save(Outlet, outlet_id, facts, by, now)


@transaction.atomic
def save_permit(*, permit_id: int | None, facts: Facts, by: int, now: datetime) -> int:
    """Write down what a discharge permit allows in a year."""
    return _save(Permit, permit_id, facts, by, now)


@transaction.atomic
def save_station(
    *,
    station_id: int | None,
    facts: Facts,
    points: Sequence[tuple[int | None, Facts]],
    by: int,
    now: datetime,
) -> int:
    """Add a station or change one, with the points it measures; then tell the gateways."""
    saved = _save(Station, station_id, facts, by, now)
    for point_id, point in points:
        _save(Point, point_id, point | {"station_id": saved}, by, now)
    transaction.on_commit(publish_roster)
    return saved


@transaction.atomic
def save_limits(
    *, point_id: int, limits: Sequence[tuple[int | None, Facts]], by: int, now: datetime
) -> None:
    """Write the dated limits of a point. An old limit gets an end; it is never deleted."""
    for limit_id, limit in limits:
        _save(Limit, limit_id, limit | {"point_id": point_id}, by, now)


@transaction.atomic
def save_meter(*, point_id: int, facts: Facts, by: int, now: datetime) -> int:
    """
    Say how a meter counts: its register, its outages, and the main meter it is behind.

    Raises
    ------
    Refused
        ``registry.meter.main`` for a main meter of another kind or enterprise, ``.circle`` for one
        that is itself behind this meter, ``.register`` for a register that ends at nought.
    """
    register = facts.get("register")
    if register is not None and register <= 0:
        message = "A register ends above nought; leave it empty where it never rolls over."
        raise Refused("registry.meter.register", message)
    _check_main(point_id, facts.get("main_id"))
    return _save(Point, point_id, facts, by, now)


def _check_main(point_id: int, main_id: int | None) -> None:
    if main_id is None:
        return
    points = Point.objects.select_related("station__outlet")
    own = points.get(pk=point_id)
    main = points.filter(
        pk=main_id,
        factor=own.factor,
        unit=own.unit,
        station__outlet__enterprise_id=own.station.outlet.enterprise_id,
    ).first()
    if main is None:
        message = "The main meter must count the same, in the same unit, at the same enterprise."
        raise Refused("registry.meter.main", message)
    while main is not None:
        if main.pk == point_id:
            message = "That meter is itself behind this one; choose another main meter."
            raise Refused("registry.meter.circle", message)
        main = main.main


def _save(model: type[Model], pk: int | None, facts: Facts, by: int, now: datetime) -> int:
    row = model._default_manager.get(pk=pk) if pk else model()  # noqa: SLF001 - Django's public name for it
    changed = {
        name: _told(name, value)
        for name, value in facts.items()
        if pk is None or getattr(row, name) != value
    }
    if not changed:
        return row.pk
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    kind = model.__name__.lower()
    verb = f"{kind}.{'changed' if pk else 'added'}"
    base.record(
        user_id=by, verb=verb, domain="registry", kind=kind, subject_id=row.pk, now=now, **changed
    )
    return row.pk


def _told(name: str, value: object) -> object:
    """Return a value as the audit trail keeps it: plain, and never a secret."""
    if name in SECRETS:
        return "***"
    if value is None or isinstance(value, bool | int | float | list):
        return value
    return str(value.pk) if hasattr(value, "pk") else str(value)
