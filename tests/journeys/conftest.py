"""A whole demo park, started as a user starts it, and a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.journeys.line import Line

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import browser as chromium  # noqa: E402

expect.set_options(timeout=20_000)

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--enable-unsafe-swiftshader",
]
PASSWORD = "lanwan-demo"  # noqa: S105
PATIENCE_MS = 30_000  #: A busy machine is no defect; only a page that never comes is.


@dataclass(frozen=True)
class Demo:
    url: str
    gateway: int
    process: subprocess.Popen
    log: Path


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the silent station last: nobody is called silent in the worker's first two minutes."""
    items.sort(key=lambda item: "silent_station" in getattr(item, "fixturenames", ()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{url}/people/login/", timeout=2) as answer:  # noqa: S310 - our own server
        return answer.status == 200
    return False


def wait_for(process: subprocess.Popen, url: str, log: Path, seconds: int = 240) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if answers(url):
            return
        if process.poll() is not None:
            break
        time.sleep(0.3)
    pytest.fail(f"the demo did not start:\n{log.read_text('utf-8')[-3000:]}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    port, gateway = free_port(), free_port()
    environment = os.environ | {
        "COPARK_DATA": str(folder / "var"),
        "COPARK_PORT": str(port),
        "COPARK_GATEWAY_PORT": str(gateway),
        "COPARK_DEBUG": "true",
        "COPARK_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
    }
    log = folder / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo", "--small"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
        url = f"http://127.0.0.1:{port}"
        wait_for(process, url, log)
        yield Demo(url, gateway, process, log)
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
    text = log.read_text("utf-8")
    assert code == 0, text[-3000:]
    broken = [one for one in text.split("Traceback")[1:] if "PermissionDenied" not in one]
    assert not broken, broken[0][:5000]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.found(), args=FLAGS)
        yield started
        started.close()


def watch(page, url: str) -> list[str]:
    """Return a list into which all goes that a page should not do."""
    problems = []

    def foreign(request):
        if not request.url.startswith((url, "data:", "blob:")):
            problems.append(f"foreign request: {request.url}")

    def said(message):
        if message.type == "error":
            problems.append(f"console: {message.text} {message.location.get('url', '')}")

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", said)
    page.on("request", foreign)
    return problems


@pytest.fixture
def line(demo):
    """A way to the demo that a test may cut and mend."""
    line = Line(int(demo.url.rpartition(":")[2]))
    yield line
    line.close()


@pytest.fixture
def visit(demo, browser):
    """Return a function that signs somebody in, in a language and a size, and gives the page."""
    contexts = []

    def sign_in(
        login: str,
        *,
        language: str = "en",
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        scripts: bool = True,
        url: str = demo.url,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            base_url=url,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.problems = watch(page, url)
        page.goto("/people/login/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
