"""What must hold of every amount, not of an example only."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.carbon.calc import (
    acids,
    carbonates,
    combustion,
    destroyed,
    electricity,
    feedstock,
    gwp,
    recovery,
    refrigerants,
    waste_water,
)

AMOUNTS = st.decimals(0, 10**7, allow_nan=False, places=3)
SHARES = st.decimals(0, 1, allow_nan=False, places=4)
ONE = Decimal(1)

#: Each is carbon dioxide, or another gas, of one amount.
LINEAR = {
    "measured fuel": lambda x: combustion.co2_from_measured_carbon(
        burned=x, carbon=Decimal("0.6"), oxidation=Decimal("0.98")
    ),
    "carbonate": lambda x: carbonates.co2_from_carbonate(
        used=x, purity=Decimal("0.98"), factor=Decimal("0.4397")
    ),
    "acid": lambda x: acids.n2o_from_acid(
        made=x, generation=Decimal("0.0139"), removal=Decimal("0.85"), running=Decimal("0.9")
    ),
    "recovered": lambda x: recovery.co2_recovered(
        volume=x, purity=Decimal("0.99"), density=Decimal("19.7")
    ),
    "vapours": lambda x: destroyed.co2_from_voc(
        fed=x, destruction=Decimal("0.99"), carbon=Decimal("0.9")
    ),
    "methane": lambda x: waste_water.ch4_from_waste_water(
        cod=x,
        sludge=Decimal(0),
        capacity=Decimal("0.25"),
        correction=Decimal("0.8"),
        recovered=Decimal(0),
    ),
    "nitrous oxide": lambda x: waste_water.n2o_from_waste_water(
        nitrogen=x, factor=Decimal("0.005")
    ),
    "market": lambda x: electricity.co2_market_based(
        contracted=Decimal(0), contract=Decimal(0), uncovered=x, residual=Decimal("0.6096")
    ),
    "equivalent": lambda x: gwp.co2_equivalent(mass=x, gwp=Decimal(28)),
}


@pytest.mark.parametrize("source", LINEAR)
@given(first=AMOUNTS, second=AMOUNTS)
def test_two_months_or_two_plants_add_up_to_the_whole(source, first, second):
    of = LINEAR[source]

    assert abs(of(first) + of(second) - of(first + second)) <= Decimal("1e-15")


@pytest.mark.parametrize("source", LINEAR)
@given(less=AMOUNTS, more=AMOUNTS)
def test_more_activity_never_emits_less(source, less, more):
    low, high = sorted((less, more))

    assert LINEAR[source](low) <= LINEAR[source](high)


@pytest.mark.parametrize("source", ["measured fuel", "carbonate", "acid", "recovered", "vapours"])
def test_a_negative_amount_is_no_amount(source):
    with pytest.raises(ValueError, match="negative"):
        LINEAR[source](Decimal(-1))


@given(raw=AMOUNTS, product=SHARES, waste=SHARES)
def test_the_carbon_of_a_process_is_found_again_to_the_last_gram(raw, product, waste):
    out, thrown = raw * product, raw * (1 - product) * waste

    left = feedstock.co2_from_carbon_balance(raw=raw, products=out, waste=thrown)

    assert abs(left * 12 / 44 + out + thrown - raw) <= raw * Decimal("1e-20")


def test_more_carbon_out_than_in_is_refused():
    with pytest.raises(ValueError, match="come out"):
        feedstock.co2_from_carbon_balance(raw=ONE, products=ONE, waste=ONE)


@given(opening=AMOUNTS, bought=AMOUNTS, kept=SHARES, handed=SHARES)
def test_every_kilogram_of_refrigerant_is_lost_or_somewhere(opening, bought, kept, handed):
    whole = opening + bought
    closing, returned = whole * kept, whole * (1 - kept) * handed

    lost = refrigerants.refrigerant_lost(
        opening=opening, bought=bought, closing=closing, added=Decimal(0), returned=returned
    )

    assert abs(lost + closing + returned - whole) <= Decimal("1e-15")


@given(removal=SHARES, running=SHARES)
def test_cleaning_never_makes_more_nitrous_oxide(removal, running):
    bare = acids.n2o_from_acid(made=ONE, generation=ONE, removal=Decimal(0), running=running)
    clean = acids.n2o_from_acid(made=ONE, generation=ONE, removal=removal, running=running)

    assert 0 <= clean <= bare


@given(methane=SHARES, inert=SHARES)
def test_a_gas_holds_the_carbon_of_its_parts(methane, inert):
    shares = {"CH4": methane, "N2": (1 - methane) * inert}

    found = combustion.carbon_of_gas(shares, {"CH4": 1, "N2": 0})

    assert abs(found - methane * 12 / Decimal("22.4") * 10) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ({"XX": "0.5"}, "not known"),
        ({"CH4": "0.8", "N2": "0.3"}, "exceed"),
        ({"CH4": "-0.1"}, "negative"),
    ],
)
def test_a_gas_analysis_that_cannot_be_is_refused(shares, reason):
    with pytest.raises(ValueError, match=reason):
        combustion.carbon_of_gas(
            {gas: Decimal(share) for gas, share in shares.items()}, {"CH4": 1, "N2": 0}
        )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"cod": Decimal(-1)}, "negative"),
        ({"correction": Decimal(2)}, r"0\.\.1"),
        ({"sludge": Decimal(200)}, "sludge"),
        ({"recovered": Decimal(50)}, "arise"),
    ],
)
def test_waste_water_that_cannot_be_is_refused(changed, reason):
    arguments = {
        "cod": Decimal(100),
        "sludge": Decimal(0),
        "capacity": Decimal("0.25"),
        "correction": Decimal("0.8"),
        "recovered": Decimal(0),
    }
    with pytest.raises(ValueError, match=reason):
        waste_water.ch4_from_waste_water(**arguments | changed)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (waste_water.n2o_from_waste_water, {"nitrogen": ONE, "factor": Decimal(2)}),
        (waste_water.cod_removed, {"volume": ONE, "cod_in": ONE, "cod_out": Decimal(2)}),
        (waste_water.cod_removed, {"volume": -ONE, "cod_in": ONE, "cod_out": ONE}),
        (
            refrigerants.refrigerant_lost,
            {"opening": ONE, "bought": ONE, "closing": Decimal(3), "added": 0, "returned": 0},
        ),
        (
            refrigerants.refrigerant_lost,
            {"opening": -ONE, "bought": ONE, "closing": ONE, "added": 0, "returned": 0},
        ),
        (destroyed.co2_from_voc, {"fed": ONE, "destruction": Decimal(2), "carbon": ONE}),
        (carbonates.co2_from_carbonate, {"used": ONE, "purity": Decimal(2), "factor": ONE}),
        (recovery.co2_recovered, {"volume": ONE, "purity": Decimal(2), "density": ONE}),
        (
            combustion.co2_from_measured_carbon,
            {"burned": ONE, "carbon": ONE, "oxidation": Decimal(2)},
        ),
        (
            acids.n2o_from_acid,
            {"made": ONE, "generation": ONE, "removal": Decimal(2), "running": ONE},
        ),
        (feedstock.co2_from_carbon_balance, {"raw": -ONE, "products": ONE, "waste": ONE}),
        (gwp.co2_equivalent, {"mass": ONE, "gwp": -ONE}),
        (
            electricity.co2_market_based,
            {"contracted": -ONE, "contract": ONE, "uncovered": ONE, "residual": ONE},
        ),
    ],
)
def test_arguments_that_cannot_be_are_refused(function, arguments):
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own sentence
        function(**arguments)
