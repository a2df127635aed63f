"""Facts of units that rules ask for and no meter says."""

from decimal import Decimal

import pytest

from copark.kernel.errors import Refused
from copark.synergy import queries, services
from copark.synergy.models import UnitFact
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


def enter(plant, name="annual_hazardous_waste_t", value="150", year_from=2024, **changes):
    given = {
        "enterprise_id": plant.pk,
        "name": name,
        "year_from": year_from,
        "value": Decimal(value),
        "evidence": "ledger",
        "user_id": None,
        "now": make.NOW,
    }
    return services.record_fact(**(given | changes))


def on(year, name="env_risk"):
    return [row.enterprise_code for row in queries.lists_of(year).rows if row.list == name]


def test_a_keeper_of_hazardous_waste_is_listed_from_the_year_of_the_fact_on(plant):
    enter(plant)

    assert (on(2023), on(2024), on(2025)) == ([], ["A1"], ["A1"])


def test_a_later_year_says_otherwise(plant):
    enter(plant)
    enter(plant, value="60", year_from=2025)

    assert (on(2024), on(2025)) == (["A1"], [])


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        ("high_risk_plot_and_toxics", "env_soil"),
        ("in_gw_key_zone_with_outfall", "env_groundwater"),
        ("operates_landfill_or_tailings", "env_groundwater"),
        ("has_hazardous_waste_facility", "env_risk"),
        ("industrial_noise_exceeds_or_sensitive_area", "env_noise"),
        ("on_key_new_pollutant_list", "env_any"),
        ("city_decision", "env_any"),
        ("industrial_coating_above_scale", "env_air"),
        ("packaging_printing_above_scale", "env_air"),
    ],
)
def test_each_fact_puts_a_unit_on_its_list_and_takes_it_off_when_it_ends(plant, fact, name):
    enter(plant, fact, "1", 2024)
    enter(plant, fact, "0", 2025)

    assert (on(2024, name), on(2025, name)) == (["A1"], [])


def test_sector_and_size_of_the_registry_are_facts_too():
    mine = make.enterprise("M1", make.park(), sector="0911", is_above_scale=True)
    make.enterprise("M2", mine.park, sector="0911", is_above_scale=False)

    assert on(2025, "env_soil") == ["M1"]


def test_a_correction_of_the_same_year_supersedes_and_keeps_the_earlier_entry(plant):
    enter(plant)
    enter(plant, value="90")

    assert [row.value for row in queries.counting()] == [90]
    assert UnitFact.objects.filter(superseded_by__isnull=False).count() == 1


def test_an_entry_taken_back_counts_in_no_year(plant):
    services.withdraw_fact(fact_id=enter(plant), user_id=None, now=make.NOW)

    assert on(2025) == []
    assert UnitFact.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "is_rich"}, "synergy.fact.unknown"),
        ({"name": "is_ets_sector", "value": "1"}, "synergy.fact.unknown"),
        ({"value": "-1"}, "synergy.fact.value"),
        ({"value": "1e12"}, "synergy.fact.value"),
        ({"name": "city_decision", "value": "2"}, "synergy.fact.value"),
        ({"evidence": "  "}, "synergy.fact.evidence"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(plant, changes, code):
    with pytest.raises(Refused) as refused:
        enter(plant, **changes)

    assert refused.value.code == code
    assert UnitFact.objects.count() == 0
