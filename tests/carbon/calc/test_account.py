"""One enterprise and year: what the lines add up to, and what is refused."""

from dataclasses import replace
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.carbon.calc.account import account
from copark.carbon.calc.book import read_book
from copark.carbon.calc.document import (
    About,
    Acid,
    Carbonate,
    Document,
    Electricity,
    Fuel,
    Heat,
    Material,
    Recovered,
    Refrigerant,
    Voc,
    WasteWater,
)
from copark.kernel.errors import Refused

FOLDER = resources.files("copark.carbon.calc")
BOOK = read_book(lambda name: FOLDER.joinpath(name).read_text("utf-8"))
NEW, OLD = "GBT32151_2023PLUS_C1", "NDRC2013_CHEM"
ABOUT = About(enterprise="Heron", year=2023, method=NEW, region="CN-ZJ")
AMOUNTS = st.decimals(0, 10**6, allow_nan=False, places=3)
SMALL = Decimal("1e-12")


def D(text):  # noqa: N802 - a short word for a number
    return Decimal(text)


def year(method=NEW, gwp_set="", **rows):
    return Document(about=replace(ABOUT, method=method, gwp_set=gwp_set), **rows)


def total(**rows):
    return account(year(**rows), BOOK).total.value


def gas(amount="1", **more):
    return Fuel(fuel="natural_gas", amount=D(amount), unit="1e4Nm3", place="fuels[1]", **more)


def power(amount, direction="BOUGHT", **more):
    return Electricity(amount=D(amount), direction=direction, place="electricity[1]", **more)


def steam(amount, direction="BOUGHT", **more):
    return Heat(
        carrier="steam", amount=D(amount), unit="t", direction=direction, place="heat[1]", **more
    )


def material(item, side, amount, carbon=None, **more):
    return Material(
        item=item,
        side=side,
        amount=D(amount),
        unit="t",
        carbon=carbon and D(carbon),
        place="materials[1]",
        **more,
    )


def nitric(**more):
    given = {"process": "high_pressure", "removal": "NSCR", "running": D(1)} | more
    return Acid(acid="nitric_acid", amount=D(10000), place="acids[1]", **given)


def refrigerant(opening="0", bought="1", closing="0", gas="R-410A"):
    return Refrigerant(
        gas=gas,
        opening=D(opening),
        bought=D(bought),
        closing=D(closing),
        place="refrigerants[1]",
    )


# Worked examples through the whole account


@pytest.mark.parametrize(
    ("rows", "method", "expected", "tolerance"),
    [
        ({"fuels": (gas(),)}, NEW, "21.6219", "0.0001"),
        ({"fuels": (Fuel(fuel="diesel", amount=D(1), unit="t"),)}, NEW, "3.0959", "0.0001"),
        ({"fuels": (Fuel(fuel="lpg", amount=D(1), unit="t"),)}, NEW, "3.1013", "0.001"),
        ({"acids": (nitric(),)}, OLD, "6463.5", "0.01"),
        ({"electricity": (power(1000),)}, NEW, "497.4", "0.1"),
        ({"heat": (steam(1000, enthalpy=D(2773)),)}, NEW, "295.82", "0.01"),
        (
            {
                "materials": (
                    material("methanol", "in", 1000, "0.375"),
                    material("product", "product", 800, "0.40"),
                    material("waste", "waste", 20, "0.5"),
                )
            },
            NEW,
            "165.0",
            "0.01",
        ),
        (
            {
                "voc": (Voc(substance="toluene", amount=D(100), efficiency=D("0.99")),),
                "fuels": (gas("5"),),
                "electricity": (power(200),),
            },
            NEW,
            "538.82",
            "0.01",
        ),
    ],
    ids=["AE1", "AE2", "AE3", "AE11", "AE12", "AE13", "AE14", "AE17"],
)
def test_a_worked_example_comes_out_of_the_whole_account(rows, method, expected, tolerance):
    found = account(year(method, **rows), BOOK)

    assert abs(found.total.value - D(expected)) <= D(tolerance)


def test_ae8_a_leak_of_r410a_is_counted_beyond_the_method():
    found = account(year(gwp_set="AR4", refrigerants=(refrigerant(),)), BOOK)

    assert found.total.value == 0
    assert found.beyond.value == found.scope_1.value == D("2087.5")


def test_ae16_methane_of_an_anaerobic_reactor_is_counted_beyond_the_method():
    water = WasteWater(treatment="anaerobic_reactor", cod=D(1000))

    assert account(year(waste_water=(water,)), BOOK).beyond.value == D(5600)


@pytest.mark.parametrize(("method", "expected"), [(OLD, "310"), (NEW, "265")])
def test_the_method_chooses_the_warming_potentials(method, expected):
    bare = nitric(removal="", running=None)

    assert account(year(method, acids=(bare,)), BOOK).total.value == D("139") * D(expected)


def test_adipic_acid_is_counted_like_nitric_acid():
    made = Acid(acid="adipic_acid", process="nitric_oxidation", amount=D(100), removal="thermal",
                running=D("0.5"))  # fmt: skip

    assert total(acids=(made,)) == D(100) * D("0.3") * (1 - D("0.985") / 2) * 265


# What is measured goes before a default


def test_measured_carbon_goes_before_the_default():
    assert total(fuels=(gas("12", carbon=D(6), oxidation=D(1)),)) == D(264)


def test_a_gas_analysis_goes_before_the_default():
    pure = gas("1", composition={"CH4": D(1)}, oxidation=D(1))

    assert round(total(fuels=(pure,)), 4) == D("19.6429")


def test_a_measured_heating_value_goes_before_the_default():
    hot = gas("1", heating_value=D("389.31") * 2)

    assert total(fuels=(hot,)) == 2 * total(fuels=(gas(),))


def test_a_fuel_that_no_table_knows_needs_its_carbon():
    odd = Fuel(fuel="other", name="tail gas", amount=D(1), unit="t", place="fuels[3]")

    with pytest.raises(Refused, match=r"fuels\[3\]\.carbon.*tail gas") as refused:
        total(fuels=(odd,))

    assert refused.value.code == "carbon.fuel.unmeasured"
    assert total(fuels=(replace(odd, carbon=D("0.6")),)) == D("2.2")


# Sets are never mixed


def test_a_row_of_another_factor_set_is_refused():
    with pytest.raises(Refused, match="never mixed") as refused:
        total(fuels=(gas(factor_set=OLD),))

    assert refused.value.code == "carbon.factor.mixed"
    assert refused.value.facts["field"] == "factor_set"


def test_a_gas_that_the_report_does_not_know_is_refused():
    with pytest.raises(Refused) as refused:
        account(year(gwp_set="SAR", refrigerants=(refrigerant(gas="NF3"),)), BOOK)

    assert refused.value.code == "carbon.gwp.missing"


def test_an_unknown_method_is_refused():
    with pytest.raises(Refused) as refused:
        account(year("ISO"), BOOK)

    assert refused.value.code == "carbon.method.unknown"


# Counted once


def test_a_self_made_utility_is_shown_and_adds_nothing():
    bare = total(electricity=(power(100),), heat=(steam(10, pressure=D("0.8")),))

    with_own = total(
        electricity=(power(100), power(900, "MADE")),
        heat=(steam(10, pressure=D("0.8")), steam(500, "MADE", pressure=D(1))),
    )

    assert with_own == bare


@pytest.mark.parametrize(
    "rows",
    [
        {"electricity": (power(10), power(11, "SOLD"))},
        {"heat": (steam(10, pressure=D(1)), steam(11, "SOLD", pressure=D(1)))},
    ],
)
def test_more_sold_than_bought_and_made_is_refused(rows):
    with pytest.raises(Refused) as refused:
        total(**rows)

    assert refused.value.code == "carbon.utility.sold"


def test_what_was_made_may_be_sold():
    found = account(year(electricity=(power(100, "MADE"), power(40, "SOLD"))), BOOK)

    assert found.total.value == D(-40) * D("0.4974")


def as_feed(amount):
    return Material(item="natural_gas", side="in", amount=D(amount), unit="1e4Nm3",
                    place="materials[1]")  # fmt: skip


def test_gas_that_is_fuel_and_feedstock_needs_its_split():
    with pytest.raises(Refused) as refused:
        total(fuels=(gas("100"),), materials=(as_feed(30),))

    assert refused.value.code == "carbon.twice.unsplit"


def test_carbon_is_never_both_fuel_and_feedstock():
    with pytest.raises(Refused, match="more than") as refused:
        total(fuels=(gas("100", bought=D(120)),), materials=(as_feed(30),))

    assert refused.value.code == "carbon.twice.split"
    assert total(fuels=(gas("100", bought=D(130)),), materials=(as_feed(30),)) > 0


def waste_fuel(amount):
    return Fuel(fuel="other", name="still bottoms", origin="made", amount=D(amount), unit="t",
                carbon=D("0.5"), place="fuels[1]")  # fmt: skip


FEED = material("toluene", "in", 100, process="coating")


def test_a_self_made_fuel_must_have_left_the_balance():
    with pytest.raises(Refused) as refused:
        total(fuels=(waste_fuel(20),), materials=(FEED,))
    left = material("still bottoms", "waste", 20, "0.5", process="coating")

    counted = total(fuels=(waste_fuel(20),), materials=(FEED, left))

    assert refused.value.code == "carbon.twice.balance"
    assert abs(counted - total(materials=(FEED,))) < SMALL


def test_vapours_destroyed_must_have_left_the_balance():
    burnt = Voc(substance="toluene", amount=D(40), efficiency=D(1), place="voc[1]")
    with pytest.raises(Refused) as refused:
        total(voc=(burnt,), materials=(FEED,))
    left = material("toluene", "waste", 40, process="coating")

    counted = total(voc=(burnt,), materials=(FEED, left))

    assert refused.value.code == "carbon.twice.balance"
    assert abs(counted - total(materials=(FEED,))) < SMALL


def test_a_carbonate_is_never_both_a_carbonate_and_a_raw_material():
    soda = Carbonate(carbonate="Na2CO3", amount=D(1), purity=D(1), place="carbonates[1]")

    with pytest.raises(Refused) as refused:
        total(carbonates=(soda,), materials=(material("Na2CO3", "in", 1, "0.113"),))

    assert refused.value.code == "carbon.twice.carbonate"


def test_a_process_is_balanced_over_the_year_not_month_by_month():
    spring = material("methanol", "in", 1000, "0.375", period=3)
    autumn = material("product", "product", 800, "0.40", period=9)

    assert total(materials=(spring, autumn)) == D(55) * 44 / 12


def test_a_method_is_not_used_before_it_held():
    early = replace(year(), about=replace(ABOUT, year=2009))

    with pytest.raises(Refused) as refused:
        account(early, BOOK)

    assert refused.value.code == "carbon.method.early"


def test_more_carbon_out_than_in_names_the_process():
    out = material("urea", "product", 5000, process="coating")

    with pytest.raises(Refused, match=r"materials\[1\]\.process") as refused:
        total(materials=(FEED, out))

    assert refused.value.code == "carbon.balance.open"


# Recovered


def caught(amount, use="sold", origin="fossil"):
    return Recovered(amount=D(amount), purity=D(1), use=use, origin=origin, place="recovered[1]")


def test_only_fossil_carbon_dioxide_that_left_as_a_product_is_taken_off():
    bare = total(fuels=(gas("10"),))

    assert total(fuels=(gas("10"),), recovered=(caught(2),)) == bare - D("39.4")
    for row in (caught(2, "vented"), caught(2, "own"), caught(2, origin="biogenic")):
        assert total(fuels=(gas("10"),), recovered=(row,)) == bare


def test_more_recovered_than_emitted_is_refused():
    with pytest.raises(Refused) as refused:
        total(fuels=(gas("1"),), recovered=(caught(2),))

    assert refused.value.code == "carbon.recovered.more"


# Electricity by location and by contract


def test_green_power_is_never_zeroed_silently():
    green = power(400, supply="green", certificate="GEC 1", factor=D(0))

    found = account(year(electricity=(power(600), green)), BOOK)

    assert found.scope_2_location.value == D("497.4")
    assert found.scope_2_market.value == D("365.76")
    assert [part.name for part in found.scope_2_market.parts[0].parts] == [
        "Electricity without a contract", "Green power under contract",
    ]  # fmt: skip


def test_green_power_without_a_certificate_counts_as_any_other():
    found = account(year(electricity=(power(1000, supply="green"),)), BOOK)

    assert found.scope_2_market.value == D("609.6")


def test_a_certificate_must_state_its_factor():
    with pytest.raises(Refused) as refused:
        account(year(electricity=(power(1, supply="green", certificate="GEC 1"),)), BOOK)

    assert refused.value.code == "carbon.green.factor"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (steam(1), "carbon.heat.state"),
        (steam(1, enthalpy=D(50)), "carbon.heat.cold"),
        (steam(1, pressure=D("0.8"), temperature=D(20)), "steam.state.liquid"),
        (steam(1, pressure=D(900)), "steam.state.outside"),
        (Heat(carrier="hot_water", amount=D(1), unit="t"), "carbon.heat.state"),
        (
            Heat(carrier="hot_water", amount=D(1), unit="t", temperature=D(10)),
            "carbon.heat.cold",
        ),
    ],
)
def test_heat_that_cannot_be_is_refused(row, code):
    with pytest.raises(Refused) as refused:
        total(heat=(row,))

    assert refused.value.code == code


def test_steam_by_its_pressure_holds_the_heat_of_the_steam_tables():
    assert total(heat=(steam(1000, pressure=D("0.8")),)) == ((D("2768.3") - D("83.74")) * D("0.11"))


def test_the_supplier_knows_its_heat_best():
    heat = Heat(carrier="heat", amount=D(100), unit="GJ", factor=D("0.09"))

    assert total(heat=(heat,)) == D(9)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"acids": (nitric(running=None),)}, "carbon.acid.running"),
        ({"acids": (nitric(process="nitric_oxidation"),)}, "carbon.acid.process"),
        ({"acids": (nitric(removal="thermal"),)}, "carbon.acid.process"),
        ({"waste_water": (WasteWater(treatment="deep_lagoon"),)}, "carbon.water.cod"),
        (
            {
                "waste_water": (
                    WasteWater(treatment="aerobic", volume=D(1), cod_in=D(1), cod_out=D(2)),
                )
            },
            "carbon.water.more",
        ),
        (
            {"waste_water": (WasteWater(treatment="aerobic", cod=D(1), recovered=D(1)),)},
            "carbon.water.more",
        ),
        ({"refrigerants": (refrigerant(closing="3"),)}, "carbon.refrigerant.more"),
        ({"materials": (material("resin", "in", 1),)}, "carbon.material.unmeasured"),
        (
            {"voc": (Voc(substance="other", name="mix", amount=D(1), efficiency=D(1)),)},
            "carbon.material.unmeasured",
        ),
        ({"fuels": (gas(heating_value=D(0)),)}, "carbon.fuel.zero"),
        (
            {"fuels": (Fuel(fuel="lpg", amount=D(1), unit="t", composition={"CH4": D(1)}),)},
            "carbon.fuel.mass",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(rows, code):
    with pytest.raises(Refused) as refused:
        total(**rows)

    assert refused.value.code == code


# Every line opens


def whole_year():
    return year(
        fuels=(gas("12"), Fuel(fuel="diesel", amount=D(3), unit="t")),
        electricity=(power(100), power(20, "MADE")),
        heat=(steam(50, pressure=D(1)),),
        materials=(FEED,),
        carbonates=(Carbonate(carbonate="CaCO3", amount=D(10), purity=D("0.9")),),
        acids=(nitric(),),
        recovered=(caught("0.1"),),
        waste_water=(
            WasteWater(treatment="deep_lagoon", cod=D(9)),
            WasteWater(nitrogen=D(2), nitrogen_case="plant"),
        ),
        refrigerants=(refrigerant(),),
        voc=(Voc(substance="acetone", amount=D(4), efficiency=D("0.98")),),
    )


def leaves(figure):
    if not figure.parts:
        yield figure
    for part in figure.parts:
        yield from leaves(part)


def test_every_line_says_how_it_was_made_and_the_tree_adds_up():
    found = account(whole_year(), BOOK)

    for tree in (found.total, found.beyond, found.scope_1, found.scope_2_market):
        lines = list(leaves(tree))
        assert abs(sum(line.value for line in lines) - tree.value) < SMALL
        for line in lines:
            assert line.method
            assert line.ingredients
            assert {item.unit != "" for item in line.ingredients} == {True}
            assert any(item.source for item in line.ingredients)


def test_scopes_and_the_method_hold_the_same_lines():
    found = account(whole_year(), BOOK)

    together = found.scope_1.value + found.scope_2_location.value
    assert abs(found.total.value + found.beyond.value - together) < SMALL


def test_a_factor_from_memory_says_that_it_is_to_be_verified():
    found = account(year(recovered=(caught("0.1"),), fuels=(gas("1"),)), BOOK)

    recovered = found.total.parts[1].parts[0]
    assert {item.name: item.source.confidence for item in recovered.ingredients}["Density"] == (
        "memory"
    )


# Laws


@settings(deadline=None)
@given(first=AMOUNTS, second=AMOUNTS)
def test_months_and_plants_add_up_to_the_year(first, second):
    apart = total(
        fuels=(gas(first, period=1, plant="A"), gas(second, period=2, plant="B")),
        electricity=(power(first, period=1), power(second, period=2)),
        heat=(steam(first, pressure=D(1)), steam(second, pressure=D(1))),
    )
    whole = total(
        fuels=(gas(first + second),),
        electricity=(power(first + second),),
        heat=(steam(first + second, pressure=D(1)),),
    )

    assert abs(apart - whole) <= D("1e-15") * max(whole, 1)


@settings(deadline=None)
@given(less=AMOUNTS, more=AMOUNTS)
def test_more_activity_never_emits_less(less, more):
    low, high = sorted((less, more))

    assert total(fuels=(gas(low),), electricity=(power(low),)) <= total(
        fuels=(gas(high),), electricity=(power(high),)
    )
