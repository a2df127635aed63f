from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import contribution
from copark.statistics.calc.trends import exact_sum

AMOUNTS = st.decimals(-(10**12), 10**12, places=12)
PARTS = st.dictionaries(st.sampled_from("abcdefgh"), AMOUNTS, max_size=8)


@given(PARTS, PARTS)
def test_contributions_add_up_to_the_change_to_the_last_digit(before, after):
    rows = contribution.contributions(before, after)

    whole = exact_sum((exact_sum(after.values()), -exact_sum(before.values())))
    assert exact_sum(row.change for row in rows) == whole


@given(PARTS, PARTS, st.integers(0, 8))
def test_gathering_small_movements_moves_nothing(before, after, count):
    rows = contribution.contributions(before, after)
    gathered = contribution.gathered(rows, count)

    for side in ("before", "after", "change"):
        one, other = (exact_sum(getattr(row, side) for row in kept) for kept in (rows, gathered))
        assert one == other
    assert len(gathered) <= max(count + 1, 1)


@given(PARTS, PARTS)
def test_a_waterfall_runs_without_a_gap_from_one_whole_to_the_other(before, after):
    steps = contribution.waterfall(contribution.contributions(before, after))

    if steps:
        assert steps[0].start == exact_sum(before.values())
        assert steps[-1].end == exact_sum(after.values())
    assert all(one.end == other.start for one, other in pairwise(steps))


def test_a_part_that_ceases_and_one_that_begins_are_movements_too():
    rows = contribution.contributions({"old": Decimal(3)}, {"new": Decimal(5)})

    assert [(row.key, row.change) for row in rows] == [("new", 5), ("old", -3)]
