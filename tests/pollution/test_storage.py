from datetime import date
from decimal import Decimal

import pytest

from copark.kernel.errors import Refused
from copark.monitoring.contracts import MassOfYear
from copark.pollution import queries, services
from copark.pollution.models import Release
from copark.pollution.queries import inventory
from copark.protocols.hj212.factors import FACTORS
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
NOX = next(code for code, row in FACTORS.items() if row.pollutant == "nox")
COD = next(code for code, row in FACTORS.items() if row.pollutant == "cod")


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


@pytest.fixture
def outlets(monkeypatch):
    """Stand in for monitoring: the masses of the year."""
    rows = []
    monkeypatch.setattr(inventory, "monitored_of", lambda year, enterprise_id=None: list(rows))
    return rows


def mass(
    plant, factor=NOX, kg=2500, valid=8760, *, medium="AIR", indirect=False, last=date(2025, 12, 31)
):
    return MassOfYear(
        enterprise_id=plant.pk,
        outlet_id=5,
        medium=medium,
        is_indirect=indirect,
        factor=factor,
        year=2025,
        kg=Decimal(kg),
        hours_valid=valid,
        hours_replaced=0,
        hours_stopped=0,
        hours_missing=0,
        first_day=date(2025, 1, 1),
        last_day=last,
    )


def test_a_declared_release_counts_where_nothing_is_monitored(plant, outlets):
    make.record(make.release(plant, "nox", 1500, unit="kg"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method, row.reason) == (
        Decimal("1.5"),
        "DECLARED",
        "not-monitored",
    )


def test_monitored_mass_goes_before_the_declared_one_and_shows_both(plant, outlets):
    make.record(make.release(plant, "nox", 9))
    outlets.append(mass(plant))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method) == (Decimal("2.5"), "MONITORED")
    assert (row.declared, row.monitored) == (9, Decimal("2.5"))
    assert row.figure.coverage == 1


def test_too_few_hours_leave_the_declared_release_standing(plant, outlets):
    make.record(make.release(plant, "nox", 9))
    outlets.append(mass(plant, valid=100))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method, row.reason) == (9, "DECLARED", "coverage-low")


def test_in_a_running_year_hours_are_due_up_to_the_newest_day_of_the_park(plant, outlets):
    outlets.append(mass(plant, valid=90 * 24, last=date(2025, 3, 31)))

    (row,) = queries.year_of(2025)

    assert row.figure.coverage == 1


def test_direct_and_indirect_water_are_kept_apart(plant, outlets):
    outlets += [mass(plant, COD, medium="WATER"), mass(plant, COD, medium="WATER", indirect=True)]

    assert [row.medium for row in queries.year_of(2025)] == ["INDIRECT", "WATER"]


@pytest.mark.parametrize("medium", ["FENCE", "ENERGY"])
def test_the_fence_line_and_meters_release_nothing(plant, outlets, medium):
    outlets.append(mass(plant, medium=medium))

    assert queries.year_of(2025) == []


def test_an_alias_is_recorded_under_its_accounting_code(plant):
    make.record(make.release(plant, "VOCs", 2))

    assert [row.pollutant for row in queries.releases_of(2025)] == ["nmhc"]


def test_a_microgram_survives_the_database(plant):
    make.record(make.release(plant, "dioxins", "0.000001", unit="g"))

    assert queries.releases_of(2025)[0].tonnes == Decimal("0.000000000001")


@pytest.mark.parametrize(
    ("arguments", "change", "code"),
    [
        (("nox", -1), {}, "pollution.amount.negative"),
        (("nox", 10**14), {}, "pollution.amount.long"),
        (("kryptonite", 1), {}, "pollution.pollutant.unknown"),
        (("nox", 1), {"medium": "WATER"}, "pollution.medium.unfit"),
        (("cod", 1), {"unit": "kWh", "medium": "WATER"}, "pollution.unit.unfit"),
        (("nox", 1), {"year": 2027}, "energy.year.future"),
        (("so2", 7), {}, "pollution.release.twice"),
    ],
)
def test_all_rows_are_written_or_none(plant, arguments, change, code):
    with pytest.raises(Refused) as refused:
        make.record(make.release(plant, "so2", 1), make.release(plant, *arguments, **change))

    assert refused.value.code == code
    assert not Release.objects.exists()


def test_a_correction_keeps_the_earlier_amount_and_can_be_undone(plant):
    (number,) = make.record(make.release(plant, "so2", 1))
    fresh = services.correct_release(
        release_id=number,
        amount=Decimal(2),
        unit="t",
        evidence="balance",
        user_id=None,
        now=make.NOW,
    )
    assert [row.tonnes for row in queries.releases_of(2025)] == [2]

    services.withdraw_release(release_id=fresh, user_id=None, now=make.NOW)

    assert [(row.id, row.tonnes) for row in queries.releases_of(2025)] == [(number, 1)]


def test_the_number_of_queries_does_not_grow_with_the_park(django_assert_max_num_queries):
    where = make.park()
    for number in range(12):
        make.record(make.release(make.enterprise(f"E{number}", where), "nox", 1))

    with django_assert_max_num_queries(POLLUTION_QUERIES):
        assert len(queries.year_of(2025)) == 12


POLLUTION_QUERIES = 8  # stamps; frozen; points and their limits; declared rows; entries
