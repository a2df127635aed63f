from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.pollution.calc import environmental_tax as tax
from copark.pollution.calc.environmental_tax import Discharge

FOLDER = resources.files("copark.pollution.calc")
VALUES = tax.equivalents((FOLDER / "pollutant_equivalents.csv").read_text("utf-8"))
RATES = tax.rates((FOLDER / "tax_rates.csv").read_text("utf-8"))
DAY = date(2025, 3, 1)
LINHAI = "331082"


def outlet(*discharges, medium="AIR", area=LINHAI, rates=RATES):
    return tax.tax_of_outlet(
        discharges,
        medium=medium,
        area=area,
        day=DAY,
        equivalent_values=VALUES,
        known_rates=rates,
    )


def kg(pollutant, amount, mean=None, limit=None):
    numbers = (None if value is None else Decimal(value) for value in (mean, limit))
    return Discharge(pollutant, Decimal(amount), *numbers)


def charged(found):
    return [item.discharge.pollutant for item in found.items if item.is_charged]


@pytest.mark.parametrize(
    ("pollutant", "amount", "equivalents", "amount_due"),
    [
        pytest.param("so2", 3000, "3157.89", "3789.47", id="AE4"),
        pytest.param("nox", 5000, "5263.16", "6315.79", id="AE5"),
    ],
)
def test_ae4_ae5_tax_of_sulphur_dioxide_and_nitrogen_oxides(
    pollutant, amount, equivalents, amount_due
):
    found = outlet(kg(pollutant, amount))

    assert round(found.items[0].equivalents, 2) == Decimal(equivalents)
    assert round(found.amount, 2) == Decimal(amount_due)


def test_dust_is_taxed_by_the_law_and_not_as_the_calculator_of_the_examples_does():
    assert VALUES["AIR", "general_dust"].value == 4


def test_only_the_three_largest_items_of_an_air_outlet_are_charged():
    found = outlet(kg("so2", 10), kg("nox", 9), kg("soot", 8), kg("hcl", 7), kg("nh3", 6))

    assert charged(found) == ["so2", "nox", "soot"]
    assert len(found.items) == 5


def test_five_of_class_one_and_three_others_are_charged_at_a_water_outlet():
    metals = [kg(name, 1) for name in ("hg", "cd", "cr6", "as", "pb", "be")]
    others = [kg(name, 100) for name in ("cod", "nh3n", "ss", "tp")]

    found = outlet(*metals, *others, medium="WATER")

    assert charged(found) == ["hg", "tp", "cd", "nh3n", "be", "cod", "as", "cr6"]


def test_of_oxygen_demand_and_organic_carbon_one_alone_is_charged():
    found = outlet(
        kg("cod", 100), kg("bod5", 60), kg("toc", 40), kg("nh3n", 1), kg("ss", 1), medium="WATER"
    )

    assert charged(found) == ["bod5", "nh3n", "ss"]


def test_heavy_metals_have_their_own_rate_in_zhejiang():
    found = outlet(kg("hg", 1), kg("cod", 1), medium="WATER")

    assert {item.discharge.pollutant: item.rate.low for item in found.items} == {
        "hg": Decimal("1.8"),
        "cod": Decimal("1.4"),
    }


def test_colour_and_acidity_are_charged_by_the_volume_of_water():
    found = outlet(kg("色度", 5000), kg("pH 5-6", 500), medium="WATER")

    assert [item.equivalents for item in found.items] == [1000, 100]


@pytest.mark.parametrize(
    ("mean", "factor"),
    [("100", "1"), ("70", "1"), ("69.9", "0.75"), ("50", "0.75"), ("49.9", "0.5"), ("0", "0.5")],
)
def test_more_than_30_or_50_per_cent_below_the_limit_reduces_the_tax(mean, factor):
    whole = outlet(kg("so2", 100)).amount

    found = outlet(kg("so2", 100, mean, 100))

    assert found.amount == whole * Decimal(factor)


def test_the_order_of_items_is_of_equivalents_and_not_of_reduced_tax():
    found = outlet(
        kg("so2", 100, 10, 100), kg("nox", 90), kg("soot", 80), kg("hcl", 800), kg("nh3", 1)
    )

    assert charged(found) == ["so2", "nox", "hcl"]


@pytest.mark.parametrize("pollutant", ["tn", "vocs_generic", "nothing"])
def test_what_the_law_does_not_name_is_not_taxed(pollutant):
    with pytest.raises(Refused) as refusal:
        outlet(kg(pollutant, 1), medium="WATER" if pollutant == "tn" else "AIR")

    assert refusal.value.code == "pollution.tax.pollutant"


def test_a_place_whose_rate_is_not_kept_is_refused_and_not_taxed_at_the_lowest():
    with pytest.raises(Refused) as refusal:
        outlet(kg("so2", 1), area="440100")

    assert refusal.value.code == "pollution.tax.rate"


def test_a_pollutant_named_twice_a_wrong_medium_and_a_negative_mass_are_refused():
    with pytest.raises(Refused, match="twice"):
        outlet(kg("so2", 1), kg("so2", 2))
    with pytest.raises(Refused, match="medium"):
        outlet(kg("so2", 1), medium="SOIL")
    with pytest.raises(OutOfBounds, match="amount"):
        outlet(kg("so2", -1))


def test_a_newer_rate_holds_from_its_day_on():
    old = next(row for row in RATES if (row.area, row.medium, row.item) == ("33", "AIR", "general"))
    new = tax.Rate(
        "33", "AIR", "general", (), Decimal(2), Decimal(2), old.unit, date(2025, 3, 1), old.source
    )
    later = tax.Rate(
        "33", "AIR", "general", (), Decimal(9), Decimal(9), old.unit, date(2025, 3, 2), old.source
    )

    found = outlet(kg("so2", "0.95"), rates=(*RATES, new, later))

    assert found.amount == 2


def test_the_tax_opens_its_making():
    found = outlet(kg("so2", 3000), kg("nox", 5000))

    figure = tax.figure_of(found, "tax of DA001", "2025-03")

    assert figure.value == sum(part.value for part in figure.parts)
    assert [item.name for item in figure.parts[0].ingredients] == [
        "amount",
        "equivalent value",
        "rate",
        "reduction",
    ]


MASSES = st.decimals(0, 10**6, places=3)


@given(MASSES, MASSES)
def test_tax_of_one_pollutant_adds_up_over_parts_of_the_month(one, other):
    together = outlet(kg("so2", one + other)).amount

    assert abs(outlet(kg("so2", one)).amount + outlet(kg("so2", other)).amount - together) < (
        Decimal("1e-15")
    )


@given(st.lists(MASSES, min_size=4, max_size=4), MASSES)
def test_who_emits_more_never_pays_less(masses, more):
    names = ("so2", "nox", "soot", "hcl")
    before = outlet(*(kg(*pair) for pair in zip(names, masses, strict=True))).amount

    after = outlet(
        *(kg(*pair) for pair in zip(names, [masses[0] + more, *masses[1:]], strict=True))
    ).amount

    assert after >= before - Decimal("1e-15")


@pytest.mark.parametrize(
    ("item", "tax_of_two_tonnes"),
    [("hazardous_waste", 2000), ("slag_ash_other", 50), ("tailings", 30), ("coal_gangue", 10)],
)
def test_solid_waste_is_taxed_by_the_tonne(item, tax_of_two_tonnes):
    found = tax.tax_on_solid_waste(discharged=Decimal(2), item=item, day=DAY, known_rates=RATES)

    assert found == tax_of_two_tonnes


def test_a_waste_without_a_rate_and_a_day_before_the_law_are_refused():
    for item, day in (("paper", DAY), ("tailings", date(2017, 12, 31))):
        with pytest.raises(Refused, match="No tax rate"):
            tax.tax_on_solid_waste(discharged=Decimal(1), item=item, day=day, known_rates=RATES)
