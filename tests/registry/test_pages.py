from __future__ import annotations

import pytest
from django.urls import reverse

from copark.base.models import Role, User
from copark.registry.models import Enterprise, Outlet

pytestmark = pytest.mark.django_db


def test_staff_see_their_own_enterprise_and_no_other(client, staff, works, rival, station):
    client.force_login(staff)
    own = [
        reverse("registry:enterprise-detail", args=[works.pk]),
        reverse("registry:outlet-detail", args=[station.outlet_id]),
        reverse("registry:station-detail", args=[station.pk]),
    ]
    others = Outlet.objects.create(
        enterprise=rival, code="X", name_en="X", name_zh="X", medium="AIR", longitude=1, latitude=1
    )

    assert [client.get(url).status_code for url in own] == [200, 200, 200]
    assert client.get(reverse("registry:enterprise-detail", args=[rival.pk])).status_code == 403
    assert client.get(reverse("registry:outlet-detail", args=[others.pk])).status_code == 403
    assert client.get(reverse("registry:enterprise-list")).status_code == 403


def test_the_list_of_outlets_holds_ones_own_only(client, staff, stack, rival):
    Outlet.objects.create(
        enterprise=rival,
        code="DA777",
        name_en="X",
        name_zh="X",
        medium="AIR",
        longitude=1,
        latitude=1,
    )
    client.force_login(staff)

    text = client.get(reverse("registry:outlet-list"), {"format": "csv"}).content.decode(
        "utf-8-sig"
    )

    assert "DA001" in text
    assert "DA777" not in text


SET_UP = ["park-edit", "zone-new", "enterprise-new"]


@pytest.mark.parametrize("name", SET_UP)
@pytest.mark.parametrize("role", [Role.PARK, Role.REGULATOR])
def test_only_an_administrator_sets_up(client, park, admin, name, role):
    client.force_login(User.objects.create_user("other", role=role))
    refused = client.get(reverse(f"registry:{name}")).status_code
    client.force_login(admin)
    allowed = client.get(reverse(f"registry:{name}")).status_code

    assert (refused, allowed) == (403, 200)


def test_the_list_of_enterprises_searches_both_languages(signed_in, works, rival):
    chinese = signed_in.get(reverse("registry:enterprise-list"), {"q": "鹭苇", "format": "csv"})

    text = chinese.content.decode("utf-8-sig")
    assert "Heron Works" in text
    assert "Egret Works" not in text


def test_the_list_of_enterprises_asks_the_same_few_queries_however_many(
    signed_in, park, django_assert_max_num_queries
):
    Enterprise.objects.bulk_create(
        Enterprise(
            park=park,
            code=f"E{n}",
            name_en="E",
            name_zh="E",
            sector="2710",
            longitude=1,
            latitude=1,
        )
        for n in range(60)
    )

    with django_assert_max_num_queries(4):
        signed_in.get(reverse("registry:enterprise-list"))


@pytest.mark.parametrize("name", ["enterprise-detail", "outlet-detail", "station-detail"])
def test_a_detail_page_asks_few_queries(signed_in, station, name, django_assert_max_num_queries):
    pk = {
        "enterprise": station.outlet.enterprise_id,
        "outlet": station.outlet_id,
        "station": station.pk,
    }

    with django_assert_max_num_queries(8):
        signed_in.get(reverse(f"registry:{name}", args=[pk[name.split("-")[0]]]))


def test_an_empty_park_says_what_to_do(signed_in, park):
    html = signed_in.get(
        reverse("registry:enterprise-list"), HTTP_ACCEPT_LANGUAGE="en"
    ).content.decode()

    assert "No enterprise yet" in html
    assert reverse("registry:enterprise-new") in html
