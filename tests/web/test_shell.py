from __future__ import annotations

import re

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from copark.base.models import Role
from copark.registry.models import Enterprise

pytestmark = pytest.mark.django_db


def page(client, person, url="/people/own/", language="en", **headers):
    client.force_login(person)
    return client.get(url, HTTP_ACCEPT_LANGUAGE=language, **headers)


def places(html: str) -> set[str]:
    nav = html.split('<nav class="nav"')[1].split("</nav>", maxsplit=1)[0]
    return set(re.findall(r'href="([^"]+)"', nav))


def test_each_role_sees_only_the_pages_it_may_use(client, people):
    seen = {role: places(page(client, person).content.decode()) for role, person in people.items()}

    people_page, enterprises = reverse("base:user-list"), reverse("registry:enterprise-list")
    assert people_page in seen[Role.ADMIN]
    assert people_page not in seen[Role.PARK]
    assert enterprises in seen[Role.REGULATOR]
    assert enterprises not in seen[Role.ENTERPRISE]


@pytest.mark.parametrize("role", Role.values)
def test_every_page_of_the_menu_opens_for_whom_it_is_shown_to(client, people, role):
    for url in sorted(places(page(client, people[role]).content.decode())):
        assert client.get(url).status_code in {200, 302}, url


def test_the_stand_in_note_stands_on_every_page_and_before_signing_in(client, people):
    before = client.get(reverse("base:login")).content.decode()
    inside = page(client, people[Role.PARK]).content.decode()

    assert "Nothing here is real." in before
    assert "Nothing here is real." in inside


def test_the_page_speaks_the_language_the_browser_asks_for(client, people):
    chinese = page(client, people[Role.PARK], language="zh-CN,zh;q=0.9").content.decode()

    assert '<html lang="zh-Hans"' in chinese
    assert "海湾园区" in chinese
    assert "核算" in chinese


def test_a_chosen_language_is_kept_for_the_person_and_not_only_for_the_browser(client, people):
    client.force_login(people[Role.PARK])

    client.post(reverse("set-language"), {"language": "zh-hans", "next": "/people/own/"})

    people[Role.PARK].refresh_from_db()
    assert people[Role.PARK].language == "zh-hans"
    assert '<html lang="zh-Hans"' in client.get("/people/own/").content.decode()


def test_signing_in_brings_back_the_persons_language(client, people):
    person = people[Role.PARK]
    person.language = "zh-hans"
    person.save()

    client.post(reverse("base:login"), {"username": person.username, "password": "x"})

    assert '<html lang="zh-Hans"' in client.get("/people/own/").content.decode()


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/x"])
def test_the_language_switch_leads_nowhere_else(client, db, onward):
    response = client.post(reverse("set-language"), {"language": "en", "next": onward})

    assert response["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, people):
    client.force_login(people[Role.PARK])

    client.post(reverse("set-language"), {"language": "xx", "next": "/"})

    people[Role.PARK].refresh_from_db()
    assert people[Role.PARK].language == ""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "There is no such page"), ("zh-CN", "没有这个页面")]
)
def test_a_missing_page_says_so_in_the_readers_language(client, db, language, said):
    response = client.get("/nowhere/", HTTP_ACCEPT_LANGUAGE=language)

    assert response.status_code == 404
    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "This is not yours"), ("zh-CN", "您无权打开此页")]
)
def test_a_forbidden_page_says_whom_to_ask(client, people, language, said):
    response = page(client, people[Role.PARK], reverse("base:user-list"), language)

    assert response.status_code == 403
    assert said in response.content.decode()


def test_an_old_form_is_explained(people):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people[Role.ADMIN])

    response = strict.post(reverse("base:user-new"), {}, HTTP_ACCEPT_LANGUAGE="en")

    assert response.status_code == 403
    assert "The form had grown old" in response.content.decode()


def test_the_page_of_a_fault_needs_neither_request_nor_database():
    assert "Something broke on our side" in get_template("500.html").render()


def test_a_title_with_an_ampersand_is_escaped_once(client, people, works):
    works.name_en = "Heron & Reed"
    works.save()

    html = page(
        client, people[Role.PARK], reverse("registry:enterprise-detail", args=[works.pk])
    ).content.decode()

    assert "<h1>Heron &amp; Reed</h1>" in html


def test_a_page_asks_little_of_the_database(client, people, django_assert_max_num_queries):
    client.force_login(people[Role.ADMIN])

    with django_assert_max_num_queries(3):  # session, person, park
        client.get(reverse("base:own"))


def test_the_search_finds_by_name_in_either_language_and_by_page(client, people):
    client.force_login(people[Role.PARK])

    chinese = client.get("/search/?q=鹭苇", HTTP_ACCEPT="application/json").json()["hits"]
    page_hit = client.get(
        "/search/?q=early", HTTP_ACCEPT="application/json", HTTP_ACCEPT_LANGUAGE="en"
    ).json()["hits"]

    assert [hit["name"] for hit in chinese] == ["Heron Works · E1"]
    assert page_hit[0]["url"] == reverse("alerts:warning-list")


def test_the_search_works_as_a_page_without_javascript(client, people):
    html = page(
        client, people[Role.PARK], "/search/?q=heron", HTTP_ACCEPT="text/html"
    ).content.decode()

    assert "Heron Works" in html


def test_the_search_shows_an_enterprise_its_own_things_only(client, people, park):
    other = {"code": "E2", "name_en": "Heron Rival", "name_zh": "鹭敌", "sector": "2710"}
    Enterprise.objects.create(park=park, longitude=1, latitude=1, **other)
    client.force_login(people[Role.ENTERPRISE])

    hits = client.get("/search/?q=heron", HTTP_ACCEPT="application/json").json()["hits"]

    assert [hit["name"] for hit in hits] == ["Heron Works · E1"]


def test_enterprise_staff_land_on_their_own_page_and_others_on_the_day(client, people, works):
    client.force_login(people[Role.ENTERPRISE])
    own = client.get("/")
    client.force_login(people[Role.REGULATOR])
    day = client.get("/", HTTP_ACCEPT_LANGUAGE="en")

    assert own["Location"] == reverse("registry:enterprise-detail", args=[works.pk])
    assert "how it stands" in day.content.decode()


def test_an_enterprise_sees_how_it_stands_and_not_how_others_do(client, people, works):
    client.force_login(people[Role.ENTERPRISE])

    assert client.get(reverse("enterprise-standing", args=[works.pk])).status_code == 200
    assert client.get(reverse("park-standing")).status_code == 403
    assert client.get(reverse("enterprise-standing", args=[works.pk + 1])).status_code == 403
