"""The 65 % rule against an enumeration of every set of units."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.synergy.calc.cumulative import largest_that_reach

SHARE = Decimal("0.65")
#: Few different values, so that ties are the rule and not the exception.
PARKS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.integers(0, 6).map(Decimal), min_size=1, max_size=8
)


def by_enumeration(amounts, share):
    """
    Find the screening limit without sorting: among all sets of units that reach the share, the
    smallest ones; of these the one with the largest sum; its smallest member is the limit, and
    whoever equals or exceeds it is taken.
    """
    total = sum(amounts.values())
    if not total:
        return set()
    for size in range(1, len(amounts) + 1):
        reaching = [
            group
            for group in combinations(amounts, size)
            if sum(amounts[unit] for unit in group) >= share * total
        ]
        if reaching:
            best = max(reaching, key=lambda group: sum(amounts[unit] for unit in group))
            limit = min(amounts[unit] for unit in best)
            return {unit for unit, amount in amounts.items() if amount >= limit}
    raise AssertionError


@settings(deadline=None)
@given(PARKS, st.sampled_from(["0.1", "0.5", "0.65", "0.9", "1"]).map(Decimal))
def test_the_rule_takes_whom_an_enumeration_of_all_sets_takes(amounts, share):
    taken = largest_that_reach(amounts, share)

    assert {row.unit for row in taken} == by_enumeration(amounts, share)


@settings(deadline=None)
@given(PARKS)
def test_those_taken_hold_the_share_and_without_the_last_group_do_not(amounts):
    taken = largest_that_reach(amounts, SHARE)

    total = sum(amounts.values())
    if taken:
        assert sum(row.amount for row in taken) >= SHARE * total
        assert sum(row.amount for row in taken if row.amount > taken[0].limit) < SHARE * total
        assert abs(taken[-1].cumulative_share - sum(row.share for row in taken)) < Decimal("1e-20")


@settings(deadline=None)
@given(PARKS, st.sampled_from("abcdefgh"), st.integers(1, 6))
def test_who_emits_more_is_never_dropped_for_it(amounts, unit, more):
    if unit in {row.unit for row in largest_that_reach(amounts, SHARE)}:
        larger = amounts | {unit: amounts[unit] + more}

        assert unit in {row.unit for row in largest_that_reach(larger, SHARE)}


@settings(deadline=None)
@given(PARKS)
def test_the_unit_of_mass_does_not_matter(amounts):
    kilograms = {unit: amount * 1000 for unit, amount in amounts.items()}

    assert [row.unit for row in largest_that_reach(amounts, SHARE)] == [
        row.unit for row in largest_that_reach(kilograms, SHARE)
    ]


def test_everybody_who_equals_the_last_one_is_taken():
    taken = largest_that_reach({unit: Decimal(1) for unit in "abcd"}, SHARE)

    assert [row.unit for row in taken] == ["a", "b", "c", "d"]


def test_exactly_the_share_is_enough():
    taken = largest_that_reach({"a": Decimal(65), "b": Decimal(35)}, SHARE)

    assert [row.unit for row in taken] == ["a"]


def test_nothing_discharged_puts_nobody_on_the_list():
    assert largest_that_reach({"a": Decimal(0)}, SHARE) == ()
    assert largest_that_reach({}, SHARE) == ()


@pytest.mark.parametrize("share", ["0", "1.01", "-1"])
def test_a_share_outside_nought_to_one_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        largest_that_reach({"a": Decimal(1)}, Decimal(share))


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        largest_that_reach({"a": Decimal(-1)}, SHARE)
