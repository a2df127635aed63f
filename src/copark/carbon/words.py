"""Say methods, figures and refusals in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from copark.base.sheets.sentences import sentence
from copark.carbon.calc import sayings
from copark.carbon.calc.document import spelled
from copark.carbon.calc.making import UNIT
from copark.carbon.contracts import Fault
from copark.kernel.figure import Figure, Ingredient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.carbon.contracts import Entry, NewEntry
    from copark.kernel.entries import Block
    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault as FaultOfFile
    from copark.kernel.figure import Source

SETS = {
    "GBT32151_2023PLUS_C1": gettext_noop("GB/T 32151, parts of 2023 and later, Table C.1"),
    "NDRC2013_CHEM": gettext_noop("NDRC 2013, guideline for chemical enterprises"),
}
BASES = {
    "average": gettext_noop("average"),
    "average_ndrc": gettext_noop("average, regional grid (NDRC)"),
    "excl_market_nonfossil": gettext_noop("without traded non-fossil electricity"),
    "fossil": gettext_noop("fossil electricity only"),
    "grid_average_enterprise_accounting": gettext_noop("average, for enterprise accounting"),
}
ROWS = ("entry.", "energy.")
PLACE = re.compile(r"(entry|energy)\.([\w-]+)(?:: )?(.*)", re.DOTALL)


def factor_set(code: str) -> str:
    return _(SETS[code]) if code in SETS else code


def basis(code: str) -> str:
    return _(BASES[code]) if code in BASES else code


def refusal(refused: Refused) -> str:
    """Return the reason of a refusal; the place stands beside it."""
    text = sayings.REFUSALS.get(refused.code)
    if text is None:
        return refused.message
    facts = {"reason": "", **{name: said(str(value)) for name, value in refused.facts.items()}}
    return _(text).format_map(facts)


def fault(found: FaultOfFile) -> str:
    """Return the reason of a fault of a file or form, without its place."""
    text = sayings.FAULTS.get(found.code) or sayings.REFUSALS.get(found.code)
    if text is None:
        return sentence(found)
    return _(text).format_map({"value": found.value, "reason": "", **found.facts})


def local(name_en: str, name_zh: str) -> str:
    return name_zh if is_chinese() else name_en


def block(one: Block) -> str:
    return local(one.title_en, one.title_zh)


def shown(one: Block, key: str, value: object) -> str:
    """Return a value of a row as a reader sees it: a choice by its name."""
    if isinstance(value, dict):
        return "; ".join(f"{gas} {share}" for gas, share in value.items())
    item = next((item for item in one.fields if item.key == key), None)
    choices = item.choices if item else ()
    found = next((choice for choice in choices if choice.code == value), None)
    return local(found.name_en, found.name_zh) if found else str(value)


def subject(one: Block, entry: Entry | NewEntry, name: Callable[[str], str]) -> str:
    """Return what a row is about: everything that tells it from the others of its block."""
    keys = [item for item in one.fields if item.is_key and item.key in entry.values]
    return " · ".join(
        f"{name(item.key)} {entry.values[item.key]}"
        if item.kind == "amount"
        else shown(one, item.key, entry.values[item.key])
        for item in keys
    )


def amount(one: Block, entry: Entry | NewEntry) -> str:
    """Return the amount of a row with its unit, where its block has one."""
    key = next((item.key for item in one.fields if item.in_unit and item.key in entry.values), "")
    return f"{entry.values[key]} {entry.values.get('unit', '')}".strip() if key else ""


def place_of(refused: Refused) -> str:
    """Return the row that a refusal blames; empty if it is the whole year."""
    field = str(refused.facts.get("field", ""))
    return str(refused.facts.get("place", "")).removesuffix(f".{field}")


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def said(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return a name or a sentence of the account in the reader's language."""
    return sayings.said(text, names or {}, _) if text and is_chinese() else text


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells the figures of one enterprise and year: in the reader's language, with their pages."""

    enterprise_id: int
    year: int
    names: Mapping[str, str]  #: Chinese name of each item, by its English one.
    memory: dict[str, str]  #: What was said before, for any enterprise.
    told: dict[int, Figure] = field(default_factory=dict)  #: One source stands in several sums.

    def figure(self, made: Figure) -> Figure:
        """Return a figure and everything under it, told."""
        found = self.told.get(id(made))
        if found is None:
            found = self.told[id(made)] = Figure(
                self.said(made.name),
                made.value,
                made.unit,
                self.said(made.method),
                made.period,
                tuple([self._ingredient(one) for one in made.ingredients]),
                tuple([self.figure(part) for part in made.parts]),
                made.grade,
                made.coverage,
                made.uncertainty,
            )
        return found

    def fault(self, refused: Refused) -> Fault:
        place = place_of(refused)
        sentence, field = refusal(refused), str(refused.facts.get("field", ""))
        return Fault(place, field, refused.code, sentence, self._page(place)[0])

    def with_left_out(self, made: Figure, faults: tuple[Fault, ...]) -> Figure:
        """Return a figure that also opens what was left out of it, each with its reason."""
        parts = tuple(self._left_out(fault) for fault in faults)
        return replace(made, parts=(*made.parts, *parts), grade="partial") if parts else made

    def nothing(self, faults: tuple[Fault, ...]) -> Figure:
        name = self.said("Greenhouse gases of the year")
        empty = Figure(name, Decimal(0), UNIT, "", str(self.year))
        return self.with_left_out(empty, faults)

    def _left_out(self, fault: Fault) -> Figure:
        row = Ingredient(self._subject(fault.place), Decimal(0), UNIT, url=fault.url)
        return Figure(self.said("Left out"), Decimal(0), UNIT, fault.sentence, ingredients=(row,))

    def _subject(self, place: str) -> str:
        kind, _dot, key = place.partition(".")
        if kind == "energy":
            return self.said(spelled(key.partition("-")[0]))
        return _("Row %(number)s") % {"number": key} if key else str(self.year)

    def said(self, text: str) -> str:
        found = self.memory.get(text)
        if found is None:
            found = self.memory[text] = said(text, self.names)
        return found

    def _ingredient(self, one: Ingredient) -> Ingredient:
        url, note = self._page(one.note)
        return Ingredient(
            self.said(one.name),
            one.value,
            one.unit,
            self._source(one.source),
            url or one.url,
            self.said(note),
            one.uncertainty,
        )

    def _source(self, one: Source | None) -> Source | None:
        """Return a source; a table's own title stays as it was printed."""
        said = self.said(one.text) if one else ""
        return one if one is None or said == one.text else replace(one, text=said)

    def _page(self, place: str) -> tuple[str, str]:
        """Return the page of the row that a note names, and what else the note says."""
        if not place.startswith(ROWS):
            return "", place
        found = PLACE.fullmatch(place)
        if found is None:
            return "", place
        kind, key, rest = found.groups()
        return PAGES[kind](self, key), rest

    def use_page(self, carrier: str) -> str:
        code = carrier.partition("-")[0]
        asked = f"?year={self.year}&enterprise={self.enterprise_id}&carrier={code}"
        return _page_of("energy:use-list") + asked

    def entry_page(self, number: str) -> str:
        return _page_of("carbon:entry-detail", 0).replace("/0/", f"/{number}/")


@cache
def _page_of(name: str, *args: int) -> str:
    return reverse(name, args=args)


PAGES = {"energy": Telling.use_page, "entry": Telling.entry_page}
