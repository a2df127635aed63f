from decimal import Decimal

import pytest

from copark.base.models import Role
from copark.registry.models import Plan
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/statistics"


@pytest.fixture
def plants():
    where = make.park()
    found = make.enterprise("A1", where), make.enterprise("B2", where, sector="2614")
    make.record(
        *(make.use(one, "electricity", 10, "MWh", year=2024, month=5) for one in found),
        *(make.use(one, "electricity", 20, "MWh", month=5) for one in found),
        *(make.release(one, "nox", 3) for one in found),
    )
    return found


@pytest.fixture
def api(client, plants):
    client.force_login(make.person("desk"))
    return lambda path: client.get(f"{ROOT}/{path}").json()


def test_trends_carry_their_unit_and_add_up(api):
    found = api("trends/2025?by=sector")

    assert (found["unit"], found["by"]) == ("tce", "sector")
    assert [row["period"] for row in found["whole"]] == [2024, 2025]
    assert sum(Decimal(line["amounts"][-1]["value"]) for line in found["lines"]) == Decimal(
        found["whole"][-1]["value"]
    )
    assert {line["change"] for line in found["lines"]} == {"1"}


def test_months_composition_and_seasons_answer_for_a_place(api, plants):
    own = plants[0].pk

    by_month = api(f"trends/2025?scale=months&enterprise={own}")
    flows = api("composition/2025?kind=air&sector=26")
    seasons = api(f"seasonality/2025?enterprise={own}")

    assert [line["key"] for line in by_month["lines"]] == ["05"]
    assert {Decimal(flow["value"]) for flow in flows["flows"]} == {Decimal(3)}
    assert seasons["years"][0]["months"][0]["index"] == "1"


def test_contributions_add_up_to_the_change(api):
    found = api("contribution/2025?by=enterprise")

    assert sum(Decimal(row["change"]) for row in found["parts"]) == Decimal(found["change"])
    assert found["before"] == 2024
    assert found["effects"] is None


def test_a_plan_comes_with_its_unit_and_its_pace(api, plants):
    Plan.objects.create(park=plants[0].park, year=2025, subject="energy", value=10, unit="tce")

    (row,) = api("plan/2025")

    assert (row["row"], row["unit"]) == ("plan.energy", "tce")
    assert Decimal(row["so_far"]) == Decimal(row["expected"]) == Decimal("4.916")


@pytest.mark.parametrize("path", ["trends", "composition", "seasonality", "contribution", "plan"])
def test_staff_are_told_of_their_own_enterprise_only(client, plants, path):
    own, other = plants
    client.force_login(make.person("staff", Role.ENTERPRISE, own.pk))

    assert client.get(f"{ROOT}/{path}/2025?enterprise={other.pk}").status_code == 403
    answer = client.get(f"{ROOT}/{path}/2025?sector=26")
    assert answer.status_code == 200
    assert "Works B2" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["trends/2025?subject=moon", "trends/2025?sector=99", "composition/2025?kind=moon"]
)
def test_what_there_is_not_is_not_found(client, plants, path):
    client.force_login(make.person("desk"))

    assert client.get(f"{ROOT}/{path}").status_code == 404
