"""What statistics can be asked about: energy, carbon, and each pollutant to each medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.statistics import words
from copark.statistics.contracts import CARBON, ENERGY, Subject
from copark.statistics.queries import amounts

if TYPE_CHECKING:
    from copark.statistics.contracts import Amount, Place
    from copark.statistics.queries.amounts import Sheet
    from copark.statistics.queries.places import Ground

MEDIA = tuple(words.MEDIA)


def subjects(year: int, stamp: tuple[object, ...], place: Place) -> list[Subject]:
    """Return energy, carbon and the pollutants that a place releases in a year, in their order."""
    found = [
        Subject(ENERGY, _("Energy"), "tce", "energy"),
        Subject(CARBON, _("Carbon"), "tCO2e", "carbon"),
    ]
    keys = {
        row.part
        for row in amounts.sheet(amounts.RELEASES, year, stamp).amounts
        if place.holds(row.enterprise_id)
    }
    return found + sorted((release(key) for key in keys), key=_rank)


def release(key: str) -> Subject:
    """Return the subject of a pollutant, e.g. ``air-nox``."""
    medium, _dash, pollutant = key.partition("-")
    code = medium.upper()
    name = f"{pollution.pollutant_name(pollutant)} · {words.medium(code)}"
    return Subject(key, name, "t", words.HUES.get(code, "air"))


def is_release(key: str) -> bool:
    """Say whether a key names a medium and a pollutant that we know."""
    medium, _dash, pollutant = key.partition("-")
    return medium.upper() in MEDIA and pollutant in pollution.pollutants()


def _rank(subject: Subject) -> tuple[int, int]:
    order = list(pollution.pollutants())
    return MEDIA.index(subject.medium), order.index(subject.pollutant)


def years() -> list[int]:
    """Return the years that have figures of any kind, the newest first."""
    return sorted({*energy.years(), *pollution.years()}, reverse=True)


#: Ways to split a subject, besides by place.
INDIRECT = frozenset({"electricity", "heat"})  #: Sources that are emitted elsewhere: scope 2.
SPLITS = ("enterprise", "sector", "zone")


def splits(subject: Subject, place: Place) -> list[str]:
    """Return by what a subject can be split at a place."""
    own = ["part"] if subject.key == ENERGY else ["part", "scope"] if subject.key == CARBON else []
    if place.kind != "enterprise":
        return [*own, *(split for split in SPLITS if split != place.kind)]
    return ["enterprise", "outlet"] if subject.is_release else own


def key_of(amount: Amount, split: str, ground: Ground) -> str:
    """Return to which part an amount belongs."""
    if split == "part":
        return amount.part
    if split == "scope":
        return "2" if amount.part in INDIRECT else "1"
    if split == "outlet":
        return str(amount.outlet_id)
    return ground.group(split, amount.enterprise_id)


def name_of(key: str, split: str, sheet: Sheet, ground: Ground) -> str:
    """Return what a part is called."""
    if split == "part":
        return sheet.names.get(key) or key or _("not split")
    if split == "scope":
        return words.scope(key)
    return ground.name(split, key)
