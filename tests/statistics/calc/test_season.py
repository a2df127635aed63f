from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import season

AMOUNTS = st.decimals("0.001", 10**9, places=3)
MONTHS = st.dictionaries(st.integers(1, 12), AMOUNTS, min_size=1)
YEARS = st.lists(AMOUNTS, min_size=12, max_size=12).map(
    lambda values: dict(zip(season.MONTHS, values, strict=True))
)
A_DIGIT = Decimal("1e-24")


@given(MONTHS)
def test_the_indices_of_a_year_average_one(months):
    found = season.indices(months)

    assert abs(sum(found.values()) / len(found) - 1) < A_DIGIT


@given(MONTHS, st.sampled_from([Decimal(10), Decimal("0.01"), Decimal(1000)]))
def test_the_size_of_the_year_and_its_unit_do_not_matter(months, factor):
    larger = season.indices({month: value * factor for month, value in months.items()})

    assert all(
        abs(larger[month] - index) < A_DIGIT for month, index in season.indices(months).items()
    )


@given(st.lists(YEARS, min_size=1, max_size=4))
def test_the_usual_year_averages_one_too(years):
    usual = season.profile(dict(enumerate(years, start=2020)))

    assert abs(sum(usual.values()) / len(usual) - 1) < A_DIGIT


def test_a_part_of_a_year_has_no_say_in_the_usual_year():
    flat = dict.fromkeys(season.MONTHS, Decimal(4))

    assert season.profile({2024: flat, 2025: {1: Decimal(99)}})[1] == 1
    assert season.profile({2025: {1: Decimal(99)}}) == {}


def test_nothing_and_less_than_nothing_have_no_season():
    assert season.indices({}) == {}
    assert season.indices({1: Decimal(-2), 2: Decimal(1)}) == {}
