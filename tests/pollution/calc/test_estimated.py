from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.pollution.calc import estimated, waste_water

MASSES = st.decimals(0, 1000, places=3)
SHARES = st.decimals(0, 1, places=3)


def balance(**masses):
    given_ = {
        "used": 0,
        "in_product": 0,
        "recovered": 0,
        "destroyed": 0,
        "to_waste": 0,
        "to_water": 0,
    }
    return estimated.mass_from_balance(
        **{name: Decimal(str(mass)) for name, mass in (given_ | masses).items()}
    )


def test_monitoring_rules_4_50_mg_in_20000_m3_an_hour_are_24_kg_a_day():
    found = estimated.mass_from_samples(
        concentrations=[Decimal(50)], flow=Decimal(20_000), hours=Decimal(24)
    )

    assert found == 24


def test_430_g_a_kilogram_is_the_default_of_raw_medicines():
    found = estimated.mass_from_coefficient(product=Decimal(1), generated=Decimal(430))

    assert found == 430


@given(MASSES, MASSES, MASSES, MASSES)
def test_a_balance_leaves_for_the_air_what_is_nowhere_else(air, product, waste, water):
    used = air + product + waste + water

    assert balance(used=used, in_product=product, to_waste=waste, to_water=water) == air


def test_more_out_than_in_is_refused():
    with pytest.raises(Refused, match="lacks 1 kg"):
        balance(used=10, recovered=11)


@given(MASSES, SHARES, SHARES, SHARES)
def test_a_device_that_runs_more_lets_less_through(product, efficiency, one, other):
    low, high = sorted((one, other))

    def released(running):
        return estimated.mass_from_coefficient(
            product=product, generated=Decimal(10), efficiency=efficiency, running=running
        )

    assert released(high) <= released(low)


@given(st.lists(MASSES, min_size=1, max_size=5), MASSES, MASSES, MASSES)
def test_samples_add_up_over_sub_periods(concentrations, flow, first, second):
    def mass(hours):
        return estimated.mass_from_samples(concentrations=concentrations, flow=flow, hours=hours)

    assert abs(mass(first) + mass(second) - mass(first + second)) < Decimal("1e-18")


def test_no_sample_is_no_mass():
    with pytest.raises(Refused, match="no sample"):
        estimated.mass_from_samples(concentrations=[], flow=Decimal(1), hours=Decimal(1))


@pytest.mark.parametrize(
    "made",
    [
        lambda: estimated.mass_from_coefficient(
            product=Decimal(1), generated=Decimal(1), efficiency=Decimal(90)
        ),
        lambda: estimated.mass_from_samples(
            concentrations=[Decimal(-1)], flow=Decimal(1), hours=Decimal(1)
        ),
        lambda: waste_water.mass_in_water(volume=Decimal(-1), concentration=Decimal(1)),
        lambda: waste_water.mass_through_works(sent=Decimal(1), removal=Decimal(2)),
        lambda: balance(used=1, destroyed=-1),
    ],
)
def test_numbers_that_cannot_be_are_refused(made):
    with pytest.raises(OutOfBounds):
        made()


@given(MASSES, MASSES, SHARES)
def test_a_works_lets_through_what_it_does_not_remove(volume, concentration, removal):
    sent = waste_water.mass_in_water(volume=volume, concentration=concentration)

    reached = waste_water.mass_through_works(sent=sent, removal=removal)

    assert reached <= sent
    assert abs(reached + sent * removal - sent) < Decimal("1e-18")
