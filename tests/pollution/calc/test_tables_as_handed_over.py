"""The shipped tables say what the reference data says, row by row."""

import csv
from decimal import Decimal
from importlib import resources

import pytest

pytestmark = pytest.mark.shared
FOLDER = resources.files("copark.pollution.calc")


def shipped(name):
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def handed_over(shared, name):
    with (shared / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("voc_leak_factors.csv", "voc_ldar_factors.csv"),
        ("voc_coefficients.csv", "pollutant_emission_coefficients.csv"),
        ("pollutant_equivalents.csv", "pollutant_equivalents.csv"),
    ],
)
def test_a_table_is_copied_whole(shared, name, origin):
    assert shipped(name) == handed_over(shared, origin)


def test_every_rate_of_the_tax_is_kept_with_its_confidence(shared):
    def of(rows):
        return [
            (Decimal(row["value_low"]), Decimal(row["value_high"]), row["unit"], row["confidence"])
            for row in rows
        ]

    assert of(shipped("tax_rates.csv")) == of(handed_over(shared, "tax_rates.csv"))


def test_every_row_says_its_source_and_confidence():
    names = ("tax_rates", "voc_leak_factors", "voc_coefficients", "voc_sources", "method_order")
    for name in names:
        for row in shipped(f"{name}.csv"):
            assert row["source"]
            assert row["confidence"] in {"seen", "memory"}
