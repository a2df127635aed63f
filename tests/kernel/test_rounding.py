from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.rounding import rounded_gbt8170

NUMBERS = st.decimals(-(10**6), 10**6, places=6, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "interval", "expected"),
    [
        ("12.1498", "1", "12"),
        ("12.1498", "0.1", "12.1"),
        ("1268", "100", "1300"),
        ("10.5002", "1", "11"),
        ("1.050", "0.1", "1.0"),
        ("0.35", "0.1", "0.4"),
        ("2500", "1000", "2000"),
        ("3500", "1000", "4000"),
        ("-0.0365", "0.001", "-0.036"),
        ("8.53459", "0.01", "8.53"),
    ],
)
def test_monitoring_rules_8_the_vectors_of_gbt8170(value, interval, expected):
    assert rounded_gbt8170(Decimal(value), Decimal(interval)) == Decimal(expected)


def test_a_rounded_value_keeps_the_places_of_the_interval():
    assert str(rounded_gbt8170(Decimal("1.050"), Decimal("0.1"))) == "1.0"
    assert str(rounded_gbt8170(Decimal("-0.04"), Decimal("0.1"))) == "0.0"


@pytest.mark.parametrize(("value", "interval"), [("1", "0"), ("1", "-1"), ("NaN", "1")])
def test_what_cannot_be_rounded_is_refused(value, interval):
    with pytest.raises(ValueError, match="round"):
        rounded_gbt8170(Decimal(value), Decimal(interval))


@given(NUMBERS)
def test_rounding_is_symmetric_about_zero_and_stays_within_half_an_interval(number):
    interval = Decimal("0.01")

    rounded = rounded_gbt8170(number, interval)

    assert rounded == -rounded_gbt8170(-number, interval)
    assert abs(rounded - number) <= interval / 2
    assert rounded_gbt8170(rounded, interval) == rounded


@given(NUMBERS, NUMBERS)
def test_rounding_keeps_the_order(one, other):
    low, high = sorted((one, other))

    assert rounded_gbt8170(low, Decimal("0.1")) <= rounded_gbt8170(high, Decimal("0.1"))
