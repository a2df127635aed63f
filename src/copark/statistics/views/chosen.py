"""What a page of statistics was asked: year, subject, place and split, with the rights checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import scope_of
from copark.statistics import words
from copark.statistics.queries import places
from copark.statistics.queries.questions import Question, question

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Chosen(Question):
    """A question to statistics, with the addresses that put it again."""

    @property
    def place_key(self) -> str:
        """The place as it stands in an address."""
        return f"{self.place.kind}-{self.place.key}" if self.place.key else self.place.kind

    def params(self, **changes: object) -> dict[str, object]:
        """Return what an address is asked with to put the same question, but for the changes."""
        found = {
            "year": self.year,
            "subject": self.subject.key,
            "place": self.place_key,
            "by": self.split,
        }
        return {name: value for name, value in (found | changes).items() if value not in {"", None}}

    def query(self, **changes: object) -> str:
        """Return the same question as the query of an address."""
        return urlencode(self.params(**changes))

    def making(self, of: str, *wanted: tuple[str, str], **more: object) -> str:
        """Return where the making of a number stands."""
        asked_for = [*self.params(of=of, by="", **more).items()]
        asked_for += [("is", f"{split}:{key}") for split, key in wanted]
        return f"{reverse('statistics:making')}?{urlencode(asked_for)}"


def chosen(request: HttpRequest, *, is_running: bool = False) -> Chosen:
    """
    Read the question from the address.

    Without a year it is the newest that is over, or the running one where the page is about it.
    """
    bound = scope_of(request.user).enterprise_id
    found = question(
        year=asked.year(request) if request.GET.get("year") else None,
        subject=request.GET.get("subject", ""),
        place=_place(request, bound),
        split=request.GET.get("by", ""),
        bound=bound,
        now_year=asked.now().year,
        is_running=is_running,
    )
    if found is None:
        raise Http404(_("There is no such subject, or no such part of the park."))
    return Chosen(**{one.name: getattr(found, one.name) for one in fields(Question)})


def _place(request: HttpRequest, bound: int | None) -> tuple[str, str]:
    kind, _dash, key = request.GET.get("place", places.PARK).partition("-")
    one = asked.scoped(request)
    if bound is not None and kind == places.ENTERPRISE and asked.whole(key) != bound:
        raise PermissionDenied
    return (kind, key) if one is None else (places.ENTERPRISE, str(one))


def trail(found: Chosen, page: str) -> list[tuple[str, str]]:
    """Return the way from the park to the place, each step with the address of this page there."""
    if found.bound is not None:
        return [(found.place.name, "")]
    steps = [(_("The whole park"), places.PARK)]
    if found.place.kind == places.ENTERPRISE:
        sector = found.ground.group(places.SECTOR, found.place.enterprise_id or 0)
        steps.append((places.sector_name(sector), f"{places.SECTOR}-{sector}"))
    if found.place.kind != places.PARK:
        steps.append((found.place.name, found.place_key))
    address = reverse(page)
    return [(name, f"{address}?{found.query(place=key, by='')}") for name, key in steps]


def offered_places(found: Chosen) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the places to choose from, in groups."""
    ground = found.ground
    groups = [("", [(places.PARK, _("The whole park"))])]
    for kind, label in ((places.SECTOR, _("Sectors")), (places.ZONE, _("Zones"))):
        rows = [(f"{kind}-{key}", ground.name(kind, key)) for key in ground.keys(kind)]
        groups.append((label, rows))
    owners = [
        (f"{places.ENTERPRISE}-{row.id}", words.local(row.name_en, row.name_zh))
        for row in ground.enterprises.values()
    ]
    return [*groups, (_("Enterprises"), owners)]
