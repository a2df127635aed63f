"""Read the registry: contracts for everybody else, querysets for our own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from copark.registry import contracts
from copark.registry.models import (
    Enterprise,
    Limit,
    Outage,
    Outlet,
    Park,
    Permit,
    Plan,
    Point,
    Station,
    Zone,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet


def park() -> contracts.ParkRef | None:
    row = Park.objects.defer("map").order_by("pk").first()  # the map is large, and its own query
    return (
        None
        if row is None
        else contracts.ParkRef(
            id=row.pk,
            code=row.code,
            name_en=row.name_en,
            name_zh=row.name_zh,
            zone_name=row.zone_name,
            area_code=row.area_code,
            longitude=row.longitude,
            latitude=row.latitude,
            stand_in_note_en=row.stand_in_note_en,
            stand_in_note_zh=row.stand_in_note_zh,
        )
    )


def park_map() -> dict:
    return Park.objects.order_by("pk").values_list("map", flat=True).first() or {}


def enterprises(enterprise_id: int | None = None) -> list[contracts.EnterpriseRef]:
    rows = Enterprise.objects.order_by("code")
    if enterprise_id is not None:
        rows = rows.filter(pk=enterprise_id)
    names = contracts.EnterpriseRef.__dataclass_fields__
    return [contracts.EnterpriseRef(**row) for row in rows.values(*names)]


def zone_refs() -> list[contracts.ZoneRef]:
    names = contracts.ZoneRef.__dataclass_fields__
    return [contracts.ZoneRef(**row) for row in Zone.objects.order_by("code").values(*names)]


def enterprise_names() -> list[tuple[int, str]]:
    """Return identity and name in the reader's language, by name's code."""
    return [(row.pk, f"{row.name} · {row.code}") for row in Enterprise.objects.order_by("code")]


def outlets(enterprise_id: int | None = None) -> list[contracts.OutletRef]:
    rows = Outlet.objects.order_by("enterprise_id", "code")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    names = contracts.OutletRef.__dataclass_fields__
    return [contracts.OutletRef(**row) for row in rows.values(*names)]


#: Where each field of a point's contract lies; rows are read without making model objects of them.
_POINT = {
    "id": "pk",
    "factor": "factor",
    "unit": "unit",
    "range_low": "range_low",
    "range_high": "range_high",
    "station_id": "station_id",
    "mn": "station__mn",
    "outlet_id": "station__outlet_id",
    "outlet_code": "station__outlet__code",
    "medium": "station__outlet__medium",
    "is_indirect": "station__outlet__is_indirect",
    "reference_oxygen": "station__outlet__reference_oxygen",
    "enterprise_id": "station__outlet__enterprise_id",
    "realtime_seconds": "station__realtime_seconds",
    "minute_minutes": "station__minute_minutes",
    "sm4_key_hex": "station__sm4_key_hex",
    "register": "register",
    "outage": "outage",
    "main_id": "main_id",
}


def points(
    enterprise_id: int | None = None, station_id: int | None = None
) -> list[contracts.PointRef]:
    """Every point with its limits, in two queries whatever their number."""
    rows = Point.objects.order_by("pk")
    if enterprise_id is not None:
        rows = rows.filter(station__outlet__enterprise_id=enterprise_id)
    if station_id is not None:
        rows = rows.filter(station_id=station_id)
    return _points(rows, Limit.objects.all())


def point_ref(pk: int) -> contracts.PointRef | None:
    """One point with its limits, in two queries; None if there is none."""
    found = _points(Point.objects.filter(pk=pk), Limit.objects.filter(point_id=pk))
    return found[0] if found else None


def _points(rows: QuerySet[Point], bounds: QuerySet[Limit]) -> list[contracts.PointRef]:
    names = tuple(contracts.LimitRef.__dataclass_fields__)
    limits: dict[int, list[contracts.LimitRef]] = {}
    ordered = bounds.order_by("averaging", "valid_from")
    for point_id, *limit in ordered.values_list("point_id", *names):
        limits.setdefault(point_id, []).append(contracts.LimitRef(*limit))
    return [
        contracts.PointRef(
            **dict(zip(_POINT, row, strict=True)), limits=tuple(limits.get(row[0], ()))
        )
        for row in rows.values_list(*_POINT.values())
    ]


def permits(year: int) -> list[contracts.PermitRef]:
    names = contracts.PermitRef.__dataclass_fields__
    return [contracts.PermitRef(**row) for row in Permit.objects.filter(year=year).values(*names)]


def plans(year: int) -> list[contracts.PlanRef]:
    names = contracts.PlanRef.__dataclass_fields__
    return [contracts.PlanRef(**row) for row in Plan.objects.filter(year=year).values(*names)]


def search(
    query: str, *, enterprise_id: int | None = None, limit: int = 12
) -> list[contracts.Found]:
    """Return what carries every word of the query in its code or a name, in three queries."""
    owner = {"enterprise": "pk", "outlet": "enterprise_id", "station": "outlet__enterprise_id"}
    sources = {
        "enterprise": (Enterprise, "code"),
        "outlet": (Outlet, "code"),
        "station": (Station, "mn"),
    }
    found: list[contracts.Found] = []
    for kind, (model, code) in sources.items():
        rows = model._default_manager.order_by(code)  # noqa: SLF001 - Django's public name for it
        if enterprise_id is not None:
            rows = rows.filter(**{owner[kind]: enterprise_id})
        for word in query.split():
            rows = rows.filter(
                Q(**{f"{code}__icontains": word})
                | Q(name_en__icontains=word)
                | Q(name_zh__icontains=word)
            )
        names = rows.values_list("pk", code, "name_en", "name_zh")[:limit]
        found += [contracts.Found(kind, *row) for row in names]
    return found[:limit]


def the_park() -> Park:
    return get_object_or_404(Park.objects.order_by("pk")[:1])


def zones() -> QuerySet[Zone]:
    return Zone.objects.annotate(members=Count("enterprise")).order_by("code")


def enterprise_rows() -> QuerySet[Enterprise]:
    return (
        Enterprise.objects.select_related("zone")
        .annotate(
            outlet_count=Count("outlet", distinct=True),
            station_count=Count("outlet__station", distinct=True),
        )
        .order_by("code")
    )


def outlet_rows(enterprise_id: int | None = None) -> QuerySet[Outlet]:
    rows = Outlet.objects.select_related("enterprise").annotate(station_count=Count("station"))
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return rows.order_by("enterprise__code", "code")


def enterprise(pk: int) -> Enterprise:
    return get_object_or_404(Enterprise.objects.select_related("zone"), pk=pk)


def outlet(pk: int) -> Outlet:
    return get_object_or_404(Outlet.objects.select_related("enterprise", "installation"), pk=pk)


def station(pk: int) -> Station:
    return get_object_or_404(Station.objects.select_related("outlet__enterprise"), pk=pk)


def outage_choices() -> list[tuple[str, str]]:
    """Return what a counter's advance over an outage may become, in words."""
    return [(value, str(label)) for value, label in Outage.choices]


def point(pk: int) -> Point:
    return get_object_or_404(Point.objects.select_related("station__outlet__enterprise"), pk=pk)


def stations_of(outlet_id: int) -> QuerySet[Station]:
    return (
        Station.objects.filter(outlet_id=outlet_id)
        .annotate(point_count=Count("point"))
        .order_by("mn")
    )


def points_of(station_id: int) -> QuerySet[Point]:
    return Point.objects.filter(station_id=station_id).order_by("factor")


def limits_of(point_id: int) -> QuerySet[Limit]:
    return Limit.objects.filter(point_id=point_id).order_by("averaging", "valid_from")


def limits_of_station(station_id: int) -> QuerySet[Limit]:
    return Limit.objects.filter(point__station_id=station_id).order_by("averaging", "valid_from")


def permits_of(enterprise_id: int) -> QuerySet[Permit]:
    return Permit.objects.filter(enterprise_id=enterprise_id).order_by(
        "-year", "medium", "pollutant"
    )


def zone_row(pk: int | None) -> Zone:
    return get_object_or_404(Zone, pk=pk) if pk else Zone(park=the_park())


def enterprise_row(pk: int | None) -> Enterprise:
    """Return an enterprise, or a blank one in the middle of the park for the form."""
    if pk:
        return enterprise(pk)
    place = the_park()
    return Enterprise(park=place, longitude=place.longitude, latitude=place.latitude)


def outlet_row(pk: int | None, enterprise_id: int | None = None) -> Outlet:
    if pk:
        return outlet(pk)
    owner = enterprise(enterprise_id or 0)
    return Outlet(enterprise=owner, longitude=owner.longitude, latitude=owner.latitude)


def station_row(pk: int | None, outlet_id: int | None = None) -> Station:
    if pk:
        return station(pk)
    place = outlet(outlet_id or 0)
    return Station(
        outlet=place,
        name_en=place.name_en,
        name_zh=place.name_zh,
        st=SYSTEMS.get(place.medium, "39"),
    )


def permit_row(pk: int | None, enterprise_id: int | None = None) -> Permit:
    if pk:
        return get_object_or_404(Permit.objects.select_related("enterprise"), pk=pk)
    return Permit(enterprise=enterprise(enterprise_id or 0))


#: The system code (ST) that a station at such an outlet usually sends.
SYSTEMS = {"AIR": "31", "WATER": "32", "FENCE": "22", "ENERGY": "44"}
