"""The pages of a year of energy: each number opens its making."""

from decimal import Decimal

import pytest

from copark.base.models import Role
from copark.energy import services
from copark.energy.contracts import NewUse
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    where = make.park()
    other = make.enterprise("B2", where)
    plant = make.enterprise("A1", where)
    uses = [
        NewUse(one.pk, 2025, 1, "electricity", "BOUGHT", Decimal(amount), "MWh")
        for one, amount in ((plant, 100), (other, 300))
    ]
    services.record_uses(uses=uses, user_id=None, now=make.NOW)
    return plant


def making(client, plant, of=""):
    page = f"/energy/enterprises/{plant.pk}/making/?year=2025&of={of}"
    return client.get(page, headers={"hx-request": "true"}).content.decode()


def test_the_share_of_the_park_opens_with_both_amounts(client, plant):
    client.force_login(make.person("p"))

    share = making(client, plant, "share")

    assert "figure ÷ whole × 100" in share
    assert "12.29" in share
    assert "49.16" in share


def test_an_enterprise_learns_nothing_of_the_parks_amount_from_a_making(client, plant):
    client.force_login(make.person("s", Role.ENTERPRISE, plant.pk))

    share = making(client, plant, "share")

    assert "49.16" not in share
    assert "12.29" in making(client, plant)
