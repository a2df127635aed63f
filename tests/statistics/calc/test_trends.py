from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import months, trends
from copark.statistics.contracts import Amount

VALUES = st.decimals(-(10**9), 10**9, places=9)
AMOUNTS = st.lists(
    st.builds(Amount, st.integers(2023, 2025), st.integers(1, 4), st.sampled_from("abc"), VALUES),
    max_size=20,
)
YEARS = (2023, 2024, 2025)


def split(rows, key):
    return trends.lines(rows, YEARS, period=lambda row: row.year, key=key)


@given(AMOUNTS)
def test_the_whole_is_the_same_however_it_is_split(rows):
    by_part = trends.whole(split(rows, lambda row: row.part), len(YEARS))
    by_owner = trends.whole(split(rows, lambda row: str(row.enterprise_id)), len(YEARS))

    assert by_part == by_owner


@given(st.lists(VALUES, max_size=8), st.randoms(use_true_random=False))
def test_a_sum_does_not_depend_on_the_order_of_its_terms(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert trends.exact_sum(values) == trends.exact_sum(shuffled)


def test_a_year_without_a_figure_is_not_zero():
    (line,) = split([Amount(2023, 1, "a", Decimal(2))], lambda row: row.part)

    assert line.values == (2, None, None)
    assert trends.change(line.before, line.last) is None


def test_a_change_from_nothing_or_from_a_net_sale_is_no_share():
    assert trends.change(Decimal(0), Decimal(3)) is None
    assert trends.change(Decimal(-2), Decimal(3)) is None
    assert trends.share(Decimal(1), Decimal(-4)) is None


@given(
    st.decimals("0.001", 10**6, places=3),
    st.dictionaries(st.integers(0, 12), st.decimals("0.001", 10**6, places=3), min_size=1),
)
def test_what_is_spread_over_months_is_the_year_less_what_has_no_month(amount, followed):
    found = months.spread(amount, followed)

    whole = sum(followed.values())
    expected = amount * (whole - followed.get(0, 0)) / whole
    assert abs(sum(found.values(), Decimal(0)) - expected) <= Decimal("1e-18") * amount


def test_nothing_is_spread_where_nothing_is_followed():
    assert months.spread(Decimal(5), {}) == {}
    assert months.spread(Decimal(5), {1: Decimal(0)}) == {}
    assert months.named("Left out", [("gas", "Natural gas"), ("none", "")]) is None
