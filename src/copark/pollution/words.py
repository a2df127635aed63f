"""Names, figures and what was refused, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from copark.base.sheets import sentences
from copark.kernel.faults import Fault
from copark.kernel.figure import retold
from copark.pollution.calc.balances import NAMES
from copark.pollution.calc.lines import VOC
from copark.pollution.sayings import FAULTS

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.kernel.figure import Figure
    from copark.pollution.calc.blocks import Asked, Entered
    from copark.pollution.calc.book import Book
    from copark.pollution.calc.environmental_tax import Equivalent
    from copark.pollution.calc.taxes import NoTax

Say = Callable[[str], str]

MEDIA = {
    "AIR": gettext_noop("air"),
    "WATER": gettext_noop("water, direct"),
    "INDIRECT": gettext_noop("water, to a sewage works"),
    "SOIL": gettext_noop("soil"),
}
METHODS = {
    "MONITORED": gettext_noop("monitored"),
    "AGENCY": gettext_noop("measured by an agency"),
    "BALANCE": gettext_noop("material balance"),
    "COEFFICIENT": gettext_noop("coefficient"),
    "SAMPLED": gettext_noop("estimate by provincial sampling"),
    "DECLARED": gettext_noop("declared"),
    "MIXED": gettext_noop("several ways"),
}
TAX_REFUSALS = {
    "pollution.tax.rate": gettext_noop(
        "No tax rate is kept for this place: only the range of the law is known. Enter the rate"
        " of the province among the factors."
    ),
}
REFUSALS = {
    "pollution.release.gone": gettext_noop(
        "This release is not recorded any more: it was corrected or withdrawn."
    ),
    "pollution.release.twice": gettext_noop(
        "This release is recorded already; correct it instead."
    ),
    "pollution.medium.unfit": gettext_noop("This pollutant is not released to that medium."),
    "pollution.amount.negative": gettext_noop("%(value)s is negative; amounts are zero or more."),
    "pollution.amount.long": gettext_noop("%(value)s is larger than any amount that is kept."),
    "energy.year.closed": gettext_noop("The year %(year)s is closed; ask the park to reopen it."),
    "energy.year.future": gettext_noop("The year %(year)s has not begun yet."),
}


def medium(code: str) -> str:
    return _(MEDIA[code]) if code in MEDIA else code


def method(code: str) -> str:
    return _(METHODS[code]) if code in METHODS else code


def refusal(refused: Refused) -> str:
    """Return a refusal in the reader's language: a sentence of ours, else of the files'."""
    text = REFUSALS.get(refused.code)
    if text:
        return _(text) % refused.facts
    if refused.code in FAULTS or refused.code in sentences.FAULTS:
        return fault_sentence(refused_as_fault(refused))
    return _(refused.message)


def fault_sentence(fault: Fault) -> str:
    """Return the reason of a fault, without its place."""
    text = FAULTS.get(fault.code)
    if text is None:
        return sentences.sentence(fault)
    return _(text).format_map({"value": fault.value, **fault.facts})


def refused_as_fault(refused: Refused) -> Fault:
    facts = {key: str(value) for key, value in refused.facts.items()}
    field, value = facts.pop("field", ""), facts.pop("value", "")
    return Fault(0, "", field, value, refused.code, facts)


def teller(book: Book) -> Say:
    """Return what says the words of a figure of `calc` in the reader's language."""
    if not is_chinese():
        return str
    named = _names(book)
    return lambda text: named.get(text) or (_(text) if text else "")


def told(figure: Figure, say: Say) -> Figure:
    """Return a figure of `calc` in the reader's language."""
    return figure if say is str else retold(figure, say)


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _names(book: Book) -> dict[str, str]:
    """Return the Chinese name of all that the tables name."""
    names = {row.name_en: row.name_zh for row in book.pollutants.values()}
    names |= {row.name_en: row.name_zh for row in book.ways.values()}
    names |= {row.name_en: row.name_zh for row in book.rules}
    names |= {row.name_en: row.name_zh for row in book.categories.values()}
    return names | {row.name_en: row.name_zh for row in book.substances.values()}


def local(name_en: str, name_zh: str) -> str:
    return name_zh if is_chinese() else name_en


def asked(one: Asked) -> str:
    """Return the label of a field, with its unit where it has one of its own."""
    name = local(one.name_en, one.name_zh)
    return f"{name} ({one.unit})" if one.unit and not one.field.in_unit else name


def asked_help(one: Asked) -> str:
    return local(one.help_en, one.help_zh)


def block_name(one: Entered) -> str:
    return local(one.block.title_en, one.block.title_zh)


def block_about(one: Entered) -> str:
    return local(one.about_en, one.about_zh)


def value_of(one: Asked, text: str) -> str:
    """Return a value that was entered, as it is shown."""
    if one.field.kind == "choice":
        named = {choice.code: local(choice.name_en, choice.name_zh) for choice in one.field.choices}
        return named.get(text, text)
    if one.field.kind == "share":
        return f"{(Decimal(text) * 100).normalize():f} %"
    return text


def term(code: str) -> str:
    """Return the English name of a term of a balance, which a teller translates."""
    return NAMES[code]


def place(code: str) -> str:
    """Return an outlet or source before what was found there; nothing for the whole enterprise."""
    if not code:
        return ""
    return f"{code.removeprefix(VOC)}: "


def taxed(one: Equivalent) -> str:
    """Return the name of a taxed item; those that are charged by volume have only a Chinese one."""
    return one.name_zh if is_chinese() else one.pollutant.upper().replace("_", " ")


def tax_refusal(tax: NoTax) -> str:
    """Return why no tax can be said."""
    return _(TAX_REFUSALS[tax.code]) if tax.code in TAX_REFUSALS else _(tax.message)
