"""What must hold of the files themselves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_every_string_has_its_chinese_translation():
    check = subprocess.run(
        [sys.executable, "tools/messages.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.returncode == 0, check.stdout


def test_the_locks_name_public_registries_only():
    python = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    hosts = {
        urlsplit(file["url"]).hostname
        for package in python["package"]
        for file in [
            *package.get("wheels", []),
            *([package["sdist"]] if "sdist" in package else []),
        ]
    }
    node = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    hosts |= {
        urlsplit(p["resolved"]).hostname for p in node["packages"].values() if "resolved" in p
    }

    assert hosts <= PUBLIC


def test_no_page_script_or_style_calls_a_foreign_host():
    guilty = []
    for path in (ROOT / "src").rglob("*"):
        if path.suffix not in {".html", ".css", ".js"}:
            continue
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        guilty += [
            f"{path.name}: {url}"
            for url in re.findall(r"(?:src|href|url|fetch)\W{1,3}(https?://[^\s\"')]+)", text)
        ]

    assert guilty == []


def test_no_file_is_large_enough_to_be_somebody_elses():
    large = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.is_file() and path.stat().st_size > 1_500_000
    ]

    assert large == []


def test_no_personal_path_stands_in_a_file():
    pattern = re.compile(rb"(?<![\w.])/(?:home|root|Users)/\w")
    texts = {".py", ".md", ".toml", ".json", ".html", ".css", ".js", ".yaml", ".csv", ".txt", ""}
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.is_file() and path.suffix in texts and pattern.search(path.read_bytes())
    ]

    assert guilty == []
