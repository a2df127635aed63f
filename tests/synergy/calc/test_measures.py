"""Measures, one by one and together, from a file."""

from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.synergy.calc import equivalent, measure_file, measure_report, measures
from copark.synergy.calc.measures import Case, Measure

TEXT = (resources.files("copark.synergy.calc") / "weights.csv").read_text("utf-8")
TAXES = equivalent.weight_sets(TEXT, date(2025, 1, 1))["CN_TAX_ZJ"]
KNOWN = measure_file.Known(
    {"so2": "so2", "二氧化硫": "so2", "nox": "nox", "nmhc": "nmhc", "vocs": "nmhc", "co2": "co2"},
    lambda day: equivalent.weight_sets(TEXT, day),
    date(2025, 1, 1),
)
REDUCTIONS = st.decimals(-100, 100, places=3)


def good():
    return {
        "name": "AE15 and BE22",
        "carbon_price": "60 CNY/t",
        "baseline": {"so2": "60 t", "nox": "100 t", "co2": "50,000 tCO2e"},
        "measures": [
            {
                "name": "boiler",
                "annual_cost": "12 1e4CNY",
                "reductions": {"so2": "3 t", "nox": "5000 kg", "co2": "2000 tCO2e"},
            },
        ],
    }


def case(*rows, baseline=None):
    held = baseline or {"so2": 1000, "co2": 1000}
    return Case(
        "park",
        {subject: Decimal(tonnes) for subject, tonnes in held.items()},
        tuple(
            Measure(f"m{number}", {name: Decimal(str(tonnes)) for name, tonnes in row.items()})
            for number, row in enumerate(rows)
        ),
        TAXES,
        Decimal(60),
    )


def test_ae15_and_be22_from_a_file():
    found, faults = measure_file.case_of(good(), KNOWN)

    report = measures.effects_of(found)

    assert faults == ()
    boiler = report.measures[0]
    assert boiler.effects[0].elasticity.value == Decimal("1.25")
    assert round(boiler.equivalent.total, 2) == Decimal("130105.26")
    assert boiler.annual_cost == 120_000
    assert boiler.effects[2].unit_cost == 60
    assert boiler.effects[2].elasticity is None


def test_an_oxidiser_is_shown_as_the_trade_off_it_is():
    report = measures.effects_of(
        case({"nmhc": 99, "co2": "-538.82"}, baseline={"nmhc": 100, "co2": 50_000})
    )

    effect = report.measures[0].effects[0]
    assert (effect.elasticity.verdict, effect.elasticity.value) == ("TRADE_OFF", None)
    assert effect.coordinates.quadrant == "IV"
    assert report.measures[0].equivalent.unweighted == ("nmhc",)


@given(REDUCTIONS, REDUCTIONS, REDUCTIONS, REDUCTIONS)
def test_measures_together_do_what_they_do_one_by_one(one, other, carbon, more):
    report = measures.effects_of(case({"so2": one, "co2": carbon}, {"so2": other, "co2": more}))

    alone = sum(row.equivalent.total for row in report.measures)
    assert abs(report.together.equivalent.total - alone) < Decimal("1e-15")
    assert report.together.effects[0].change.reduction == one + other


def test_the_unit_of_a_file_does_not_matter():
    grams = good()
    grams["measures"][0]["reductions"]["so2"] = "3,000,000 g"
    grams["measures"][0]["reductions"]["co2"] = "2 000 000 kgCO2e".replace(" 000", "000")

    one, other = (
        measures.effects_of(measure_file.case_of(document, KNOWN)[0])
        for document in (good(), grams)
    )

    assert measure_report.document(one) == measure_report.document(other)


def test_the_document_keeps_every_digit_and_names_its_sources():
    report = measures.effects_of(measure_file.case_of(good(), KNOWN)[0])

    document = measure_report.document(report)

    (boiler,) = document["measures"]
    assert boiler["effects"][0]["elasticity"] == "1.25"
    assert {part["confidence"] for part in boiler["equivalent"]["parts"]} == {"memory", "seen"}
    assert document["weights"] == {
        "set": "CN_TAX_ZJ",
        "unit": "CNY/kg",
        "valid_from": "2018-01-01",
    }


@pytest.mark.parametrize(
    ("rows", "baseline", "code"),
    [
        ([], None, "synergy.measures.none"),
        ([{"so2": 1}], None, "synergy.carbon.missing"),
        ([{"so2": 1, "co2": 0}], {"so2": 5}, "synergy.carbon.missing"),
        ([{"nox": 1, "co2": 0}], None, "synergy.baseline.missing"),
        ([{"so2": 1001, "co2": 0}], None, "synergy.reduction.over"),
        ([{"so2": 600, "co2": 0}, {"so2": 600, "co2": 0}], None, "synergy.reduction.over"),
    ],
)
def test_what_cannot_be_is_refused(rows, baseline, code):
    with pytest.raises(Refused) as refusal:
        measures.effects_of(case(*rows, baseline=baseline))

    assert refusal.value.code == code


def test_a_measure_named_twice_is_refused_at_its_place():
    row = Measure("a", {"co2": Decimal(1)})
    both = Case("", {"co2": Decimal(10)}, (row, row), TAXES)

    with pytest.raises(Refused) as refusal:
        measures.effects_of(both)

    fault = measure_file.as_fault(refusal.value)
    assert (fault.cell, fault.code) == ("measures[1]", "synergy.measure.twice")


def changed(path, value):
    document = good()
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


REDUCTIONS_AT = ("measures", 0, "reductions")


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        (("nam",), "x", "nam", "synergy.file.field"),
        (("date",), "soon", "date", "synergy.date.bad"),
        (("weights",), "MAO", "weights", "synergy.weights.unknown"),
        (("carbon_price",), "60", "carbon_price", "synergy.unit.missing"),
        (("carbon_price",), "60 EUR/t", "carbon_price", "import.unit.unfit"),
        (("carbon_price",), "-1 CNY/t", "carbon_price", "import.number.negative"),
        (("baseline",), ["so2"], "baseline", "synergy.file.table"),
        (("baseline", "so2"), "-1 t", "baseline.so2", "import.number.negative"),
        (("baseline", "so2"), "60", "baseline.so2", "synergy.unit.missing"),
        (("baseline", "so2"), "60 kWh", "baseline.so2", "import.unit.unfit"),
        (("baseline", "so2"), "60 tCO2", "baseline.so2", "import.unit.unfit"),
        (("baseline", "so2"), "60 stone", "baseline.so2", "import.unit.unknown"),
        (("baseline", "so2"), "60 % t", "baseline.so2", "import.unit.unknown"),
        (("baseline", "so2"), "1e9 t", "baseline.so2", "import.unit.unknown"),
        (("baseline", "so2"), "nan t", "baseline.so2", "synergy.amount.bad"),
        (("baseline", "so2"), "9" * 20 + " t", "baseline.so2", "synergy.amount.large"),
        (("baseline", "so2"), None, "baseline.so2", "synergy.amount.bad"),
        (("baseline", "unobtainium"), "1 t", "baseline.unobtainium", "import.pollutant.unknown"),
        (("baseline", "二氧化硫"), "1 t", "baseline.二氧化硫", "synergy.subject.twice"),
        (("measures",), {}, "measures", "synergy.file.list"),
        (("measures",), [], "measures", "synergy.file.list"),
        (("measures",), ["a"] * 1001, "measures", "synergy.file.long"),
        (("measures", 0), "boiler", "measures[0]", "synergy.file.table"),
        (("measures", 0, "cost"), "1 CNY", "measures[0].cost", "synergy.file.field"),
        (("measures", 0, "name"), " ", "measures[0].name", "synergy.file.text"),
        (("measures", 0, "annual_cost"), "5 t", "measures[0].annual_cost", "import.unit.unfit"),
        ((*REDUCTIONS_AT, "so2"), "much", "measures[0].reductions.so2", "synergy.amount.bad"),
    ],
)
def test_bad_input_is_named_at_its_place(path, value, place, code):
    found, faults = measure_file.case_of(changed(path, value), KNOWN)

    assert found is None
    assert (place, code) in [(fault.cell, fault.code) for fault in faults]


@pytest.mark.parametrize("document", [None, "text", [], {}])
def test_a_file_without_a_case_is_refused(document):
    found, faults = measure_file.case_of(document, KNOWN)

    assert found is None
    assert faults


def test_every_objection_is_made_at_once():
    document = changed(("baseline", "so2"), "60")
    document["measures"][0]["name"] = ""

    _, faults = measure_file.case_of(document, KNOWN)

    assert [fault.cell for fault in faults] == ["baseline.so2", "measures[0].name"]


def test_weights_hold_from_their_day():
    found, faults = measure_file.case_of(changed(("date",), "2017-12-31"), KNOWN)

    assert found is None
    assert faults[0].code == "synergy.weights.unknown"


PLAIN = st.recursive(
    st.none() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["baseline", "measures", "name", "reductions", "co2", "so2"]), inner
        )
    ),
    max_leaves=10,
)


@given(PLAIN)
def test_any_document_is_taken_or_refused_and_never_breaks(document):
    found, faults = measure_file.case_of(document, KNOWN)

    assert (found is None) == bool(faults)
