"""How the numbers of a match were made: its distance, and its points reason by reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient, Source, total
from copark.pollution import register_words

if TYPE_CHECKING:
    from copark.pollution.contracts import RegisterSite, SiteMatch


def distance(one: SiteMatch) -> Figure:
    """Return the great-circle distance of the two places. [m]"""
    made = tuple(part for site in (one.left, one.right) for part in _place(site))
    how = _("great circle over a sphere of radius 6,371 km, haversine formula")
    return Figure(_("Distance"), _written(one.distance), "m", how, str(one.year), made)


def _place(site: RegisterSite) -> tuple[Ingredient, Ingredient]:
    source = Source(f"{site.kind} {site.key}")
    return (
        Ingredient(_("Latitude"), _written(site.latitude), "°", source),
        Ingredient(_("Longitude"), _written(site.longitude), "°", source),
    )


def score(one: SiteMatch) -> Figure:
    """Return the points of a match, a part for each reason. [-]"""
    how = _("likeness × weight; the weights are in the tables of pollution")
    parts = tuple(
        Figure(
            register_words.reason(str(reason["code"])),
            _written(reason["points"]),
            "",
            how,
            str(one.year),
            (
                Ingredient(_("Likeness"), _written(reason["likeness"]), "fraction"),
                Ingredient(_("Weight"), _written(reason["of"]), ""),
            ),
        )
        for reason in one.reasons
    )
    return total(_("Points"), "", _("sum of the reasons"), parts, str(one.year))


def _written(number: float | str) -> Decimal:
    """Return a measured number as text has it: where physics meets a figure."""
    return Decimal(str(number))
