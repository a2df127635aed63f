"""Steam against the verification values that the formulation itself prints."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel import heat
from copark.kernel.errors import Refused
from copark.kernel.steam import enthalpy_if97

KELVIN = 273.15


@pytest.mark.parametrize(
    ("pressure", "kelvin", "printed"),
    [
        (0.0035, 300, 2549.91145),  # IAPWS R7-97, table 15, region 2
        (0.0035, 700, 3335.68375),
        (30, 700, 2631.49474),
        (0.5, 1500, 5219.76855),  # table 42, region 5
        (30, 1500, 5167.23514),
        (30, 2000, 6571.22604),
    ],
)
def test_the_verification_table_of_if97_is_met_to_its_digits(pressure, kelvin, printed):
    found = enthalpy_if97(pressure=pressure, temperature=kelvin - KELVIN)

    assert found == pytest.approx(printed, abs=2e-5)


def test_saturated_steam_of_0_8_megapascals_is_near_the_2773_of_the_worked_example():
    assert enthalpy_if97(pressure=0.8) == pytest.approx(2768.30, abs=0.01)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"pressure": 0.8, "temperature": 20.0}, "steam.state.liquid"),
        ({"pressure": 0.0, "temperature": 200.0}, "steam.state.outside"),
        ({"pressure": -1.0}, "steam.state.outside"),
        ({"pressure": 25.0}, "steam.state.outside"),
        ({"pressure": 800.0, "temperature": 300.0}, "steam.state.outside"),
        ({"pressure": 0.8, "temperature": 5000.0}, "steam.state.outside"),
        ({"pressure": 60.0, "temperature": 1500.0}, "steam.state.outside"),
    ],
)
def test_a_state_that_is_no_steam_is_refused(state, code):
    with pytest.raises(Refused) as refused:
        enthalpy_if97(**state)

    assert refused.value.code == code


@given(st.floats(0.01, 4), st.floats(260, 790), st.floats(1, 10))
def test_hotter_steam_holds_more_heat(pressure, temperature, more):
    assert enthalpy_if97(pressure=pressure, temperature=temperature + more) > enthalpy_if97(
        pressure=pressure, temperature=temperature
    )


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (heat.heat_of_steam, {"enthalpy": Decimal(50), "reference": Decimal("83.74")}),
        (
            heat.heat_of_hot_water,
            {"temperature": Decimal(10), "reference": Decimal(20), "capacity": Decimal("4.1868")},
        ),
    ],
)
def test_what_is_colder_than_the_reference_brings_no_heat(function, arguments):
    with pytest.raises(ValueError, match="reference"):
        function(mass=Decimal(1), **arguments)
