from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

ROWS = [
    {"name": "Heron", "kind": "AIR", "mass": 3.5, "at": datetime(2026, 1, 1, 16, tzinfo=UTC)},
    {"name": "Egret", "kind": "WATER", "mass": 20.0, "at": None},
    {"name": "=cmd()", "kind": "AIR", "mass": None, "at": None},
]
COLUMNS = [
    Column("name", "Name"),
    Column("kind", "Kind"),
    Column("mass", "Mass", kind="number", unit="t"),
    Column("at", "At", kind="moment"),
]


def table(query: str = "", **options):
    return build(RequestFactory().get(f"/{query}"), COLUMNS, ROWS, name="things", **options)


def names(found) -> list[str]:
    return [row["name"] for row in found.rows]


def test_every_word_of_the_search_must_be_found():
    assert names(table("?q=egr")) == ["Egret"]
    assert names(table("?q=heron+air")) == ["Heron"]
    assert names(table("?q=heron+water")) == []


def test_numbers_sort_by_size_and_what_is_empty_comes_last():
    assert names(table("?sort=mass")) == ["Heron", "Egret", "=cmd()"]
    assert names(table("?sort=-mass")) == ["Egret", "Heron", "=cmd()"]


def test_a_filter_takes_only_a_value_that_it_offers():
    kinds = [Filter("kind", "Every kind", [("AIR", "air")], lambda row: row["kind"])]

    assert names(table("?kind=AIR", filters=kinds)) == ["Heron", "=cmd()"]
    assert len(names(table("?kind=bogus", filters=kinds))) == 3


def test_a_page_beyond_the_last_is_the_last():
    found = table("?page=99", per_page=2)

    assert (found.page, found.pages, len(found.shown)) == (2, 2, 1)


def test_the_csv_holds_all_kept_rows_opens_in_excel_and_runs_nothing():
    response = export.download(table("?kind=AIR"), "csv")

    content = response.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["Name", "Kind", "Mass (t)", "At"]
    assert rows[1][3] == "2026-01-02 00:00:00"
    assert rows[3][0] == "'=cmd()"


def test_the_xlsx_holds_numbers_and_no_formula():
    response = export.download(table(), "xlsx")

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet["C2"].value == pytest.approx(3.5)
    assert sheet["A4"].value == "'=cmd()"
    assert sheet["A4"].data_type == "s"


def test_an_empty_list_says_why_and_a_narrowed_one_offers_the_way_back():
    request = RequestFactory().get("/?q=nothing")
    empty = build(request, COLUMNS, [], name="things", empty=Empty("No thing yet", "Because."))

    assert empty.all_count == 0
    assert table("?q=nothing").is_narrowed
