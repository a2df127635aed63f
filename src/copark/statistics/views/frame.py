"""What every page of statistics has: the way to the place, what to choose from, its neighbours."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.statistics import words
from copark.statistics.views.chosen import offered_places, trail
from copark.web import numbers
from copark.web.components.parts import Empty

if TYPE_CHECKING:
    from copark.statistics.views.chosen import Chosen

MANY = 12  #: Rows from which a list is worth a search field.
HUNDRED = Decimal(100)
#: The pages, in their order: address and name.
PAGES = (
    ("statistics:trends", gettext_noop("Trends")),
    ("statistics:composition", gettext_noop("Composition")),
    ("statistics:season", gettext_noop("Seasonality")),
    ("statistics:contribution", gettext_noop("Contribution")),
    ("statistics:plan", gettext_noop("Plan and quota")),
    ("statistics:intensity", gettext_noop("Intensity")),
    ("statistics:sector", gettext_noop("Sector comparison")),
)


def context(found: Chosen, page: str) -> dict[str, Any]:
    """Return what `statistics/base.html` shows around a page."""
    return {
        "asked": found,
        "subject": found.subject,
        "trail": trail(found, page),
        "neighbours": [(name, url, address == page) for address, name, url in pages(found)],
        "splits": [(split, words.split_by(split, found.subject.key)) for split in found.splits],
        "places": [] if found.bound is not None else offered_places(found),
    }


def pages(found: Chosen) -> list[tuple[str, str, str]]:
    """Return the address, the name and the link of each page, asked the same question."""
    return [(one, _(name), f"{reverse(one)}?{found.query(by='')}") for one, name in PAGES]


def unit(symbol: str) -> str:
    return numbers.unit_text(symbol)


def title(found: Chosen) -> str:
    return f"{found.subject.name} · {found.place.name}"


def percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else round(share * HUNDRED, 2) + 0  # never minus nothing


def nothing(found: Chosen) -> Empty:
    return Empty(
        _("No figures of %(subject)s here") % {"subject": found.subject.name},
        _("Nothing was declared, metered or monitored for this place in these years."),
        reverse("statistics:home"),
        _("What can be asked"),
    )
