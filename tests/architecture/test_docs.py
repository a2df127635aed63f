from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import settings  # noqa: E402

FOUNDATIONS = {"kernel", "web", "base", "gateways", "protocols", "site"}
DOMAINS = sorted(
    path.name
    for path in (ROOT / "src/copark").iterdir()
    if (path / "__init__.py").is_file() and path.name not in FOUNDATIONS
)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_its_page_in_the_users_words(domain: str):
    page = ROOT / "docs/domains" / f"{domain}.md"

    assert len(page.read_text("utf-8")) > 400


def test_the_table_of_settings_is_that_of_the_program():
    written = (ROOT / "docs/settings.md").read_text("utf-8")

    assert written == settings.page()


def test_every_link_between_our_pages_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []


def test_the_nomenclature_gives_each_term_once():
    written = (ROOT / "docs/nomenclature.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", written, re.MULTILINE)
    english = [row[0] for row in rows if row[0] not in {"English", "---"}]

    assert len(english) > 60
    assert len(english) == len(set(english))


def test_every_table_of_factors_is_told_of_in_its_folder():
    tables = [
        table
        for table in (ROOT / "src/copark").glob("*/calc/**/*.csv")
        if (table.parent / "README.md").is_file()
    ]
    untold = [
        str(table.relative_to(ROOT))
        for table in tables
        if table.name not in (table.parent / "README.md").read_text("utf-8")
    ]

    assert len(tables) > 25
    assert untold == []
