from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.synergy.calc.coordination import class_of, classes, coordination

TEXT = (resources.files("copark.synergy.calc") / "coordination_classes.csv").read_text("utf-8")
CLASSES = classes(TEXT)
LEVELS = st.decimals(0, 1, places=4)


def name_of(value, scheme, measure="D"):
    return class_of(Decimal(value), CLASSES, scheme=scheme, measure=measure).name


def test_be14_coordination_of_06_and_08_and_its_class_in_three_schemes():
    found = coordination(Decimal("0.6"), Decimal("0.8"))

    assert round(found.coupling, 6) == Decimal("0.989743")
    assert found.level == Decimal("0.7")
    assert round(found.degree, 6) == Decimal("0.832358")
    names = [name_of(found.degree, scheme) for scheme in ("CCD_TEN", "CCD_SEVEN", "CCD_FIVE")]
    assert names == ["良好协调", "advanced coordination", "coordinated"]


def test_allocation_2_the_schemes_disagree_on_045():
    assert name_of("0.45", "CCD_TEN") == "濒临失调"
    assert name_of("0.45", "CCD_FIVE") == "slightly imbalanced"


@pytest.mark.parametrize(
    ("value", "scheme", "measure", "name"),
    [
        ("0", "CCD_TEN", "D", "极度失调"),
        ("0.1", "CCD_TEN", "D", "极度失调"),
        ("1", "CCD_TEN", "D", "优质协调"),
        ("0.2", "CCD_SEVEN", "D", "moderate dysregulation"),
        ("1", "CCD_SEVEN", "D", "advanced coordination"),
        ("0.5", "CCD_FIVE", "D", "slightly imbalanced"),
        ("0.3", "CCD_TEN", "C", "低水平耦合"),
        ("0.9", "CCD_TEN", "C", "高水平耦合"),
        ("1", "CCD_SEVEN", "U1/U2", "basically synchronous"),
        ("7", "CCD_SEVEN", "U1/U2", "U2 far behind"),
    ],
)
def test_a_bound_belongs_to_the_class_its_source_says(value, scheme, measure, name):
    assert name_of(value, scheme, measure) == name


def test_two_systems_at_zero_have_no_coupling_and_no_coordination():
    found = coordination(Decimal(0), Decimal(0))

    assert (found.coupling, found.degree) == (None, 0)


@given(LEVELS, LEVELS)
def test_coordination_is_symmetric_bounded_and_in_every_scheme_of_some_class(one, other):
    found = coordination(one, other)

    assert found.degree == coordination(other, one).degree
    assert 0 <= found.degree <= 1
    for scheme in ("CCD_TEN", "CCD_SEVEN", "CCD_FIVE"):
        assert class_of(found.degree, CLASSES, scheme=scheme).scheme == scheme


@given(st.decimals("0.01", 1, places=4))
def test_equal_systems_are_fully_coupled(level):
    found = coordination(level, level)

    assert abs(found.coupling - 1) < Decimal("1e-20")
    assert abs(found.degree - level.sqrt()) < Decimal("1e-20")


def test_an_unknown_scheme_and_a_value_outside_are_refused():
    with pytest.raises(Refused, match="CCD_TEN"):
        name_of("0.5", "CCD_NINE")
    with pytest.raises(Refused, match="outside"):
        name_of("1.1", "CCD_TEN")
    with pytest.raises(OutOfBounds, match="first"):
        coordination(Decimal("1.1"), Decimal(1))
