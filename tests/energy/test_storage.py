from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from copark.base.models import AuditEntry
from copark.energy import queries, services
from copark.energy.models import Use
from copark.energy.queries import records
from copark.kernel.errors import Refused
from copark.monitoring.contracts import MeteredEnergy, MeteredMonth
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


@pytest.fixture
def meters(monkeypatch):
    """Stand in for the meters: what monitoring would answer."""
    rows = []

    def metered(start, end, enterprise_id=None):
        return [
            row
            for row in rows
            if start <= row.day < end and enterprise_id in {None, row.enterprise_id}
        ]

    def months(year, enterprise_id=None):
        sums = {}
        for row in metered(date(year, 1, 1), date(year + 1, 1, 1), enterprise_id):
            sums.setdefault((row.enterprise_id, row.carrier, row.day.month), []).append(row)
        return [
            MeteredMonth(
                owner, carrier, year, month, sum(row.amount for row in found), "kWh", len(found)
            )
            for (owner, carrier, month), found in sums.items()
        ]

    monkeypatch.setattr(records, "metered_days", metered)
    monkeypatch.setattr(records, "metered_months", months)
    return rows


def tce(year=2025):
    return sum(row.figure.value for row in queries.year_of(year))


def correct(number, amount, unit="MWh"):
    return services.correct_use(
        use_id=number,
        amount=Decimal(amount),
        unit=unit,
        evidence="meter read wrongly",
        user_id=None,
        now=make.NOW,
    )


def test_an_amount_is_kept_in_its_carriers_unit_and_adds_up(plant):
    make.record(make.use(plant, "electricity", 1000, "MWh"))

    (row,) = queries.declared(2025)
    assert (row.amount, row.unit, row.month) == (1_000_000, "kWh", None)
    assert tce() == Decimal("122.9")


def test_a_correction_replaces_the_amount_and_keeps_the_earlier_one(plant):
    (number,) = make.record(make.use(plant, "electricity", 1000, "MWh"))

    fresh = correct(number, 900)

    assert [row.id for row in queries.declared(2025)] == [fresh]
    assert Use.objects.get(pk=number).superseded_by_id == fresh
    assert AuditEntry.objects.filter(verb="correct", subject_id=str(fresh)).count() == 1


def test_withdrawing_a_correction_undoes_it(plant):
    (number,) = make.record(make.use(plant, "electricity", 1000, "MWh"))
    fresh = correct(number, 900)

    assert services.withdraw_use(use_id=fresh, user_id=None, now=make.NOW)

    assert [(row.id, row.amount) for row in queries.declared(2025)] == [(number, 1_000_000)]


def test_a_row_that_was_replaced_cannot_be_replaced_again(plant):
    (number,) = make.record(make.use(plant, "electricity", 1000, "MWh"))
    correct(number, 900)

    with pytest.raises(Refused) as refused:
        correct(number, 800)

    assert refused.value.code == "energy.use.gone"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "energy.use.twice"),
        ({"month": 3}, "energy.use.overlap"),
    ],
)
def test_an_amount_is_recorded_once(plant, change, code):
    make.record(make.use(plant, "electricity", 1, "MWh"))

    with pytest.raises(Refused) as refused:
        make.record(make.use(plant, "electricity", 2, "MWh", **change))

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("arguments", "change", "code"),
    [
        (("electricity", -1, "MWh"), {}, "energy.amount.negative"),
        (("electricity", 10**16, "MWh"), {}, "energy.amount.long"),
        (("electricity", 1, "t"), {}, "energy.unit.unfit"),
        (("phlogiston", 1, "t"), {}, "energy.carrier.unknown"),
        (("electricity", 1, "MWh"), {"direction": "STOLEN"}, "energy.direction.unknown"),
        (("electricity", 1, "MWh"), {"year": 2027}, "energy.year.future"),
    ],
)
def test_all_rows_are_written_or_none(plant, arguments, change, code):
    with pytest.raises(Refused) as refused:
        make.record(make.use(plant, "diesel", 1, "t"), make.use(plant, *arguments, **change))

    assert refused.value.code == code
    assert not Use.objects.exists()


def test_the_database_itself_refuses_a_second_current_row(plant):
    (number,) = make.record(make.use(plant, "electricity", 1, "MWh"))
    row = Use.objects.get(pk=number)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_closed_year_stands_still_until_it_is_reopened(plant):
    (number,) = make.record(make.use(plant, "electricity", 1, "MWh"))
    services.close_year(year=2025, user_id=None, now=make.NOW)

    with pytest.raises(Refused, match="closed"):
        correct(number, 2)
    services.reopen_year(year=2025, user_id=None, now=make.NOW)

    assert correct(number, 2)


def test_a_year_that_has_not_begun_cannot_be_closed():
    with pytest.raises(Refused):
        services.close_year(year=2027, user_id=None, now=make.NOW)


def metered(plant, day, kwh):
    return MeteredEnergy(plant.pk, "electricity", day, Decimal(kwh), "kWh", Decimal(1))


def test_meters_count_in_months_that_were_not_declared_and_only_there(plant, meters):
    make.record(make.use(plant, "electricity", 100, "kWh", month=1, year=2026))
    meters += [
        metered(plant, date(2026, 1, 5), 7000),
        metered(plant, date(2026, 2, 1), 40),
        metered(plant, date(2026, 2, 2), 2),
    ]

    (row,) = queries.year_of(2026)

    (balance,) = row.balances
    assert (balance.bought, balance.metered) == (142, 42)
    assert [(use.month, use.origin) for use in row.uses] == [(1, "FORM"), (2, "METER")]
    assert row.figure.parts[0].ingredients[1].value == 42


def test_days_give_the_metered_energy_of_the_park(plant, meters):
    meters += [metered(plant, date(2026, 2, 1), 10_000), metered(plant, date(2026, 2, 2), 20_000)]

    found = queries.days_of(date(2026, 2, 1), date(2026, 2, 3))

    assert [(row.day.day, row.tce) for row in found] == [
        (1, Decimal("1.229")),
        (2, Decimal("2.458")),
    ]


def test_months_leave_out_what_is_given_for_a_whole_year(plant, meters):
    make.record(
        make.use(plant, "electricity", 1, "GWh", month=2), make.use(plant, "diesel", 1, "t")
    )
    (row,) = queries.year_of(2025)

    assert [(one.month, one.tce) for one in queries.months_of(2025, row.uses)] == [
        (2, Decimal("122.9"))
    ]


def test_the_number_of_queries_does_not_grow_with_the_park(django_assert_max_num_queries):
    where = make.park()
    for number in range(12):
        make.record(make.use(make.enterprise(f"E{number}", where), "electricity", 1, "MWh"))

    with django_assert_max_num_queries(ENERGY_QUERIES):
        assert len(queries.year_of(2025)) == 12


ENERGY_QUERIES = 7  # stamps; frozen years, declared rows, points of the meters and their days
