"""Adding up very many amounts: no digit is lost, however many and however large."""

from collections import defaultdict
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.kernel.exact_sums import ROWS_AT_A_TIME, Columns, sums

LARGEST = 2**63 - 1
ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-LARGEST, LARGEST)), max_size=50
)


def columns(rows):
    found = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Columns(found[:, 0], found[:, 1], found[:, 2])


@given(rows=ROWS)
def test_sums_are_those_of_integers_without_bounds(rows):
    expected = defaultdict(lambda: defaultdict(int))
    for owner, key, amount in rows:
        expected[owner][key] += amount

    found = dict(sums(columns(rows)))

    assert found == {
        owner: {key: Decimal(total).scaleb(-6) for key, total in held.items()}
        for owner, held in expected.items()
    }


@pytest.mark.parametrize("apart", [1, 1_000_003])
def test_more_rows_than_are_added_up_together(apart):
    """Owners numbered one after the other, and far apart: two ways to find their places."""
    months, owners = 3 * ROWS_AT_A_TIME // 100 + 1, 100
    owner = np.tile(np.arange(owners) * apart, months)
    amount = np.arange(owners * months)

    found = list(sums(Columns(owner, np.full_like(owner, 2), amount)))

    first = owners * months * (months - 1) // 2
    assert found == [
        (place * apart, {2: Decimal(first + place * months).scaleb(-6)}) for place in range(owners)
    ]


@given(rows=ROWS)
def test_owners_and_keys_come_in_their_order(rows):
    found = [(owner, key) for owner, held in sums(columns(rows)) for key in held]

    assert found == sorted(found)


@pytest.mark.parametrize(
    ("owner", "key", "amount"),
    [
        ([0, 1], [0], [1]),
        ([-1], [0], [1]),
        ([0], [-1], [1]),
        ([LARGEST - 1], [LARGEST - 1], [1]),
    ],
)
def test_columns_that_cannot_be_are_refused(owner, key, amount):
    with pytest.raises(Refused, match="cannot be added up"):
        list(sums(Columns(*(np.array(given, dtype=np.int64) for given in (owner, key, amount)))))
