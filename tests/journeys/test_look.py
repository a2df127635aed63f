"""How the pages show themselves: to each role, in each language, theme and size."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

#: What the menu does not name. A page that a role may not open is left out by its answer.
BEYOND = {
    "admin": (
        "/people/own/",
        "/people/new/",
        "/monitoring/quality/",
        "/monitoring/gateways/",
        "/monitoring/faults/",
        "/monitoring/outlets/",
        "@/monitoring/ main a[href*='/stations/']",
        "@/warnings/?state=ALL main th a",
        "@/lists/rules/ main tbody a",
        "@/park/outlets/ main tbody a",
        "@/park/enterprises/ main tbody a",
        "/park/enterprises/new/",
        "/park/outlets/1/stations/new/",
        "/energy/factors/",
        "/carbon/grids/",
        "/pollution/pollutants/",
        "/search/?q=zzz",
    ),
    "enterprise": (
        "/energy/uses/",
        "/energy/uses/new/",
        "/energy/uses/import/",
        "/pollution/releases/new/",
        "@/monitoring/ main a[href*='/stations/']",
    ),
    "park": ("@/energy/ main tbody a", "@/carbon/ main tbody a", "@/pollution/ main tbody a"),
    "regulator": ("/today/making/energy/",),
}
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
JUDGED = {"admin", "enterprise"}  #: Between them they see everything there is.
SERIOUS = {"serious", "critical"}
SIZES = {"desk": {"width": 1440, "height": 900}, "hand": {"width": 390, "height": 844}}
#: Sentences of English in a Chinese page are left over; names, codes and sources are not.
LEFT_OVER = re.compile(r"\b(the|this|with|from|and|are|was|your|nothing|every)\b", re.IGNORECASE)


def pages(page, role: str) -> list[str]:
    page.goto("/")
    found = page.locator("nav.nav a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for address in BEYOND[role]:
        if not address.startswith("@"):
            found.append(address)
            continue
        where, _, link = address[1:].partition(" ")
        page.goto(where)
        found.append(page.locator(link).first.get_attribute("href"))
    return found


@pytest.mark.parametrize(
    ("role", "language"),
    [
        ("admin", "en"),
        ("admin", "zh"),
        ("park", "zh"),
        ("enterprise", "en"),
        ("enterprise", "zh"),
        ("regulator", "en"),
    ],
)
def test_every_page_of_a_role_is_whole_readable_and_open_to_everybody(visit, role, language):
    page = visit(role, language=language)
    faults = []
    for at, address in enumerate(pages(page, role)):
        page.goto(address, wait_until="domcontentloaded")
        settled(page)
        if page.locator("html").get_attribute("lang") != LANGUAGES[language]:
            faults.append(f"{address}: lang")
        turn = at + list(LANGUAGES).index(language)
        is_judged = role in JUDGED and turn % 2 == 0  # each page in one of its two languages
        faults += [f"{address}: {fault}" for fault in looked_at(page, turn, is_judged=is_judged)]
        if language == "zh" and (left := untranslated(page)):
            faults.append(f"{address}: not translated: {left}")
    found = faults + page.problems
    assert not found, "\n".join(found)


def settled(page) -> None:
    """What a page asks for after it is there has come."""
    page.wait_for_function(
        "!document.querySelector('[aria-busy=true], .htmx-request') && "
        "![...document.querySelectorAll('[hx-trigger=load]')].some(one => !one.children.length)"
    )


def looked_at(page, turn: int, *, is_judged: bool):
    """Look at a page on desk and phone, one light, one dark, and let axe judge one of the two."""
    themes = ("light", "dark") if turn % 3 else ("dark", "light")
    judged = turn // 2 % 2
    for number, (size, theme) in enumerate(zip(SIZES, themes, strict=True)):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=theme)
        if page.locator(".shell").count():
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            yield f"{wide} px too wide at {size}"
        if is_judged and number == judged:
            yield from (f"{size} {theme} {fault}" for fault in barriers(page))


def barriers(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    for violation in found:
        if violation["impact"] in SERIOUS:
            node = violation["nodes"][0]
            why = node["any"][0]["message"] if node["any"] else ""
            yield f"{violation['id']} {node['html'][:120]} {why}"


def untranslated(page) -> list[str]:
    """Return headings, labels and buttons that are English sentences."""
    said = page.locator(
        "h1, h2, h3, label, button, thead th, .purpose, .help, nav a, .tabs a"
    ).all_inner_texts()
    return [text for text in said if LEFT_OVER.search(text)]


def test_lists_and_forms_work_without_scripts(visit):
    page = visit("admin", scripts=False)
    page.goto("/park/enterprises/?q=heron")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.goto("/energy/uses/?year=2025")
    page.locator("main thead a", has_text="Amount").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Amount")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("main tbody tr").first).to_be_visible()

    page.goto("/park/enterprises/new/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("English name")

    page.goto("/energy/uses/new/?year=2024")
    page.get_by_label("Enterprise").select_option(index=1)
    page.get_by_label("Year").fill("2024")
    page.get_by_label("Carrier").select_option(label="Liquefied natural gas")
    page.get_by_label("Direction").select_option(label="bought")
    page.get_by_label("Amount").fill("7")
    page.get_by_label("Unit").select_option("t")
    page.get_by_label("Evidence").fill("contract 7")
    page.get_by_role("button", name="Record").click()
    expect(page.locator(".toast")).to_contain_text("Recorded")

    page.goto("/lists/")
    page.locator("main tbody a[data-drawer]").first.click()
    expect(page.locator(".making, h1").first).to_be_visible()
    page.goto("/screen/")
    expect(page.locator("table").first).to_be_visible()
    page.goto("/search/?q=Heron")
    page.locator("main tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Heron & Reed")


def test_language_theme_and_search_follow_a_person_through_the_pages(visit):
    page = visit("regulator")  # whose pages are walked in English only: the choice is kept
    root = page.locator("html")
    page.get_by_role("button", name="中文").click()
    expect(root).to_have_attribute("lang", "zh-Hans")
    page.goto("/warnings/")
    expect(page.locator("h1")).to_have_text("预警")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("h1")).to_have_text("Early warnings")
    page.goto("/energy/")
    expect(root).to_have_attribute("lang", "en")

    switch = page.locator("[data-theme-switch]")
    switch.click()
    expect(root).to_have_attribute("data-theme-choice", "light")
    switch.click()
    expect(root).to_have_attribute("data-theme", "dark")
    page.goto("/lists/")
    expect(root).to_have_attribute("data-theme", "dark")

    page.keyboard.press("Control+k")
    finder = page.locator("#finder")
    expect(finder).to_be_visible()
    page.keyboard.type("Heron")
    expect(finder.locator("li a").first).to_contain_text("Heron & Reed")
    assert list(barriers(page)) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/park/enterprises/*/")
    expect(page.locator("h1")).to_have_text("Heron & Reed Pharmaceutical")
    assert page.problems == []
