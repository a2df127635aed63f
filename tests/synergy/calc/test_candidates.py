from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.synergy.calc import certainty
from copark.synergy.calc.candidates import near
from copark.synergy.calc.cumulative import largest_that_reach, least_taken
from copark.synergy.calc.meeting import Park
from tests.synergy.calc.test_lists import amount, unit
from tests.synergy.calc.test_rules_over_years import ROW, SHARE, YEAR, rule_set, used


def found(units, *rows, margin="0.1", assumed=None):
    return near(Park(tuple(units)), rule_set(*(rows or ({},))), YEAR, Decimal(margin), assumed)


@pytest.mark.parametrize(
    ("tce", "is_near"), [("4499", False), ("4500", True), ("5500", True), ("5501", False)]
)
def test_the_margin_counts_to_both_sides_with_its_ends(tce, is_near):
    assert bool(found([used("a", tce)])) is is_near


def test_a_candidate_says_distance_side_and_trend():
    below, above = found([used("a", 4900, 4000), used("b", 5250)])

    assert (below.unit.code, below.distance, below.is_above) == ("a", Decimal("-0.02"), False)
    assert below.trend == Decimal("0.225")
    assert (above.unit.code, above.distance, above.is_above) == ("b", Decimal("0.05"), True)
    assert above.trend is None


def test_under_a_cumulative_rule_each_unit_has_a_threshold_of_its_own():
    plants = [
        unit(code, amount("nox", mass, medium="AIR"))
        for code, mass in {"a": 60, "b": 20, "c": 19, "d": 1}.items()
    ]

    rows = found(plants, SHARE)

    assert [(row.unit.code, row.threshold, row.is_above) for row in rows] == [
        ("c", 20, False),
        ("b", 19, True),
    ]


@given(st.lists(st.integers(0, 12), min_size=2, max_size=7), st.sampled_from(["0.5", "0.65", "1"]))
def test_from_its_own_threshold_on_the_rule_takes_a_unit_and_below_it_does_not(masses, share):
    amounts = {str(place): Decimal(mass) for place, mass in enumerate(masses)}
    step = Decimal("0.001")

    def is_taken(code, amount):
        found = largest_that_reach(amounts | {code: amount}, Decimal(share))
        return code in {one.unit for one in found}

    for code, least in least_taken(amounts, Decimal(share)).items():
        assert is_taken(code, least + step)
        assert least < step or not is_taken(code, least - step)


def test_the_upper_end_of_a_range_counts_unless_another_rule_begins_there():
    local = {"rule": "local", "operator": "range", "threshold": "1000", "upper": "5000"}

    alone = found([used("a", 4900)], local)
    both = found([used("a", 4900)], local, {"rule": "key"})

    assert [(row.rule.rule, row.threshold) for row in alone] == [("local", 5000)]
    assert [(row.rule.rule, row.threshold) for row in both] == [("key", 5000)]


def test_without_uncertainty_there_is_no_probability_and_with_an_assumed_one_there_is():
    (silent,) = found([used("a", 5000)])
    (sure,) = found([used("a", 5000)], assumed=Decimal("0.1"))

    assert silent.probability is None
    assert 0.4 < sure.probability < 0.6


def test_the_farther_above_the_surer():
    rows = found([used("a", 5050), used("b", 5300)], assumed=Decimal("0.05"))

    by_code = {row.unit.code: row.probability for row in rows}
    assert 0.5 < by_code["a"] < by_code["b"] < 1


@pytest.mark.parametrize("margin", ["0", "-0.1", "1.5"])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(Refused) as refused:
        found([used("a", 5000)], margin=margin)

    assert refused.value.code == "synergy.margin.bad"


def test_a_fact_has_no_threshold_and_no_candidates():
    assert found([used("a", 5000)], ROW | {"operator": "==", "variable": "city_decision"}) == []


def test_exact_amounts_are_taken_as_the_cumulative_rule_takes_them():
    amounts = {"a": 50.0, "b": 15.0, "c": 15.0, "d": 20.0}

    chances = certainty.taken(amounts, {}, 0.65)

    assert chances == {"a": 1.0, "b": 0.0, "c": 0.0, "d": 1.0}


def test_two_that_are_nearly_equal_share_their_chances():
    amounts = {"a": 60.0, "b": 20.0, "c": 20.1}

    chances = certainty.taken(amounts, dict.fromkeys(amounts, 0.05), 0.65)

    assert chances["a"] == 1.0
    assert 0.3 < chances["b"] < 0.6 < chances["b"] + chances["c"] < 1.2
