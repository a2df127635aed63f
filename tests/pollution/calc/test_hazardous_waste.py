from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.pollution.calc.hazardous_waste import WasteYear, balance

MASSES = st.decimals(0, 1000, places=3)
YEAR = WasteYear(
    "900-404-06",
    opening=Decimal(5),
    made=Decimal(95),
    recycled=Decimal(60),
    treated=Decimal(20),
    handed_over=Decimal(15),
    stored=Decimal(5),
)


@given(MASSES, MASSES, MASSES, MASSES, MASSES)
def test_what_was_made_is_recycled_treated_handed_over_or_stored(
    recycled, treated, handed, stored, opening
):
    into = recycled + treated + handed + stored
    year = WasteYear("w", min(opening, into), into - min(opening, into), Decimal(0),
                     recycled, treated, handed, stored)  # fmt: skip

    found = balance(year, allowed=Decimal(0))

    assert found.error == 0
    assert found.into == found.out == into


@pytest.mark.parametrize("stored", ["3.99", "6.01"])
def test_an_error_larger_than_stated_is_refused_in_either_direction(stored):
    with pytest.raises(Refused) as refusal:
        balance(replace(YEAR, stored=Decimal(stored)), allowed=Decimal("0.01"))

    assert refusal.value.code == "pollution.waste.open"
    assert refusal.value.facts["field"] == "900-404-06"


@pytest.mark.parametrize("stored", ["4", "6"])
def test_an_error_as_large_as_stated_closes(stored):
    assert balance(replace(YEAR, stored=Decimal(stored)), allowed=Decimal("0.01"))


def test_waste_from_nowhere_is_refused_and_no_waste_closes():
    with pytest.raises(Refused, match="all of it"):
        balance(WasteYear("w", Decimal(0), Decimal(0), stored=Decimal(1)), allowed=Decimal(1))
    assert balance(WasteYear("w", Decimal(0), Decimal(0)), allowed=Decimal(0)).relative_error == 0


def test_a_negative_mass_is_refused_by_its_name():
    with pytest.raises(Refused, match="treated is -1"):
        balance(replace(YEAR, treated=Decimal(-1)), allowed=Decimal(1))
