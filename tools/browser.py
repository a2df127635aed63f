"""Find a Chromium for the browser tests, or install one; print where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Return a Chromium that is here already: named, on the path, or Playwright's own."""
    named = os.environ.get("COPARK_CHROMIUM")
    if named and Path(named).exists():
        return named
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Take the system's package where we may, else Playwright's download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        silent = subprocess.DEVNULL
        print("installing Chromium from the system's packages …", flush=True)
        update = ["apt-get", "update", "-qq"]
        subprocess.run(update, check=False, env=environment, stdout=silent)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        done = subprocess.run(install, check=False, env=environment, stdout=silent)
        if done.returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if not found():
        install()
    path = found()
    if not path:
        print("No Chromium could be found or installed; set COPARK_CHROMIUM to one.")
        return 1
    print(f"browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
