"""What a page of co-reductions is asked: two years, whom, weights, prices and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import scope_of
from copark.registry import queries as registry
from copark.synergy import queries
from copark.synergy.queries import coreduction as read

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.synergy.queries.coreduction import Held, Key, Wish


def subject_code(key: Key) -> str:
    """Return a subject as it stands in an address, e.g. ``air-nox``."""
    return read.CARBON if key == read.CO2 else f"{key[0].lower()}-{key[1]}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and what can be chosen."""

    held: Held
    own: int | None  #: The enterprise that is asked for; None for the park.
    bound: int | None  #: The one enterprise that this person sees.
    key: Key  #: The pollutant that the enterprises are drawn by.
    years: tuple[int, ...]
    price: str

    @property
    def wish(self) -> Wish:
        return self.held.wish

    def query(self, **changes: object) -> str:
        wish = self.wish
        found: dict[str, object] = {
            "from": wish.first,
            "to": wish.last,
            "weights": wish.weights.name,
            "price": self.price,
            "prices": wish.price_year or "",
            "scheme": wish.scheme,
            "subject": subject_code(self.key),
            "enterprise": self.own or "",
        } | changes
        return urlencode({name: value for name, value in found.items() if value != ""})

    def making(self, of: str, key: Key, owner: int | None) -> str:
        """Return where the making of a number stands."""
        changes = {"of": of, "subject": subject_code(key), "enterprise": owner or ""}
        return f"{reverse('synergy:coreduction-making')}?{self.query(**changes)}"


def asked_of(request: HttpRequest) -> Asked:
    """Read the question from the address; 404 for what there is not, 403 for another's."""
    years = tuple(queries.years())
    last = _year(request, "to", _usual(years))
    first = _year(request, "from", next((year for year in years if year < last), last - 1))
    text = request.GET.get("price", "")
    wish = read.wish_of(
        first,
        last,
        weights=request.GET.get("weights", ""),
        price=text,
        price_year=asked.whole(request.GET.get("prices")) or 0,
        scheme=request.GET.get("scheme", ""),
    )
    own = asked.scoped(request)
    if own is not None and not registry.enterprises(own):
        raise Http404(_("There is no such enterprise."))
    held = read.Held(wish)
    return Asked(
        held,
        own,
        scope_of(request.user).enterprise_id,
        _key(request.GET.get("subject", ""), held),
        years,
        text if wish.carbon_price is not None else "",
    )


def _usual(years: tuple[int, ...]) -> int:
    this = asked.now().year
    return next((year for year in years if year < this), this - 1)


def _year(request: HttpRequest, name: str, usual: int) -> int:
    year = asked.whole(request.GET.get(name))
    return usual if year is None or year not in asked.YEARS else year


def _key(code: str, held: Held) -> Key:
    medium, _dash, pollutant = code.partition("-")
    key = (medium.upper(), pollutant)
    if code == read.CARBON or key in held.subjects:
        return read.CO2 if code == read.CARBON else key
    return next(iter(held.subjects), read.CO2)
