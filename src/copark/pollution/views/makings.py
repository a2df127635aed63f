"""The making of one part of a year: a term of a balance, or a side of a taxed item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient
from copark.pollution import words
from copark.pollution.calc.taxes import Tax

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from copark.pollution.calc.account import Year
    from copark.pollution.calc.balances import Account
    from copark.pollution.calc.sources import Voc
    from copark.pollution.calc.taxes import Charge

HUNDRED = 100


def part_of(found: Year, part: str, say: words.Say) -> Figure | None:
    """
    Return the making of a part of a year; None if there is no such part.

    Parameters
    ----------
    found
        The year.
    part
        ``voc:leaks:``, ``solvent:toluene:used``, ``waste:900-404-06:made`` or ``tax:3:tax``.
    say
        In which words.
    """
    kind, _colon, rest = part.partition(":")
    key, _colon, term = rest.rpartition(":")
    if kind == "voc":
        return _source(found.voc, key, say)
    if kind == "tax":
        return _charge(found.tax, key, term, say) if isinstance(found.tax, Tax) else None
    accounts = {"solvent": found.solvents, "waste": found.wastes}.get(kind, ())
    return _term(accounts, key, term, say)


def side_of(row: Charge, side: str) -> Decimal | None:
    """Return the number of one side of a taxed item: mass, equivalents, share due or tax."""
    item = row.item
    sides = {
        "amount": item.discharge.amount,
        "equivalents": item.equivalents,
        "reduction": item.reduction * HUNDRED,
        "tax": item.tax,
    }
    return sides.get(side)


def _source(voc: Voc | None, key: str, say: words.Say) -> Figure | None:
    if voc is None:
        return None
    sums = {"organised": voc.organised, "fugitive": voc.fugitive}
    figure = sums.get(key) or voc.categories.get(key)
    return words.told(figure, say) if figure else None


def _term(accounts: Sequence[Account], key: str, term: str, say: words.Say) -> Figure | None:
    for row in accounts:
        if row.key == key and term in row.figures:
            return words.told(row.figures[term], say)
    return None


def _charge(tax: Tax, number: str, side: str, say: words.Say) -> Figure | None:
    if not number.isdigit() or int(number) >= len(tax.charges):
        return None
    row = tax.charges[int(number)]
    value = side_of(row, side)
    if value is None:
        return None
    unit, said, ingredients = _made(row, side, say)
    return Figure(words.taxed(row.item.equivalent), value, unit, said, row.period, ingredients)


def _made(row: Charge, side: str, say: words.Say) -> tuple[str, str, tuple[Ingredient, ...]]:
    """Return unit, method and ingredients of one side of a taxed item."""
    item = row.item
    amount = Ingredient(_("Mass"), item.discharge.amount, item.equivalent.unit)
    value = Ingredient(
        say("equivalent value"), item.equivalent.value, item.equivalent.unit, item.equivalent.source
    )
    held = ((_("Monthly mean"), item.discharge.mean), (_("Limit"), item.discharge.limit))
    means = tuple(Ingredient(name, number, "") for name, number in held if number is not None)
    charged = (
        Ingredient(_("Equivalents"), item.equivalents, ""),
        Ingredient(say("rate"), item.rate.low, item.rate.unit, item.rate.source),
        Ingredient(_("Due"), item.reduction * HUNDRED, "%"),
    )
    due = _("75 % or 50 % where the mean stays more than 30 % or 50 % below the limit")
    tax = _("equivalents × rate × due") if item.is_charged else _("not among the items charged")
    return {
        "amount": (item.equivalent.unit, _("as entered"), (amount,)),
        "equivalents": ("", _("mass / equivalent value"), (amount, value)),
        "reduction": ("%", due, means),
        "tax": ("CNY", tax, charged),
    }[side]
