import html
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from copark.base.models import Role
from copark.energy import services
from copark.energy.contracts import NewTurnover
from copark.registry.models import Permit, Plan, Zone
from tests.factories import inventories as make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_a_day_in_june"),
]
PAGES = ("home", "trends", "composition", "season", "contribution", "plan")
SUBJECTS = ("energy", "carbon", "air-nox", "water-cod")
#: Each page may ask the database this often, whatever the number of enterprises.
MOST = 130


@pytest.fixture
def _a_day_in_june():
    with time_machine.travel(datetime(2026, 6, 15, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def park():
    return make.park()


@pytest.fixture
def plants(park):
    west = Zone.objects.create(park=park, code="W", name_en="West", name_zh="西区")
    return [filled(park, code, zone=west) for code in ("A1", "B2")]


def filled(park, code, **facts):
    """Return an enterprise with two years of everything, months of the running one, and limits."""
    owner = make.enterprise(code, park, **facts)
    make.record(
        *(make.use(owner, "electricity", 900 + 7 * month, "MWh", month=month, year=year)
          for year in (2024, 2025) for month in range(1, 13)),
        *(make.use(owner, "bituminous", 20 + month, "t", month=month, year=2026)
          for month in range(1, 6)),
        *(make.use(owner, "natural_gas", 900, "m3", year=year) for year in (2024, 2025)),
        *(make.release(owner, "nox", 4, year=year) for year in (2024, 2025, 2026)),
        *(make.release(owner, "cod", 2, year=year, medium="WATER") for year in (2024, 2025)),
    )  # fmt: skip
    services.record_turnover(
        values=[NewTurnover(owner.pk, year, Decimal(year - 1900)) for year in (2024, 2025)],
        user_id=None,
        now=make.NOW,
    )
    for subject in ("energy", "carbon"):
        Plan.objects.create(
            park=park, enterprise=owner, year=2026, subject=subject, value=900, unit="tce"
        )
    Permit.objects.create(
        enterprise=owner, pollutant="nox", medium="AIR", year=2026, tonnes=5, source="test"
    )
    return owner


@pytest.fixture
def desk(client, plants):
    Plan.objects.create(park=plants[0].park, year=2026, subject="energy", value=2000, unit="tce")
    client.force_login(make.person("desk"))
    return client


def address(page, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse(f'statistics:{page}')}?{query}"


def text(answer):
    return html.unescape(answer.content.decode())


def links(answer):
    """Return every address of a making on a page."""
    found = re.findall(r'(?:href|data-making)="([^"]*/making/[^"]*)"', answer.content.decode())
    return sorted({html.unescape(one) for one in found if "/statistics/making/" in one})


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_for_every_subject_and_at_every_kind_of_place(desk, plants, page):
    places = ("park", "sector-27", f"zone-{plants[0].zone_id}", f"enterprise-{plants[0].pk}")
    asked = zip(SUBJECTS, places, strict=True)

    statuses = [
        desk.get(address(page, subject=subject, place=place)).status_code
        for subject, place in asked
    ]

    assert statuses == [200] * len(places)


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("trends", {}),
        ("trends", {"subject": "carbon", "by": "scope"}),
        ("trends", {"scale": "months"}),
        ("trends", {"scale": "months", "subject": "carbon"}),
        ("composition", {"flow": "carbon"}),
        ("composition", {"flow": "air"}),
        ("season", {}),
        ("contribution", {"by": "enterprise"}),
        ("plan", {}),
        ("plan", {"row": "permit.air-nox"}),
    ],
)
def test_every_number_opens_its_making_and_the_making_ends_in_that_number(desk, page, asked):
    answer = desk.get(address(page, **asked))
    found = links(answer)

    assert found
    for link in found:
        making = desk.get(link, headers={"HX-Request": "true"})
        assert making.status_code == 200, link
        assert 'class="making"' in making.content.decode(), link


def cells(answer):
    """Return each number in a table with the address of its making."""
    rows = re.findall(
        r'<a href="([^"]*/statistics/making/[^"]*)" data-drawer="[^"]*"[^>]*>([^<]+)</a>',
        answer.content.decode(),
    )
    return [(html.unescape(link), shown.strip()) for link, shown in rows]


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("trends", {"by": "enterprise"}),
        ("trends", {"subject": "carbon", "by": "part"}),
        ("trends", {"subject": "air-nox", "by": "sector"}),
        ("trends", {"scale": "months"}),
        ("composition", {"flow": "energy"}),
        ("composition", {"flow": "water"}),
        ("contribution", {"by": "part"}),
        ("plan", {}),
    ],
)
def test_the_making_of_a_cell_comes_to_what_the_cell_shows(desk, page, asked):
    shown = [(link, number) for link, number in cells(desk.get(address(page, **asked)))
             if number != "–"]  # fmt: skip

    assert shown
    for link, number in shown:
        page_of_making = desk.get(link)
        figure = page_of_making.context["figure"]
        digits = number.rstrip(" %").replace(",", "").replace("−", "-")
        places = len(digits.partition(".")[2])
        assert abs(figure.value - Decimal(digits)) <= Decimal(1).scaleb(-places), link


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_no_oftener_for_a_larger_park(
    desk, park, plants, page, django_assert_max_num_queries
):
    url = address(page, by="enterprise")
    with django_assert_max_num_queries(MOST) as first:
        desk.get(url)
    for code in ("C3", "D4", "E5"):
        filled(park, code)

    with django_assert_max_num_queries(len(first.captured_queries)):
        desk.get(url)


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_their_own_enterprise_and_no_other(client, plants, page):
    own, other = plants
    client.force_login(make.person("staff", Role.ENTERPRISE, own.pk))

    refused = client.get(address(page, place=f"enterprise-{other.pk}")).status_code
    refused_too = client.get(address(page, enterprise=other.pk)).status_code
    answer = client.get(address(page, place="park"))

    assert (refused, refused_too) == (403, 403)
    assert "Works A1" in text(answer)
    assert "Works B2" not in text(answer)


def test_a_making_shows_staff_nothing_of_another(client, plants):
    own, other = plants
    client.force_login(make.person("staff", Role.ENTERPRISE, own.pk))

    whole = client.get(address("making", of="amount", place="park"))
    others = client.get(f"{address('making', of='amount')}&is=enterprise:{other.pk}")

    assert "Works B2" not in text(whole)
    assert "Works B2" not in text(others)
    assert others.context["figure"].value == 0


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("trends", {"subject": "phlogiston"}),
        ("trends", {"place": "sector-99"}),
        ("plan", {"place": "enterprise-999999"}),
        ("season", {"place": "moon-1"}),
        ("making", {"of": "nothing"}),
        ("making", {"of": "held", "row": "plan.nothing"}),
    ],
)
def test_what_there_is_not_is_not_found(desk, page, asked):
    assert desk.get(address(page, **asked)).status_code == 404


def test_the_way_leads_from_the_park_by_sector_to_the_enterprise(desk, plants):
    own = plants[0]
    page = text(desk.get(address("season", place=f"enterprise-{own.pk}")))
    crumbs = page[page.index('class="crumbs"') : page.index('class="page-head"')]

    assert re.findall(r">([^<>]+)</(?:a|span)>", crumbs)[1:] == [
        "Statistics",
        "The whole park",
        "Pharmaceuticals",
        "Works A1",
    ]
    assert "place=sector-27" in crumbs


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("page", PAGES[1:])
def test_what_a_page_shows_can_be_taken_along(desk, page, form):
    answer = desk.get(address(page, format=form))

    assert answer.status_code == 200
    assert f".{form}" in answer["Content-Disposition"]
    assert len(answer.content) > 100


@pytest.mark.parametrize("page", PAGES)
def test_a_park_without_figures_says_so(client, park, page):
    client.force_login(make.person("desk"))
    if page != "home":
        assert 'class="empty"' in client.get(address(page)).content.decode()
    else:
        assert client.get(address(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_pages_speak_chinese(desk, page):
    answer = desk.get(address(page), headers={"Accept-Language": "zh-hans"})
    main = text(answer).partition("<main")[2]

    assert "统计" in main
    assert "Nothing was declared" not in main
