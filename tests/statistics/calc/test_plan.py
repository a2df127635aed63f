from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import plan

AMOUNTS = st.decimals("0.001", 10**9, places=3)
DAYS = st.integers(1, 365)


@given(AMOUNTS, DAYS)
def test_a_year_at_an_even_pace_ends_at_its_plan(yearly, days):
    passed = plan.elapsed(2026, date(2025, 12, 31) + timedelta(days))
    found = plan.pace(yearly * passed, passed)

    assert abs(found.expected - yearly) <= Decimal("1e-18") * yearly


@given(AMOUNTS, AMOUNTS, DAYS)
def test_what_is_known_for_the_whole_year_does_not_grow(fixed, grown, days):
    passed = Decimal(days) / 365
    found = plan.pace(fixed + grown, passed, fixed)

    assert found.expected >= found.so_far
    assert plan.pace(fixed, passed, fixed).expected == fixed


@given(AMOUNTS, st.sampled_from([2024, 2026]))
def test_a_plan_spread_evenly_grows_to_the_plan(yearly, year):
    found = list(plan.even(yearly, year).values())

    assert found == sorted(found)
    assert abs(found[-1] - yearly) <= Decimal("1e-20") * yearly


@given(st.dictionaries(st.integers(1, 12), AMOUNTS, min_size=1))
def test_the_last_of_the_sums_is_the_whole(months):
    found = plan.cumulative(months)

    assert found[max(months)] == sum(months.values())


def test_before_a_year_begins_nothing_is_expected_and_after_it_all_has_passed():
    assert plan.pace(Decimal(0), plan.elapsed(2026, date(2025, 5, 1))).expected is None
    assert plan.elapsed(2026, date(2028, 1, 1)) == 1
