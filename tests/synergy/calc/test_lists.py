from decimal import Decimal

import pytest

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure
from copark.site.commands import tables
from copark.synergy.calc import rulesets, table
from copark.synergy.calc.lists import Amount, Unit, draw

UNITS = {"energy": "tce", "co2": "tCO2"}


def amount(subject, value, *, medium="", year=2025):
    figure = Figure(subject, Decimal(str(value)), UNITS.get(subject, "t"), "weighed", str(year))
    return Amount(subject, medium, year, figure)


def unit(code, *amounts, facts=()):
    return Unit(ord(code[0]), code, code.upper(), code, frozenset(facts), amounts)


def drawn(*units, rules="zhejiang", year=2025):
    return draw(units, tables.rule_set(rules, ""), year)


def on(lists, name, rule=None):
    return [
        row.enterprise_code for row in lists.rows if row.list == name and rule in {None, row.rule}
    ]


@pytest.mark.parametrize(
    ("tce", "facts", "national", "zhejiang"),
    [
        ("999.999", [], [], []),
        ("1000", [], [], ["zhejiang_local"]),
        ("4999.999", [], [], ["zhejiang_local"]),
        ("5000", [], [], ["zhejiang_key"]),
        (
            "5000",
            ["is_designated_energy_user"],
            ["national_designated"],
            ["national_designated", "zhejiang_key"],
        ),
        (
            "9999.999",
            ["is_designated_energy_user"],
            ["national_designated"],
            ["national_designated", "zhejiang_key"],
        ),
        (
            "10000",
            ["is_designated_energy_user"],
            ["national_key"],
            ["national_key", "zhejiang_key"],
        ),
    ],
)
def test_key_energy_users_just_below_at_and_above_each_threshold(tce, facts, national, zhejiang):
    plant = unit("a", amount("energy", tce), facts=facts)

    assert [row.rule for row in drawn(plant, rules="national").rows] == national
    assert [row.rule for row in drawn(plant).rows] == zhejiang


def test_the_local_rule_says_that_a_city_decides():
    rows = drawn(unit("a", amount("energy", 2000))).rows

    assert [row.force for row in rows] == ["MAY"]


@pytest.mark.parametrize(("tonnes", "is_listed"), [("25999.999", False), ("26000", True)])
def test_a_carbon_emitter_of_a_covered_sector_is_listed_from_26000_tonnes(tonnes, is_listed):
    plant = unit("a", amount("co2", tonnes), facts=["is_ets_sector"])

    assert bool(on(drawn(plant, rules="national"), "carbon")) is is_listed


def test_outside_the_covered_sectors_only_the_parks_own_rule_lists_carbon():
    plant = unit("a", amount("co2", 99999))

    assert on(drawn(plant, rules="national"), "carbon") == []
    assert on(drawn(plant), "carbon", "park_size") == ["a"]


def test_each_pollutant_and_each_way_of_discharge_is_screened_by_itself():
    lists = drawn(
        unit("a", amount("cod", 90, medium="WATER"), amount("tn", 1, medium="WATER")),
        unit("b", amount("cod", 10, medium="WATER"), amount("tn", 9, medium="WATER")),
        unit("c", amount("cod", 1, medium="INDIRECT")),
    )

    found = {(row.enterprise_code, row.subject, row.medium) for row in lists.rows}
    assert found == {("a", "cod", "WATER"), ("b", "tn", "WATER"), ("c", "cod", "INDIRECT")}


def test_any_of_the_last_three_years_is_enough_and_a_fourth_is_not():
    small, large = unit("a", amount("nox", 1, medium="AIR")), 99
    for past, is_listed in ((2025, True), (2024, True), (2023, True), (2022, False)):
        other = unit("b", amount("nox", large, medium="AIR", year=past))

        rows = [row for row in drawn(small, other).rows if row.enterprise_code == "b"]

        assert [row.year for row in rows] == ([past] if is_listed else [])


def test_the_newest_year_that_takes_a_unit_is_the_one_shown():
    lists = drawn(
        unit("a", amount("so2", 5, medium="AIR"), amount("so2", 90, medium="AIR", year=2024)),
        unit("b", amount("so2", 95, medium="AIR"), amount("so2", 5, medium="AIR", year=2024)),
    )

    assert [(row.enterprise_code, row.year) for row in lists.rows] == [("b", 2025), ("a", 2024)]


def test_a_row_carries_value_limit_shares_source_and_the_figure_behind():
    first, second = (
        unit("a", amount("nox", 70, medium="AIR")),
        unit("b", amount("nox", 30, medium="AIR")),
    )

    (row,) = drawn(first, second).rows

    assert (row.value, row.threshold, row.share, row.cumulative_share) == (
        70,
        70,
        Decimal("0.7"),
        Decimal("0.7"),
    )
    assert row.figure is first.amounts[0].figure
    assert row.source.confidence == "memory"
    assert "65 %" in row.rule_en
    assert "65 %" in row.rule_zh


def test_wastewater_works_are_listed_by_their_own_rule_and_not_screened():
    works = unit("w", amount("cod", 1000, medium="WATER"), facts=["is_wastewater_works"])
    plant = unit("a", amount("cod", 1, medium="WATER"))

    lists = drawn(works, plant)

    assert on(lists, "env_water", "screening_limit") == ["a"]
    assert on(lists, "env_water", "industrial_wwtp") == ["w"]


@pytest.mark.parametrize(
    ("fact", "name", "rule"),
    [
        ("discharges_class1", "env_water", "heavy_metal"),
        ("permit_class_key", "env_any", "permit_key_management"),
        ("sector_chemical_and_permit_key", "env_soil", "permit_sector"),
    ],
)
def test_a_fact_of_the_registry_puts_a_unit_on_its_list(fact, name, rule):
    assert on(drawn(unit("a", facts=[fact])), name, rule) == ["a"]


def test_a_unit_without_a_figure_is_not_zero_and_meets_nothing():
    assert (
        drawn(unit("a"), unit("b", amount("nox", 1, medium="AIR"))).rows[0].enterprise_code == "b"
    )
    assert len(drawn(unit("a")).rows) == 0


def test_the_same_input_gives_the_same_rows_whatever_the_order_of_the_units():
    plants = [
        unit(code, amount("nox", value, medium="AIR"))
        for code, value in zip("dcba", (3, 3, 2, 9), strict=True)
    ]

    assert drawn(*plants).rows == drawn(*reversed(plants)).rows


def test_entries_and_units_are_counted_apart():
    plant = unit("a", amount("energy", 20000), amount("co2", 30000), facts=["is_ets_sector"])

    found = table.document(drawn(plant))

    assert (found["units"], found["entries"]) == (1, 4)
    assert found["rows"][0]["value"] == "30000"


def test_a_table_has_a_cell_for_every_heading_in_both_languages():
    lists = drawn(unit("a", amount("energy", 20000)))

    for chinese in (True, False):
        rows = table.rows(lists, chinese=chinese)
        assert {len(row) for row in rows} == {len(table.HEADINGS)}


def test_the_default_set_is_that_of_the_area():
    assert tables.rule_set("default", "331082").name == "zhejiang"
    assert tables.rule_set("default", "110000").name == "national"


def test_an_unknown_set_is_refused_and_names_those_there_are():
    with pytest.raises(Refused, match="national, zhejiang"):
        tables.rule_set("narnia", "")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("list", "env_fire"),
        ("operator", ">"),
        ("variable", "annual_profit"),
        ("threshold", "abc"),
        ("threshold", "-1"),
        ("threshold", "NaN"),
        ("needs", "is_rich"),
        ("force", "WILL"),
        ("confidence", "sure"),
        ("source", None),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_its_row_and_column(column, value):
    row = dict.fromkeys(rulesets.COLUMNS, "") | {
        "list": "energy",
        "rule": "x",
        "variable": "annual_energy_tce",
        "operator": ">=",
        "threshold": "1",
        "force": "MUST",
        "confidence": "seen",
    }

    with pytest.raises(Refused, match="row 2") as refused:
        rulesets.rules([row | {column: value}])

    assert refused.value.facts["column"] == column


def test_a_share_above_one_is_no_threshold():
    row = dict.fromkeys(rulesets.COLUMNS, "") | {
        "list": "env_air",
        "rule": "x",
        "variable": "cumulative_share",
        "operator": ">=",
        "threshold": "65",
        "force": "MUST",
        "confidence": "seen",
    }

    with pytest.raises(Refused):
        rulesets.rules([row])
