"""Comprehensive energy of very many enterprises: the number of the whole sum, to the last digit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.energy.calc import bulk
from copark.energy.calc.comprehensive import Coefficient, Term, comprehensive
from copark.kernel.figure import Source

SOURCE = Source("GB/T 2589-2020")
STEAM = Decimal("2.68926")  #: [GJ/t]


def term(direction, kgce):
    worth = Coefficient(Decimal(kgce), SOURCE)
    return Term(direction, direction, Decimal(0), "unit", worth, worth)


TERMS = {
    0: term("BOUGHT", "122.9"),
    1: term("SOLD", "122.9"),
    2: term("MADE", "34.12"),
    3: term("BOUGHT", "34.12"),
    5: term("BOUGHT", "1214.3"),
}
HEAT = {3: lambda amount: amount * STEAM}
AMOUNTS = st.dictionaries(
    st.integers(0, 6), st.decimals(0, 10**9, allow_nan=False, places=6), max_size=7
)


@given(held=AMOUNTS)
def test_energy_in_bulk_is_that_of_the_whole_sum(held):
    found = dict(bulk.equivalents([(8, held)], TERMS, HEAT))

    said = [
        replace(TERMS[key], amount=HEAT.get(key, lambda amount: amount)(held[key]))
        for key in TERMS
        if key in held
    ]
    assert found == {8: comprehensive(said).equivalent.value}


def test_a_negative_amount_is_no_energy():
    with pytest.raises(ValueError, match="no amount"):
        list(bulk.equivalents([(1, {0: Decimal(-1)})], TERMS, HEAT))
