from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from copark.base.models import Role, User
from copark.registry.models import Enterprise, Limit, Outlet, Park, Permit, Plan, Point, Station
from copark.screen import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def build_park(enterprises: int = 2) -> Park:
    park = Park.objects.create(
        code="reed-bay",
        name_en="Reed Bay",
        name_zh="芦湾",
        longitude=121.5,
        latitude=28.7,
        stand_in_note_en="Fictional.",
        map={"type": "FeatureCollection", "features": []},
    )
    for number in range(1, enterprises + 1):
        _enterprise(park, number)
    Plan.objects.create(park=park, year=2026, subject="energy", value=Decimal(1000), unit="tce")
    return park


def _enterprise(park: Park, number: int) -> None:
    enterprise = Enterprise.objects.create(
        park=park,
        code=f"E{number}",
        name_en=f"Heron {number}",
        name_zh=f"鹭源{number}",
        sector="2710",
        longitude=121.5,
        latitude=28.7,
    )
    outlet = Outlet.objects.create(
        enterprise=enterprise,
        code="DA001",
        name_en=f"Stack {number}",
        name_zh=f"{number}号排气筒",
        medium="AIR",
        longitude=121.5,
        latitude=28.7,
    )
    station = Station.objects.create(
        outlet=outlet, mn=f"MN{number}", name_en="Logger", name_zh="数采仪"
    )
    point = Point.objects.create(station=station, factor="a21026", unit="mg/m3")
    Limit.objects.create(
        point=point,
        averaging="HOUR",
        value=Decimal(35),
        unit="mg/m3",
        valid_from=date(2020, 1, 1),
        source="test",
    )
    Permit.objects.create(
        enterprise=enterprise,
        pollutant="so2",
        medium="AIR",
        year=2026,
        tonnes=Decimal(10),
        source="permit",
    )


def person(role: str = Role.PARK, enterprise_id: int | None = None) -> User:
    return User.objects.create(
        username=f"{role}-{enterprise_id}", role=role, enterprise_id=enterprise_id
    )
