from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from copark.alerts import services as alerts
from copark.alerts.contracts import Raised
from copark.base.models import Role
from copark.monitoring.models import Latest
from copark.registry.models import Enterprise, Outlet, Point
from copark.screen import queries, reading
from tests.screen.conftest import NOON, build_park, person

pytestmark = pytest.mark.django_db
QUERIES = 145  # energy, carbon and releases of four years, with stamps, frozen years and entries


def speaks(point: Point, value: float) -> None:
    at = int((NOON - timedelta(minutes=1)).timestamp())
    Latest.objects.create(
        point_id=point.pk,
        kind=1,
        field="Rtd",
        at_s=at,
        value=value,
        flag="N",
        arrived_us=(at + 2) * 1_000_000,
        inbox="hj212",
        position=1,
    )


def signed_in(role: str = Role.PARK, enterprise_id: int | None = None) -> Client:
    client = Client()
    client.force_login(person(role, enterprise_id))
    return client


def test_the_wall_opens_for_those_who_see_the_park_and_for_nobody_else():
    build_park()
    enterprise = Enterprise.objects.first()

    answers = {
        "park": signed_in(Role.PARK).get("/screen/"),
        "regulator": signed_in(Role.REGULATOR).get("/screen/"),
        "enterprise": signed_in(Role.ENTERPRISE, enterprise.pk).get("/screen/"),
        "nobody": Client().get("/screen/"),
    }

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "park": 200,
        "regulator": 200,
        "enterprise": 403,
        "nobody": 302,
    }


def test_an_empty_park_has_a_wall():
    answer = signed_in().get("/screen/")

    assert answer.status_code == 200


def test_the_live_value_and_the_open_warning_are_in_the_snapshot():
    build_park()
    point = Point.objects.first()
    speaks(point, 33.0)
    alerts.raise_warning(raised(point, "ALARM"))

    found = queries.overview(year=2026, now=NOON)

    assert [(margin.value, margin.limit, margin.pollutant.en) for margin in found.nearest] == [
        (33.0, 35.0, "SO₂")
    ]
    assert (found.warnings.alarm, found.warnings.attention) == (1, 0)
    assert found.warnings.urgent[0].title.zh == "二氧化硫接近限值"
    assert found.freshness.arrived_at == NOON - timedelta(seconds=58)


def raised(point: Point, level: str) -> Raised:
    return Raised(
        domain="monitoring",
        kind="point",
        subject_id=str(point.pk),
        rule="limit.hour",
        level=level,
        at=NOON,
        enterprise_id=None,
        title_en="SO2 near its limit",
        title_zh="二氧化硫接近限值",
        value=33.0,
        limit=35.0,
    )


def test_the_ticker_tells_of_closing_too():
    build_park()
    raise_, close = raised(Point.objects.first(), "NOTE"), NOON + timedelta(hours=1)
    alerts.raise_warning(raise_)
    alerts.close_warning(
        domain="monitoring", kind="point", subject_id=raise_.subject_id, rule=raise_.rule, at=close
    )

    found = queries.overview(year=2026, now=close)

    assert [(notice.state, notice.at) for notice in found.ticker] == [("CLOSED", close)]
    assert found.warnings.oldest_at is None


def test_every_figure_opens_a_page_that_is_there():
    build_park()
    speaks(Point.objects.first(), 20.0)
    client = signed_in()

    text = json.dumps({name: json.loads(part) for name, part in shown().items()})
    urls = set(re.findall(r'"url": "([^"#]+)', text))

    assert urls
    assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(
        urls, 200
    )


def shown() -> dict[str, str]:
    return reading.parts_of(queries.overview(year=2026, now=NOON))


def test_only_the_outlet_that_spoke_is_a_changed_part():
    build_park()
    points = list(Point.objects.order_by("pk"))
    for point in points:
        speaks(point, 20.0)
    before = shown()

    Latest.objects.filter(point_id=points[0].pk).update(value=21.0)
    after = shown()

    outlet = Outlet.objects.order_by("pk").first().pk
    assert {name for name in after if after[name] != before[name]} == {
        f"outlet:{outlet}",
        "nearest",
        "releases",
    }


@pytest.mark.parametrize("enterprises", [2, 12])
def test_the_number_of_queries_does_not_grow_with_the_park(
    django_assert_max_num_queries, enterprises
):
    build_park(enterprises)
    for point in Point.objects.all():
        speaks(point, 20.0)

    with django_assert_max_num_queries(QUERIES):
        queries.overview(year=2026, now=NOON)


def test_within_a_minute_only_the_live_part_is_read_again(django_assert_max_num_queries):
    build_park(3)
    queries.overview(year=2026, now=NOON)

    with django_assert_max_num_queries(10):
        queries.overview(year=2026, now=NOON + timedelta(seconds=20))


def test_the_language_is_chosen_by_the_address_and_kept():
    build_park()
    client = signed_in()

    chinese = client.get("/screen/?lang=zh-hans")
    after = client.get("/screen/")

    assert "三张清单" in chinese.content.decode()
    assert 'lang="zh-Hans"' in after.content.decode()


def test_without_javascript_the_numbers_are_in_a_table():
    build_park()
    speaks(Point.objects.first(), 33.0)

    client = signed_in()
    wall = client.get("/screen/").content.decode()
    table = client.get("/screen/?plain&lang=en").content.decode()

    assert '<noscript><meta http-equiv="refresh" content="0; url=?plain">' in wall
    assert "Stack 1" in table
    assert "33" in table


def test_the_map_comes_once_and_by_itself():
    build_park()

    answer = signed_in().get("/screen/park.json")

    assert answer.json() == {"type": "FeatureCollection", "features": []}
    assert "max-age" in answer["Cache-Control"]


def test_the_stand_in_label_is_on_the_wall():
    build_park()

    page = signed_in().get("/screen/?lang=en").content.decode()

    assert 'title="Fictional."' in page


def test_the_names_of_the_blocks_are_at_most_nine():
    build_park()

    page = signed_in().get(reverse("screen:wall")).content.decode()

    assert len(re.findall(r'<section class="tile', page)) == 9
