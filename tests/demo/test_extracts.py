from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from demo import extract

PAGE = (extract.HERE / "README.md").read_text("utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(extract.read(name))))


@pytest.mark.parametrize("name", extract.EXTRACTS)
def test_every_extract_is_carried_with_its_source_and_licence(name: str):
    line = next(line for line in PAGE.splitlines() if f"`{name}`" in line)

    assert (extract.HERE / name).is_file()
    assert any(licence in line for licence in ("CC BY 4.0", "Licence Ouverte", "facts of law"))


def test_no_file_is_carried_that_the_page_does_not_name():
    carried = {path.name for path in extract.HERE.iterdir()} - {"README.md"}

    assert {name for name in carried if f"`{name}`" not in PAGE} == set()


def test_the_extracts_stay_small():
    size = sum(path.stat().st_size for path in Path(extract.HERE).iterdir())

    assert size < 1_500_000


@pytest.mark.shared
@pytest.mark.parametrize("name", extract.EXTRACTS)
def test_an_extract_equals_its_source(shared: Path, name: str):
    made = extract.text_of(extract.EXTRACTS[name](shared))

    assert extract.read(name) == made


def test_every_quarter_hour_of_electricity_stands_in_its_place_and_none_is_lost():
    rows = rows_of("steel.csv.gz")

    starts = [row["start"] for row in rows]
    assert starts == sorted(starts)
    assert len(set(starts)) == 26_208
    assert starts[0] == "2018-01-01T00:00"
    assert starts[-1] == "2018-09-30T23:45"
    assert sum(Decimal(row["kwh"]) for row in rows) == Decimal("729316.67")


def test_missing_values_are_empty_and_not_the_sources_own_numbers():
    air = rows_of("air_quality.csv.gz")
    water = rows_of("water_treatment.csv.gz")

    assert sum(row["c6h6_ug_m3"] == "" for row in air) == 366
    assert not any(value.startswith("-200") for row in air for value in row.values())
    assert not any(value == "-1" for row in water for value in row.values())


def test_the_days_of_the_sewage_works_are_in_order():
    days = [row["day"] for row in rows_of("water_treatment.csv.gz")]

    assert days == sorted(days)
    assert len(days) == 527


def test_the_register_extract_names_nobody():
    columns = set(rows_of("facilities.csv.gz")[0])

    assert columns == {"site", "activity", *extract.REGISTER}
