"""How the numbers of months were made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient
from copark.statistics import words
from copark.statistics.calc import season, trends
from copark.statistics.queries import months as read_months
from copark.statistics.queries import season as read_season
from copark.statistics.views.making_wish import ZERO, Wish, changed, item


def month(wish: Wish) -> Figure:
    return wish.of_month()


def month_change(wish: Wish) -> Figure:
    month, year = wish.month, wish.found.year
    before, after = wish.of_month(year - 1), wish.of_month()
    names = [f"{one}-{month:02}" for one in (year - 1, year)]
    return changed(wish.name(), (names[0], before), (names[1], after))


def index(wish: Wish) -> Figure:
    """Return the index of a month in one year: its ratio to the mean of the months."""
    found = wish.found
    sheet = read_months.sheet(found.subject, found.year, found.place, found.stamp)
    months = read_months.by_month(sheet)
    value = season.indices(months).get(wish.month, ZERO)
    mean = trends.exact_sum(months.values()) / len(months) if months else ZERO
    month = wish.of_month()
    return Figure(
        wish.name(),
        value,
        "",
        _("month / mean of the months that have a figure"),
        f"{found.year}-{wish.month:02}",
        (
            item(words.month(wish.month), month),
            Ingredient(
                _("Mean of the months"),
                mean,
                month.unit,
                note=_("%(count)s months") % {"count": len(months)},
            ),
        ),
    )


def usual(wish: Wish) -> Figure:
    """Return the usual index of a month: the mean over the whole years."""
    found = wish.found
    seasons = read_season.seasons(found)
    whole = [row for row in seasons.years if len(row.amounts) == len(season.MONTHS)]
    return Figure(
        wish.name(),
        seasons.usual.get(wish.month, ZERO),
        "",
        _("mean of the month's ratios in the years that have all twelve months"),
        words.month(wish.month),
        tuple(
            Ingredient(
                f"{row.year}-{wish.month:02}",
                row.indices[wish.month],
                "",
                url=found.making("index", year=row.year, month=wish.month),
            )
            for row in whole
            if row.indices
        ),
    )
