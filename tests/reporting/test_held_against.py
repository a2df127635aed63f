"""What an inventory is held against opens with the months and the outlets behind it."""

from __future__ import annotations

from datetime import date

import pytest

from copark.monitoring.models import Day
from copark.registry.models import Outlet, Point, Station
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


def test_a_bill_held_against_a_meter_opens_the_months_that_have_both(client):
    owner = make.enterprise("E1", make.park())
    make.record(
        make.use(owner, "electricity", 30, "MWh", month=1),
        make.use(owner, "electricity", 70, "MWh", month=2),
    )
    counted(owner, date(2025, 1, 5), 20_000)
    client.force_login(make.person("p"))

    page = client.get(f"/inventories/{owner.pk}/2025/").content.decode()

    assert "sum of the months that have both a bill and a meter" in page
    assert "recorded ÷ what it is held against − 1" in page
    assert "30,000" in page
    assert "20,000" in page
    assert "100,000" not in page.partition("Held against")[2].partition("Versions")[0]


def counted(owner, day, kwh):
    place = {"enterprise": owner, "code": "EM1", "medium": "ENERGY", "longitude": 1, "latitude": 1}
    outlet = Outlet.objects.create(**place, name_en="Meters", name_zh="计量点")
    station = Station.objects.create(outlet=outlet, mn="M1", name_en="S", name_zh="站")
    point = Point.objects.create(station=station, factor="ke0101", unit="kWh")
    hours = dict.fromkeys(
        ("hours_stopped", "hours_invalid", "hours_missing", "hours_replaced", "flags"), 0
    )
    Day.objects.create(
        point_id=point.pk, day=day, total=kwh, validity="VALID", hours_valid=24, **hours
    )
