"""The shipped tables say what the reference data says, row by row."""

import csv
from importlib import resources

import pytest

pytestmark = pytest.mark.shared
FOLDER = resources.files("copark.synergy.calc")
OWN = "CN_TAX_ZJ_OLD_VOC_FEE"  #: Composed of two tables of the reference data.


def shipped(name):
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def handed_over(shared, name):
    with (shared / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_classes_of_coordination_are_copied_whole(shared):
    assert shipped("coordination_classes.csv") == handed_over(shared, "synergy_classes.csv")


def test_every_weight_is_kept_with_its_confidence(shared):
    def of(rows):
        return [
            (row["scheme"], row["weight"], row["confidence"])
            for row in rows
            if row["scheme"] != OWN
        ]

    assert of(shipped("weights.csv")) == of(handed_over(shared, "synergy_weights.csv"))


def test_every_row_says_its_source_and_confidence():
    for name in ("weights.csv", "coordination_classes.csv"):
        for row in shipped(name):
            assert row["source"]
            assert row["confidence"] in {"seen", "memory"}
