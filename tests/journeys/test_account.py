"""What an enterprise reports, and what the park draws from it."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

YEAR = 2024  #: Over, and still open: of the year after it most inventories are closed.
HEADINGS = ("Period", "Carrier", "Direction", "Amount", "Unit", "Evidence")
#: Rows with their number in the file; the cells that are wrong are named beside.
BAD = {
    "B3": (f"{YEAR}-02", "moonlight", "bought", 3, "t", "bill 2"),
    "D4": (f"{YEAR}-03", "{carrier}", "bought", "plenty", "t", "bill 3"),
    "A5": ("2999-01", "{carrier}", "bought", 4, "t", "bill 4"),
}
GOOD = (
    (f"{YEAR}-01", "{carrier}", "bought", 120, "t", "bill 1"),
    (f"{YEAR}-04", "{carrier}", "bought", 80, "t", "bill 5"),
)


def rows(carrier: str) -> list[tuple[object, ...]]:
    lines = [GOOD[0], *BAD.values(), GOOD[1]]
    return [tuple(carrier if cell == "{carrier}" else cell for cell in line) for line in lines]


def workbook(carrier: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for row in rows(carrier):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def text(carrier: str) -> bytes:
    kept = io.StringIO()
    csv.writer(kept).writerows([HEADINGS, *rows(carrier)])
    return kept.getvalue().encode("utf-8-sig")


def used(page) -> float:
    """Return the comprehensive energy of the year that the enterprise's page shows."""
    page.goto(f"/energy/?year={YEAR}")
    return float(page.locator(".headline .value").first.inner_text().replace(",", ""))


def bring(page, name: str, content: bytes) -> None:
    page.goto("/energy/uses/import/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def every_bad_row_is_named(page) -> None:
    faults = page.locator("section", has=page.get_by_text("Rows that cannot be taken"))
    expect(faults.locator("tbody tr")).to_have_count(len(BAD))
    for row, (cell, line) in zip(faults.locator("tbody tr").all(), BAD.items(), strict=True):
        expect(row.locator("th")).to_have_text(cell)
        expect(row.locator("td").last).to_have_text(re.compile(r"\w+ \w+"))
        expect(row).to_contain_text(str(line["ABCDEF".index(cell[0])]))


def open_row(page, carrier: str, month: str) -> None:
    page.goto(f"/energy/uses/?year={YEAR}&q={carrier}")
    page.locator("main tbody tr", has_text=month).get_by_role("link", name="Correct").click()


@pytest.mark.parametrize(
    ("name", "made", "carrier"),
    [("energy.xlsx", workbook, "Petrol"), ("energy.csv", text, "Kerosene")],
    ids=["excel", "csv"],
)
def test_energy_staff_bring_a_file_with_bad_rows_take_the_good_ones_and_can_undo(
    visit, name, made, carrier
):
    page = visit("enterprise")
    toast = page.locator(".toast")
    before = used(page)

    bring(page, name, made(carrier))
    every_bad_row_is_named(page)
    assert used(page) == before

    page.go_back()
    page.get_by_role("button", name=re.compile("2 good rows only")).click()
    expect(toast).to_contain_text("2 rows imported")
    taken = used(page)
    assert taken > before

    open_row(page, carrier, f"{YEAR}-04")
    page.get_by_label("Amount").fill("50")
    page.get_by_label("Evidence").fill("weighed again")
    page.get_by_role("button", name="Correct", exact=True).click()
    expect(toast).to_contain_text("The earlier amount is kept")
    assert before < used(page) < taken

    open_row(page, carrier, f"{YEAR}-04")
    page.get_by_role("button", name="Withdraw this amount").click()
    expect(toast).to_contain_text("counts again")
    assert used(page) == taken

    page.goto("/energy/uses/import/")
    brought = page.locator("main tbody tr", has_text=name)
    brought.get_by_role("button", name="Undo the import").click()
    expect(toast).to_contain_text("2 rows withdrawn")
    assert used(page) == before
    assert page.problems == []


def test_every_row_of_the_three_lists_says_its_rule_and_opens_how_it_was_made(visit):
    page = visit("park")
    page.goto("/lists/")
    expect(page.locator("main section > h2")).to_have_count(3)
    lines = page.locator("main tbody tr:has(> th)")
    assert lines.count() > 5
    for rule in lines.locator("> td.wordy").all_inner_texts():
        assert re.search(r"\w+ \w+", rule), rule

    value = page.locator("main tbody a[data-drawer]").first
    enterprise = value.get_attribute("data-drawer")
    value.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer.locator("h2").first).to_have_text(enterprise)
    expect(drawer.locator(".making .method").first).to_have_text(re.compile(r"\w"))
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    with page.expect_download() as awaited:
        page.get_by_role("link", name="Excel").click()
    assert awaited.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(awaited.value.path().read_bytes()))
    written = list(book.active.iter_rows(values_only=True))
    assert len(written) > lines.count()
    assert any(enterprise in map(str, row) for row in written)
    assert page.problems == []
