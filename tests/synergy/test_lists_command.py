"""``copark lists`` from files alone."""

import json

import pytest
from typer.testing import CliRunner

from copark.site.cli import app

ENERGY = """Enterprise,Period,Carrier,Direction,Amount,Unit
a,2025,electricity,bought,40,GWh
a,2024,electricity,bought,50,GWh
b,2025,electricity,bought,90,GWh
"""


@pytest.fixture
def energy(tmp_path):
    file = tmp_path / "energy.csv"
    file.write_text(ENERGY, "utf-8")
    return file


def said(*options):
    found = CliRunner().invoke(app, ["lists", *map(str, options)])
    assert found.exit_code == 0, found.output
    return found.output


def test_units_near_a_threshold_are_listed_with_distance_and_trend(energy):
    found = said("--energy", energy, "--rules", "zhejiang", "--candidates", "--year", 2025)

    assert "1 near a threshold" in found
    assert "-1.7%" in found
    assert "-20.0% against the year before" in found


def test_a_wider_margin_finds_more_and_an_assumed_uncertainty_gives_a_probability(energy):
    options = ("--energy", energy, "--candidates", "--format", "json", "--year", 2025)
    options += ("--rules", "zhejiang", "--margin", 15, "--assumed", 10)

    found = json.loads(said(*options))

    assert {one["code"] for one in found} == {"a", "b"}
    assert all(0 < one["probability"] <= 1 for one in found)


def test_the_lists_themselves_are_drawn_as_before(energy):
    found = said("--energy", energy, "--rules", "zhejiang")

    assert found.startswith("2025 zhejiang")
    assert "zhejiang_local" in found
