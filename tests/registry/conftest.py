from __future__ import annotations

import pytest

from copark.base.models import Role, User
from copark.registry.models import Enterprise, Outlet, Park, Point, Station


@pytest.fixture
def park(db):
    return Park.objects.create(
        code="bay", name_en="Bay Park", name_zh="海湾园区", longitude=121.5, latitude=28.7
    )


@pytest.fixture
def works(park):
    return Enterprise.objects.create(
        park=park,
        code="E1",
        name_en="Heron Works",
        name_zh="鹭苇药业",
        sector="2710",
        longitude=121.5,
        latitude=28.7,
    )


@pytest.fixture
def rival(park):
    return Enterprise.objects.create(
        park=park,
        code="E2",
        name_en="Egret Works",
        name_zh="白鹭药业",
        sector="2710",
        longitude=121.5,
        latitude=28.7,
    )


@pytest.fixture
def stack(works):
    return Outlet.objects.create(
        enterprise=works,
        code="DA001",
        name_en="Stack",
        name_zh="排气筒",
        medium="AIR",
        longitude=121.5,
        latitude=28.7,
    )


@pytest.fixture
def station(stack):
    found = Station.objects.create(
        outlet=stack, mn="33100100000001", name_en="Analyser", name_zh="在线监测"
    )
    Point.objects.create(station=found, factor="a21026", unit="mg/m3")
    return found


@pytest.fixture
def admin(db):
    return User.objects.create_user("admin", role=Role.ADMIN)


@pytest.fixture
def staff(works):
    return User.objects.create_user("staff", role=Role.ENTERPRISE, enterprise_id=works.pk)


@pytest.fixture
def signed_in(client, admin):
    client.force_login(admin)
    return client
