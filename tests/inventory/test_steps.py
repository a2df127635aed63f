"""The life of an inventory: who may lead it where, and what two people at once may not do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from copark.alerts import queries as alerts
from copark.inventory import queries, services
from copark.inventory.contracts import NewBoundary, ToClose
from copark.inventory.models import Closed, Inventory
from copark.inventory.queries import frozen
from copark.kernel.errors import Refused
from copark.registry.models import Enterprise, Park

NOW = datetime(2026, 4, 2, 1, tzinfo=UTC)
YEAR = 2025
pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    park = Park.objects.create(code="p", name_en="Park", name_zh="园区", longitude=121, latitude=28)
    return Enterprise.objects.create(
        park=park, code="E1", name_en="Heron", name_zh="鹭", sector="2710", longitude=1, latitude=1
    )


def step(enterprise, verb, note="", year=YEAR):
    services.take_step(
        enterprise_id=enterprise.id, year=year, verb=verb, note=note, user_id=None, now=NOW
    )


def closed(enterprise, version=1, text="a"):
    content = ToClose({"energy": {"en": {"text": text}}}, b"pack", text * 64)
    return services.close(
        enterprise_id=enterprise.id,
        year=YEAR,
        version=version,
        content=content,
        user_id=None,
        now=NOW,
    )


def test_an_inventory_nobody_touched_is_open_and_due_on_the_day_of_the_table(heron):
    found = queries.standing(YEAR, heron.id)

    assert (found.state, found.version, found.due) == ("OPEN", 1, date(2026, 3, 31))


def test_it_is_handed_in_returned_handed_in_again_accepted_and_closed(heron):
    for verb, note in [("submit", ""), ("return", "gas missing"), ("submit", ""), ("accept", "")]:
        step(heron, verb, note)
    closed(heron)

    found = queries.standing(YEAR, heron.id)
    verbs = [row.verb for row in queries.steps(found.id)]
    assert found.state == "CLOSED"
    assert verbs == ["submit", "return", "submit", "accept", "close"]


@pytest.mark.parametrize(
    ("before", "verb"),
    [([], "accept"), ([], "restate"), (["submit"], "submit"), (["submit", "accept"], "take-back")],
)
def test_a_step_from_the_wrong_state_is_refused_and_changes_nothing(heron, before, verb):
    for one in before:
        step(heron, one)
    state = queries.standing(YEAR, heron.id).state

    with pytest.raises(Refused) as refusal:
        step(heron, verb, "why")

    assert refusal.value.code == "inventory.moved"
    assert queries.standing(YEAR, heron.id).state == state


def test_returning_and_restating_ask_for_a_reason(heron):
    step(heron, "submit")

    with pytest.raises(Refused) as refusal:
        step(heron, "return", "  ")

    assert refusal.value.code == "inventory.note"


def test_a_year_that_is_not_over_cannot_be_handed_in(heron):
    with pytest.raises(Refused) as refusal:
        step(heron, "submit", year=2026)

    assert refusal.value.code == "inventory.year"
    assert not Inventory.objects.filter(year=2026).exists()


def test_what_is_handed_in_refuses_to_be_written_and_what_was_returned_does_not(heron):
    step(heron, "submit")
    with pytest.raises(Refused) as refusal:
        queries.refuse_locked({(heron.id, YEAR)})
    assert refusal.value.code == "inventory.locked"

    step(heron, "return", "gas missing")

    queries.refuse_locked({(heron.id, YEAR), (heron.id, YEAR - 1)})


def test_restating_makes_a_version_beside_the_old_one_and_keeps_both(heron):
    step(heron, "submit")
    step(heron, "accept")
    first = closed(heron)
    step(heron, "restate", "a meter was read wrongly")
    step(heron, "submit")
    step(heron, "accept")

    second = closed(heron, version=2, text="b")

    versions = queries.versions(queries.standing(YEAR, heron.id).id)
    assert [(row.version, row.is_current) for row in versions] == [(2, True), (1, False)]
    assert versions[0].reason == "a meter was read wrongly"
    assert queries.figures_of(first)["energy"]["en"]["text"] == "a"
    assert frozen.of(YEAR, "energy") == {heron.id: {"text": "b"}}
    assert queries.pack(second, heron.id)[0] == b"pack"
    assert queries.pack(second, heron.id + 1) is None


def test_closing_what_was_restated_meanwhile_is_refused(heron):
    step(heron, "submit")
    step(heron, "accept")
    closed(heron)

    with pytest.raises(Refused):
        closed(heron, version=1)

    assert Closed.objects.count() == 1


def test_of_two_people_who_accept_and_return_at_once_the_second_is_told(heron, monkeypatch):
    step(heron, "submit")
    seen = Inventory.objects.get()
    step(heron, "accept")
    monkeypatch.setattr(services, "_held", lambda *_: seen)  # read before the other one wrote

    with pytest.raises(Refused) as refusal:
        step(heron, "take-back")

    assert refusal.value.code == "inventory.moved"
    assert queries.standing(YEAR, heron.id).state == "ACCEPTED"


def test_who_is_late_is_reminded_once_and_no_longer_after_handing_in(heron):
    services.remind(now=NOW, today=date(2026, 3, 10))
    services.remind(now=NOW, today=date(2026, 4, 2))

    [warning] = alerts.open_warnings(domain="inventory")
    assert (warning.level, warning.enterprise_id) == ("ATTENTION", heron.id)
    step(heron, "submit")
    assert alerts.open_warnings(domain="inventory") == []


def test_nobody_is_reminded_long_before(heron):
    assert services.remind(now=NOW, today=date(2026, 2, 1)) == 0


def test_after_a_closure_no_inventory_is_expected_and_the_years_before_stay(heron):
    boundary = NewBoundary(heron.id, "CLOSED", date(2024, 6, 30), None, "", "decision 12")
    made = services.record_boundary(boundary=boundary, user_id=None, now=NOW)

    assert heron.id not in queries.standings(2025)
    assert heron.id in queries.standings(2024)
    services.withdraw_boundary(boundary_id=made, user_id=None, now=NOW)
    assert heron.id in queries.standings(2025)


@pytest.mark.parametrize(
    ("kind", "other", "note", "code"),
    [
        ("MERGED", None, "x", "inventory.boundary.other"),
        ("CLOSED", "self", "x", "inventory.boundary.other"),
        ("MERGED", "self", "x", "inventory.boundary.same"),
        ("CLOSED", None, " ", "inventory.note"),
    ],
)
def test_a_boundary_that_makes_no_sense_is_refused(heron, kind, other, note, code):
    other_id = heron.id if other else None
    boundary = NewBoundary(heron.id, kind, date(2024, 6, 30), other_id, "", note)

    with pytest.raises(Refused) as refusal:
        services.record_boundary(boundary=boundary, user_id=None, now=NOW)

    assert refusal.value.code == code
