import json
from decimal import Decimal

import pytest

from copark.inventory import queries as inventory_state
from copark.kernel.errors import Refused
from copark.pollution import queries, services
from copark.pollution.calc.account import figures_from
from copark.pollution.calc.book import book_of
from copark.pollution.contracts import NewEntry
from copark.pollution.models import Entry
from copark.pollution.queries import inventory
from tests.factories import inventories as make
from tests.pollution.test_storage import NOX, mass

pytestmark = pytest.mark.django_db
SAMPLES = {"concentration": "50", "unit": "mg/m3", "flow": "20000", "hours": "8000", "by": "lab"}
TOLUENE = {
    "substance": "toluene",
    "unit": "t",
    "bought": "150",
    "recovered": "850",
    "to_water": "5",
    "to_waste": "40",
    "destroyed": "99",
}
WASTE = {"code": "900-404-06", "unit": "t", "made": "120", "recycled": "80", "handed_over": "40"}
LEAKS = {"component": "connector", "screening": "0", "count": "1000", "hours": "8000"}


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


@pytest.fixture
def outlets(monkeypatch):
    """Stand in for monitoring: the masses of the year."""
    rows = []
    monkeypatch.setattr(inventory, "monitored_of", lambda year, enterprise_id=None: list(rows))
    return rows


def entry(plant, block, values, *, year=2025, evidence="report 7", **facts):
    return NewEntry(plant.pk, year, block, values, evidence=evidence, **facts)


def enter(*rows):
    return services.record_entries(entries=rows, user_id=None, now=make.NOW)


def agency(plant, pollutant="nox", **change):
    facts = {"evidence": change.pop("evidence", "report 7")}
    return entry(plant, "agency", SAMPLES | {"pollutant": pollutant} | change, **facts)


# Order of the ways


def test_what_an_agency_measured_goes_before_what_was_declared(plant, outlets):
    make.record(make.release(plant, "nox", 9))
    enter(agency(plant))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method, row.reason) == (8, "AGENCY", "agency")
    assert [(one.way, one.tonnes) for one in row.unused] == [("DECLARED", 9)]
    assert "better rank" in row.unused[0].why


def test_monitoring_that_covers_the_year_goes_before_an_agency_at_the_same_outlet(plant, outlets):
    outlets.append(mass(plant))
    enter(agency(plant, outlet="5"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method) == (Decimal("2.5"), "MONITORED")
    assert [(one.place, one.way) for one in row.unused] == [("5", "AGENCY")]


def test_an_agency_stands_in_at_the_one_outlet_that_monitoring_covers_too_little(plant, outlets):
    outlets.append(mass(plant, valid=100))
    enter(agency(plant, outlet="5"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method) == (8, "AGENCY")
    assert row.unused[0].why == "not counted: monitoring covers too few hours of the year"


def test_outlets_found_in_several_ways_are_added_up_and_say_so(plant, outlets):
    outlets.append(mass(plant))
    enter(agency(plant, outlet="DA002"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method, row.reason) == (Decimal("10.5"), "MIXED", "by-place")
    assert [part.name for part in row.figure.parts] == ["5", "DA002"]


def test_a_coefficient_counts_where_nothing_was_measured(plant, outlets):
    own = {"medium": "AIR", "pollutant": "so2", "product": "steam", "amount": "100", "unit": "t"}
    enter(entry(plant, "coefficient", own | {"generated": "2", "efficiency": "90 %"}))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method) == (Decimal("0.02"), "COEFFICIENT")
    assert row.figure.grade == "estimated"


def test_of_two_ways_of_one_rank_the_larger_counts_until_a_person_settles_it(plant, outlets):
    enter(entry(plant, "solvent", TOLUENE), entry(plant, "leaks", LEAKS))

    (row,) = queries.year_of(2025)
    assert (row.figure.value, row.method, row.reason) == (6, "BALANCE", "two-ways")

    against = {"medium": "AIR", "pollutant": "nmhc", "way": "BALANCE"}
    enter(entry(plant, "objection", against, evidence="stocks were estimated"))

    (row,) = queries.year_of(2025)
    assert (row.figure.value, row.method) == (Decimal("0.00488"), "COEFFICIENT")
    assert [one.why for one in row.unused] == ["stocks were estimated"]


def test_monitoring_that_was_set_aside_leaves_the_declared_release(plant, outlets):
    outlets.append(mass(plant))
    make.record(make.release(plant, "nox", 9))
    against = {"medium": "AIR", "pollutant": "nox", "outlet": "5", "way": "MONITORED"}
    enter(entry(plant, "objection", against, evidence="failed the comparison of 3 May"))

    (row,) = queries.year_of(2025)

    assert (row.figure.value, row.method, row.reason) == (9, "DECLARED", "set-aside")


def test_waste_water_to_a_works_is_indirect_and_apart_from_direct(plant, outlets):
    sent = {"pollutant": "cod", "volume": "10000", "concentration": "50", "unit": "mg/L", "by": "x"}
    enter(*(entry(plant, "water", sent | {"medium": code}) for code in ("WATER", "INDIRECT")))

    rows = queries.year_of(2025)

    assert [(row.medium, row.figure.value) for row in rows] == [
        ("INDIRECT", Decimal("0.5")),
        ("WATER", Decimal("0.5")),
    ]


# Sources of VOC


def test_voc_is_added_up_by_source_organised_and_fugitive_apart(plant, outlets):
    outlets.append(mass(plant, "a24088", kg=3000))
    tanks = {"category": "tanks", "way": "COEFFICIENT", "mass": "1.2", "unit": "t"}
    enter(entry(plant, "leaks", LEAKS), entry(plant, "voc", tanks))

    voc = queries.figures_of(2025, plant.pk).voc

    assert (voc.organised.value, voc.fugitive.value) == (3, Decimal("1.20488"))
    assert list(voc.categories) == ["leaks", "tanks", "process_vents"]
    assert "cooling" in voc.not_given


# Balances


def test_a_solvent_balance_closes_and_every_term_opens_its_making(plant, outlets):
    enter(entry(plant, "solvent", TOLUENE), entry(plant, "solvent", TOLUENE | {
        "substance": "methanol", "to_air": "6.5"}))  # fmt: skip

    methanol, toluene = queries.figures_of(2025, plant.pk).solvents

    assert (toluene.value("to_air"), toluene.is_by_difference) == (6, True)
    assert (methanol.value("error"), methanol.value("used")) == (Decimal("-0.5"), 1000)
    assert all(figure.ingredients or figure.parts for figure in toluene.figures.values())


def test_waste_closes_term_by_term(plant, outlets):
    enter(entry(plant, "waste", WASTE))

    (waste,) = queries.figures_of(2025, plant.pk).wastes

    assert (waste.value("error"), waste.value("handed_over")) == (0, 40)


# Tax


def taxed(plant, pollutant, amount, period="2025-03", **change):
    plain = {"medium": "AIR", "outlet": "DA1", "pollutant": pollutant, "unit": "kg"}
    return entry(plant, "tax", plain | {"amount": str(amount), "period": period} | change)


def test_ae4_the_tax_of_three_tonnes_of_sulphur_dioxide_through_the_stored_path(plant, outlets):
    enter(taxed(plant, "so2", 3000))

    tax = queries.figures_of(2025, plant.pk).tax

    assert round(tax.charges[0].item.equivalents, 2) == Decimal("3157.89")
    assert round(tax.figure.value, 2) == Decimal("3789.47")
    assert [round(one.value, 2) for one in tax.quarters] == [Decimal("3789.47"), 0, 0, 0]


def test_ae5_nitrogen_oxides_half_below_their_limit_pay_half(plant, outlets):
    enter(taxed(plant, "nox", 5000, mean="49", limit="100"))

    tax = queries.figures_of(2025, plant.pk).tax

    assert round(tax.figure.value, 2) == round(Decimal("6315.789") / 2, 2)


def test_only_three_items_of_an_outlet_are_charged_in_a_month(plant, outlets):
    enter(*(taxed(plant, code, 10) for code in ("so2", "nox", "soot", "hcl")))

    charges = queries.figures_of(2025, plant.pk).tax.charges

    assert sum(one.item.is_charged for one in charges) == 3


def test_without_months_the_tax_is_estimated_from_the_year(plant, outlets):
    make.record(make.release(plant, "so2", 3))

    tax = queries.figures_of(2025, plant.pk).tax

    assert tax.is_estimated
    assert (tax.figure.grade, round(tax.figure.value, 2)) == ("estimated", Decimal("3789.47"))


# The same figures from plain data


def test_the_figures_come_back_to_the_last_digit_from_the_data_as_json(plant, outlets):
    outlets.append(mass(plant, NOX, kg="1234.567890123"))
    make.record(make.release(plant, "so2", "3.000000000007"))
    enter(agency(plant, "pm"), entry(plant, "solvent", TOLUENE), entry(plant, "waste", WASTE))

    inputs = json.loads(json.dumps(queries.inputs_of(2025, plant.pk)))

    assert figures_from(inputs, book_of(queries.texts())) == queries.figures_of(2025, plant.pk)


def test_an_enterprise_without_data_has_inputs_and_no_figures(plant):
    year = queries.figures_of(2025, plant.pk)

    assert (year.rows, year.voc, year.tax) == ((), None, None)


# Refusals


@pytest.mark.parametrize(
    ("block", "change", "field", "code"),
    [
        ("agency", {"concentration": "-1"}, "concentration", "import.number.negative"),
        ("agency", {"unit": "kWh"}, "unit", "import.unit.unfit"),
        ("agency", {"unit": "furlong"}, "unit", "import.unit.unknown"),
        ("agency", {"hours": "9000"}, "hours", "pollution.entry.hours"),
        ("agency", {"pollutant": "kryptonite"}, "pollutant", "import.choice.unknown"),
        ("agency", {"pollutant": "cod"}, "pollutant", "import.medium.unfit"),
        ("agency", {"period": "2024-03"}, "period", "import.year.outside"),
        ("agency", {"colour": "red"}, "colour", "account.field.unknown"),
        ("leaks", {"voc_fraction": "101 %"}, "voc_fraction", "account.share.over"),
        ("leaks", {"count": "2.5"}, "count", "pollution.entry.count"),
        ("leaks", {"component": "door"}, "component", "import.choice.unknown"),
        ("solvent", {"substance": "aether"}, "substance", "import.choice.unknown"),
        ("solvent", {"to_air": "100"}, "bought", "pollution.solvent.open"),
        ("solvent", {"sold": "900"}, "sold", "pollution.solvent.sold"),
        ("waste", {"stored": "9"}, "made", "pollution.waste.open"),
        ("tax", {"mean": "3"}, "limit", "pollution.tax.limit"),
        ("tax", {"period": "2025"}, "period", "pollution.entry.month"),
        ("tax", {"medium": "WATER"}, "pollutant", "pollution.tax.pollutant"),
    ],
)
def test_a_row_is_refused_at_its_field_and_nothing_is_written(plant, block, change, field, code):
    plain = {
        "agency": SAMPLES | {"pollutant": "nox"},
        "leaks": LEAKS,
        "solvent": TOLUENE,
        "waste": WASTE,
        "tax": {
            "medium": "AIR", "outlet": "1", "pollutant": "so2", "period": "2025-01",
            "amount": "1", "unit": "kg",
        },
    }  # fmt: skip
    good = agency(plant, "so2")

    with pytest.raises(Refused) as refused:
        enter(good, entry(plant, block, plain[block] | change))

    assert (refused.value.code, refused.value.facts["field"]) == (code, field)
    assert refused.value.facts["row"] == "2"
    assert not Entry.objects.exists()


def test_a_source_without_a_formula_needs_evidence(plant):
    tanks = {"category": "tanks", "way": "AGENCY", "mass": "1", "unit": "t"}

    with pytest.raises(Refused) as refused:
        enter(entry(plant, "voc", tanks, evidence=""))

    assert refused.value.facts["field"] == "evidence"


def test_a_row_is_recorded_once_and_a_year_not_beside_its_months(plant):
    enter(agency(plant, period="2025-03", hours="700"))

    with pytest.raises(Refused) as twice:
        enter(agency(plant, period="2025-03", hours="700"))
    with pytest.raises(Refused) as overlap:
        enter(agency(plant))

    assert twice.value.code == "pollution.entry.twice"
    assert overlap.value.code == "pollution.entry.overlap"


def test_an_inventory_that_was_handed_in_is_not_changed(plant, monkeypatch):
    def locked(pairs):
        raise Refused("inventory.locked", "The inventory is submitted.")

    monkeypatch.setattr(inventory_state, "refuse_locked", locked)

    with pytest.raises(Refused) as refused:
        enter(agency(plant))

    assert refused.value.code == "inventory.locked"


# Corrections


def test_a_correction_needs_a_reason_keeps_the_earlier_row_and_can_be_undone(plant, outlets):
    (number,) = enter(agency(plant))
    better = agency(plant, hours="4000")
    facts = {"entry_id": number, "user_id": None, "now": make.NOW}
    with pytest.raises(Refused) as refused:
        services.correct_entry(entry=better, **facts)
    assert refused.value.facts["field"] == "reason"

    fresh = services.correct_entry(
        entry=entry(plant, "agency", better.values, reason="shut in autumn"), **facts
    )
    assert [row.figure.value for row in queries.year_of(2025)] == [4]

    services.withdraw_entry(entry_id=fresh, user_id=None, now=make.NOW)

    assert [row.figure.value for row in queries.year_of(2025)] == [8]


def test_an_uncertainty_is_carried_to_the_release_where_every_part_has_one(plant, outlets):
    for outlet, percent in (("1", 30), ("2", 40)):
        values = SAMPLES | {"pollutant": "nox", "outlet": outlet}
        enter(entry(plant, "agency", values, uncertainty=Decimal(percent)))

    (row,) = queries.year_of(2025)

    assert row.uncertainty == Decimal("0.25")
