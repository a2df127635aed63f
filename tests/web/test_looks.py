from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/copark"
TOKENS = (SOURCE / "web/static/web/tokens.css").read_text("utf-8")
IN_STYLE = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])|\b(?:rgb|rgba|hsl)\(")
IN_SCRIPT = re.compile(r"""["'`]#[0-9a-fA-F]{3,8}["'`]|\b(?:rgb|rgba|hsl)\(""")
TEXT = ("ink", "ink-2", "ink-3", "accent", "note", "attention", "alarm")
GROUNDS = ("ground", "surface", "raised", "sunken")


def tokens(theme: str) -> dict[str, str]:
    dark = TOKENS.index(':root[data-theme="dark"]')
    part = TOKENS[dark:] if theme == "dark" else TOKENS[:dark]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("text", TEXT)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(theme, text, ground):
    found = tokens(theme)

    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_main_button_can_be_read(theme):
    found = tokens(theme)

    assert contrast(found["accent"], found["on-accent"]) >= 4.5


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "web/static/web").glob("*.[cj]s*")), ids=lambda path: path.name
)
def test_no_colour_is_named_outside_the_tokens(path):
    if path.name == "tokens.css":
        return
    text = re.sub(r"/\*.*?\*/|rgba\(\$\{", "", path.read_text("utf-8"), flags=re.DOTALL)

    pattern = IN_STYLE if path.suffix == ".css" else IN_SCRIPT
    assert pattern.findall(text) == []


def test_both_themes_name_the_same_hues():
    hues = {
        theme: {name for name in tokens(theme) if name.startswith(("hue-", "map-", "series-"))}
        for theme in ("light", "dark")
    }

    assert hues["light"] == hues["dark"]
