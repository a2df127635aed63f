from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copark.kernel.errors import Refused
from copark.synergy import queries, services
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plants():
    where = make.park()
    return make.enterprise("A1", where, permit_class="KEY"), make.enterprise("B2", where)


def on(lists, name):
    return {(row.enterprise_code, row.rule, row.subject) for row in lists.rows if row.list == name}


def test_the_lists_are_drawn_from_the_records(plants):
    first, second = plants
    make.record(
        make.use(first, "electricity", 50, "GWh"),
        make.use(second, "electricity", 9, "GWh"),
        make.release(first, "nox", 1),
        make.release(second, "nox", 9, year=2024),
        make.release(second, "cod", 3, medium="INDIRECT"),
    )

    lists = queries.lists_of(2025)

    assert lists.rules == "zhejiang"
    assert on(lists, "energy") == {
        ("A1", "zhejiang_key", "energy"),
        ("B2", "zhejiang_local", "energy"),
    }
    assert on(lists, "env_air") == {
        ("A1", "screening_limit", "nox"),
        ("B2", "screening_limit", "nox"),
    }
    assert on(lists, "env_water") == {("B2", "screening_limit", "cod")}
    assert on(lists, "env_any") == {("A1", "permit_key_management", "permit")}
    assert any("2023" in note for note in lists.notes)


def test_declared_carbon_counts_where_there_is_no_activity_data_and_never_beside_it(plants):
    first, second = plants
    make.record(
        make.release(first, "co2", 90_000),
        make.release(second, "co2", 90_000),
        make.use(second, "electricity", 1, "MWh"),
    )

    rows = [row for row in queries.lists_of(2025).rows if row.list == "carbon"]

    assert [(row.enterprise_code, row.value) for row in rows] == [("A1", 90_000)]


def test_a_list_row_opens_the_figures_behind_it(plants):
    make.record(make.use(plants[0], "electricity", 50, "GWh"))

    (row,) = [row for row in queries.lists_of(2025).rows if row.list == "energy"]

    assert row.figure.parts[0].ingredients[0].value == 50_000_000
    assert row.value == row.figure.value


def own_set(**changes):
    rows = queries.records_of(queries.named("zhejiang"))
    kept = [row | {"threshold": "100"} for row in rows if row["rule"] == "zhejiang_key"]
    given = {
        "name": "strict",
        "titles": ("Strict", "从严"),
        "valid_from": date(2026, 1, 1),
        "rules": kept,
        "user_id": None,
        "now": make.NOW,
    }
    return services.make_rule_set(**(given | changes))


def test_a_rule_set_of_ones_own_draws_its_own_lists(plants):
    make.record(make.use(plants[0], "electricity", 1, "GWh"))

    own_set()

    lists = queries.lists_of(2025, "strict")
    assert [(row.rule, row.threshold, row.value) for row in lists.rows] == [
        ("zhejiang_key", Decimal(100), Decimal("122.9"))
    ]


def test_a_change_is_a_new_version_and_the_old_one_stays_reproducible():
    first = own_set()
    rows = [row | {"threshold": "7"} for row in queries.records_of(queries.named("strict"))]
    second = own_set(rules=rows)

    assert (first, second) == ("2026.1", "2026.2")
    assert queries.named("strict").rules[0].threshold == 7
    assert queries.named(f"strict@{first}").rules[0].threshold == 100


def test_a_shipped_name_and_a_broken_rule_are_refused():
    with pytest.raises(Refused) as refused:
        own_set(name="zhejiang")
    assert refused.value.code == "synergy.rules.shipped"
    with pytest.raises(Refused) as refused:
        own_set(rules=[{"list": "energy"}])
    assert refused.value.code == "synergy.rule.bad"


def test_the_number_of_queries_does_not_grow_with_the_park():
    where = make.park()

    def asked(names):
        for name in names:
            plant = make.enterprise(name, where)
            make.record(make.use(plant, "electricity", 1, "MWh"), make.release(plant, "nox", 1))
        with CaptureQueriesContext(connection) as found:
            queries.lists_of(2025)
        return len(found)

    assert asked(["A", "B"]) == asked([f"E{number}" for number in range(10)])


def test_an_earlier_version_of_the_shipped_rules_still_draws_its_lists(plants):
    make.record(make.use(plants[0], "electricity", 50, "GWh"))
    old, new = queries.named("zhejiang@2023.1"), queries.named("zhejiang")

    assert (old.version, len(old.rules) < len(new.rules)) == ("2023.1", True)
    assert queries.drawn(2025, old).version == "2023.1"
    assert on(queries.drawn(2025, old), "energy") == on(queries.drawn(2025, new), "energy")


def test_energy_of_the_years_that_a_rule_looks_at_is_read(plants):
    rows = [
        row
        for row in queries.records_of(queries.named("zhejiang"))
        if row["rule"] == "zhejiang_key"
    ]
    make.record(make.use(plants[0], "electricity", 50, "GWh", year=2023))

    own_set(rules=[rows[0] | {"years": "3"}], name="any")
    own_set(rules=[rows[0] | {"stays": "2"}], name="stay")
    own_set(rules=[rows[0] | {"years": "2"}], name="short")

    found = {name: queries.lists_of(2025, name).rows for name in ("any", "stay", "short")}
    assert {name: [(row.year, row.until) for row in rows] for name, rows in found.items()} == {
        "any": [(2023, None)],
        "stay": [(2023, 2025)],
        "short": [],
    }
