"""What a duty officer does in a shift."""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from copark.protocols.hj212.encoding import Header, encode

pytestmark = pytest.mark.journey

WORDS = {
    "en": {"lang": "en", "energy": "Energy", "fresh": r"Data fresh", "lost": r"Connection lost"},
    "zh": {"lang": "zh-Hans", "energy": "能源", "fresh": r"数据更新至", "lost": r"连接中断"},
}
TILES = (
    "energy",
    "carbon",
    "releases",
    "map",
    "warnings",
    "nearest",
    "ranking",
    "lists",
    "ticker",
)


def until(page, selector: str, seconds: int = 200):
    """Load a page anew until what a process behind it must first do is on it."""
    limit = time.monotonic() + seconds
    while not page.locator(selector).count():
        assert time.monotonic() < limit, f"{selector} never came to {page.url}"
        page.wait_for_timeout(1000)
        page.reload()
    return page.locator(selector)


def test_the_duty_officer_sees_live_numbers_change_and_is_told_when_they_no_longer_do(visit, line):
    walls = {
        language: visit("park", language=language, width=1920, height=1080, url=line.url)
        for language in WORDS
    }
    for language, wall in walls.items():
        words = WORDS[language]
        wall.goto("/screen/")
        expect(wall.locator("html")).to_have_attribute("lang", words["lang"])
        expect(wall.locator("#energy h2 a")).to_have_text(words["energy"])
        expect(wall.locator("[data-fresh]")).to_have_text(re.compile(words["fresh"]))
        expect(wall.locator("#energy canvas").first).to_be_visible()

    for wall in walls.values():
        numbers = wall.locator("#nearest [data-rows]")
        before = numbers.inner_text()
        expect(numbers).not_to_have_text(before, timeout=60_000, use_inner_text=True)
        assert not wall.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert wall.problems == []

    line.cut()
    for language, wall in walls.items():
        told = re.compile(WORDS[language]["lost"])
        expect(wall.locator("[data-fresh]")).to_have_text(told, timeout=60_000)
        expect(wall.locator("#nearest")).to_have_attribute("data-stale", re.compile(r"\S"))

    line.mend()
    for language, wall in walls.items():
        told = re.compile(WORDS[language]["fresh"])
        expect(wall.locator("[data-fresh]")).to_have_text(told, timeout=60_000)
        expect(wall.locator("#nearest")).not_to_have_attribute("data-stale", re.compile(r"\S"))


def test_every_tile_of_the_large_screen_opens_its_detail_page(visit):
    wall = visit("park", width=1920, height=1080)
    wall.goto("/screen/")
    expect(wall.locator("#map [data-card]")).to_be_visible()
    targets = wall.evaluate(
        "tiles => Object.fromEntries(tiles.map(id => [id, [...new Set([...document.querySelectorAll"
        "(`#${id} a[href]`)].map(link => link.getAttribute('href')))]]))",
        list(TILES),
    )
    assert all(targets.values()), targets

    for address in sorted({address for found in targets.values() for address in found}):
        assert wall.request.get(address).status == 200, address
    for tile in TILES:
        with wall.context.expect_page() as opened:
            wall.locator(f"#{tile} a[href]:visible").first.click(modifiers=["ControlOrMeta"])
        expect(opened.value.locator("h1")).to_have_text(re.compile(r"\w"))
        opened.value.close()

    assert wall.problems == []


@pytest.fixture
def silent_station(visit, demo) -> str:
    """A data logger that should speak every second, spoke once, and never again."""
    number = "JOURNEY0000000000000088"
    page = visit("admin")
    page.goto("/park/outlets/1/stations/new/")
    for label, text in {
        "English name": "Spare logger",
        "Chinese name": "备用数采仪",
        "Station number (MN)": number,
        "Real-time interval": "1",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Factor").first.fill("a01011")
    page.get_by_label("Unit as sent").first.fill("m/s")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text(number)

    now = datetime.now(timezone(timedelta(hours=8)))
    header = Header(number, "2011", "31", qn=f"{now:%Y%m%d%H%M%S}001", wants_answer=True)
    frame = encode(header, f"DataTime={now:%Y%m%d%H%M%S};a01011-Rtd=5.1,a01011-Flag=N")
    limit = time.monotonic() + 60
    while not is_accepted(frame, demo.gateway):  # the gateway learns of new stations by and by
        assert time.monotonic() < limit, "the gateway never knew the new station"
        time.sleep(1)
    return number


def is_accepted(frame: bytes, port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as line, suppress(TimeoutError):
        line.sendall(frame)
        return b"CN=9014" in line.recv(1000)
    return False


def test_the_duty_officer_acknowledges_a_warning_and_closes_it_with_a_reason(visit, silent_station):
    page = visit("park")
    page.goto("/warnings/?state=OPEN")
    first = until(page, f"main tbody th a:has-text('{silent_station}')").first
    address = first.get_attribute("href")
    first.click()

    page.get_by_label("Remark").first.fill("Rang the plant: the logger lost its power.")
    page.get_by_role("button", name="Acknowledge the warning").click()
    expect(page.locator(".timeline")).to_contain_text("Acknowledged by")
    expect(page.locator(".timeline")).to_contain_text("the logger lost its power")
    expect(page.get_by_role("button", name="Acknowledge the warning")).to_have_count(0)

    remark = page.get_by_label("Remark")
    remark.evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Close the warning").click()
    expect(page.get_by_role("alert")).to_contain_text("Remark")
    expect(page.locator(".field.wrong .error")).to_be_visible()
    page.get_by_label("Remark").fill("The logger is being exchanged.")
    page.get_by_role("button", name="Close the warning").click()

    expect(page.locator(".timeline")).to_contain_text("Closed by")
    expect(page.get_by_role("button", name="Close the warning")).to_have_count(0)
    page.goto("/warnings/")
    expect(page.locator(f'a[href="{address}"]')).to_have_count(0)
    page.goto("/warnings/?state=CLOSED")
    expect(page.locator(f'a[href="{address}"]')).to_have_count(1)


def test_a_curve_zooms_in_to_single_readings_and_a_value_opens_the_frame_it_came_from(visit):
    page = visit("park")
    page.goto("/monitoring/?state=NORMAL")
    until(page, "main a[href*='/stations/']").first.click()
    wait_for_readings(page)
    page.reload()
    chart = page.locator("copark-chart[src]")
    expect(chart.locator("canvas").first).to_be_visible()

    for span in ("7 d", "1 d", "8 h"):
        button = chart.get_by_role("button", name=span, exact=True)
        with page.expect_response(re.compile(r"series\.json\?start=")):
            button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(
        "document.querySelector('copark-chart[src]').content.series[0].points"
        ".some(point => point[3].startsWith('REALTIME'))"
    )

    with page.expect_response(re.compile("/evidence/")):
        box = chart.locator(".chart-canvas").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")

    chart.get_by_role("button", name="Table", exact=True).click()
    table = chart.locator(".chart-table")
    expect(table.locator("tbody tr").first).to_be_visible()
    table.locator("tbody button").first.click()
    frame = page.locator("#drawer pre.raw").first
    expect(frame).to_contain_text("##")
    expect(frame).to_contain_text("MN=")
    expect(page.locator("#drawer tr[data-asked]").first).to_be_visible()
    assert page.problems == []


def wait_for_readings(page, seconds: int = 120) -> None:
    """Wait until the logger of the station shown has sent single readings."""
    source = page.locator("copark-chart[src]").get_attribute("src")
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        now = datetime.now(UTC)
        shift = {"start": (now - timedelta(hours=1)).isoformat(), "end": now.isoformat()}
        if "REALTIME:" in page.request.get(source, params=shift).text():  # a point's own reference
            return
        page.wait_for_timeout(1000)
    pytest.fail(f"{page.url} got no reading in {seconds} s")
