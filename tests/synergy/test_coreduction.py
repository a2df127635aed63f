"""Co-reduction: like for like, signs first, weights by choice, and one's own figures only."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copark.base.models import Role
from copark.energy import services as energy
from copark.energy.contracts import NewTurnover
from copark.synergy.queries import coreduction
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plants():
    where = make.park()
    return [make.enterprise(f"A{number}", where) for number in range(1, 8)]


@pytest.fixture
def recorded(plants):
    """Seven enterprises; the first lowers everything, the second trades SO2 for carbon."""
    rows = []
    for at, plant in enumerate(plants):
        for year, power in ((2024, 1000), (2025, 900 if at == 0 else 1100)):
            rows.append(make.use(plant, "electricity", power + 10 * at, "MWh", year=year))
        rows.append(make.release(plant, "so2", 10 + at, year=2024))
        rows.append(make.release(plant, "so2", 8 + at, year=2025))
    rows += [
        make.release(plants[0], "cod", 5, year=2024, medium="INDIRECT"),
        make.release(plants[0], "cod", 4, year=2025, medium="INDIRECT"),
        make.release(plants[1], "nox", 5, year=2024),
    ]
    make.record(*rows)
    energy.record_turnover(
        values=[
            NewTurnover(plant.pk, year, Decimal(1000 + 50 * at))
            for at, plant in enumerate(plants)
            for year in (2024, 2025)
        ],
        user_id=None,
        now=make.NOW,
    )
    return plants


def asked(**changes):
    plain = {"weights": "CN_TAX_ZJ", "price": "", "price_year": 0, "scheme": ""}
    return coreduction.wish_of(2024, 2025, **(plain | changes))


SO2 = ("AIR", "so2")


def test_a_reduction_is_that_of_the_figures_of_both_years(recorded):
    found = coreduction.of_one(asked(), recorded[0].pk)

    effect = found.effect(SO2)
    assert (effect.change.baseline, effect.change.reduction) == (10, 2)
    assert effect.change.rate == Decimal("0.2")
    assert effect.elasticity.value == Decimal("0.2") / found.effect(coreduction.CO2).change.rate
    assert effect.elasticity.verdict == "POLLUTANT_MORE"
    assert effect.coordinates.quadrant == "I"


def test_where_one_falls_and_the_other_rises_there_is_a_verdict_and_no_number(recorded):
    effect = coreduction.of_one(asked(), recorded[1].pk).effect(SO2)

    assert effect.elasticity.verdict == "TRADE_OFF"
    assert effect.elasticity.value is None
    assert effect.coordinates.quadrant == "IV"


def test_a_missing_figure_is_no_reduction(recorded):
    whole, rows = coreduction.of_everybody(asked())

    assert whole.effect(("AIR", "nox")) is None
    assert {row.enterprise_id for row in rows} == {plant.pk for plant in recorded}


def test_the_park_adds_up_its_enterprises(recorded):
    whole, rows = coreduction.of_everybody(asked())

    for key in (coreduction.CO2, SO2):
        parts = [row.effect(key).change.reduction for row in rows]
        assert whole.effect(key).change.reduction == sum(parts)


def test_weights_say_what_they_have_none_for_and_a_price_weighs_carbon(recorded):
    without = coreduction.of_one(asked(), recorded[0].pk).equivalent
    priced = coreduction.of_one(asked(price="60"), recorded[0].pk)

    assert without.unweighted == ("co2",)
    co2 = priced.effect(coreduction.CO2).change.reduction
    assert priced.equivalent.total - without.total == co2 * 60
    assert coreduction.of_one(asked(weights="EEA_ACID", price="60"), recorded[0].pk).equivalent


def test_the_park_leaves_out_what_its_sewage_works_releases(recorded):
    whole, _rows = coreduction.of_everybody(asked())
    own = coreduction.of_one(asked(), recorded[0].pk)

    assert "cod" not in {part.subject for part in whole.equivalent.parts}
    assert "cod" in {part.subject for part in own.equivalent.parts}


def test_coordination_needs_a_group_and_names_its_classes(recorded):
    found = coreduction.of_one(asked(scheme="CCD_FIVE"), recorded[0].pk)

    assert [row.year for row in found.coupled] == [2024, 2025]
    assert all(0 <= row.found.degree <= 1 for row in found.coupled)
    assert {row.named.scheme for row in found.coupled} == {"CCD_FIVE"}


def test_among_few_there_is_no_coordination(plants):
    make.record(
        *(make.use(plants[0], "electricity", 9, "MWh", year=year) for year in (2024, 2025)),
        *(make.release(plants[0], "so2", 9, year=year) for year in (2024, 2025)),
    )

    assert coreduction.of_one(asked(), plants[0].pk).coupled == ()


# Pages and API

PAGE = "/lists/coreduction/?from=2024&to=2025"


def signed_in(client, role, enterprise=None):
    client.force_login(make.person(role.lower(), role, enterprise and enterprise.pk))
    return client


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_park_sees_every_enterprise_in_both_languages(client, recorded, language):
    signed_in(client, Role.REGULATOR)

    answer = client.get(PAGE, headers={"accept-language": language})

    assert answer.status_code == 200
    text = answer.content.decode()
    name = recorded[1].name_zh if language == "zh-hans" else recorded[1].name_en
    assert name in text


def test_an_enterprise_sees_itself_and_nobody_else(client, recorded):
    own, *others = recorded
    signed_in(client, Role.ENTERPRISE, own)

    text = client.get(PAGE).content.decode()
    machine = client.get("/api/v1/lists/coreduction/2025").json()

    assert all(other.name_en not in text for other in others)
    assert [row["enterprise_id"] for row in machine["rows"]] == [own.pk]
    assert client.get(f"{PAGE}&enterprise={others[0].pk}").status_code == 403
    url = f"/api/v1/lists/coreduction/2025?enterprise={others[0].pk}"
    assert client.get(url).status_code == 403
    making = f"/lists/coreduction/making/?of=reduction&enterprise={others[0].pk}"
    assert client.get(making).status_code == 403


@pytest.mark.parametrize(
    ("of", "subject"),
    [
        ("reduction", "co2"),
        ("rate", "air-so2"),
        ("elasticity", "air-so2"),
        ("intensity", "air-so2"),
        ("intensity-before", "co2"),
        ("equivalent", "co2"),
        ("degree-2025", "co2"),
    ],
)
def test_every_number_opens_its_making(client, recorded, of, subject):
    signed_in(client, Role.PARK)
    ask = f"from=2024&to=2025&price=60&of={of}&subject={subject}&enterprise={recorded[0].pk}"

    drawer = client.get(f"/lists/coreduction/making/?{ask}", headers={"hx-request": "true"})
    page = client.get(f"/lists/coreduction/making/?{ask}")

    assert (drawer.status_code, page.status_code) == (200, 200)
    assert "<html" not in drawer.content.decode()


def test_what_was_not_made_is_not_found(client, recorded):
    signed_in(client, Role.PARK)
    ask = f"from=2024&to=2025&of=elasticity&subject=air-so2&enterprise={recorded[1].pk}"

    assert client.get(f"/lists/coreduction/making/?{ask}").status_code == 404


@pytest.mark.parametrize(
    "ask", ["from=x&to=y", "weights=narnia", "price=-4", "price=1e999", "subject=air-x", "scheme=7"]
)
def test_a_strange_question_gets_the_usual_answer(client, recorded, ask):
    assert signed_in(client, Role.PARK).get(f"/lists/coreduction/?{ask}").status_code == 200


def test_a_park_without_data_says_what_to_do(client):
    make.park()

    text = signed_in(client, Role.PARK).get("/lists/coreduction/").content.decode()

    assert "No figures of both years" in text


def test_the_number_of_queries_does_not_grow_with_the_park(client, recorded):
    signed_in(client, Role.PARK)
    few = counted(client)
    more = [make.enterprise(f"M{at}", recorded[0].park) for at in range(5)]
    make.record(
        *(make.use(one, "electricity", 9, "GWh", year=year) for one in more for year in YEARS),
        *(make.release(one, "so2", 9, year=year) for one in more for year in YEARS),
    )

    assert counted(client) == few


YEARS = (2024, 2025)


def counted(client):
    client.get(PAGE)
    with CaptureQueriesContext(connection) as found:
        client.get(PAGE)
    return len(found)
