"""How sums of a year, and what compares two years, were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from copark.kernel.figure import Figure, Ingredient
from copark.statistics.calc import trends
from copark.statistics.queries import contribution as read
from copark.statistics.queries import makings, solvents
from copark.statistics.views.making_wish import HUNDRED, ZERO, Wish, changed, item, titled

if TYPE_CHECKING:
    from copark.statistics.queries.contribution import Branch


def amount(wish: Wish) -> Figure:
    return wish.amount()


def flow(wish: Wish) -> Figure:
    found = wish.found
    return makings.of_year(
        found.subject, found.year, found.place, found.ground, wish.wanted, is_flow=True
    )


def solvent(wish: Wish) -> Figure:
    """Return how much of a solvent went one way."""
    found = wish.found
    way = wish.way if wish.way in solvents.WAYS else solvents.FRESH
    return solvents.making(found.year, found.place, found.ground, wish.substance, way)


def change(wish: Wish) -> Figure:
    before, after = wish.amount(wish.before), wish.amount()
    return changed(wish.name(), (str(wish.before), before), (str(wish.found.year), after))


def share(wish: Wish) -> Figure:
    part, whole = wish.amount(), wish.amount(is_whole=True)
    share = trends.share(part.value, whole.value)
    names = (_("Part"), _("Whole"))
    return Figure(
        wish.name(),
        (share or ZERO) * HUNDRED,
        "%",
        _("part / whole"),
        str(wish.found.year),
        (item(names[0], part), item(names[1], whole)),
        (titled(part, names[0]), titled(whole, names[1])),
    )


def difference(wish: Wish) -> Figure:
    """Return by how much an amount rose or fell between two years."""
    before, after = wish.amount(wish.before), wish.amount()
    return Figure(
        wish.name(),
        trends.exact_sum((after.value, -before.value)),
        after.unit,
        _("later − earlier"),
        f"{wish.before} → {wish.found.year}",
        (item(str(wish.before), before), item(str(wish.found.year), after)),
        (titled(before, str(wish.before)), titled(after, str(wish.found.year))),
    )


def points(wish: Wish) -> Figure:
    """Return the change of a part as a share of the whole before: points of percentage."""
    moved, whole = difference(wish), wish.amount(wish.before, is_whole=True)
    share = trends.share(moved.value, whole.value)
    return Figure(
        wish.name(),
        (share or ZERO) * HUNDRED,
        "%",
        _("change of the part / whole of the earlier year"),
        moved.period,
        (item(pgettext("difference", "Change"), moved), item(_("Whole"), whole)),
        (moved, titled(whole, _("Whole"))),
    )


def effect(wish: Wish) -> Figure:
    """Return one effect of the decomposition, and the branches that it was found from."""
    found = wish.found
    driven = read.driven(found, wish.before)
    key = wish.effect if wish.effect in read.EFFECTS else "scale"
    split = driven.split
    return Figure(
        wish.name(),
        split.effect(key) if split else ZERO,
        driven.unit,
        _("LMDI-I, additive (Ang 2005): logarithmic mean of the amount × ln of the ratio"),
        f"{wish.before} → {found.year}",
        tuple(
            item
            for branch in (split.branches if split else ())
            for item in _branch(wish, branch, driven.unit)
        ),
    )


def _branch(wish: Wish, branch: Branch, unit: str) -> list[Ingredient]:
    """Return what the decomposition took of one enterprise."""
    found = wish.found
    owner = found.ground.name("enterprise", str(branch.enterprise_id))
    activity, amount = _("output value"), _("amount")
    rows = [
        (activity, wish.before, branch.activity_before, "1e4 CNY"),
        (activity, found.year, branch.activity_after, "1e4 CNY"),
        (amount, wish.before, branch.amount_before, unit),
        (amount, found.year, branch.amount_after, unit),
    ]
    return [
        Ingredient(f"{owner} · {name} {year}", value, symbol) for name, year, value, symbol in rows
    ]
