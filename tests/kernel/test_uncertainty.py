from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.kernel import monte_carlo, uncertainty
from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.kernel.monte_carlo import Line
from copark.kernel.uncertainty import Part, Term

RELATIVES = st.decimals(0, "0.3", places=3)
TERMS = st.lists(st.builds(Term, st.decimals(1, 1000, places=2), RELATIVES), min_size=1, max_size=6)


@given(TERMS, st.decimals("0.001", 1000, places=3))
def test_the_unit_does_not_change_a_relative_uncertainty(terms, factor):
    other = [Term(term.value * factor, term.relative) for term in terms]

    one, two = uncertainty.relative_of_sum(terms), uncertainty.relative_of_sum(other)

    assert abs(one - two) < Decimal("1e-20")


@given(TERMS)
def test_independent_parts_are_surer_together_than_linked_ones(terms):
    independent = uncertainty.relative_of_sum(terms)

    assert independent <= uncertainty.relative_of_linked_sum(terms) + Decimal("1e-20")


@given(st.lists(RELATIVES, min_size=1, max_size=5))
def test_a_product_is_no_surer_than_its_worst_factor(relatives):
    assert uncertainty.relative_of_product(relatives) >= max(relatives) - Decimal("1e-20")


def test_a_sum_of_zero_has_no_relative_uncertainty():
    terms = [Term(Decimal(5), Decimal("0.1")), Term(Decimal(-5), Decimal("0.1"))]

    assert uncertainty.relative_of_sum(terms) is None
    assert uncertainty.relative_of_linked_sum(terms) is None


def test_a_negative_uncertainty_is_refused():
    with pytest.raises(OutOfBounds, match="relative"):
        uncertainty.relative_of_product([Decimal("-0.1")])


@settings(deadline=None, max_examples=20)
@given(TERMS)
def test_drawing_agrees_with_the_formula_for_a_sum(terms):
    lines = [Line("park", float(term.value), float(term.relative)) for term in terms]

    found = monte_carlo.spread_of_all(monte_carlo.drawn(lines, draws=20_000, seed=7))

    expected = float(uncertainty.relative_of_sum(terms))
    assert found.relative == pytest.approx(expected, rel=0.03, abs=1e-9)
    assert found.mean == pytest.approx(float(sum(term.value for term in terms)), rel=0.01)


def test_drawing_agrees_with_the_formula_for_a_shared_factor():
    lines = [
        Line("a", 100.0, 0.0, 0.5, 0.1, "grid"),
        Line("b", 300.0, 0.0, 0.5, 0.1, "grid"),
    ]
    terms = [Term(Decimal(50), Decimal("0.1")), Term(Decimal(150), Decimal("0.1"))]

    found = monte_carlo.spread_of_all(monte_carlo.drawn(lines, draws=50_000, seed=7))

    expected = float(uncertainty.relative_of_linked_sum(terms))
    assert found.relative == pytest.approx(expected, rel=0.02)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 1000), RELATIVES, st.sampled_from("ab")), min_size=1,
                max_size=8))  # fmt: skip
def test_drawing_agrees_with_the_formula_for_an_inventory_that_shares_factors(rows):
    small = [(value, relative / 3, key) for value, relative, key in rows]
    lines = [Line("park", value, float(relative), 1.0, 0.1, key) for value, relative, key in small]
    parts = [Part(Decimal(value), relative, Decimal("0.1"), key) for value, relative, key in small]

    found = monte_carlo.spread_of_all(monte_carlo.drawn(lines, draws=20_000, seed=11))

    expected = float(uncertainty.relative_of_inventory(parts))
    assert found.relative == pytest.approx(expected, rel=0.04)


@given(TERMS)
def test_an_inventory_that_shares_nothing_is_a_sum_and_one_that_shares_all_is_linked(terms):
    apart = [Part(term.value, Decimal(0), term.relative) for term in terms]
    linked = [Part(term.value, Decimal(0), term.relative, "grid") for term in terms]

    for parts, formula in (
        (apart, uncertainty.relative_of_sum),
        (linked, uncertainty.relative_of_linked_sum),
    ):
        difference = uncertainty.relative_of_inventory(parts) - formula(terms)
        assert abs(difference) < Decimal("1e-20")


def test_drawing_agrees_with_the_formula_for_a_small_product():
    lines = [Line("a", 100.0, 0.03, 2.0, 0.04)]

    found = monte_carlo.spread_of_all(monte_carlo.drawn(lines, draws=50_000, seed=7))

    assert found.relative == pytest.approx(0.05, rel=0.02)


@pytest.mark.parametrize("shape", monte_carlo.SHAPES)
def test_the_mean_is_the_plain_product_in_either_shape(shape):
    lines = [Line("a", 100.0, 0.5, 2.0, 0.4)]

    found = monte_carlo.spread_of_all(monte_carlo.drawn(lines, draws=100_000, seed=3, shape=shape))

    assert found.mean == pytest.approx(200, rel=0.005)


def test_lognormal_draws_are_never_negative():
    found = monte_carlo.drawn([Line("a", 1.0, 2.0)], seed=3, shape="lognormal")

    assert found.totals.min() > 0


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    lines = [Line("a", 100.0, 0.1), Line("b", 90.0, 0.1)]

    one, same, other = (monte_carlo.drawn(lines, seed=seed).totals for seed in (1, 1, 2))

    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_shared_factor_does_not_disturb_the_order_and_own_factors_do():
    shared = [
        Line("a", 100.0, 0.0, 1.0, 0.2, "grid"),
        Line("b", 99.0, 0.0, 1.0, 0.2, "grid"),
    ]
    own = [Line("a", 100.0, 0.0, 1.0, 0.2), Line("b", 99.0, 0.0, 1.0, 0.2)]

    (sure,) = monte_carlo.certainty_of_order(monte_carlo.drawn(shared, seed=1), ["a", "b"])
    (unsure,) = monte_carlo.certainty_of_order(monte_carlo.drawn(own, seed=1), ["a", "b"])

    assert sure.probability == 1
    assert 0.45 < unsure.probability < 0.6


def test_place_three_against_place_four():
    lines = [
        Line("first", 400.0, 0.05),
        Line("second", 300.0, 0.05),
        Line("third", 101.0, 0.05),
        Line("fourth", 100.0, 0.05),
    ]
    ranking = [line.unit for line in lines]

    found = monte_carlo.drawn(lines, seed=5)
    orders = monte_carlo.certainty_of_order(found, ranking)

    # difference 1 with standard deviation 0.05 / 1.96 x sqrt(101^2 + 100^2) = 3.626: Phi(0.2758)
    assert orders[2].probability == pytest.approx(0.6086, abs=0.015)
    assert (orders[2].place, orders[2].unit, orders[2].behind) == (3, "third", "fourth")
    assert orders[0].probability > 0.999


def test_the_probabilities_of_places_sum_to_one_in_both_directions():
    lines = [Line(f"u{number}", 100.0 + number, 0.1) for number in range(12)]

    table = monte_carlo.place_probabilities(monte_carlo.drawn(lines, seed=5))

    assert table.sum(axis=0) == pytest.approx(np.ones(12))
    assert table.sum(axis=1) == pytest.approx(np.ones(12))


@pytest.mark.parametrize(
    ("lines", "choices", "field"),
    [
        ([], {}, "lines"),
        ([Line("a", 1.0)], {"draws": 0}, "draws"),
        ([Line("a", 1.0)], {"draws": 10_000_000}, "draws"),
        ([Line("a", 1.0)], {"shape": "square"}, "shape"),
        ([Line("a", float("nan"))], {}, "amount"),
        ([Line("a", 1.0, -0.1)], {}, "relative"),
        ([Line("a", 1.0, 0.0, 1.0, -0.1, "k")], {}, "factor_relative"),
        ([Line("a", 1.0, also=(("k", -0.1),))], {}, "k"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_its_field(lines, choices, field):
    with pytest.raises(Refused, match=field) as refusal:
        monte_carlo.drawn(lines, seed=1, **choices)

    assert refusal.value.facts["field"] == field
