from decimal import Decimal

import pytest
from django.urls import reverse

from copark.registry.models import Permit
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def park_staff(client):
    where = make.park()
    for code, released, permitted in (("A1", 3, 10), ("A2", 5, None)):
        owner = make.enterprise(code, where)
        make.record(make.release(owner, "nox", released))
        if permitted:
            Permit.objects.create(enterprise=owner, pollutant="nox", medium="AIR", year=2025,
                                  tonnes=permitted, source=f"permit {code}")  # fmt: skip
    client.force_login(make.person("duty"))
    return client


def opened(client, side):
    query = {"year": 2025, "medium": "AIR", "pollutant": "nox", "side": side}
    answer = client.get(reverse("pollution:park-making"), query, headers={"HX-Request": "true"})
    return answer.context["figure"]


def test_every_number_of_the_park_opens_its_making(park_staff):
    page = park_staff.get(reverse("pollution:year"), {"year": 2025})
    (row,) = page.context["table"].rows

    released, permitted, share = (opened(park_staff, s) for s in ("released", "permitted", "share"))

    assert (released.value, [part.value for part in released.parts]) == (8, [5, 3])
    assert (permitted.value, permitted.ingredients[0].note) == (10, "permit A1")
    assert (share.value, row.against.share) == (30, Decimal("0.3"))


def test_a_pollutant_that_nobody_released_has_no_making(park_staff):
    query = {"year": 2025, "medium": "WATER", "pollutant": "cod"}
    answer = park_staff.get(reverse("pollution:park-making"), query, headers={"HX-Request": "true"})

    assert answer.context["figure"] is None
