"""Rules that look at several years, held against a reading that shares no code with them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.synergy.calc import rulesets
from copark.synergy.calc.lists import Span, Unit, draw
from tests.synergy.calc.test_lists import amount, unit

ROW = dict.fromkeys(rulesets.COLUMNS, "") | {
    "list": "energy",
    "rule": "own",
    "variable": "annual_energy_tce",
    "operator": ">=",
    "threshold": "5000",
    "unit": "tce",
    "force": "MUST",
    "confidence": "seen",
}
SHARE = {
    "list": "env_air",
    "variable": "cumulative_share",
    "threshold": "0.65",
    "unit": "fraction",
    "media": "AIR",
    "subjects": "nox",
}
YEAR = 2025
PAST = 7  #: Years that the drawn histories reach back.


def rule_set(*rows):
    national = rulesets.rules([ROW | row for row in rows])
    return rulesets.RuleSet("own", "1", None, None, "", "Own", "自有", national)


def drawn(units, **columns):
    return draw(tuple(units), rule_set(columns), YEAR).rows


def used(code, *values):
    """A unit that used so much energy in the last years, the newest first; None: no figure."""
    rows = [
        amount("energy", value, year=YEAR - back)
        for back, value in enumerate(values)
        if value is not None
    ]
    return unit(code, *rows)


def codes(rows):
    return {row.enterprise_code for row in rows}


@pytest.mark.parametrize(
    ("values", "any_of_three", "each_of_three"),
    [
        ((5000, 5000, 5000), True, True),
        ((4999, 4999, 5000), True, False),
        ((5000, 4999, 5000), True, False),
        ((5000, None, 5000), True, False),
        ((4999, 4999, 4999, 9999), False, False),
    ],
)
def test_a_rule_asks_for_any_or_for_each_of_its_years(values, any_of_three, each_of_three):
    plant = used("a", *values)

    assert bool(drawn([plant], years="3")) is any_of_three
    assert bool(drawn([plant], years="3", span="each")) is each_of_three


def test_a_unit_that_fell_below_stays_for_the_years_of_the_rule_and_no_longer():
    def listed(*values):
        return [
            (row.year, row.standing, row.until) for row in drawn([used("a", *values)], stays="2")
        ]

    assert listed(5000) == [(2025, "MET", None)]
    assert listed(4000, 5000) == [(2024, "STAYS", 2026)]
    assert listed(4000, 4000, 5000) == [(2023, "STAYS", 2025)]
    assert listed(4000, 4000, 4000, 5000) == []


def test_who_only_stays_stands_behind_who_meets_the_rule():
    rows = drawn([used("a", 1, 9000), used("b", 5000)], stays="1")

    assert [(row.enterprise_code, row.value) for row in rows] == [("b", 5000), ("a", 9000)]


def test_a_fact_counts_in_the_years_that_it_is_entered_for():
    risky = Unit(1, "a", "A", "甲", frozenset(), (), (Span("city_decision", 2023, 2024),))
    row = {"list": "env_any", "variable": "city_decision", "operator": "==", "threshold": "1"}

    assert codes(drawn([risky], **row)) == set()
    assert codes(drawn([risky], **row, years="2")) == {"a"}
    assert codes(drawn([risky], **row, stays="1")) == {"a"}


def test_an_amount_that_is_a_fact_is_held_against_its_threshold():
    row = {"list": "env_risk", "variable": "annual_hazardous_waste_t", "threshold": "100"}
    plants = [
        unit(code, amount("annual_hazardous_waste_t", tonnes))
        for code, tonnes in {"a": "99.9999", "b": "100", "c": "101"}.items()
    ]

    assert codes(drawn(plants, **row)) == {"b", "c"}


def test_who_is_on_the_water_or_the_air_list_must_monitor_automatically():
    rules = rule_set(
        SHARE,
        {
            "list": "env_auto_monitoring",
            "rule": "scope",
            "variable": "on_water_or_air_list",
            "operator": "==",
            "threshold": "1",
        },
    )
    large = unit("a", amount("nox", 90, medium="AIR"))
    small = unit("b", amount("nox", 10, medium="AIR"))

    rows = draw((large, small), rules, YEAR).rows

    assert [(row.list, row.enterprise_code) for row in rows] == [
        ("env_air", "a"),
        ("env_auto_monitoring", "a"),
    ]


# By brute force

HISTORY = st.lists(
    st.sampled_from([None, "0", "4999.9", "5000", "8000"]), min_size=PAST, max_size=PAST
)
WEIGHTS = st.lists(st.sampled_from([None, 0, 1, 2, 3, 5]), min_size=PAST, max_size=PAST)
YEARS, STAYS = st.integers(1, 3), st.integers(0, 3)
SPAN = st.sampled_from(["any", "each"])


def meets_by_hand(is_met, year, years, span):
    window = [is_met(year - back) for back in range(years)]
    return any(window) if span == "any" else all(window)


def listed_by_hand(is_met, years, span, stays):
    return any(meets_by_hand(is_met, YEAR - back, years, span) for back in range(stays + 1))


@given(st.lists(HISTORY, min_size=1, max_size=4), YEARS, SPAN, STAYS)
def test_size_rules_over_years_agree_with_reading_every_year(histories, years, span, stays):
    named = dict(zip("abcd", histories, strict=False))

    def is_met(code):
        def of(year):
            value = named[code][YEAR - year]
            return value is not None and Decimal(value) >= 5000

        return of

    rows = drawn(
        [used(code, *values) for code, values in named.items()],
        years=str(years),
        span=span,
        stays=str(stays),
    )

    assert codes(rows) == {
        code for code in named if listed_by_hand(is_met(code), years, span, stays)
    }


def taken_by_hand(masses):
    """Take the heaviest one by one until they hold 65 %, and then all that weigh like the last."""
    whole, reached, least = sum(masses.values()), 0, None
    for mass in sorted(masses.values(), reverse=True):
        if least is not None and 100 * reached >= 65 * whole:
            break
        reached += mass
        least = mass
    return {code for code, mass in masses.items() if whole and mass >= least}


@given(st.lists(WEIGHTS, min_size=1, max_size=4), YEARS, SPAN, STAYS)
def test_cumulative_rules_over_years_agree_with_reading_every_year(histories, years, span, stays):
    named = dict(zip("abcd", histories, strict=False))
    by_year = {
        YEAR - back: {
            code: values[back] for code, values in named.items() if values[back] is not None
        }
        for back in range(PAST)
    }
    plants = [
        unit(
            code,
            *(
                amount("nox", mass, medium="AIR", year=YEAR - back)
                for back, mass in enumerate(values)
                if mass is not None
            ),
        )
        for code, values in named.items()
    ]

    rows = drawn(plants, **SHARE, years=str(years), span=span, stays=str(stays))

    assert codes(rows) == {
        code
        for code in named
        if listed_by_hand(
            lambda year, code=code: code in taken_by_hand(by_year[year]), years, span, stays
        )
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [("years", "0"), ("years", "11"), ("years", "x"), ("stays", "-1"), ("span", "some")],
)
def test_years_that_no_rule_can_have_are_refused(column, value):
    with pytest.raises(Refused) as refused:
        rulesets.rules([ROW | {column: value}])

    assert refused.value.facts["column"] == column


def test_a_cumulative_rule_looks_at_three_years_unless_it_says_otherwise():
    (plain,) = rulesets.rules([ROW | SHARE])
    (other,) = rulesets.rules([ROW | SHARE | {"years": "1"}])
    (size,) = rulesets.rules([ROW])

    assert (plain.years, other.years, size.years) == (3, 1, 1)
