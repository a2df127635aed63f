"""Releases of a year in the legal order of ways, and the balances, sources and tax beside them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import get_language

from copark.base.frozen import Codec
from copark.base.recent import recent
from copark.factors import queries as factors
from copark.inventory import queries as inventory
from copark.inventory.queries import frozen
from copark.kernel.figure import Figure
from copark.monitoring import queries as monitoring
from copark.pollution import words
from copark.pollution.calc import account
from copark.pollution.calc.settled import why_text
from copark.pollution.contracts import PollutantYear, Unused
from copark.pollution.contracts import Release as ReleaseFact
from copark.pollution.models import Entry, Release
from copark.pollution.queries import books, entries, tables
from copark.protocols.hj212.factors import FACTORS
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from copark.monitoring.contracts import MassOfYear
    from copark.pollution.calc.book import Book
    from copark.pollution.calc.inventory import Row
    from copark.pollution.contracts import Entry as EntryFact

DOMAIN = "pollution"
CODEC = Codec(PollutantYear, Decimal=Decimal, Figure=Figure, Unused=Unused)
HOURS_A_DAY = 24
ANYWHERE = "000000"
COLUMNS = (
    "pk",
    "enterprise_id",
    "year",
    "medium",
    "pollutant",
    "tonnes",
    "origin",
    "evidence",
)
Inputs = dict[str, Any]


def releases_of(year: int, enterprise_id: int | None = None) -> list[ReleaseFact]:
    """Return the declared releases that count in a year."""
    rows = Release.objects.current().filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    ordered = rows.order_by("enterprise_id", "medium", "pollutant").values_list(*COLUMNS)
    return [_fact(row) for row in ordered]


def stamp() -> tuple[object, ...]:
    """Return what changes whenever a release, an entry, a closing or a table of factors does."""
    sides = {
        "newest": Max("pk"),
        "replaced": Count("superseded_by"),
        "withdrawn": Count("withdrawn_at"),
        "last": Max("withdrawn_at"),
    }
    found = (rows.objects.aggregate(**sides) for rows in (Release, Entry))
    written = tuple(value for one in found for value in one.values())
    return (*written, *inventory.stamp(), factors.edition())


def release(pk: int) -> ReleaseFact | None:
    """Return a row that counts."""
    row = Release.objects.current().filter(pk=pk).values_list(*COLUMNS).first()
    return None if row is None else _fact(row)


def _fact(row: tuple) -> ReleaseFact:
    return ReleaseFact(
        id=row[0],
        enterprise_id=row[1],
        year=row[2],
        medium=row[3],
        pollutant=row[4],
        tonnes=row[5].normalize() + 0,
        origin=row[6],
        evidence=row[7],
    )


def years() -> list[int]:
    """Return the years that have declared releases or entries, the newest first."""
    found = {
        year
        for rows in (Release.objects.current(), Entry.objects.current())
        for year in rows.values_list("year", flat=True).distinct()
    }
    return sorted(found, reverse=True)


def monitored_of(year: int, enterprise_id: int | None = None) -> list[MassOfYear]:
    return monitoring.mass_of_year(year, enterprise_id, _monitored_factors())


@cache
def _monitored_factors() -> frozenset[str]:
    """Return the HJ 212 factors that are a pollutant of ours."""
    return frozenset(factor for factor in FACTORS if code_of_factor(factor))


def year_of(year: int, enterprise_id: int | None = None) -> list[PollutantYear]:
    """
    Return every pollutant of every enterprise in a year, in a constant number of queries.

    A closed inventory is read as it was frozen, and never computed anew. What people enter is seen
    at once; what is monitored, within a minute.
    """
    key = (DOMAIN, year, enterprise_id, get_language(), *stamp())
    return recent(key, lambda: _year_of(year, enterprise_id))


def _year_of(year: int, enterprise_id: int | None) -> list[PollutantYear]:
    kept = frozen.of(year, DOMAIN, enterprise_id)
    found = [CODEC.loaded(row) for rows in kept.values() for row in rows or ()]
    return sorted([*found, *live_of(year, enterprise_id, without=kept)], key=_order)


def live_of(
    year: int, enterprise_id: int | None = None, *, without: Container[int] = ()
) -> list[PollutantYear]:
    """Return the releases as the rows and tables of today give them, closed or not."""
    book = books.current()
    say = words.teller(book)
    found = _inputs(year, enterprise_id)
    return [
        _contract(owner, year, row, say)
        for owner in sorted(found)
        if owner not in without
        for row in account.rows_from(found[owner], book)
    ]


def to_freeze(year: int, enterprise_id: int) -> list[object]:
    """Return the releases of an enterprise's year, in the language in use, as data to be kept."""
    return [CODEC.dumped(row) for row in live_of(year, enterprise_id)]


def _order(row: PollutantYear) -> tuple[int, str, str]:
    return row.enterprise_id, row.medium, row.pollutant


def inputs_of(year: int, enterprise_id: int) -> Inputs:
    """Return the plain data from which `calc.account.figures_from` gives a year's figures."""
    found = _inputs(year, enterprise_id).get(enterprise_id) or _nothing(year)
    return found | {"area": _area()}


def figures_of(year: int, enterprise_id: int) -> account.Year:
    """Return every figure of an enterprise's year, with English texts: see `words.teller`."""
    return account.figures_from(inputs_of(year, enterprise_id), books.current())


def whole_of(year: int, enterprise_id: int) -> tuple[list[PollutantYear], account.Year]:
    """Return the releases of an enterprise's year, as frozen if it is closed, and all figures."""
    found = figures_of(year, enterprise_id)
    kept = frozen.of(year, DOMAIN, enterprise_id).get(enterprise_id)
    if kept is not None:
        return [CODEC.loaded(row) for row in kept], found
    say = words.teller(books.current())
    return [_contract(enterprise_id, year, row, say) for row in found.rows], found


def book() -> Book:
    """Return the tables that hold."""
    return books.current()


def code_of_factor(factor: str) -> str:
    """Return the accounting code of an HJ 212 factor; empty if it is none."""
    known = FACTORS.get(factor)
    return (tables.code_of(known.pollutant) or "") if known and known.pollutant else ""


def _inputs(year: int, enterprise_id: int | None) -> dict[int, Inputs]:
    found: defaultdict[int, Inputs] = defaultdict(lambda: _nothing(year))
    masses = monitored_of(year, enterprise_id)
    outlets = _outlets(masses, enterprise_id)
    newest = max((row.last_day for row in masses), default=date(year, 12, 31))
    for row in masses:
        if data := _monitored(row, outlets, newest):
            found[row.enterprise_id]["monitored"].append(data)
    for release in releases_of(year, enterprise_id):
        found[release.enterprise_id]["declared"].append(_declared(release))
    for entry in entries.entries_of(year, enterprise_id):
        found[entry.enterprise_id]["entries"].append(plain_entry(entry))
    return dict(found)


def _nothing(year: int) -> Inputs:
    return {"year": year, "monitored": [], "declared": [], "entries": []}


def _area() -> str:
    park = registry.park()
    return park.area_code if park else ANYWHERE


def _outlets(masses: Iterable[MassOfYear], enterprise_id: int | None) -> dict[int, str]:
    """Return the codes of outlets; none is asked for where none is monitored."""
    if not masses:
        return {}
    return {row.id: row.code for row in registry.outlets(enterprise_id)}


def _monitored(row: MassOfYear, outlets: dict[int, str], newest: date) -> Inputs | None:
    """Hours are due from the first day of the year to the newest day that any outlet has."""
    pollutant = code_of_factor(row.factor)
    if not pollutant or row.medium not in {"AIR", "WATER"}:
        return None
    days = (newest - date(row.year, 1, 1)).days + 1
    return {
        "medium": "INDIRECT" if row.medium == "WATER" and row.is_indirect else row.medium,
        "pollutant": pollutant,
        "outlet": outlets.get(row.outlet_id, str(row.outlet_id)),
        "factor": row.factor,
        "kg": str(row.kg),
        "valid": row.hours_valid,
        "replaced": row.hours_replaced,
        "stopped": row.hours_stopped,
        "missing": row.hours_missing,
        "due": days * HOURS_A_DAY,
    }


def _declared(row: ReleaseFact) -> Inputs:
    return {
        "medium": row.medium,
        "pollutant": row.pollutant,
        "tonnes": str(row.tonnes),
        "evidence": row.evidence,
        "url": f"{_page('release-list')}?year={row.year}&enterprise={row.enterprise_id}",
    }


def plain_entry(row: EntryFact) -> Inputs:
    """Return an entry as the calculations take it, with the way to its page."""
    page = f"{_page('entry-list')}?year={row.year}&enterprise={row.enterprise_id}"
    return {
        "block": row.block,
        "month": row.month,
        "values": dict(row.values),
        "evidence": row.evidence,
        "uncertainty": None if row.uncertainty is None else str(row.uncertainty),
        "url": f"{page}&block={row.block}",
    }


@cache
def _page(name: str) -> str:
    return reverse(f"pollution:{name}")


def _contract(owner: int, year: int, row: Row, say: words.Say) -> PollutantYear:
    return PollutantYear(
        enterprise_id=owner,
        year=year,
        medium=row.medium,
        pollutant=row.pollutant,
        figure=words.told(row.figure, say),
        method=row.method,
        reason=row.reason,
        declared=row.declared,
        monitored=row.monitored,
        unused=tuple(
            Unused(one.place, one.way, one.tonnes, say(why_text(one.why))) for one in row.unused
        ),
        uncertainty=row.uncertainty,
    )
