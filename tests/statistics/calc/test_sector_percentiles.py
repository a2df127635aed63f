from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import sector_percentiles as sector

values = st.lists(
    st.decimals(min_value="0.001", max_value=10**6, places=3), min_size=1, max_size=40
)
enough = st.lists(
    st.decimals(min_value="0.001", max_value=10**6, places=3), min_size=5, max_size=40
)
shares = st.decimals(min_value=0, max_value=1, places=3)


def exact(text):
    return Decimal(str(text))


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 15), (0.05, 16), (0.3, 23), (0.4, 29), (0.5, 35), (1, 50)]
)
def test_percentiles_are_those_of_a_spreadsheet(share, expected):
    found = sector.percentile([exact(one) for one in (15, 20, 35, 40, 50)], exact(share))

    assert found == expected


@given(values, shares)
def test_a_percentile_lies_between_the_smallest_and_the_largest(found, share):
    assert min(found) <= sector.percentile(found, share) <= max(found)


@given(values, shares, shares)
def test_a_percentile_never_falls_with_the_share(found, one, other):
    low, high = sorted((one, other))

    assert sector.percentile(found, low) <= sector.percentile(found, high)


@given(values, st.decimals(min_value="0.1", max_value=100, places=1))
def test_a_percentile_follows_the_unit(found, factor):
    scaled = sector.percentile([one * factor for one in found], exact("0.5"))

    assert abs(scaled - factor * sector.percentile(found, exact("0.5"))) < exact("1e-12") * scaled


def test_there_is_no_percentile_of_nothing_and_no_rank_among_nobody():
    with pytest.raises(ValueError, match="nothing"):
        sector.percentile([], exact("0.5"))
    with pytest.raises(ValueError, match="nobody"):
        sector.rank_share(exact(1), [])


@pytest.mark.parametrize(("own", "share"), [(0, 0), (1, "0.125"), (2.5, "0.5"), (9, 1)])
def test_the_rank_is_the_share_of_the_others_that_lie_below(own, share):
    assert sector.rank_share(exact(own), [exact(one) for one in (1, 2, 3, 4)]) == exact(share)


@pytest.mark.parametrize("count", range(5))
def test_fewer_than_five_others_are_never_shown(count):
    assert sector.guarded([exact(3)] * count) is None


@given(enough)
def test_what_is_shown_of_others_runs_from_the_best_to_the_worst(others):
    shown = sector.guarded(others)

    assert shown.best <= shown.lower <= shown.median <= shown.upper <= shown.worst
    assert shown.count == len(others)


@given(enough, st.data())
def test_one_of_the_others_moves_what_is_shown_by_a_third_at_most(others, data):
    """Nobody's own value stands in a shown one: it is a mean of three, and coarse."""
    at = data.draw(st.integers(0, len(others) - 1))
    shown = sector.guarded(others)
    moved = sector.guarded([*others[:at], others[at] * exact("1.0001"), *others[at + 1 :]])

    for before, after in zip(
        (shown.best, shown.median, shown.worst), (moved.best, moved.median, moved.worst),
        strict=True,
    ):  # fmt: skip
        assert abs(after - before) <= max(before, after) * exact("0.1001")


@given(st.sets(st.integers(10_000, 99_999), min_size=5, max_size=30))
def test_a_value_of_five_digits_is_never_shown_as_it_is(others):
    shown = sector.guarded([exact(one) for one in others])

    for one in (shown.best, shown.lower, shown.median, shown.upper, shown.worst):
        assert len(one.normalize().as_tuple().digits) <= 2


def test_the_best_is_the_mean_of_the_best_three():
    assert sector.guarded([exact(one) for one in (10, 20, 30, 100, 100, 100)]).best == 20


def test_a_group_is_widened_until_it_has_enough_others():
    sectors = {1: "2710", 2: "2710", 3: "2720", 4: "2762", 5: "2614"}

    assert sector.group_of(1, sectors, least=1) == sector.Group("2710", frozenset({2}))
    assert sector.group_of(1, sectors, least=3) == sector.Group("27", frozenset({2, 3, 4}))
    assert sector.group_of(1, sectors, least=4) is None
