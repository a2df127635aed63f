"""Pages and addresses of the public registers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from copark.pollution.models import MatchDecision, Register, RegisterMatch
from demo import registers as demo
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(client):
    make.park()
    client.force_login(make.person("duty", "PARK"))
    return client


@pytest.fixture
def both(park):
    demo.bring(user_id=None, now=make.NOW)
    return park


def doubtful():
    return RegisterMatch.objects.filter(state="PROPOSED").order_by("-score", "pk")


def match_url(match, name="match"):
    return reverse(f"pollution:register-{name}", args=[match.pk])


def toxics(text=None):
    return SimpleUploadedFile("tri.csv", text or demo._toxics())


def test_without_registers_the_page_says_what_to_bring(park):
    page = park.get(reverse("pollution:register-list")).content.decode()

    assert "No two registers to reconcile" in page
    assert reverse("pollution:register-import") in page


def test_the_demo_has_certain_matches_and_doubtful_ones(both):
    states = list(RegisterMatch.objects.values_list("state", flat=True))

    assert states.count("CONFIRMED") == 4
    assert states.count("PROPOSED") >= 5


def test_a_match_is_shown_side_by_side_with_its_reasons(both):
    one = doubtful()[0]

    page = both.get(match_url(one)).content.decode()

    assert one.left.name.replace("&", "&amp;") in page
    assert one.right.name in page
    assert "Likeness of the names" in page


def test_confirming_goes_on_to_the_next_match_and_can_be_undone_there(both):
    first, second = doubtful()[:2]

    answer = both.post(match_url(first, "decide"), {"decision": "confirm"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"{match_url(second)}?last={first.pk}"
    assert match_url(first, "undo") in answer.content.decode()
    assert MatchDecision.objects.get().state == "CONFIRMED"


def test_undoing_puts_the_match_back(both):
    first = doubtful()[0]
    both.post(match_url(first, "decide"), {"decision": "reject"})

    both.post(match_url(first, "undo"))

    first.refresh_from_db()
    assert first.state == "PROPOSED"


def test_the_regulator_reads_and_does_not_decide(both):
    one = doubtful()[0]
    both.force_login(make.person("reader", "REGULATOR"))

    page = both.get(match_url(one)).content.decode()

    assert 'name="decision"' not in page
    assert both.post(match_url(one, "decide"), {"decision": "confirm"}).status_code == 403


def test_sites_in_both_registers_stand_with_their_gases_and_pollutants(both):
    page = both.get(reverse("pollution:register-joined")).content.decode()

    assert "Heron Solvents Inc. (Reedport)" in page
    assert "of=co2e" in page


@pytest.mark.parametrize("side", ["distance", "score", "co2e", "AIR"])
def test_every_number_of_a_match_opens_its_making(both, side):
    one = RegisterMatch.objects.filter(state="CONFIRMED").first()

    answer = both.get(f"{match_url(one, 'making')}?of={side}", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.content.strip()


def test_a_list_of_many_matches_takes_as_many_queries_as_a_short_one(
    both, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        both.get(reverse("pollution:register-list"))
    with django_assert_max_num_queries(12):
        both.get(reverse("pollution:register-joined"))


def test_a_register_is_brought_in_through_the_form(park):
    given = {"file": toxics(), "area": "Reedland", "source": "made up"}

    answer = park.post(reverse("pollution:register-import"), given)

    assert answer.status_code == 302
    assert Register.objects.get().kind == "TRI"


def test_a_bad_row_is_named_at_its_place_and_nothing_is_brought_in(park):
    text = demo._toxics().replace(b"Dioxin,Grams", b"Dioxin,Pounds")

    answer = park.post(
        reverse("pollution:register-import"),
        {"file": toxics(text), "area": "Reedland", "source": "made up"},
    )

    assert answer.status_code == 422
    assert "dioxins in grams" in answer.content.decode()
    assert not Register.objects.exists()


def test_a_withdrawn_register_leaves_the_list(both):
    register = Register.objects.get(kind="TRI")

    both.post(reverse("pollution:register-withdraw", args=[register.pk]))

    assert "GHGRP" in str(Register.objects.filter(withdrawn_at=None).values_list("kind"))
    assert both.get(reverse("pollution:register-detail", args=[register.pk])).status_code == 404


def test_machines_read_the_matches(both):
    rows = both.get("/api/v1/pollution/registers/matches?state=CONFIRMED").json()

    assert len(rows) == 4
    assert {"left", "right", "distance", "score", "state", "co2e"} <= rows[0].keys()


def test_machines_decide_a_match(both):
    one = doubtful()[0]

    answer = both.post(
        f"/api/v1/pollution/registers/matches/{one.pk}", {"state": "REJECTED"},
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 200
    one.refresh_from_db()
    assert one.state == "REJECTED"
