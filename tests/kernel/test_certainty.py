"""A figure is as sure as its lines and factors say; what says nothing adds nothing."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel import monte_carlo
from copark.kernel.certainty import certainty, drawable
from copark.kernel.figure import Figure, Ingredient, total
from copark.kernel.figure_json import from_data, to_data

GRID = Ingredient("Grid factor", Decimal("0.5"), "tCO2/MWh", uncertainty=Decimal("0.1"))
WARMING = Ingredient("GWP", Decimal(28), "tCO2e/t", uncertainty=Decimal("0.08"))
FACTORS = ((), (GRID,), (WARMING,), (GRID, WARMING))


def line(value, uncertainty=None, *factors):
    unsure = None if uncertainty is None else Decimal(uncertainty)
    return Figure("line", Decimal(value), "t", "", ingredients=factors, uncertainty=unsure)


def whole(*lines):
    return total("whole", "t", "sum", tuple(lines))


def test_what_states_nothing_has_no_certainty():
    assert certainty(whole(line(30), line(40))) is None
    assert certainty(whole()) is None


def test_the_shares_say_how_much_of_the_total_states_one():
    found = certainty(whole(line(75, "0.1"), line(25)))

    assert (found.amounts, found.factors) == (Decimal("0.75"), 0)
    assert found.relative == Decimal("0.075")


def test_lines_of_one_factor_move_together_and_amounts_do_not():
    together = certainty(whole(line(30, None, GRID), line(40, None, GRID)))
    apart = certainty(whole(line(30, "0.1"), line(40, "0.1")))

    assert together.relative == Decimal("0.1")
    assert float(apart.relative) == pytest.approx(0.0714286, rel=1e-6)


def test_what_is_taken_off_a_shared_factor_takes_its_uncertainty_off_too():
    found = certainty(whole(line(100, None, GRID), line(-40, None, GRID)))

    assert found.relative == Decimal("0.1")


def test_a_total_that_states_one_itself_is_not_opened():
    stated = Figure(
        "process", Decimal(10), "t", "", parts=(line(5), line(5)), uncertainty=Decimal("0.2")
    )

    assert certainty(whole(stated)).relative == Decimal("0.2")


@given(
    st.lists(
        st.tuples(st.integers(1, 1000), st.integers(0, 20), st.sampled_from(FACTORS)),
        min_size=1,
        max_size=8,
    )
)
def test_random_draws_agree_with_the_formula_for_sums(rows):
    figure = whole(*(line(v, Decimal(u) / 100, *factors) for v, u, factors in rows))
    found = certainty(figure)
    drawn = monte_carlo.drawn(drawable("all", figure), draws=20_000, seed=7)

    half = monte_carlo.HALF_WIDTHS * float(np.std(drawn.totals[:, 0])) / float(figure.value)

    assert half == pytest.approx(float(found.relative), rel=0.06, abs=1e-6)


def test_lines_that_share_one_of_two_factors_move_together_with_it():
    figure = whole(line(100, None, GRID, WARMING), line(100, None, GRID))
    drawn = monte_carlo.drawn(drawable("all", figure), draws=100_000, seed=7)

    # 0.1 of both lines and 0.08 of one: sqrt(20² + 8²) of 200
    assert float(certainty(figure).relative) == pytest.approx(0.107703, rel=1e-5)
    assert monte_carlo.spread(drawn.totals[:, 0]).relative == pytest.approx(0.1077, rel=0.02)


def test_a_figure_keeps_its_uncertainties_as_data():
    figure = whole(line(30, "0.1", GRID))

    assert from_data(to_data(figure)) == figure
    assert "uncertainty" not in to_data(whole())
