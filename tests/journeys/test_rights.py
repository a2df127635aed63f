"""Who may read, who may change, and how a park is set up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

#: Pages that carry buttons for those who may change something there.
CHANGEABLE = (
    "/warnings/",
    "/energy/uses/",
    "/pollution/releases/",
    "/lists/rules/",
    "/carbon/",
    "/park/enterprises/",
    "/park/outlets/",
    "/monitoring/",
    "/monitoring/gateways/",
)
CLOSED = ("/energy/uses/new/", "/energy/uses/import/", "/park/setup/", "/people/", "/people/files/")
VERBS = re.compile(
    r"^(Enter|Import|Add|Change|Correct|Withdraw|Undo|Acknowledge|Close the|Set|Mark a|Commands"
    r"|Register|Choose another|Delete)\b|^Save$"
)


def test_a_regulator_reads_everything_and_changes_nothing(visit):
    page = visit("regulator")
    for address in page.locator("nav.nav a").evaluate_all("links => links.map(link => link.href)"):
        assert page.goto(address).status == 200, address

    details = set()
    for address in CHANGEABLE:
        assert page.goto(address).status == 200, address
        changes_nothing(page)
        link = page.locator("main tbody tr a, main li a[href*='/stations/']")
        details |= {link.first.get_attribute("href")} if link.count() else set()
    for address in details:
        page.goto(address)
        changes_nothing(page)
    for address in CLOSED:
        assert page.goto(address).status == 403, address
        expect(page.locator("h1")).to_have_text(re.compile(r"\w"))


def changes_nothing(page) -> None:
    offered = page.locator("main a, main button").all_inner_texts()
    assert not [text for text in offered if VERBS.match(text.strip())], page.url
    posts = page.locator("main form[method=post]")
    assert posts.count() == 0, page.url


def test_an_administrator_sets_up_an_enterprise_an_outlet_a_station_and_a_limit(visit):
    page = visit("admin")

    add_an_enterprise(page)
    add_an_outlet(page)
    add_a_station(page)
    set_a_limit(page)


def add_an_enterprise(page) -> None:
    page.goto("/park/enterprises/")
    page.get_by_role("link", name="Add an enterprise").click()
    fill(page, "English name", "Kingfisher Dyes")
    fill(page, "Chinese name", "翠羽染化")
    fill(page, "Code", "E01")
    fill(page, "Sector (GB/T 4754)", "27")
    page.get_by_role("button", name="Save").click()
    said_at(page, "Code", "taken")
    said_at(page, "Sector", "four digits")
    expect(page.get_by_label("English name")).to_have_value("Kingfisher Dyes")
    fill(page, "Code", "E91")
    fill(page, "Sector (GB/T 4754)", "2645")
    page.get_by_label("Permit class").select_option(index=1)
    fill(page, "Longitude", "121.51")
    fill(page, "Latitude", "30.21")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Kingfisher Dyes")


def add_an_outlet(page) -> None:
    page.get_by_role("link", name="Add an outlet").first.click()
    fill(page, "English name", "Dryer stack")
    fill(page, "Chinese name", "干燥排气筒")
    fill(page, "Code", "DA001")
    page.get_by_label("Medium").select_option("AIR")
    fill(page, "Longitude", "121.51")
    fill(page, "Latitude", "30.21")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Dryer stack")


def add_a_station(page) -> None:
    page.get_by_role("link", name="Add a station").first.click()
    fill(page, "English name", "Dryer stack, logger")
    fill(page, "Chinese name", "干燥排气筒数采仪")
    fill(page, "Station number (MN)", "88")
    page.locator("#id_points-0-factor").fill("a21026")
    page.locator("#id_points-0-unit").fill("kWh")
    page.get_by_role("button", name="Save").click()
    said_at(page, "Station number (MN)", "7 to 32")
    expect(page.locator("td.wrong .error")).to_contain_text("is measured in")
    fill(page, "Station number (MN)", "JOURNEY0000000000000001")
    page.locator("#id_points-0-unit").fill("mg/m3")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("JOURNEY0000000000000001")


def set_a_limit(page) -> None:
    page.get_by_role("link", name="Set limits").click()
    page.get_by_label("Averaging").select_option("HOUR")
    fill(page, "Limit", "200")
    fill(page, "Unit", "mg/m3")
    fill(page, "Valid from", "2026-01-01")
    fill(page, "Valid to", "2025-01-01")
    fill(page, "Source", "GB 31571-2015, table 5")
    page.get_by_role("button", name="Save").click()
    said_at(page, "Valid to", "before it begins")
    fill(page, "Valid to", "")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("200")
    expect(page.locator("main")).to_contain_text("GB 31571-2015, table 5")


def fill(page, label: str, text: str) -> None:
    page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).first.fill(text)


def said_at(page, label: str, words: str) -> None:
    """The fault is summed up on top and said at its field, and leads from one to the other."""
    alert = page.locator(".errors").filter(has_text=label)
    expect(alert.first).to_contain_text(words)
    field = page.locator(".field.wrong").filter(has_text=label)
    expect(field.locator(".error").first).to_contain_text(words)
    link = alert.get_by_role("link", name=re.compile(re.escape(label))).first
    assert page.locator(link.get_attribute("href")).count() == 1
