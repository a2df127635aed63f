from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.synergy.calc import whatif
from copark.synergy.calc.lists import drawn_from
from copark.synergy.calc.meeting import Park
from copark.synergy.calc.whatif import Shift, Supposed
from tests.synergy.calc.test_rules_over_years import SHARE, YEAR, rule_set, used

RULES = rule_set({}, SHARE)


def side_by_side(units, supposed, rules=RULES):
    before = drawn_from(Park(tuple(units)), rules, YEAR)
    other = whatif.rules(rules, supposed)
    after = drawn_from(whatif.park(units, supposed, YEAR), other, YEAR)
    return [(one.code, one.state) for one in whatif.side_by_side(before.rows, after.rows)]


def shift(kind, number, code="a", subject="energy"):
    return Supposed({}, shifts=(Shift(code, subject, "", kind, Decimal(number)),))


def test_a_lower_threshold_lets_units_in_and_a_higher_one_lets_them_out():
    plants = [used("a", 4000), used("b", 6000)]

    assert side_by_side(plants, Supposed({0: Decimal(3000)})) == [("a", "ENTERS"), ("b", "STAYS")]
    assert side_by_side(plants, Supposed({0: Decimal(7000)})) == [("b", "LEAVES")]


def test_a_rule_left_out_empties_its_list():
    assert side_by_side([used("b", 6000)], Supposed({}, frozenset({0}))) == [("b", "LEAVES")]


@pytest.mark.parametrize(
    ("kind", "number", "state"),
    [("share", "-0.5", "LEAVES"), ("value", "4999", "LEAVES"), ("share", "0.1", "STAYS")],
)
def test_another_amount_of_a_unit_moves_it(kind, number, state):
    assert side_by_side([used("a", 6000)], shift(kind, number)) == [("a", state)]


def test_what_is_supposed_leaves_the_units_as_they_are():
    plant = used("a", 6000)

    whatif.park([plant], shift("value", "1"), YEAR)

    assert plant.amounts[0].figure.value == 6000


def test_the_supposed_figure_says_what_it_was():
    park = whatif.park([used("a", 6000)], shift("share", "-0.1"), YEAR)

    figure = park.amount("a", ("energy", ""), YEAR).figure
    assert (figure.value, figure.method, figure.ingredients[0].value) == (5400, "supposed", 6000)


@pytest.mark.parametrize(
    ("supposed", "code"),
    [
        (shift("value", "-1"), "synergy.what-if.amount"),
        (shift("share", "-1.5"), "synergy.what-if.amount"),
        (shift("value", "1", code="z"), "synergy.what-if.unit"),
        (shift("share", "0.1", subject="cod"), "synergy.what-if.share"),
        (Supposed({0: Decimal(0)}), "synergy.what-if.threshold"),
        (Supposed({1: Decimal("1.1")}), "synergy.what-if.threshold"),
    ],
)
def test_what_cannot_be_is_refused(supposed, code):
    with pytest.raises(Refused) as refused:
        side_by_side([used("a", 6000)], supposed)

    assert refused.value.code == code


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(1, 9))
def test_supposing_is_drawing_by_the_other_rules(sizes, threshold):
    units = [used(code, 1000 * size) for code, size in zip("abcde", sizes, strict=False)]
    expected = {code for code, size in zip("abcde", sizes, strict=False) if size >= threshold}
    before = {code for code, size in zip("abcde", sizes, strict=False) if size >= 5}

    found = dict(side_by_side(units, Supposed({0: Decimal(1000 * threshold)}), rule_set({})))

    assert {code for code, state in found.items() if state != "LEAVES"} == expected
    assert {code for code, state in found.items() if state != "ENTERS"} == before
