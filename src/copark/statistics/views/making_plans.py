"""How the numbers of plans and permits were made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient, total
from copark.statistics.calc import trends
from copark.statistics.queries import makings
from copark.statistics.queries import plan as read
from copark.statistics.views.making_wish import HUNDRED, ZERO, Wish

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.statistics.contracts import Subject
    from copark.statistics.queries.plan import Held


def held(wish: Wish) -> Figure:
    """Return what counts against a plan or a permit, by pollutant and enterprise."""
    row = wish.held()
    parts = tuple(_narrowed(wish, subject, row.owners) for subject in row.subjects)
    whole = total(_name(wish, row), row.unit, _("sum over those who count"), parts, wish.period())
    return Figure(
        whole.name, row.pace.so_far, row.unit, whole.method, whole.period, parts=whole.parts
    )


def _narrowed(wish: Wish, subject: Subject, owners: frozenset[int]) -> Figure:
    place = replace(wish.found.place, members=owners)
    figure = makings.of_year(subject, wish.found.year, place, wish.found.ground)
    return replace(figure, name=figure.name or wish.found.place.name)


def expected(wish: Wish) -> Figure:
    """Return the year's end at this pace."""
    row = wish.held()
    items = [
        Ingredient(
            _("So far"), row.pace.so_far, row.unit, url=wish.found.making("held", row=row.row)
        ),
        Ingredient(_("of it known for the whole year"), row.fixed, row.unit),
        Ingredient(_("Share of the year's days"), row.pace.elapsed * HUNDRED, "%"),
    ]
    how = _("what is known for the whole year + the rest / share of the year's days")
    value = row.pace.expected or ZERO
    return Figure(
        _name(wish, row), value, row.unit, how, wish.period(), tuple(items), grade="estimated"
    )


def _name(wish: Wish, row: Held) -> str:
    return f"{read.name(row)} · {wish.found.place.name}"


def _url(wish: Wish, row: Held) -> str:
    return wish.found.making("held", row=row.row)


def used(wish: Wish) -> Figure:
    row = wish.held()
    return _of_allowed(wish, row, row.pace.so_far, "held")


def expected_share(wish: Wish) -> Figure:
    row = wish.held()
    return _of_allowed(wish, row, row.pace.expected or ZERO, "expected")


def _of_allowed(wish: Wish, row: Held, value: Decimal, of: str) -> Figure:
    names = {"held": _("So far"), "expected": _("Expected")}
    items = (
        Ingredient(names[of], value, row.unit, url=wish.found.making(of, row=row.row)),
        Ingredient(_("Allowed"), row.allowed, row.unit),
    )
    share = (trends.share(value, row.allowed) or ZERO) * HUNDRED
    return Figure(_name(wish, row), share, "%", _("amount / what is allowed"), wish.period(), items)
