from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.synergy.calc import treatment
from copark.synergy.calc.treatment import Treatment

AMOUNTS = st.decimals(0, 1000, places=3)


def test_ae17_an_oxidiser_of_100_t_toluene_costs_539_t_of_carbon():
    oxidiser = Treatment(
        removed=Decimal(99),
        direct=treatment.co2_from_burnt_voc(
            fed=Decimal(100), efficiency=Decimal("0.99"), carbon_fraction=Decimal("0.91248")
        ),
        heat=5 * Decimal("21.6219"),  # AE1: 5e4 Nm3 of gas
        electricity=200 * Decimal("0.4974"),  # AE12: 200 MWh, Zhejiang 2023
    )

    assert abs(oxidiser.net - Decimal("538.82")) <= Decimal("0.01")
    assert treatment.burden_of(oxidiser) > 5


def test_accounting_4_limestone_gives_44_t_for_64_t_of_sulphur_dioxide():
    assert treatment.co2_from_limestone(removed=Decimal(1)) == Decimal("0.6875")


def test_a_plant_that_recovers_more_than_it_emits_saves_carbon():
    digester = Treatment(removed=Decimal(10), electricity=Decimal(5), recovered=Decimal(25))

    assert treatment.burden_of(digester) == -2


def test_nothing_removed_has_no_burden():
    assert treatment.burden_of(Treatment(removed=Decimal(0), direct=Decimal(1))) is None


@given(AMOUNTS, AMOUNTS)
def test_carbon_of_treatment_adds_up_over_sub_periods(one, other):
    def burnt(fed):
        return treatment.co2_from_burnt_voc(
            fed=fed, efficiency=Decimal("0.98"), carbon_fraction=Decimal("0.6")
        )

    assert abs(burnt(one) + burnt(other) - burnt(one + other)) < Decimal("1e-18")


@pytest.mark.parametrize(
    "made",
    [
        lambda: treatment.co2_from_limestone(removed=Decimal(-1)),
        lambda: treatment.co2_from_burnt_voc(
            fed=Decimal(1), efficiency=Decimal(99), carbon_fraction=Decimal("0.5")
        ),
        lambda: treatment.burden_of(Treatment(removed=Decimal(1), heat=Decimal(-1))),
    ],
)
def test_numbers_that_cannot_be_are_refused(made):
    with pytest.raises(OutOfBounds):
        made()
