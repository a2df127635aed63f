"""Elasticity, quadrant, equivalents, cost, intensity and paths."""

from datetime import date
from decimal import Decimal
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Refused
from copark.synergy.calc import cost, elasticity, equivalent, intensity, path, quadrant
from copark.synergy.calc.change import Change

TEXT = (resources.files("copark.synergy.calc") / "weights.csv").read_text("utf-8")
SETS = equivalent.weight_sets(TEXT, date(2025, 1, 1))
TAXES = SETS["CN_TAX_ZJ"]
AMOUNTS = st.decimals("0.001", 10**6, places=3)
REDUCTIONS = st.decimals(-1000, 1000, places=3)
FACTORS = st.sampled_from([Decimal(1000), Decimal("0.001"), Decimal("0.5")])


def change(subject, baseline, reduction):
    return Change(subject, Decimal(str(baseline)), Decimal(str(reduction)))


def test_ae15_elasticity_of_sulphur_dioxide_to_carbon():
    found = elasticity.elasticity(change("so2", 60, 3), change("co2", 50_000, 2_000))

    assert abs(found.value - Decimal("1.25")) < Decimal("1e-4")
    assert found.verdict == elasticity.POLLUTANT_MORE


@pytest.mark.parametrize(
    ("pollutant", "carbon", "verdict"),
    [
        ((100, 5), (100, 5), elasticity.EQUAL),
        ((100, 6), (100, 5), elasticity.POLLUTANT_MORE),
        ((100, 4), (100, 5), elasticity.CARBON_MORE),
        ((100, -4), (100, -5), elasticity.BOTH_RISE),
        ((100, 4), (100, -5), elasticity.TRADE_OFF),
        ((100, -4), (100, 5), elasticity.TRADE_OFF),
        ((100, 0), (100, 5), elasticity.NO_EFFECT),
        ((100, 4), (100, 0), elasticity.NO_EFFECT),
        ((100, 0), (100, 0), elasticity.NO_EFFECT),
        ((0, 4), (100, 5), elasticity.NO_BASELINE),
        ((100, 4), (0, 5), elasticity.NO_BASELINE),
        ((0, 0), (0, 0), elasticity.NO_BASELINE),
    ],
)
def test_signs_are_read_before_anything_is_divided(pollutant, carbon, verdict):
    found = elasticity.elasticity(change("so2", *pollutant), change("co2", *carbon))

    assert found.verdict == verdict
    both_fall = {elasticity.EQUAL, elasticity.POLLUTANT_MORE, elasticity.CARBON_MORE}
    assert (found.value is not None) == (verdict in both_fall)


def test_two_rises_do_not_look_like_co_control():
    assert elasticity.elasticity(change("so2", 60, -3), change("co2", 50, -2)).value is None


@given(AMOUNTS, REDUCTIONS, AMOUNTS, REDUCTIONS, FACTORS)
def test_units_change_neither_elasticity_nor_quadrant(base, less, carbon, carbon_less, factor):
    pollutant, co2 = change("so2", base, less), change("co2", carbon, carbon_less)
    grams = Change("so2", base * factor, less * factor)

    one, other = elasticity.elasticity(pollutant, co2), elasticity.elasticity(grams, co2)

    assert one.verdict == other.verdict
    if one.value is not None:
        assert abs(one.value / other.value - 1) < Decimal("1e-20")
    points = quadrant.coordinates(pollutant, co2), quadrant.coordinates(grams, co2)
    assert points[0].quadrant == points[1].quadrant


@given(AMOUNTS, REDUCTIONS, AMOUNTS, REDUCTIONS)
def test_the_quadrant_agrees_with_the_verdict(base, less, carbon, carbon_less):
    pollutant, co2 = change("so2", base, less), change("co2", carbon, carbon_less)
    quadrants = {
        elasticity.POLLUTANT_MORE: {"I"},
        elasticity.EQUAL: {"I"},
        elasticity.CARBON_MORE: {"I"},
        elasticity.BOTH_RISE: {"III"},
        elasticity.TRADE_OFF: {"II", "IV"},
        elasticity.NO_EFFECT: {"AXIS"},
    }

    verdict = elasticity.elasticity(pollutant, co2).verdict

    assert quadrant.coordinates(pollutant, co2).quadrant in quadrants[verdict]


def test_a_measure_without_baseline_has_no_place_in_the_plane():
    assert quadrant.coordinates(change("so2", 0, 1), change("co2", 1, 1)) is None


@pytest.mark.parametrize(
    ("x", "y", "degrees"), [(1.0, 1.0, 45), (1.0, 0.0, 0), (0.0, 1.0, 90), (-1.0, 1.0, 135)]
)
def test_the_angle_tells_how_balanced_a_measure_is(x, y, degrees):
    assert quadrant.angle(x, y) == pytest.approx(degrees)


def test_be22_equivalent_of_ae4_ae5_and_2000_t_at_60_yuan():
    saved = {"so2": Decimal(3000), "nox": Decimal(5000), "co2": Decimal(2_000_000)}

    found = equivalent.equivalent(saved, TAXES, carbon_price=Decimal(60))

    assert abs(found.total - Decimal("130105.26")) <= Decimal("0.01")
    assert next(part.value for part in found.parts if part.subject == "co2") == 120_000
    assert found.unit == "CNY"


@pytest.mark.parametrize(
    ("pollutant", "rate", "value"),
    [("so2", "1.2", "0.95"), ("nox", "1.2", "0.95"), ("cod", "1.4", "1"), ("nh3n", "1.4", "0.8")],
)
def test_the_weights_of_the_table_are_rate_over_equivalent_value(pollutant, rate, value):
    weight = equivalent.tax_weight(rate=Decimal(rate), equivalent_value=Decimal(value))

    assert TAXES.weights[pollutant].value == round(weight, 6).normalize()
    assert TAXES.weights[pollutant].source.confidence == "memory"


@pytest.mark.parametrize(
    ("name", "pollutant", "weight"),
    [
        ("EEA_ACID", "so2", "31.25"),
        ("EEA_ACID", "nox", "21.74"),
        ("EEA_ACID", "nh3", "58.82"),
        ("EEA_TOFP", "nox", "1.22"),
        ("EEA_TOFP", "nmhc", "1"),
        ("EEA_TOFP", "co", "0.11"),
        ("EEA_TOFP", "ch4", "0.014"),
        ("EEA_PM", "pm10", "1"),
        ("EEA_PM", "nox", "0.88"),
        ("EEA_PM", "so2", "0.54"),
        ("EEA_PM", "nh3", "0.64"),
    ],
)
def test_the_factors_of_the_eea_are_kept_as_read(name, pollutant, weight):
    assert SETS[name].weights[pollutant].value == Decimal(weight)


def test_what_a_set_has_no_weight_for_is_named_and_not_zero():
    saved = {"so2": Decimal(1), "tp": Decimal(1), "co2": Decimal(1)}

    assert equivalent.equivalent(saved, TAXES).unweighted == ("tp", "co2")
    assert equivalent.equivalent(saved, SETS["EEA_ACID"]).unweighted == ("tp", "co2")


def test_carbon_has_no_price_in_a_set_that_is_not_in_money():
    with pytest.raises(Refused, match="does not fit"):
        equivalent.equivalent({"co2": Decimal(1)}, SETS["EEA_ACID"], carbon_price=Decimal(60))


def test_a_set_of_two_units_is_refused_and_a_later_weight_waits_for_its_day():
    head = "scheme,pollutant,weight,unit,valid_from,source,confidence,note\n"
    mixed = head + "A,so2,1,CNY/kg,2018-01-01,x,seen,\nA,nox,1,acid eq/kg,2018-01-01,x,seen,\n"
    dated = head + "A,so2,1,CNY/kg,2018-01-01,x,seen,\nA,so2,2,CNY/kg,2026-01-01,x,seen,\n"

    with pytest.raises(Refused, match="mixes"):
        equivalent.weight_sets(mixed, date(2025, 1, 1))
    for day, weight in ((date(2025, 12, 31), 1), (date(2026, 1, 1), 2)):
        assert equivalent.weight_sets(dated, day)["A"].weights["so2"].value == weight


@given(REDUCTIONS, REDUCTIONS, REDUCTIONS)
def test_equivalents_add_up_over_measures_and_substances(one, other, carbon):
    def total(**saved):
        return equivalent.equivalent(saved, TAXES, carbon_price=Decimal(60)).total

    apart = total(so2=one) + total(so2=other) + total(co2=carbon)

    assert abs(apart - total(so2=one + other, co2=carbon)) < Decimal("1e-18")


def test_a_measure_that_reduces_nothing_has_no_unit_cost():
    steps = cost.by_unit_cost(
        [
            ("flare", Decimal(10), Decimal(0)),
            ("rto", Decimal(10), Decimal(-3)),
            ("b", Decimal(30), Decimal(1)),
            ("a", Decimal(30), Decimal(1)),
            ("saver", Decimal(-10), Decimal(2)),
        ]
    )

    assert [step.measure for step in steps] == ["saver", "a", "b"]
    assert steps[-1].cumulative == 4


@given(st.lists(st.tuples(st.text(max_size=3), REDUCTIONS, REDUCTIONS), max_size=8))
def test_the_cost_curve_rises(measures):
    steps = cost.by_unit_cost(measures)

    assert [step.unit_cost for step in steps] == sorted(step.unit_cost for step in steps)
    assert all(step.reduction > 0 for step in steps)


def test_an_added_value_of_zero_or_less_has_no_intensity():
    assert intensity.intensity(emission=Decimal(1), activity=Decimal(0)).verdict == "NOT_POSITIVE"
    assert intensity.intensity(emission=Decimal(1), activity=Decimal(-5)).value is None
    assert intensity.intensity(emission=Decimal(1), activity=None).verdict == "NOT_GIVEN"


def test_the_change_of_an_intensity_needs_both_years():
    known = intensity.intensity(emission=Decimal(1), activity=Decimal(1))
    zero = intensity.intensity(emission=Decimal(0), activity=Decimal(1))
    none = intensity.intensity(emission=Decimal(1), activity=None)

    assert intensity.change_of(known, zero) == -1
    assert intensity.change_of(zero, known) is None
    assert intensity.change_of(known, none) is None


def test_a_negative_emission_has_no_intensity():
    with pytest.raises(OutOfBounds):
        intensity.intensity(emission=Decimal(-1), activity=Decimal(1))


YEARS = st.integers(1, 40)


@given(AMOUNTS, AMOUNTS, YEARS)
def test_paths_begin_and_end_where_they_should_and_never_turn(base, target, length):
    for make in (path.linear, path.geometric):
        found = make(base_year=2020, base=base, target_year=2020 + length, target=target)

        values = list(found.values())
        assert (values[0], values[-1]) == (base, target)
        assert len(found) == length + 1
        tolerance = Decimal("1e-15") * max(base, target)
        falls = all(later <= earlier + tolerance for earlier, later in pairwise(values))
        rises = all(later >= earlier - tolerance for earlier, later in pairwise(values))
        assert falls or rises


@given(AMOUNTS, AMOUNTS, YEARS)
def test_the_geometric_path_never_lies_above_the_linear_one(base, target, length):
    ends = {"base_year": 2020, "base": base, "target_year": 2020 + length, "target": target}

    line, curve = path.linear(**ends), path.geometric(**ends)

    assert all(curve[year] <= line[year] * (1 + Decimal("1e-20")) for year in line)


def test_no_constant_share_leads_to_zero_and_a_line_does():
    ends = {"base_year": 2020, "base": Decimal(10), "target_year": 2030, "target": Decimal(0)}

    assert path.linear(**ends)[2029] == 1
    with pytest.raises(OutOfBounds, match="target"):
        path.geometric(**ends)


@pytest.mark.parametrize("target_year", [2020, 2019, 2121])
def test_a_target_before_its_base_year_is_refused(target_year):
    with pytest.raises(Refused, match="does not follow"):
        path.linear(base_year=2020, base=Decimal(1), target_year=target_year, target=Decimal(1))
