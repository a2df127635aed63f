"""What the pages of intensity, comparison and guidance are asked beside the usual question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base import asked
from copark.energy import queries as energy
from copark.statistics.contracts import CARBON, ENERGY
from copark.statistics.queries import intensity, sector
from copark.statistics.views.chosen import chosen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.statistics.contracts import Subject
    from copark.statistics.views.chosen import Chosen


@dataclass(frozen=True, slots=True)
class Question:
    """The usual question, per what, and at which prices."""

    found: Chosen
    per: str
    price_year: int
    price_years: tuple[int, ...]
    stamp: tuple[object, ...]

    def query(self, **changes: object) -> str:
        """Return the same question as the query of an address."""
        own = {"per": self.per, "prices": self.price_year or ""}
        return urlencode(self.found.params(**({"by": ""} | own | changes)))

    def making(self, page: str, **changes: object) -> str:
        """Return where the making of a number stands."""
        return f"{reverse(page)}?{self.query(**changes)}"

    def asked(self) -> sector.Asked:
        """Return what a comparison is asked."""
        found = self.found
        return sector.Asked(
            found.subject, found.year, self.per, self.price_year, self.stamp, sector.everybody()
        )

    @property
    def context(self) -> dict[str, Any]:
        """Return what the choices of the pages are filled with."""
        return {
            "per": self.per,
            "per_choices": [(per, _(intensity.NAMES[per])) for per in intensity.PER],
            "price_year": self.price_year,
            "price_choices": [(one, energy.price_basis(one)) for one in self.price_years],
        }


def question(request: HttpRequest) -> Question:
    """Read the question from the address; unknown choices are the usual ones."""
    per = request.GET.get("per", "")
    offered = tuple(energy.price_years()) or (0,)
    wanted = asked.whole(request.GET.get("prices")) or 0
    return Question(
        chosen(request),
        per if per in intensity.PER else intensity.OUTPUT,
        wanted if wanted in offered else offered[0],
        offered,
        intensity.stamp(),
    )


def source_making(subject: Subject, owner: int, year: int) -> str:
    """Return where the making of an enterprise's amount stands, in the domain that made it."""
    domain = {ENERGY: "energy", CARBON: "carbon"}.get(subject.key, "pollution")
    params: dict[str, object] = {"year": year}
    if subject.is_release:
        params |= {"medium": subject.medium, "pollutant": subject.pollutant}
    return f"{reverse(f'{domain}:making', args=[owner])}?{urlencode(params)}"
