"""The pages of meters: what people say of a meter is kept, or refused where they said it."""

from __future__ import annotations

import pytest

from copark.base.models import Role
from copark.meters import queries
from copark.monitoring import queries as monitoring
from copark.registry.models import Point
from tests.factories import inventories as make
from tests.meters.test_meters import NOW, everything, letters, point, site, speaks, virtual
from tests.monitoring import conftest as sites

pytestmark = pytest.mark.django_db
park, inbox = sites.park, sites.inbox


@pytest.fixture
def plants(park, inbox, time_machine):
    time_machine.move_to(NOW, tick=False)
    found = [site(park, inbox, code) for code in ("M0", "M1")]
    for plant in found:
        speaks(plant, 0, 10, 30.0)
    everything(inbox)
    return found


@pytest.fixture
def officer(client):
    client.force_login(make.person("p"))
    return client


def owner_of(plant):
    return Point.objects.get(pk=point(plant)).station.outlet.enterprise


def test_the_list_shows_amount_coverage_and_grade_and_each_opens_its_making(officer, plants):
    page = officer.get("/meters/").content.decode()
    key = queries.key_of(point(plants[0]))

    assert f"key={key}&amp;month=2026-08" in page
    made = officer.get(f"/meters/making/?key={key}", headers={"hx-request": "true"})
    assert "Hours measured" in made.content.decode()
    whole = officer.get("/meters/making/?key=carrier:electricity", headers={"hx-request": "true"})
    assert whole.content.decode().count("300") >= 2


@pytest.mark.parametrize("key", ["", "p999999", "v1", "carrier:beer", "balance:p1", "x" * 500])
def test_a_making_of_nothing_is_not_found(officer, plants, key):
    assert officer.get("/meters/making/", {"key": key}).status_code == 404


def test_an_exchange_is_recorded_shown_and_withdrawn(officer, plants):
    page = f"/meters/{point(plants[0])}/"
    said = {
        "exchange": "1",
        "at": "2026-08-01T05:00",
        "closing": "650",
        "opening": "650",
        "reason": "Order 17",
    }

    assert officer.post(page, said).status_code == 302
    [kept] = monitoring.exchanges(point(plants[0]))
    assert "Order 17" in officer.get(page).content.decode()
    assert officer.post(page, {"withdraw": str(kept.id)}).status_code == 302
    assert monitoring.exchanges(point(plants[0])) == []


def test_a_refused_exchange_says_why_and_keeps_what_was_typed(officer, plants):
    said = {
        "exchange": "1",
        "at": "2026-09-01T05:00",
        "closing": "1",
        "opening": "0",
        "reason": "x",
    }

    answer = officer.post(f"/meters/{point(plants[0])}/", said)

    assert answer.status_code == 422
    assert "in the future" in answer.content.decode()
    assert "2026-09-01T05:00" in answer.content.decode()


def test_how_a_meter_counts_is_kept(officer, plants):
    said = {"count": "1", "register": "99999.9", "outage": "KEEP", "main_id": ""}

    assert officer.post(f"/meters/{point(plants[0])}/", said).status_code == 302

    row = Point.objects.get(pk=point(plants[0]))
    assert (row.register, row.outage, row.main_id) == (99999.9, "KEEP", None)


def form(**facts):
    return {
        "code": "SUM",
        "name_en": "Sum",
        "name_zh": "合计",
        "unit": "kWh",
        "formula": "a + b",
    } | facts


def test_a_virtual_meter_is_said_shown_changed_and_taken_away(officer, plants):
    parts = {f"part_{name}": key for name, key in letters(plants).items()}

    officer.post("/meters/virtual/new/", form(**parts))
    [made] = queries.virtuals()
    page = officer.get(f"/meters/virtual/{made.id}/").content.decode()
    series = officer.get(f"/meters/virtual/{made.id}/hours.json").json()

    assert "a + b" in page
    assert [row[1] for row in series["series"][0]["points"]] == [60.0] * 10
    officer.post(f"/meters/virtual/{made.id}/edit/", form(**parts, formula="a"))
    assert queries.virtual(made.id).formula == "a"
    officer.post(f"/meters/virtual/{made.id}/edit/", {"remove": "1"})
    assert queries.virtuals() == []


def test_a_formula_that_adds_unlike_things_is_refused_at_its_field(officer, plants, park, inbox):
    odd = site(park, inbox, "M7", unit="m3")
    parts = {"part_a": queries.key_of(point(plants[0])), "part_b": queries.key_of(point(odd))}

    answer = officer.post("/meters/virtual/new/", form(**parts))

    assert answer.status_code == 422
    assert "adds unlike things" in answer.content.decode()
    assert queries.virtuals() == []


def test_an_enterprise_sees_and_says_its_own_meters_alone(client, plants):
    mine, other = plants
    client.force_login(make.person("e", role=Role.ENTERPRISE, enterprise_id=owner_of(mine).pk))
    theirs = virtual("a", {"a": queries.key_of(point(other))}, enterprise_id=owner_of(other).pk)

    assert client.get(f"/meters/{point(other)}/").status_code == 403
    assert client.get(f"/meters/virtual/{theirs}/").status_code == 403
    assert client.get(f"/meters/virtual/{theirs}/hours.json").status_code == 403
    assert client.post(f"/meters/virtual/{theirs}/edit/", {"remove": "1"}).status_code == 403
    assert client.get(f"/meters/making/?key=p{point(other)}").status_code == 404
    assert [row["key"] for row in client.get("/api/v1/meters/").json()] == [f"p{point(mine)}"]
    assert client.get("/api/v1/meters/balances").json() == []


def test_a_regulator_looks_and_says_nothing(client, plants):
    client.force_login(make.person("r", role=Role.REGULATOR))

    assert client.get(f"/meters/{point(plants[0])}/").status_code == 200
    assert client.post(f"/meters/{point(plants[0])}/", {"count": "1"}).status_code == 403
    assert client.get("/meters/virtual/new/").status_code == 403
