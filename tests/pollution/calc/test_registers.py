"""
Two public registers of one state: pounds and grams, and which sites are one.

The truth was judged pair by pair, by eye, from names, towns, post codes, sectors, and the street
number that a TRI key holds: ``registers_judged.csv`` says of every pair in one cell of 0.01 degree,
and of every pair that is called certain, whether it is one site, and why.
"""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.pollution.calc import registers_match, registers_names, registers_read
from copark.pollution.calc.registers_match import CERTAIN, DOUBTFUL, Site, distance, matches

FOLDER = resources.files("copark.pollution.calc")
WORDS = registers_names.words(FOLDER.joinpath("register_name_words.csv").read_text("utf-8"))
RULES = registers_match.rules(
    tables.parameters(FOLDER.joinpath("register_match_rules.csv").read_text("utf-8")),
    WORDS,
    date(2017, 1, 1),
)
JUDGED = Path(__file__).with_name("registers_judged.csv")
US = "us_il_2017_tri_ghgrp"


def site(name="Heron Solvents Inc", **more):
    given = {
        "key": "1", "parent": "", "address": "12 Mill Lane", "city": "Heronsford",
        "postcode": "60001", "latitude": 40.0, "longitude": -89.0, "sector": "325199",
    }  # fmt: skip
    return Site(name=name, **given | more)


def found(left, right):
    return [(pair.left, pair.right, pair.decision) for pair in matches(left, right, RULES)]


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heron Solvents, Inc.", "HERON SOLVENTS INC"),
        ("W. R. Heron & Co.", "W R HERON & CO"),
        ("G & W Electric Company", "G&W ELECTRIC CO."),
        ("Heron Chemicals LLC", "HERON CHEMICAL CORPORATION"),
        ("HERON GLASS PLANT 09", "HERON GLASS PLANT #9"),
        ("Heron Inc. - East Marsh Plant", "HERON EAST MARSH PLANT"),
        ("HERON COLOR CORP (FORMERLY STORK COLOR CORP", "Heron Color"),
    ],
)
def test_one_firm_written_in_two_ways_is_one_name(one, other):
    names = [
        set(registers_names.normalised(name, WORDS, without="East Marsh")) for name in (one, other)
    ]

    assert names[0] == names[1]


def test_a_name_of_nothing_but_legal_forms_keeps_them():
    assert registers_names.normalised("The Company", WORDS) == ("THE", "COMPANY")


@given(name=st.text(max_size=40), other=st.text(max_size=40))
def test_likeness_lies_between_nothing_and_all_and_has_no_side(name, other):
    one, two = (registers_names.normalised(text, WORDS) for text in (name, other))

    like = registers_names.likeness(one, two)

    assert 0 <= like <= 1
    assert like == registers_names.likeness(two, one)


# Decisions


def test_equal_names_at_one_place_are_certain():
    assert found([site()], [site("HERON SOLVENTS", latitude=40.01)]) == [("1", "1", CERTAIN)]


def test_equal_names_in_two_towns_are_two_sites():
    assert found([site()], [site(latitude=40.1)]) == []


def test_one_place_alone_is_only_a_doubt():
    assert found([site()], [site("Bittern Steel", address="900 Far Road")]) == [
        ("1", "1", DOUBTFUL)
    ]


def test_a_site_that_fits_two_of_the_other_register_is_certain_with_neither():
    right = [site(key="a"), site(key="b", latitude=40.01)]

    assert [decision for _, _, decision in found([site()], right)] == [DOUBTFUL, DOUBTFUL]


def test_a_site_that_is_certain_is_nobody_elses_doubt():
    neighbour = site("Bittern Steel", key="2")

    assert found([site(), neighbour], [site(key="a")]) == [("1", "a", CERTAIN)]


def test_a_match_says_why_point_by_point():
    (pair,) = matches([site()], [site()], RULES)

    assert [(reason.code, reason.points) for reason in pair.reasons] == [
        ("name", 40), ("place", 25), ("street", 15), ("city", 10), ("sector", 10),
    ]  # fmt: skip
    assert pair.score == 100


@given(
    north=st.floats(-80, 80),
    east=st.floats(-170, 170),
    other_north=st.floats(-80, 80),
    other_east=st.floats(-170, 170),
)
def test_a_distance_is_the_same_both_ways_and_never_longer_than_half_round(
    north, east, other_north, other_east
):
    one, other = (
        site(latitude=north, longitude=east),
        site(latitude=other_north, longitude=other_east),
    )

    assert distance(one, other) == pytest.approx(distance(other, one))
    assert 0 <= distance(one, other) <= 20_015_200


@given(step=st.floats(-0.04, 0.04), east=st.floats(-0.04, 0.04), north=st.floats(0, 60))
def test_no_near_site_falls_through_the_grid(step, east, north):
    one = site(latitude=north)
    other = site(latitude=north + step, longitude=one.longitude + east)

    assert bool(found([one], [other])) == (distance(one, other) <= RULES.same_place)


# Reading

TRI = (
    "1. YEAR,2. TRIFD,4. FACILITY NAME,6. CITY,9. ZIP,12. LATITUDE,13. LONGITUDE,37. CHEMICAL,"
    "40. CAS#,43. CLASSIFICATION,50. UNIT OF MEASURE,51. 5.1 - FUGITIVE AIR,52. 5.2 - STACK AIR,"
    "53. 5.3 - WATER,54. 5.4 - UNDERGROUND,68. POTW - TOTAL TRANSFERS\n"
)
ROW = "2017,60001HRNSL12MIL,HERON,MARSH,600011234,40.0,-89.0,{chemical},{kind},{unit},{amounts}\n"


def tri(chemical="Styrene,100-42-5", kind="TRI", unit="Pounds", amounts="1,2,0,0,4"):
    return TRI + ROW.format(chemical=chemical, kind=kind, unit=unit, amounts=amounts)


def test_pounds_become_kilograms_to_the_last_digit():
    read = registers_read.read_tri(tri())

    assert [(row.medium, row.way, row.kilograms) for row in read.releases] == [
        ("AIR", "FUGITIVE", Decimal("0.45359237")),
        ("AIR", "STACK", Decimal("0.90718474")),
        ("INDIRECT", "", Decimal("1.81436948")),
    ]


def test_dioxins_are_in_grams():
    read = registers_read.read_tri(tri("Dioxin,N150", "Dioxin", "Grams", "0,0.248,0,0,0"))

    (row,) = read.releases
    assert (row.amount, row.unit, row.kilograms) == (Decimal("0.248"), "g", Decimal("0.000248"))


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"unit": "Grams"}, "UNIT OF MEASURE", "import.register.dioxin"),
        ({"kind": "Dioxin"}, "UNIT OF MEASURE", "import.register.dioxin"),
        ({"unit": "Tons"}, "UNIT OF MEASURE", "import.unit.unknown"),
        ({"amounts": "-1,0,0,0,0"}, "FUGITIVE AIR", "import.number.negative"),
        ({"amounts": "0,many,0,0,0"}, "STACK AIR", "import.number.bad"),
        ({"chemical": ",1"}, "CHEMICAL", "import.cell.empty"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_place(changed, column, code):
    read = registers_read.read_tri(tri(**changed))

    (fault,) = read.faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert not read.releases


def test_a_place_that_is_not_on_earth_is_named():
    (fault,) = registers_read.read_tri(tri().replace("40.0,-89.0", "400,-89.0")).faults

    assert (fault.cell, fault.code) == ("F2", "import.place.bad")


def test_a_file_without_its_columns_is_refused():
    with pytest.raises(Refused) as refusal:
        registers_read.read_tri("a,b\n1,2\n")

    assert refusal.value.code == "import.register.columns"


def test_a_flow_of_an_unknown_facility_is_named():
    sites = ",".join(registers_read.GHG_SITE) + "\n1,Heron,12 Mill Lane,Marsh,60001,40,-89\n"
    flows = ",".join(registers_read.GHG_COLUMNS) + "\n2,Methane,air,1,kg\n"

    (fault,) = registers_read.read_ghgrp(sites, flows, 2017).faults

    assert (fault.column, fault.value, fault.code) == ("FacilityID", "2", "import.register.site")


# Illinois, 2017


@pytest.fixture(scope="module")
def illinois(shared):
    def text(name):
        return (shared / US / name).read_text("utf-8")

    toxics = registers_read.read_tri(text("tri_il_2017.csv"))
    gases = registers_read.read_ghgrp(
        text("ghgrp_facilities_il.csv"), text("ghgrp_flows_by_facility_il_2017.csv"), 2017
    )
    return gases, toxics


@pytest.fixture(scope="module")
def reconciled(illinois):
    gases, toxics = illinois
    return matches(list(gases.sites.values()), list(toxics.sites.values()), RULES)


@pytest.fixture(scope="module")
def judged():
    with JUDGED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cell(one):
    return round(one.latitude, 2), round(one.longitude, 2)


@pytest.mark.shared
def test_both_registers_of_illinois_are_read_without_an_objection(illinois):
    gases, toxics = illinois

    assert (len(toxics.sites), len(gases.sites), len(gases.releases)) == (1068, 260, 736)
    assert (toxics.faults, gases.faults, toxics.years) == ([], [], {2017})


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "pounds"),
    [
        ("EAST DUBUQUE NITROGEN FERTILIZERS LLC", 1_095_101),
        ("EQUISTAR CHEMICALS LP", 569_744),
    ],
)
def test_the_largest_of_the_chemical_sector_are_those_of_the_check_values(illinois, name, pounds):
    toxics = illinois[1]
    keys = {key for key, one in toxics.sites.items() if one.name == name}

    air = [row for row in toxics.releases if row.site in keys and row.medium == "AIR"]

    assert round(sum(row.amount for row in air)) == pounds
    assert sum(row.kilograms for row in air) == sum(row.amount for row in air) * Decimal(
        "0.45359237"
    )


@pytest.mark.shared
def test_grams_are_the_dioxins_and_nothing_else(illinois):
    toxics = illinois[1]

    in_grams = [row for row in toxics.releases if row.unit == "g"]

    assert {row.substance.split()[0] for row in in_grams} == {"Dioxin"}
    assert all(row.kilograms * 1000 == row.amount for row in in_grams)


@pytest.mark.shared
def test_fifty_eight_sites_meet_one_of_the_other_register_by_place_and_forty_one_are_it(
    illinois, judged
):
    gases, toxics = illinois
    there = {cell(one) for one in toxics.sites.values()}

    meeting = {key for key, one in gases.sites.items() if cell(one) in there}

    in_cell = [row for row in judged if row["in_one_cell"] == "yes"]
    assert len(meeting) == 58
    assert {row["ghgrp"] for row in in_cell} == meeting
    assert len({row["ghgrp"] for row in in_cell if row["judged"] == "same"}) == 41


@pytest.mark.shared
def test_no_certain_match_is_false(reconciled, judged):
    certain = {(pair.left, pair.right) for pair in reconciled if pair.decision == CERTAIN}

    verdicts = {(row["ghgrp"], row["tri"]): row["judged"] for row in judged}

    assert len(certain) == 71
    assert {verdicts.get(pair) for pair in certain} == {"same"}


@pytest.mark.shared
def test_every_pair_judged_the_same_is_certain_or_waits_for_a_person(reconciled, judged):
    proposed = {(pair.left, pair.right): pair.decision for pair in reconciled}
    same = {(row["ghgrp"], row["tri"]) for row in judged if row["judged"] == "same"}

    assert same <= proposed.keys()
    assert sum(proposed[pair] == DOUBTFUL for pair in same) == 8


@pytest.mark.shared
def test_of_the_fifty_eight_each_is_certain_or_waits_or_its_neighbours_are_others(
    reconciled, judged
):
    certain = {pair.right for pair in reconciled if pair.decision == CERTAIN}
    proposed = {pair.left for pair in reconciled}

    left_over = [
        row for row in judged if row["in_one_cell"] == "yes" and row["ghgrp"] not in proposed
    ]

    assert {row["ghgrp"] for row in left_over} == {"1001361", "1007979"}
    assert {row["tri"] for row in left_over} <= certain


@pytest.mark.shared
def test_the_order_of_the_rows_changes_no_match(illinois, reconciled):
    gases, toxics = illinois

    turned = matches(
        list(reversed(gases.sites.values())), list(reversed(toxics.sites.values())), RULES
    )

    assert turned == reconciled


@pytest.mark.shared
def test_a_site_that_is_gone_is_no_longer_matched(illinois):
    gases, toxics = illinois
    renamed = [replace(one, name=f"Bittern {key}", parent="") for key, one in toxics.sites.items()]

    assert {pair.decision for pair in matches(list(gases.sites.values()), renamed, RULES)} == {
        DOUBTFUL
    }
