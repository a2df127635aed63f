from decimal import Decimal

import pytest

from copark.synergy.calc import changes
from copark.synergy.calc.changes import Drawing
from copark.synergy.calc.lists import drawn_from
from copark.synergy.calc.meeting import Park, Span, Unit
from tests.synergy.calc.test_lists import amount, unit
from tests.synergy.calc.test_rules_over_years import ROW, SHARE, YEAR, rule_set, used


def changed(units, rows=({},), before=None):
    park = Park(tuple(units))
    now, was = rule_set(*rows), rule_set(*(before or rows))
    return changes.compared(
        Drawing(drawn_from(park, was, YEAR - 1).rows, was, YEAR - 1),
        Drawing(drawn_from(park, now, YEAR).rows, now, YEAR),
        park,
    )


def told(found):
    return [(one.kind, one.row.enterprise_code, one.reason) for one in found]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((5000, 4000), [("ENTERED", "a", "rose")]),
        ((5000, None), [("ENTERED", "a", "figure-new")]),
        ((4000, 5000), [("LEFT", "a", "fell")]),
        ((None, 5000), [("LEFT", "a", "figure-none")]),
        ((5000, 6000), []),
        ((4000, 4000), []),
    ],
)
def test_who_enters_and_leaves_by_an_amount_and_why(values, expected):
    assert told(changed([used("a", *values)])) == expected


def test_the_amounts_of_both_years_stand_beside_the_change():
    (one,) = changed([used("a", 5200, 4000)])

    assert (one.before.value, one.now.value, one.limit_now) == (4000, 5200, 5000)


def test_a_new_rule_and_a_rule_that_is_gone_are_reasons_of_their_own():
    plant, other = used("a", 6000, 6000), {"threshold": "9000", "rule": "other"}

    assert told(changed([plant], rows=({},), before=(other,))) == [("ENTERED", "a", "rule-new")]
    assert told(changed([plant], rows=(other,), before=({},))) == [("LEFT", "a", "rule-gone")]


def test_a_unit_enters_and_leaves_because_others_changed():
    def park(first, second, third):
        return [
            unit(
                code,
                *(
                    amount("nox", mass, medium="AIR", year=YEAR - back)
                    for back, mass in enumerate(masses)
                ),
            )
            for code, masses in {"a": first, "b": second, "c": third}.items()
        ]

    rows = (SHARE | {"years": "1"},)

    assert told(changed(park((50, 99), (30, 30), (20, 20)), rows)) == [
        ("ENTERED", "b", "limit-fell")
    ]
    assert told(changed(park((99, 50), (30, 30), (20, 20)), rows)) == [("LEFT", "b", "limit-rose")]


def test_facts_that_begin_and_end_are_reasons():
    row = {"list": "env_any", "variable": "city_decision", "operator": "==", "threshold": "1"}
    begun = Unit(1, "a", "A", "甲", frozenset(), (), (Span("city_decision", YEAR),))
    ended = Unit(2, "b", "B", "乙", frozenset(), (), (Span("city_decision", 2020, YEAR - 1),))

    assert told(changed([begun, ended], (row,))) == [
        ("ENTERED", "a", "fact-begun"),
        ("LEFT", "b", "fact-ended"),
    ]


def test_when_the_years_of_staying_are_over_that_is_the_reason():
    plant = used("a", 4000, 4000, 5000)

    assert told(changed([plant], ({"stays": "1"},))) == [("LEFT", "a", "stay-over")]


def test_a_unit_that_changes_its_rule_has_not_moved():
    rows = (
        {"rule": "local", "operator": "range", "threshold": "1000", "upper": "5000"},
        ROW | {"rule": "key"},
    )

    assert changed([used("a", 5000, 4000)], rows) == []


def test_the_year_that_put_a_unit_there_no_longer_counts():
    past = {YEAR: 5, YEAR - 1: 5, YEAR - 2: 5, YEAR - 3: 90}
    large = {YEAR: 95, YEAR - 1: 95, YEAR - 2: 95, YEAR - 3: 10}
    plants = [
        unit(code, *(amount("nox", mass, medium="AIR", year=year) for year, mass in rows.items()))
        for code, rows in {"a": past, "b": large}.items()
    ]

    (one,) = changed(plants, (SHARE,))

    assert (one.kind, one.row.enterprise_code, one.row.year) == ("LEFT", "a", YEAR - 3)
    assert one.reason == "fell"
    assert one.now.value == Decimal(5)
