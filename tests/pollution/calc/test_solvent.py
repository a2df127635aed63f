from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.kernel.figure import Source
from copark.pollution.calc import solvent
from copark.pollution.calc.solvent import Solvent, SolventYear

TOLUENE = Solvent("toluene", Decimal("0.91248"), Source("C7H8", "memory"))
ALLOWED = Decimal("0.05")
MASSES = st.decimals(0, 1000, places=3)


def year(**masses):
    return SolventYear("toluene", **{name: Decimal(str(mass)) for name, mass in masses.items()})


def test_ae17_oxidiser_burning_100_t_of_toluene_raises_carbon():
    burnt = year(bought=100, destroyed=99)

    found = solvent.balance(burnt, TOLUENE, allowed=ALLOWED)

    gas = 5 * Decimal("21.6219")  # AE1
    power = 200 * Decimal("0.4974")  # AE12
    assert abs(found.co2 + gas + power - Decimal("538.82")) <= Decimal("0.01")
    assert found.voc_to_air == 1


def test_measured_air_that_closes_within_the_error_is_taken_as_measured():
    found = solvent.balance(year(bought=100, destroyed=90, to_air=8), TOLUENE, allowed=ALLOWED)

    assert (found.to_air, found.air_method) == (8, "measured")
    assert (found.error, found.relative_error) == (2, Decimal("0.02"))


def test_without_a_measurement_the_air_takes_what_is_left_and_says_so():
    found = solvent.balance(year(bought=100, destroyed=90), TOLUENE, allowed=ALLOWED)
    voc, _ = solvent.figures_of(found, TOLUENE, "2025")

    assert (found.to_air, found.air_method, found.error) == (10, "by difference", 0)
    assert voc.grade == "estimated"


def test_recovered_solvent_goes_round_and_is_used_each_time():
    loop = year(bought=150, opening=10, closing=10, recovered=850, to_water=5, destroyed=140)

    found = solvent.balance(loop, TOLUENE, allowed=ALLOWED)

    assert (found.used, found.consumed, found.recovery_rate) == (1000, 150, Decimal("0.85"))
    assert found.to_air == 5


def test_recovered_solvent_that_is_sold_has_left_the_loop():
    found = solvent.balance(
        year(bought=100, recovered=60, sold=60, destroyed=30), TOLUENE, allowed=ALLOWED
    )

    assert (found.used, found.to_air) == (100, 10)


def test_a_substance_that_is_no_voc_counts_for_carbon_alone():
    found = solvent.balance(
        year(bought=100, destroyed=90), replace(TOLUENE, is_voc=False), allowed=ALLOWED
    )

    assert found.voc_to_air == 0
    assert found.co2 > 0


@pytest.mark.parametrize(
    ("masses", "code"),
    [
        ({"bought": 100, "destroyed": 90, "to_air": 4}, "pollution.solvent.open"),
        ({"bought": 100, "destroyed": 90, "to_air": 16}, "pollution.solvent.open"),
        ({"bought": 100, "destroyed": 101}, "pollution.solvent.open"),
        ({"bought": 0, "closing": 5, "to_air": 0}, "pollution.solvent.open"),
        ({"bought": 100, "recovered": 5, "sold": 6}, "pollution.solvent.sold"),
    ],
)
def test_a_balance_that_does_not_close_is_refused(masses, code):
    with pytest.raises(Refused) as refusal:
        solvent.balance(year(**masses), TOLUENE, allowed=ALLOWED)

    assert refusal.value.code == code


def test_a_negative_mass_is_refused_by_its_name():
    with pytest.raises(OutOfBounds, match="to_waste is -1"):
        solvent.balance(year(bought=1, to_waste=-1), TOLUENE, allowed=ALLOWED)


def test_the_carbon_of_another_substance_is_refused():
    with pytest.raises(Refused) as refusal:
        solvent.balance(SolventYear("acetone", Decimal(1)), TOLUENE, allowed=ALLOWED)

    assert refusal.value.code == "pollution.solvent.other"


def test_an_enterprise_with_two_balances_of_one_solvent_is_refused():
    found = solvent.balance(year(bought=1), TOLUENE, allowed=ALLOWED)

    with pytest.raises(Refused, match="two balances"):
        solvent.of_enterprise([found, found])


@given(MASSES, MASSES, MASSES, MASSES, MASSES)
def test_every_tonne_bought_is_somewhere(product, water, waste, destroyed, air):
    bought = product + water + waste + destroyed + air
    masses = year(
        bought=bought, in_product=product, to_water=water, to_waste=waste, destroyed=destroyed
    )

    found = solvent.balance(masses, TOLUENE, allowed=Decimal(0))

    assert found.to_air == air
    assert found.error == 0


@given(MASSES, MASSES, st.sampled_from([Decimal(1000), Decimal("0.001")]))
def test_the_unit_of_mass_does_not_matter(destroyed, air, factor):
    bought = destroyed + air
    one = solvent.balance(year(bought=bought, destroyed=destroyed), TOLUENE, allowed=ALLOWED)

    other = solvent.balance(
        year(bought=bought * factor, destroyed=destroyed * factor), TOLUENE, allowed=ALLOWED
    )

    assert other.to_air == one.to_air * factor
    assert abs(other.co2 - one.co2 * factor) < Decimal("1e-15")


@given(MASSES, MASSES)
def test_two_halves_of_a_year_add_up_to_the_year(first, second):
    halves = [
        solvent.balance(year(bought=mass, destroyed=mass), TOLUENE, allowed=ALLOWED)
        for mass in (first, second)
    ]

    whole = solvent.balance(
        year(bought=first + second, destroyed=first + second), TOLUENE, allowed=ALLOWED
    )

    assert abs(sum(half.co2 for half in halves) - whole.co2) < Decimal("1e-15")


def test_an_enterprise_is_the_sum_of_its_solvents():
    acetone = Solvent("acetone", Decimal("0.62041"), Source("C3H6O", "memory"))
    both = [
        solvent.balance(year(bought=100, destroyed=90), TOLUENE, allowed=ALLOWED),
        solvent.balance(
            SolventYear("acetone", Decimal(50), to_water=Decimal(20)), acetone, allowed=ALLOWED
        ),
    ]

    found = solvent.of_enterprise(both)

    assert (found.used, found.to_air, found.to_water, found.destroyed) == (150, 40, 20, 90)
    assert found.co2 == both[0].co2
