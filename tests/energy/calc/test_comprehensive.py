from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.energy.calc.coal_equivalent import kgce_of_heat
from copark.energy.calc.comprehensive import Coefficient, Term, comprehensive
from copark.energy.calc.intensity import energy_intensity
from copark.energy.queries import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source
from copark.kernel.quantity import converted

HERE = Source("here")
POWER = Coefficient(Decimal("0.1229"), HERE)
DEAR_POWER = Coefficient(Decimal("0.2985"), HERE)
HEAT = Coefficient(Decimal("34.12"), HERE)
AMOUNTS = st.decimals(0, 10**9, allow_nan=False, places=3)


def power(amount, direction="BOUGHT", loss=DEAR_POWER):
    return Term("Electricity", direction, Decimal(amount), "kWh", POWER, loss)


def test_both_values_stand_side_by_side():
    found = comprehensive(
        [power(1_000_000), Term("Heat", "BOUGHT", Decimal(100), "GJ", HEAT, HEAT)]
    )

    assert found.equivalent.value == Decimal("122.9") + Decimal("3.412")
    assert found.calorific_loss.value == Decimal("298.5") + Decimal("3.412")


def test_a_sum_of_two_bases_is_not_made():
    found = comprehensive([power(1_000_000, loss=None)])

    assert found.calorific_loss is None
    assert found.lacking == ("Electricity",)


@pytest.mark.parametrize("direction", ["MADE", "FEEDSTOCK"])
def test_what_is_self_made_or_raw_material_is_shown_and_adds_nothing(direction):
    found = comprehensive([power(10), power(500, direction, loss=None)])

    assert found.equivalent.value == comprehensive([power(10)]).equivalent.value
    assert [part.value for part in found.equivalent.parts][1] == 0
    assert found.calorific_loss is not None


def test_what_was_supplied_to_others_is_taken_off():
    assert comprehensive([power(10), power(4, "SOLD")]).equivalent.value == Decimal("0.0007374")


@pytest.mark.parametrize("row", [power(-1), power(1, "LOST")])
def test_a_term_that_cannot_be_is_refused(row):
    with pytest.raises((ValueError, KeyError)):
        comprehensive([row])


@given(AMOUNTS, AMOUNTS)
def test_energy_is_additive_over_months_and_plants(first, second):
    apart = comprehensive([power(first)]).equivalent.value
    apart += comprehensive([power(second)]).equivalent.value

    assert abs(comprehensive([power(first + second)]).equivalent.value - apart) < Decimal("1e-15")


@given(AMOUNTS)
def test_a_figure_is_the_sum_of_its_parts(amount):
    found = comprehensive([power(amount), power(amount, "SOLD")])

    assert found.equivalent.value == sum(part.value for part in found.equivalent.parts) == 0


@given(st.decimals(0, 10**6, allow_nan=False, places=3))
def test_the_unit_does_not_change_the_energy(megawatt_hours):
    kilowatt_hours = converted(megawatt_hours, "MWh", "kWh")
    per_megawatt_hour = Coefficient(POWER.kgce * 1000, HERE)
    row = Term("Electricity", "BOUGHT", megawatt_hours, "MWh", per_megawatt_hour, None)

    assert comprehensive([row]).equivalent.value == (
        comprehensive([power(kilowatt_hours)]).equivalent.value
    )


@pytest.mark.parametrize(
    ("carrier", "printed"),
    [
        ("electricity_equivalent", "0.1229"),
        ("fresh_water", "0.2571"),
        ("raw_coal", "0.7143"),
        ("natural_gas", "1.33"),
        ("heat", "0.03412"),
    ],
)
def test_the_coefficients_that_the_notes_print_are_those_of_the_table(carrier, printed):
    assert tables.coefficients()[carrier].kgce == Decimal(printed)


def test_the_water_of_2008_is_named_beside_that_of_2020():
    assert "0.0857" in tables.coefficients()["fresh_water"].note


@pytest.mark.parametrize(
    ("megajoules", "printed"), [("20.934", "0.7143"), ("41.868", "1.4286"), ("42.705", "1.4571")]
)
def test_a_measured_heating_value_gives_the_coefficient_of_the_annex(megajoules, printed):
    assert round(kgce_of_heat(Decimal(megajoules)), 4) == Decimal(printed)


def test_a_fuel_without_heat_has_no_coefficient():
    with pytest.raises(ValueError, match="positive"):
        kgce_of_heat(Decimal(0))


@pytest.mark.parametrize(
    ("value", "code"), [(0, "energy.intensity.none"), (-5, "energy.intensity.negative")]
)
def test_a_ratio_says_what_happens_at_zero_and_below(value, code):
    with pytest.raises(Refused) as refused:
        energy_intensity(energy=Decimal(1), brought_forth=Decimal(value), of="added value")

    assert refused.value.code == code
