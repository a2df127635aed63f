"""Stack rates by height, limits and permits."""

import csv
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.pollution.calc import permit, stack_rate

NMHC = [(Decimal(15), Decimal(10)), (Decimal(20), Decimal(17)), (Decimal(30), Decimal(53)),
        (Decimal(40), Decimal(100))]  # fmt: skip
TEXT = (resources.files("copark.pollution.calc") / "stack_rates.csv").read_text("utf-8")
RATES = stack_rate.rates(TEXT)
HEIGHTS = st.decimals(1, 120, places=2)


@pytest.mark.parametrize(
    ("height", "expected"),
    [("25", "35"), ("50", "156.25"), ("12", "3.2"), ("15", "10"), ("40", "100"), ("30", "53")],
)
def test_monitoring_rules_5_rate_of_nmhc_by_height(height, expected):
    found = stack_rate.rate_limit_gb16297(height=Decimal(height), rows=NMHC, is_new=True)

    assert found == Decimal(expected)


def test_monitoring_rules_5_two_stacks_count_as_one_of_25_m():
    _, height, _ = stack_rate.joint_stack_gb16297(
        heights=(Decimal(20), Decimal(30)), rates=(Decimal(1), Decimal(1)), distance=Decimal(10)
    )

    assert round(height, 3) == Decimal("25.495")


def test_the_rows_of_nmhc_come_from_the_table_of_the_standard():
    found = stack_rate.rows_of(RATES, pollutant="nmhc", zone="二级", day=date(2025, 1, 1))

    assert found == NMHC


def test_every_pollutant_of_the_table_has_rates_that_rise_with_height():
    for pollutant in {row.pollutant for row in RATES}:
        zone = next(row.zone for row in RATES if row.pollutant == pollutant)
        rows = stack_rate.rows_of(RATES, pollutant=pollutant, zone=zone, day=date(2025, 1, 1))

        assert [rate for _, rate in rows] == sorted(rate for _, rate in rows)


def test_a_pollutant_or_a_day_without_a_rate_is_refused():
    for pollutant, day in (("co2", date(2025, 1, 1)), ("nmhc", date(1996, 12, 31))):
        with pytest.raises(Refused, match="no rate"):
            stack_rate.rows_of(RATES, pollutant=pollutant, zone="二级", day=day)


@pytest.mark.shared
def test_the_rates_are_those_of_the_reference_data(shared):
    with (shared / "emission_limits.csv").open(encoding="utf-8") as file:
        limits = [
            (row["pollutant"], Decimal(row["limit"]))
            for row in csv.DictReader(file)
            if row["limit_type"] == "stack_rate"
        ]

    assert [(row.pollutant, row.rate) for row in RATES] == limits


def test_a_stack_that_does_not_clear_its_neighbours_and_an_old_low_one():
    half = stack_rate.rate_limit_gb16297(
        height=Decimal(25), rows=NMHC, is_new=True, clears_buildings=False
    )
    old = stack_rate.rate_limit_gb16297(height=Decimal(12), rows=NMHC, is_new=False)

    assert (half, old) == (Decimal("17.5"), Decimal("6.4"))


def test_far_stacks_count_apart():
    assert (
        stack_rate.joint_stack_gb16297(
            heights=(Decimal(20), Decimal(30)), rates=(Decimal(1), Decimal(1)), distance=Decimal(50)
        )
        is None
    )


@given(HEIGHTS, HEIGHTS, st.booleans())
def test_a_higher_stack_may_never_emit_less(one, other, is_new):
    low, high = sorted((one, other))

    def limit(height):
        return stack_rate.rate_limit_gb16297(height=height, rows=NMHC, is_new=is_new)

    assert limit(low) <= limit(high) + Decimal("1e-20")


def test_a_table_whose_heights_do_not_rise_is_refused():
    with pytest.raises(Refused, match="rise"):
        stack_rate.rate_limit_gb16297(height=Decimal(20), rows=NMHC[::-1], is_new=True)
    with pytest.raises(Refused, match="rise"):
        stack_rate.rate_limit_gb16297(height=Decimal(20), rows=[], is_new=True)


LIMIT = permit.Limit(Decimal(60), "mg/m3", "1 h mean", "GB 37823-2019")


@pytest.mark.parametrize(
    ("value", "places", "met"),
    [("60", None, True), ("60.01", None, False), ("60.5", "1", True), ("60.51", "1", False)],
)
def test_a_mean_is_judged_by_all_digits_or_by_its_rounded_value(value, places, met):
    mean = permit.Mean(Decimal(value), "mg/m3", "1 h mean")

    verdict = permit.against_limit(mean, LIMIT, places=None if places is None else Decimal(places))

    assert bool(verdict) is met
    assert met or verdict.source == "GB 37823-2019"


@pytest.mark.parametrize(
    ("mean", "code"),
    [
        (permit.Mean(Decimal(1), "mg/m3", "daily mean"), "pollution.limit.averaging"),
        (permit.Mean(Decimal(1), "ug/m3", "1 h mean"), "pollution.limit.unit"),
    ],
)
def test_a_day_is_not_judged_by_the_limit_of_an_hour(mean, code):
    with pytest.raises(Refused) as refusal:
        permit.against_limit(mean, LIMIT)

    assert refusal.value.code == code


@pytest.mark.parametrize(("released", "met"), [("12", True), ("12.001", False), ("0", True)])
def test_a_permit_is_used_up_and_not_beyond(released, met):
    used = permit.against_permit(released=Decimal(released), permitted=Decimal(12), source="permit")

    assert bool(used.verdict) is met
    assert used.left == 12 - Decimal(released)
