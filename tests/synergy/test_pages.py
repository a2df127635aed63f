"""The pages and the API of the lists: what they show, to whom, and what they keep."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from copark.base.models import Role
from copark.synergy import queries, services
from copark.synergy.models import Designated, Publication, RuleSet, UnitFact
from tests.factories import inventories as make
from tests.synergy.test_designated import row, text
from tests.synergy.test_publications import HEAD, publish

pytestmark = pytest.mark.django_db
WHAT_IF = "/lists/what-if/?year=2025&rules=zhejiang"


@pytest.fixture
def plants():
    where = make.park()
    first = make.enterprise("A1", where, name_en="Alder Works", name_zh="桤木制药")
    second = make.enterprise("B2", where, name_en="Birch Works", name_zh="白桦化工")
    make.record(
        make.use(first, "electricity", 50, "GWh"),
        make.use(second, "electricity", 39, "GWh"),
        make.use(second, "electricity", 45, "GWh", year=2024),
        make.release(first, "nox", 9),
        make.release(second, "nox", 1),
    )
    return first, second


def signed_in(role=Role.PARK, enterprise=None):
    client = Client()
    client.force_login(make.person(f"p-{role}", role, enterprise and enterprise.pk))
    return client


def page(client, url, **facts):
    answer = client.get(url, facts)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


PAGES = (
    "/lists/?year=2025",
    "/lists/changes/?year=2025",
    "/lists/candidates/?year=2025&margin=50&assumed=10",
    "/lists/decisions/",
    "/lists/decisions/2025/energy/",
    "/lists/designated/?year=2026",
    "/lists/facts/",
    "/lists/rules/",
    "/lists/rules/catalogue/",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("url", PAGES)
def test_every_page_about_the_lists_opens_in_both_languages(plants, url, language):
    publish()
    answer = signed_in().get(url, headers={"Accept-Language": language})

    found = answer.content.decode()
    assert answer.status_code == 200
    assert ("三张清单" if language == "zh-hans" else "Three lists") in found


@pytest.mark.parametrize("url", PAGES)
def test_staff_of_an_enterprise_read_nothing_of_another(plants, url):
    first, second = plants
    publish()
    services.record_fact(
        enterprise_id=first.pk,
        name="city_decision",
        year_from=2025,
        value=Decimal(1),
        evidence="x",
        user_id=None,
        now=make.NOW,
    )

    found = page(signed_in(Role.ENTERPRISE, second), url)

    assert "Alder Works" not in found


@pytest.fixture
def neighbours(plants):
    """Return the plants as neighbours on the carbon list, where tables say how sure they are."""
    first, second = plants
    make.record(make.use(first, "diesel", 20_000, "t"), make.use(second, "diesel", 19_900, "t"))
    return plants


def test_the_park_sees_how_sure_a_place_is_and_staff_not_who_is_next(neighbours):
    whole = asked(signed_in(), "2025")["rows"]
    client = signed_in(Role.ENTERPRISE, neighbours[0])
    own = asked(client, "2025")["rows"]

    assert "B2" in {row["next_code"] for row in whole}
    assert own
    assert {(row["next_code"], row["before_next"]) for row in own} == {("", None)}
    for form in ("", "json", "csv"):
        assert "B2" not in page(client, "/lists/", year="2025", format=form)


def test_a_decision_keeps_how_sure_a_place_was_and_staff_do_not_see_who_is_next(neighbours):
    publish(name="carbon", rules="default")
    url = "/lists/decisions/2025/carbon/"
    client = signed_in(Role.ENTERPRISE, neighbours[0])

    assert "B2" in page(signed_in(), url)
    assert "B2" not in page(client, url)
    rows = asked(client, "2025/publications/carbon")["rows"]
    assert {(row["next_code"], row["before_next"]) for row in rows} == {("", None)}


def test_a_frozen_figure_of_another_enterprise_is_not_opened(plants):
    publish()
    client = signed_in(Role.ENTERPRISE, plants[1])

    answer = client.get("/lists/decisions/2025/energy/making/?turn=1&row=0")

    assert answer.status_code == 403


def test_a_frozen_figure_opens_as_it_was_frozen(plants):
    publish()
    make.record(make.use(plants[0], "diesel", 5, "t"))

    answer = signed_in().get(
        "/lists/decisions/2025/energy/making/?turn=1&row=0", headers={"HX-Request": "true"}
    )

    assert b"6,145" in answer.content
    assert answer.status_code == 200


def test_only_who_accounts_for_the_park_decides(plants):
    for role, status in ((Role.PARK, 200), (Role.REGULATOR, 403)):
        client = signed_in(role)
        for url in (
            "/lists/decisions/2025/energy/new/?year=2025",
            "/lists/designated/import/",
            "/lists/facts/new/",
        ):
            assert client.get(url).status_code == status, url


def decided(client, number="海管发〔2026〕1号", after_turn=0, day="2026-03-20"):
    return client.post(
        "/lists/decisions/2025/energy/new/?year=2025&rules=zhejiang",
        {
            "number": number,
            "decided_on": day,
            "signatory": "海湾园区管委会",
            "note": "",
            "after_turn": after_turn,
        },
    )


def test_a_list_is_published_on_its_page_and_then_stands_on_the_lists(plants):
    client = signed_in()

    assert decided(client).status_code == 302

    assert Publication.objects.get().made_by.username == "p-PARK"
    assert "海管发〔2026〕1号" in page(client, "/lists/?year=2025")


def test_what_is_refused_is_said_on_the_page_and_writes_nothing(plants):
    client = signed_in()
    decided(client)

    late = decided(client, number="海管发〔2026〕2号")
    ahead = decided(client, number="海管发〔2026〕2号", after_turn=1, day="2099-01-01")

    assert (late.status_code, ahead.status_code) == (422, 422)
    assert b"meanwhile" in late.content
    assert b"not come yet" in ahead.content
    assert Publication.objects.count() == 1


def test_a_withdrawal_is_a_decision_of_its_own(plants):
    client = signed_in()
    decided(client)

    answer = client.post(
        "/lists/decisions/2025/energy/withdraw/",
        {"number": "9", "decided_on": "2026-04-01", "signatory": "x", "after_turn": 1},
    )

    assert answer.status_code == 302
    assert queries.in_force(2025) == {}
    assert client.get("/lists/decisions/2025/energy/withdraw/").status_code == 404


def test_the_page_of_a_decision_says_how_it_would_differ(plants):
    publish()
    client = signed_in()
    assert "Nothing: the same rules" in page(client, "/lists/decisions/2025/energy/")

    make.record(make.use(plants[1], "steam", 90_000, "t"))

    assert "Nothing: the same rules" not in page(client, "/lists/decisions/2025/energy/")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_lists_and_decisions_are_handed_over_as_files(plants, form):
    publish()
    client = signed_in()

    for url in ("/lists/", "/lists/decisions/2025/energy/"):
        answer = client.get(url, {"format": form})
        assert answer.status_code == 200
        assert f".{form}" in answer["Content-Disposition"]


def test_the_json_of_a_decision_is_the_text_that_was_sealed(plants):
    publish()
    row = Publication.objects.get()

    answer = signed_in().get("/lists/decisions/2025/energy/", {"format": "json"})

    assert answer.content.decode() == row.document


# What if


def test_a_supposed_threshold_shows_who_would_enter_and_keeps_nothing(plants):
    place = [rule.rule for rule in queries.named("zhejiang").rules].index("zhejiang_key")

    found = page(signed_in(), f"{WHAT_IF}&t{place}=4000&off{place + 1}=on")

    assert "Would enter" in found
    assert f"t{place}=4000" in found
    assert RuleSet.objects.count() == 0


def test_a_supposed_amount_shows_who_would_leave(plants):
    client = signed_in()

    found = client.get(f"{WHAT_IF}&u0=A1&s0=energy%7C&c0=-50%25")

    result = found.context["result"]
    assert (result["leave"], result["enter"]) == (0, 0)  # it stays on the list by a lower rule
    found = client.get(f"{WHAT_IF}&u0=A1&s0=energy%7C&c0=10")
    assert [line["code"] for line in found.context["result"]["moving"]] == ["A1"]


@pytest.mark.parametrize(
    "asked",
    [
        "t2=-5",
        "t2=abc",
        "u0=A1",
        "u0=A1&s0=energy%7C&c0=viel",
        "u0=A1&s0=tn%7CWATER&c0=-5%25",
        "t6=2",
    ],
)
def test_what_cannot_be_supposed_is_said_at_its_place(plants, asked):
    answer = signed_in().get(f"{WHAT_IF}&{asked}")

    assert answer.status_code == 422
    assert b"error" in answer.content


def test_supposed_rules_are_handed_on_to_be_kept_as_a_rule_set(plants):
    client = signed_in()
    keep = client.get(f"{WHAT_IF}&t4=4000&off5=on").context["keep_url"]

    form = client.get(keep).context["form"]

    assert form["threshold_4"].value() == "4000"
    assert form["use_5"].value() is False


def test_years_of_a_rule_are_kept_with_a_rule_set_of_ones_own(plants):
    client = signed_in()
    form = client.get("/lists/rules/zhejiang/new/").context["form"]
    given = {
        name: form[name].value() for name in form.fields if form[name].value() not in {None, False}
    }
    given |= {
        "name": "own",
        "valid_from": "2026-01-01",
        "years_4": "3",
        "span_4": "each",
        "stays_4": "2",
    }

    answer = client.post("/lists/rules/zhejiang/new/", given)

    assert answer.status_code == 302
    rule = queries.named("own").rules[4]
    assert (rule.years, rule.span, rule.stays) == (3, "each", 2)
    assert rule.source.text.startswith("park decision")
    assert queries.named("own").rules[0].source == queries.named("zhejiang").rules[0].source


# Candidates


def test_a_unit_near_a_threshold_is_shown_with_its_distance(plants):
    client = signed_in()

    near = client.get("/lists/candidates/?year=2025&margin=5")
    far = client.get("/lists/candidates/?year=2025&margin=1")

    assert [one.unit.code for one in near.context["table"].rows if one.rule.list == "energy"] == [
        "B2"
    ]
    assert not [one for one in far.context["table"].rows if one.rule.list == "energy"]


def test_without_uncertainty_the_page_says_so(plants):
    client = signed_in()

    assert "state no uncertainty" in page(client, "/lists/candidates/?year=2025")
    assert "state no uncertainty" not in page(client, "/lists/candidates/?year=2025&assumed=10")


def test_a_margin_that_is_none_is_said_so(plants):
    assert "error" in page(signed_in(), "/lists/candidates/?year=2025&margin=0")


# Designated units and facts


def test_a_file_is_brought_decided_about_and_undone_on_the_pages(plants):
    client = signed_in()
    file = SimpleUploadedFile("a.csv", text(row("桤木制药"), row("浙江白桦化工有限公司")))

    brought = client.post("/lists/designated/import/", {"file": file})
    assert "浙江白桦化工有限公司" in page(client, brought.url)
    assert client.post(brought.url, {"take": "all"}).status_code == 422
    assert Designated.objects.count() == 0
    taken = client.post(brought.url, {"take": "all", "row3": str(plants[1].pk)})
    assert taken.status_code == 302
    assert Designated.objects.current().count() == 2
    client.post(f"{brought.url}undo/")

    assert Designated.objects.current().count() == 0


def test_the_template_can_be_filled_in_and_brought(plants):
    client = signed_in()

    for form in ("csv", "xlsx"):
        assert client.get(f"/lists/designated/template.{form}").status_code == 200


def test_a_fact_is_entered_and_taken_back_on_the_pages(plants):
    client = signed_in()
    given = {
        "enterprise": plants[0].pk,
        "fact": "annual_hazardous_waste_t",
        "year_from": 2025,
        "value": "120",
        "evidence": "ledger",
    }

    assert client.post("/lists/facts/new/", given).status_code == 302
    assert "ledger" in page(client, "/lists/facts/")
    pk = UnitFact.objects.get().pk
    assert client.get(f"/lists/facts/{pk}/withdraw/").status_code == 200
    assert UnitFact.objects.current().count() == 1
    client.post(f"/lists/facts/{pk}/withdraw/")

    assert UnitFact.objects.current().count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": ""}, "value"),
        ({"fact": "city_decision"}, "value"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_a_fact_that_is_not_whole_is_said_at_its_field(plants, changes, field):
    given = {
        "enterprise": plants[0].pk,
        "fact": "annual_hazardous_waste_t",
        "year_from": 2025,
        "value": "120",
        "evidence": "ledger",
    }

    answer = signed_in().post("/lists/facts/new/", given | changes)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


# For machines


def asked(client, url):
    answer = client.get(f"/api/v1/lists/{url}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_machines_read_lists_candidates_changes_decisions_and_designated_units(plants):
    publish()
    client = signed_in()

    near = asked(client, "2025/candidates?margin=5&assumed=10")["rows"]
    whole = asked(client, "2025/publications/energy")

    assert asked(client, "2025")["year"] == 2025
    assert [one["code"] for one in near if one["list"] == "energy"] == ["B2"]
    assert {one["reason"] for one in asked(client, "2025/changes")["rows"]} <= {
        "figure-new",
        "rose",
        "limit-fell",
    }
    assert asked(client, "publications")[0]["number"] == HEAD.number
    assert json.loads(whole["sealed"]) == whole["content"]
    assert whole["would_differ_by"] == []
    assert asked(client, "2026/designated") == []


def test_machines_of_an_enterprise_read_its_own_rows(plants):
    publish()
    client = signed_in(Role.ENTERPRISE, plants[1])

    found = [
        *asked(client, "2025")["rows"],
        *asked(client, "2025/candidates?margin=100")["rows"],
        *asked(client, "2025/changes")["rows"],
        *asked(client, "2025/publications/energy")["rows"],
    ]

    assert {one["enterprise_id"] for one in found} == {plants[1].pk}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("2025/candidates?margin=0", 422),
        ("2025/candidates?margin=abc", 422),
        ("2025/candidates?rules=narnia", 404),
        ("2025/publications/energy", 404),
        ("2025/publications/noise", 404),
    ],
)
def test_machines_are_told_what_is_wrong(plants, url, status):
    assert signed_in().get(f"/api/v1/lists/{url}").status_code == status


def test_pages_ask_the_database_no_more_often_in_a_larger_park(django_assert_max_num_queries):
    where = make.park()
    client = signed_in()

    def counted(url):
        with django_assert_max_num_queries(500) as found:
            client.get(url)
        return len(found)

    def grow(names):
        for name in names:
            plant = make.enterprise(name, where)
            make.record(make.use(plant, "electricity", 50, "GWh"), make.release(plant, "nox", 1))

    grow("AB")
    publish()
    before = {url: counted(url) for url in PAGES}
    grow("CDEFGHIJ")
    publish(head=services.Head("2", date(2026, 3, 20), "x"), after_turn=1)
    assert {url: counted(url) for url in PAGES} == before


def test_an_amount_entered_as_a_fact_opens_its_evidence_and_not_that_of_another(plants):
    services.record_fact(
        enterprise_id=plants[0].pk,
        name="annual_hazardous_waste_t",
        year_from=2024,
        value=Decimal(120),
        evidence="waste ledger",
        user_id=None,
        now=make.NOW,
    )
    url = f"/lists/facts/making/?enterprise={plants[0].pk}&fact=annual_hazardous_waste_t&year=2025"
    drawer = {"HX-Request": "true"}

    assert b"waste ledger" in signed_in().get(url, headers=drawer).content
    other = signed_in(Role.ENTERPRISE, plants[1]).get(url, headers=drawer)
    assert other.status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "/lists/decisions/99999/energy/new/",
        "/lists/decisions/99999/energy/",
        "/lists/decisions/2025/noise/new/",
        "/lists/decisions/2025/energy/?turn=7",
        "/lists/decisions/2025/energy/making/?turn=1&row=99",
        "/api/v1/lists/99999",
        "/api/v1/lists/99999/candidates",
        "/lists/?rules=narnia",
    ],
)
def test_years_lists_and_rows_that_there_are_not_are_not_found(plants, url):
    publish()

    assert signed_in().get(url).status_code == 404


def test_a_year_out_of_all_bounds_is_not_asked_for(plants):
    client = signed_in()

    assert page(client, "/lists/designated/?year=2026&figures=999999999")
    assert page(client, "/lists/candidates/?year=999999999")
