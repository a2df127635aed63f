"""Find the numbers of a page, and what each says of where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Units in which figures are told; a number before one of them has to say where it comes from.
UNITS = (
    *("tCO2e", "tCO2", "tCO₂e", "tCO₂", "kgce", "tce", "toe", "吨标准煤"),
    *("MWh", "kWh", "MW", "kW", "TJ", "GJ", "MJ", "kJ", "吉焦", "兆焦"),
    *("kg", "mg", "µg", "g", "t", "吨", "千克", "m3", "m³", "立方米"),
    *("CNY", "元", "%", "万", "亿"),
)
#: No letter may stand next to it; Chinese leaves no space between a number and a word.
NUMBER = re.compile(rf"(?<![\w.-])\d[\d,. ]*\s*(?:{'|'.join(UNITS)})(?![\w-])", re.ASCII)
DIGIT = re.compile(r"\d")
#: Elements whose numbers are told of, or are no figures.
KINDS = (
    "details[contains(@class,'figure')]",
    "*[@data-given]",
    "*[@data-making]",
    "a[@data-drawer]",
    "*[contains(concat(' ',@class,' '),' making ')]",
    "*[contains(@class,'help')]",
    "th[@scope='col']",
    *("script", "style", "option", "input", "textarea", "label", "time", "code", "pre", "svg"),
    *("copark-chart", "copark-map"),
)
SAID = "|".join(f"ancestor-or-self::{kind}" for kind in KINDS)
TOLD = "|".join(f".//{kind}" for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on a page."""

    untold: tuple[str, ...]  #: Numbers that say nothing of their making, with their surroundings.
    makings: tuple[str, ...]  #: Addresses at which makings are told.
    told: int  #: Figures that open their making, on the page or at an address.


def of(content: bytes) -> Page:
    """Return the numbers of a page's main part."""
    root = html.fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    mains = root.xpath("//main") or [root]
    found = [one for main in mains for one in _untold(main)]
    links = [str(one) for main in mains for one in main.xpath(".//a[@data-drawer]/@href")]
    links += [
        str(one) for main in mains for one in main.xpath(".//details[@data-making]/@data-making")
    ]
    figures = sum(len(main.xpath(".//details[contains(@class,'figure')]")) for main in mains)
    return Page(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(links)), figures + len(links))


def _untold(main: HtmlElement) -> Iterator[str]:
    for cell in main.xpath(".//td"):
        left = " ".join(_left(cell).split())
        if _is_number(cell, left):
            yield f"cell: {_heading(cell)} {left[:40]} in {_row(cell)}"
    for node in main.xpath(".//text()[normalize-space()]"):
        parent = node.getparent()
        element = parent.getparent() if node.is_tail else parent
        if element is None or element.xpath("ancestor-or-self::td"):
            continue
        text = _around(element)
        if NUMBER.search(text) and DIGIT.search(str(node)) and not element.xpath(SAID):
            yield f"text: {text[:120]}"


def _is_number(cell: HtmlElement, left: str) -> bool:
    """Tell whether what is left of a cell is a number: by its column, or by its unit."""
    is_column = "number" in cell.get("class", "").split()
    is_bare = is_column and not cell.xpath(TOLD)
    return bool(DIGIT.search(left) if is_bare else NUMBER.search(left))


def _left(element: HtmlElement) -> str:
    """Return the text of an element without what says where it comes from."""
    if element.xpath(SAID):
        return ""
    told = set(element.xpath(TOLD))
    return "".join(_texts(element, told))


def _texts(element: HtmlElement, told: set[HtmlElement]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child not in told:
            yield from _texts(child, told)
        yield child.tail or ""


def _heading(cell: HtmlElement) -> str:
    """Return the head of a cell's column, in quotes."""
    position = len(cell.xpath("preceding-sibling::td|preceding-sibling::th")) + 1
    heads = cell.xpath(f"ancestor::table[1]/thead/tr[last()]/*[{position}]")
    return repr(" ".join(heads[0].text_content().split())) if heads else "''"


def _row(cell: HtmlElement) -> str:
    row = cell.getparent()
    return " | ".join(" ".join(one.text_content().split())[:30] for one in row)[:160]


def _around(element: HtmlElement) -> str:
    """Return the text of an element, and of the small one around it: a unit often has its own."""
    small = element.getparent() if element.tag in {"span", "b", "strong", "small"} else element
    return " ".join(_left(element if small is None else small).split())[:400]
