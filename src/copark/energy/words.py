"""Say figures and refusals in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from copark.kernel.figure import retold

if TYPE_CHECKING:
    from copark.energy.calc.making import Book
    from copark.kernel.errors import Refused
    from copark.kernel.figure import Figure

#: What `calc.making` says of a figure.
MAKING = (
    gettext_noop("Comprehensive energy use"),
    gettext_noop("GB/T 2589: bought less sold; self-made energy and feedstock are not counted"),
    gettext_noop("amount × coefficient"),
    gettext_noop("Bought"),
    gettext_noop("of it metered"),
    gettext_noop("Sold"),
    gettext_noop("Self-made"),
    gettext_noop("Feedstock"),
    gettext_noop("not counted"),
    gettext_noop("Heat"),
    gettext_noop("Coefficient to standard coal"),
    gettext_noop("declared"),
    gettext_noop("metered; nothing was declared"),
    gettext_noop("declared, and metered in months that were not declared"),
)

REFUSALS = {
    "energy.use.gone": gettext_noop(
        "This amount is not recorded any more: it was corrected or withdrawn."
    ),
    "energy.use.twice": gettext_noop("This amount is recorded already; correct it instead."),
    "energy.use.overlap": gettext_noop(
        "The whole year and single months of it cannot both be given for the same carrier."
    ),
    "energy.year.closed": gettext_noop("The year %(year)s is closed; ask the park to reopen it."),
    "energy.year.future": gettext_noop("The year %(year)s has not begun yet."),
    "energy.amount.negative": gettext_noop("%(value)s is negative; amounts are zero or more."),
    "energy.amount.long": gettext_noop("%(value)s is larger than any amount that is kept."),
    "energy.output.overlap": gettext_noop(
        "The whole year and single months of it cannot both be given for the same product."
    ),
    "energy.output.unit": gettext_noop("Output is counted in %(allowed)s."),
    "energy.added.over": gettext_noop(
        "The added value %(value)s is more than the output value %(output)s."
    ),
    "energy.unit.unfit": gettext_noop("This carrier is counted in %(allowed)s."),
}


def refusal(refused: Refused) -> str:
    text = REFUSALS.get(refused.code)
    return _(text) % refused.facts if text else refused.message


def told(figure: Figure, book: Book) -> Figure:
    """Return a figure of `calc.making` in the reader's language."""
    if not (get_language() or "").startswith("zh"):
        return figure
    named = {row.name_en: row.name_zh for row in book.carriers.values()}
    named |= {row.name_en: row.name_zh for row in book.parameters}
    return retold(figure, lambda text: named.get(text) or _(text))
