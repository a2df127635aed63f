from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copark.carbon import queries, services
from copark.carbon.calc.factors import Method
from copark.energy import services as energy
from copark.kernel.errors import Refused
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


def choose(factor_set="NDRC2013_CHEM", grid=("CN-ZJ", "average", 2022), valid_from=2025):
    return services.choose_method(
        valid_from=valid_from, method=Method(factor_set, *grid), user_id=None, now=make.NOW
    )


def test_fuel_electricity_and_heat_make_up_the_year(plant):
    make.record(
        make.use(plant, "natural_gas", 1, "1e4Nm3"),
        make.use(plant, "electricity", 1000, "MWh"),
        make.use(plant, "steam", 1000, "t"),
        make.use(plant, "steam", 100, "t", direction="SOLD"),
    )

    (row,) = queries.year_of(2025)

    sources = dict(row.sources)
    assert round(sources["fuel"], 4) == Decimal("21.6219")
    assert sources["electricity"] == Decimal("497.4")
    assert round(sources["heat"], 2) == Decimal("266.24")
    assert row.figure.value == sum(sources.values())
    assert (row.factor_set, row.grid) == ("GBT32151_2023PLUS_C1", "CN-ZJ average 2023")


def test_every_line_says_its_factor_and_where_it_comes_from(plant):
    make.record(make.use(plant, "diesel", 1, "t"))

    (row,) = queries.year_of(2025)

    (line,) = row.figure.parts[0].parts
    assert [item.value for item in line.ingredients[1:]] == [
        Decimal("42.652"),
        Decimal("0.0202"),
        Decimal("0.98"),
    ]
    assert all(item.source.text for item in line.ingredients[1:])


def test_a_fuel_that_is_sold_on_balance_was_not_burnt_here(plant):
    make.record(make.use(plant, "lpg", 10, "t", direction="SOLD"))

    assert queries.year_of(2025)[0].figure.value == 0


def test_a_fuel_that_the_set_does_not_know_is_said_and_not_borrowed_from_another_set(plant):
    make.record(make.use(plant, "raw_coal", 10, "t"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.figure.grade) == (0, "partial")


def test_the_park_chooses_its_method_and_figures_follow(plant):
    make.record(make.use(plant, "bituminous", 1, "t"), make.use(plant, "electricity", 1000, "MWh"))

    choose()

    (row,) = queries.year_of(2025)
    sources = dict(row.sources)
    assert round(sources["fuel"], 6) == Decimal("2.071509")
    assert sources["electricity"] == Decimal("515.3")


def test_a_choice_holds_from_its_year_on(plant):
    make.record(make.use(plant, "bituminous", 1, "t", year=2024))

    choose(valid_from=2025)

    assert queries.year_of(2024)[0].factor_set == "GBT32151_2023PLUS_C1"


def test_a_method_that_has_no_factor_is_refused():
    with pytest.raises(Refused):
        choose(grid=("CN-ZJ", "fossil", None))
    with pytest.raises(Refused):
        choose(factor_set="NARNIA")


def test_the_method_of_a_closed_year_cannot_change():
    energy.close_year(year=2025, user_id=None, now=make.NOW)

    with pytest.raises(Refused, match="closed"):
        choose(valid_from=2024)


def test_the_number_of_queries_does_not_grow_with_the_park():
    where = make.park()
    asked = []
    for number in range(12):
        make.record(make.use(make.enterprise(f"E{number}", where), "electricity", 1, "MWh"))
        with CaptureQueriesContext(connection) as queries_made:
            queries.year_of(2025)
        asked.append(len(queries_made))

    assert asked[1] == asked[-1]
    assert asked[-1] < 20
