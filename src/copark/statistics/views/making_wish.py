"""The number of a page whose making is wished for, and figures that two others make."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from copark.base import asked
from copark.kernel.figure import Figure, Ingredient
from copark.statistics import words
from copark.statistics.calc import trends
from copark.statistics.queries import makings
from copark.statistics.queries import plan as read_plan

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.statistics.queries.plan import Held
    from copark.statistics.views.chosen import Chosen

HUNDRED = Decimal(100)
ZERO = Decimal(0)


class Wish:
    """The number whose making is wished for."""

    def __init__(self, request: HttpRequest, found: Chosen) -> None:
        self.found = found
        self.month = min(max(asked.whole(request.GET.get("month")) or 1, 1), 12)
        before = asked.whole(request.GET.get("before")) or 0
        self.before = before if before in asked.YEARS else found.year - 1
        self.row = request.GET.get("row", "")
        self.substance = request.GET.get("substance", "")
        self.way = request.GET.get("way", "")
        self.effect = request.GET.get("effect", "")
        pairs = [one.partition(":") for one in request.GET.getlist("is")]
        self.wanted = [(split, key) for split, _colon, key in pairs if split in words.BY]

    def amount(self, year: int | None = None, *, is_whole: bool = False) -> Figure:
        """Return the sum of a year that is meant; of all its parts where the whole is."""
        found = self.found
        outlet = next((key for split, key in self.wanted if split == "outlet"), "")
        chosen_year = year or found.year
        if outlet and not is_whole:
            return makings.of_outlet(
                found.subject, chosen_year, found.place, found.stamp, outlet_id=outlet
            )
        wanted = () if is_whole or outlet else self.wanted
        return makings.of_year(found.subject, chosen_year, found.place, found.ground, wanted)

    def of_month(self, year: int | None = None, month: int | None = None) -> Figure:
        """Return what a month adds up to."""
        found = self.found
        return makings.of_month(
            found.subject,
            year or found.year,
            month or self.month,
            found.place,
            found.ground,
            found.stamp,
        )

    def held(self) -> Held:
        """Return the plan or the permit that is meant."""
        rows = read_plan.standing(self.found, asked.now().date())
        row = read_plan.found_in(rows, self.row)
        if row is None:
            raise Http404
        return row

    def period(self) -> str:
        return str(self.found.year)

    def name(self) -> str:
        """Return what the number is about."""
        return f"{self.found.subject.name} · {self.found.place.name}"


def item(name: str, figure: Figure) -> Ingredient:
    return Ingredient(name, figure.value, figure.unit)


def titled(figure: Figure, name: str) -> Figure:
    return Figure(name, figure.value, figure.unit, figure.method, parts=figure.parts)


def changed(name: str, before: tuple[str, Figure], after: tuple[str, Figure]) -> Figure:
    share = trends.change(before[1].value, after[1].value)
    return Figure(
        name,
        (share or ZERO) * HUNDRED,
        "%",
        _("(later − earlier) / earlier"),
        f"{before[0]} → {after[0]}",
        (item(before[0], before[1]), item(after[0], after[1])),
        (titled(before[1], before[0]), titled(after[1], after[0])),
    )
