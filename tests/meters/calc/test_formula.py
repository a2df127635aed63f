from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.meters.calc import formula

UNITS = {"a": "kWh", "b": "MWh", "c": "t", "d": "kWh"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("a + " * 200 + "a", "long"),
        ("a +", "syntax"),
        ("a b", "syntax"),
        ("1 + 2", "names"),
        ("(" * 45 + "a" + ")" * 45 + "", None),
        ("-" * 45 + "a", "deep"),
        ("__import__('os').system('true')", "part"),
        ("a.real", "part"),
        ("a ** 9", "part"),
        ("a if b else c", "part"),
        ("[a for a in b]", "part"),
        ("'a' + b", "part"),
        ("True + a", "part"),
        ("a + 1j", "part"),
        ("lambda: a", "part"),
    ],
)
def test_a_formula_holds_arithmetic_and_nothing_else(text, code):
    if code is None:
        assert formula.parsed(text).names == ("a",)
        return
    with pytest.raises(Refused) as refusal:
        formula.parsed(text)
    assert refusal.value.code == f"meters.formula.{code}"


@pytest.mark.parametrize(
    ("text", "into", "code"),
    [
        ("a + c", "kWh", "meters.formula.unit"),
        ("a + 1", "kWh", "meters.formula.unit"),
        ("a * d", "kWh", "meters.formula.result"),
        ("a / d", "kWh", "meters.formula.result"),
        ("a + b", "t", "meters.formula.result"),
        ("a + z", "kWh", "meters.formula.name"),
        ("a", "furlong", "unit.unknown"),
    ],
)
def test_units_that_do_not_agree_are_refused_with_the_part(text, into, code):
    with pytest.raises(Refused) as refusal:
        formula.check_units(formula.parsed(text), UNITS, into)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["a + b", "a - 0.5 * b", "a * d / d", "-(a - b) / 2", "+a"])
def test_units_of_one_dimension_agree(text):
    formula.check_units(formula.parsed(text), UNITS, "GJ")


@given(st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3))
def test_a_formula_gives_what_its_arithmetic_gives(numbers):
    x, y, z = (np.array([value]) for value in numbers)

    found = formula.evaluated(
        formula.parsed("a - (b + c) * 2"),
        {"a": x, "b": y, "c": z},
        {"a": "kWh", "b": "kWh", "c": "kWh"},
        "kWh",
    )

    assert found == pytest.approx(x - (y + z) * 2, rel=1e-9, abs=1e-3)


@given(st.floats(0, 1e9))
def test_the_unit_of_a_part_changes_nothing(kwh):
    read = formula.parsed("a + a")
    small = formula.evaluated(read, {"a": np.array([kwh])}, {"a": "kWh"}, "kWh")
    large = formula.evaluated(read, {"a": np.array([kwh / 1000])}, {"a": "MWh"}, "kWh")

    assert small == pytest.approx(large, rel=1e-12)


def test_meters_that_are_made_of_each_other_are_named_in_their_circle():
    with pytest.raises(Refused, match="a → b → c → a"):
        formula.in_order({"a": ("b",), "b": ("p1", "c"), "c": ("a",)})


def test_a_meter_comes_after_all_it_is_made_of():
    order = formula.in_order({"a": ("b", "c"), "b": ("c",), "c": ("p1",)})

    assert order == ["c", "b", "a"]
