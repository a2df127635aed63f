"""
Take the pictures of the docs, and more to look at, from a running demo.

``python tools/screenshots.py [--all] [--base URL] [--out FOLDER]``: without ``--all`` only those
that the docs show. Logins are the demo's.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import browser
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--enable-unsafe-swiftshader",
]


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    login: str = "park"
    width: int = 1440
    height: int = 900
    scale: float = 1
    dark: bool = False
    full: bool = False
    docs: bool = False


SHOTS = (
    Shot("screen", "/screen/", width=1920, height=1080, dark=True, docs=True),
    Shot("screen-4k", "/screen/", width=3840, height=2160, dark=True),
    Shot("screen-phone", "/screen/", width=390, height=844, scale=2, dark=True, full=True),
    Shot("today", "/", docs=True),
    Shot("today-dark", "/", dark=True),
    Shot("today-phone", "/", width=390, height=844, scale=2, full=True),
    Shot("map", "/monitoring/"),
    Shot("station", "@station", docs=True),
    Shot("station-phone", "@station", width=390, height=844, scale=2, full=True),
    Shot("warnings", "/warnings/"),
    Shot("lists", "/lists/", docs=True),
    Shot("lists-phone", "/lists/", width=390, height=844, scale=2),
    Shot("energy", "/energy/"),
    Shot("carbon", "/carbon/"),
    Shot("pollution", "/pollution/"),
    Shot("inventories", "/inventories/"),
    Shot("inventory", "/inventories/1/2025/", docs=True),
    Shot("inventory-phone", "/inventories/1/2025/", width=390, height=844, scale=2, full=True),
    Shot("composition", "/statistics/composition/?subject=carbon&year=2025", docs=True),
    Shot("contribution", "/statistics/contribution/?subject=carbon&by=enterprise&year=2025"),
    Shot("season-phone", "/statistics/season/?year=2025", width=390, height=844, full=True),
    Shot("coreduction", "/lists/coreduction/"),
    Shot("candidates", "/lists/candidates/"),
    Shot("factors", "/factors/"),
    Shot("factor-change", "/inventories/factors/2/"),
    Shot("guidance", "/statistics/guidance/1/"),
    Shot("solvents", "/pollution/enterprises/1/?year=2025", full=True),
    Shot("reports", "/inventories/reports/"),
    Shot("registers", "/pollution/registers/"),
    Shot("enterprises", "/park/enterprises/"),
    Shot("enterprise-home", "/", login="enterprise", docs=True),
    Shot(
        "enterprise-home-phone", "/", login="enterprise", width=390, height=844, scale=2, full=True
    ),
    Shot("regulator-home", "/", login="regulator"),
    Shot("people", "/people/", login="admin"),
)


def sign_in(page: Page, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/people/login/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def address(page: Page, base: str, path: str) -> str:
    if path != "@station":
        return base + path
    page.goto(f"{base}/monitoring/")
    links = page.eval_on_selector_all(
        "main a[href]", "nodes => nodes.map(node => node.getAttribute('href'))"
    )
    return base + next(link for link in links if re.search(r"/stations/\d+/$", link))


def take(browser_: Browser, shot: Shot, language: str, options: argparse.Namespace) -> None:
    context = browser_.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        color_scheme="dark" if shot.dark else "light",
        locale={"en": "en-GB", "zh": "zh-CN"}[language],
    )
    page = context.new_page()
    sign_in(page, options.base, shot.login, options.password)
    page.goto(address(page, options.base, shot.path))
    page.wait_for_timeout(options.wait)
    page.screenshot(path=str(options.out / f"{shot.name}-{language}.png"), full_page=shot.full)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images")
    parser.add_argument("--password", default="lanwan-demo")
    parser.add_argument("--wait", type=int, default=3500)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.found(), args=FLAGS)
        for shot in SHOTS:
            wanted = shot.name in options.names if options.names else shot.docs or options.all
            for language in ("en", "zh") if wanted else ():
                take(chromium, shot, language, options)
                print(f"{shot.name}-{language}", flush=True)
        chromium.close()


if __name__ == "__main__":
    main()
