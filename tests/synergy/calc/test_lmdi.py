from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.synergy.calc.lmdi import Branch, Effects, as_ratios, decomposed, logarithmic_mean

POSITIVE = st.decimals("0.001", 10**6, places=3)


def branch(name, *numbers):
    return Branch(name, *(Decimal(str(number)) for number in numbers))


def three(effects):
    return effects.scale, effects.structure, effects.intensity


@st.composite
def parks(draw, *, zeros=True):
    """Draw a park: every branch with what it emits, zeros and closed branches among them."""
    branches = []
    for number in range(draw(st.integers(1, 5))):
        amounts = [draw(POSITIVE) for _ in range(4)]
        if zeros:
            kept = draw(st.sampled_from(["all", "opens", "closes", "clean", "cleaned"]))
            amounts = {
                "all": amounts,
                "opens": [Decimal(0), amounts[1], Decimal(0), amounts[3]],
                "closes": [amounts[0], Decimal(0), amounts[2], Decimal(0)],
                "clean": [amounts[0], amounts[1], Decimal(0), amounts[3]],
                "cleaned": [amounts[0], amounts[1], amounts[2], Decimal(0)],
            }[kept]
        branches.append(Branch(f"b{number}", *amounts))
    return [*branches, Branch("always", draw(POSITIVE), draw(POSITIVE), Decimal(1), Decimal(1))]


def test_be12_activity_structure_and_intensity_of_two_sectors():
    found = decomposed([branch("one", 60, 60, 120, 108), branch("two", 40, 60, 40, 54)])

    assert [round(value, 6) for value in three(found.effects)] == [
        Decimal("29.270826"),
        Decimal("-10.355715"),
        Decimal("-16.915110"),
    ]
    assert round(found.effects.total, 6) == found.change == 2


def test_be13_the_published_illustration_closes():
    published = Effects(Decimal(50), Decimal(-10), Decimal(-20))

    assert published.total == Decimal(160) - Decimal(140)


@given(parks())
def test_the_effects_add_up_to_the_change_with_a_residual_below_1e_12(branches):
    found = decomposed(branches)

    size = sum(row.emission_before + row.emission_after for row in branches)
    assert abs(found.residual) <= Decimal("1e-12") * abs(found.change) + Decimal("1e-30") * size
    assert abs(found.effects.total - found.change) < Decimal("1e-20") * size


@given(parks())
def test_the_effects_of_the_branches_add_up_to_those_of_the_park(branches):
    found = decomposed(branches)

    for position, whole in enumerate(three(found.effects)):
        parts = sum(three(part)[position] for part in found.branches.values())
        assert abs(parts - whole) < Decimal("1e-15")


@given(parks(), st.sampled_from([Decimal(1000), Decimal("0.001")]))
def test_the_units_of_activity_and_emission_do_not_matter(branches, factor):
    other = [
        Branch(row.name, row.activity_before * 7, row.activity_after * 7,
               row.emission_before * factor, row.emission_after * factor)
        for row in branches
    ]  # fmt: skip

    one, two = decomposed(branches).effects, decomposed(other).effects

    for own, scaled in zip(three(one), three(two), strict=True):
        assert abs(own * factor - scaled) < Decimal("1e-12")


@given(parks(zeros=False))
def test_time_reversed_turns_every_effect_round(branches):
    back = [
        Branch(row.name, row.activity_after, row.activity_before,
               row.emission_after, row.emission_before)
        for row in branches
    ]  # fmt: skip

    one, two = decomposed(branches).effects, decomposed(back).effects

    for forward, backward in zip(three(one), three(two), strict=True):
        assert abs(forward + backward) < Decimal("1e-15")


@given(parks())
def test_the_ratios_multiply_to_the_ratio_of_the_years(branches):
    before = sum(row.emission_before for row in branches)
    after = sum(row.emission_after for row in branches)

    ratios = as_ratios(decomposed(branches), before=before, after=after)

    product = ratios.scale * ratios.structure * ratios.intensity
    assert abs(product / (after / before) - 1) < Decimal("1e-12")


def test_a_year_without_emission_has_no_ratio():
    found = decomposed([branch("one", 1, 1, 0, 5)])

    assert as_ratios(found, before=Decimal(0), after=Decimal(5)) is None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("opens", 0, 10, 0, 5), (0, 5, 0)),
        (("closes", 10, 0, 5, 0), (0, -5, 0)),
        (("starts to emit", 10, 10, 0, 5), (0, 0, 5)),
        (("is cleaned", 10, 10, 5, 0), (0, 0, -5)),
        (("idle", 0, 0, 0, 0), (0, 0, 0)),
        (("never emits", 10, 20, 0, 0), (0, 0, 0)),
    ],
)
def test_zeros_take_their_analytical_limit(changed, expected):
    found = decomposed([branch("steady", 100, 100, 50, 50), branch(*changed)])

    assert three(found.branches[changed[0]]) == expected


@pytest.mark.parametrize("tiny", ["1e-10", "1e-15", "1e-20"])
def test_a_limit_is_what_ever_smaller_numbers_lead_to(tiny):
    small = Decimal(tiny)
    steady = branch("steady", 100, 100, 50, 50)

    limit = decomposed([steady, branch("opens", 0, 10, 0, 5)]).branches["opens"]
    near = decomposed([steady, branch("opens", small, 10, small / 2, 5)]).branches["opens"]

    assert abs(near.structure - limit.structure) < Decimal("0.05")
    assert abs(near.intensity) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("branches", "code"),
    [
        ([branch("a", 0, 1, 0, 1)], "synergy.lmdi.activity"),
        ([], "synergy.lmdi.activity"),
        ([branch("a", 1, 1, 1, 1), branch("b", 0, 1, 1, 1)], "synergy.lmdi.idle"),
        ([branch("a", 1, 1, 1, 1), branch("a", 1, 1, 1, 1)], "synergy.lmdi.twice"),
        ([branch("a", -1, 1, 1, 1)], "value.negative"),
    ],
)
def test_what_cannot_be_decomposed_is_refused(branches, code):
    with pytest.raises(Refused) as refusal:
        decomposed(branches)

    assert refusal.value.code == code


@given(POSITIVE, POSITIVE)
def test_the_logarithmic_mean_lies_between_its_numbers(one, other):
    mean = logarithmic_mean(one, other)

    low, high = sorted((one, other))
    assert low * (1 - Decimal("1e-20")) <= mean <= high * (1 + Decimal("1e-20"))
    assert mean == logarithmic_mean(other, one)


def test_numbers_that_hardly_differ_keep_their_mean():
    near = Decimal(1) + Decimal("1e-25")

    assert abs(logarithmic_mean(Decimal(1), near) - 1) < Decimal("1e-24")


def test_a_negative_number_has_no_logarithmic_mean():
    with pytest.raises(OutOfBounds):
        logarithmic_mean(Decimal(-1), Decimal(1))
