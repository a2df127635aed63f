"""Greenhouse gases of a year, by enterprise and source, as `copark account` would count them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from copark.base.frozen import Codec
from copark.base.recent import recent
from copark.carbon import words
from copark.carbon.calc import factors, partial, written
from copark.carbon.calc.assembled import Given, Known, assembled
from copark.carbon.calc.document import About, Document
from copark.carbon.contracts import CarbonYear, Entry
from copark.carbon.queries import entries, tables
from copark.energy import queries as energy
from copark.factors import queries as held
from copark.inventory.queries import frozen
from copark.kernel.figure import Figure
from copark.kernel.tables import in_force
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence

    from copark.carbon.calc.account import Account
    from copark.carbon.calc.book import Book
    from copark.carbon.calc.factors import GridFactor, Method
    from copark.carbon.calc.partial import Counted
    from copark.energy.contracts import EnergyYear
    from copark.kernel.errors import Refused
    from copark.registry.contracts import EnterpriseRef

ANYWHERE = "000000"
DOMAIN = "carbon"
CODEC = Codec(CarbonYear, Decimal=Decimal, Figure=Figure)


@dataclass(frozen=True, slots=True)
class Basis:
    """What every inventory of a year rests on."""

    year: int
    method: Method
    grid: GridFactor
    book: Book
    known: Known
    said: dict[str, str] = field(default_factory=dict)  #: In the reader's language.


def year_of(year: int, enterprise_id: int | None = None) -> list[CarbonYear]:
    """
    Return every enterprise that has energy data or rows of its own in a year.

    A closed inventory is read as it was frozen, and never computed anew. The number of queries
    does not grow with the enterprises. What people enter is seen at once; what meters count,
    within a minute.
    """
    stamps = (energy.stamp(), *stamp(year))
    key = ("carbon", year, enterprise_id, get_language(), *stamps)
    return recent(key, lambda: of_energy(year, energy.year_of(year, enterprise_id), enterprise_id))


def of_energy(
    year: int, rows: Sequence[EnergyYear], enterprise_id: int | None = None
) -> list[CarbonYear]:
    """Return the carbon of energy figures that were read already, and of rows without energy."""
    kept = frozen.of(year, DOMAIN, enterprise_id)
    found = [CODEC.loaded(data) for data in kept.values() if data]
    live = _live(year, [row for row in rows if row.enterprise_id not in kept], enterprise_id, kept)
    return sorted([*found, *live], key=lambda row: row.enterprise_id)


def live_of(
    year: int, enterprise_id: int | None = None, *, without: Container[int] = ()
) -> list[CarbonYear]:
    """Return the figures as the rows and tables of today give them, closed or not."""
    rows = energy.live_of(year, enterprise_id, without=without)
    return _live(year, rows, enterprise_id, without)


def to_freeze(year: int, enterprise_id: int) -> object:
    """Return the figures of an enterprise's year, in the language in use, as data to be kept."""
    found = live_of(year, enterprise_id)
    return CODEC.dumped(found[0]) if found else None


def _live(
    year: int, rows: Sequence[EnergyYear], enterprise_id: int | None, without: Container[int]
) -> list[CarbonYear]:
    basis = basis_of(year)
    own = [
        row for row in entries.entries_of(year, enterprise_id) if row.enterprise_id not in without
    ]
    return [_told(one, counted(one, basis), basis) for one in _givens(rows, own, basis)]


def stamp(year: int) -> tuple[object, ...]:
    """Return what changes whenever something else than energy changes the carbon of a year."""
    return (*entries.stamp(), method_of(year), held.edition())


# One enterprise


def document_of(year: int, enterprise_id: int) -> Document:
    """Return what an enterprise says of a year, whether the account takes every row or not."""
    basis = basis_of(year)
    document, _faults = assembled(_one(year, enterprise_id, basis).given, basis.known)
    return document


def counted_of(year: int, enterprise_id: int) -> Counted:
    """Return the account of an enterprise's year as its rows of today give it, with its faults."""
    basis = basis_of(year)
    return counted(_one(year, enterprise_id, basis), basis)


def tried(
    year: int, owners: Collection[int], also: Sequence[Entry], gone: Container[int]
) -> dict[int, tuple[tuple[Refused, ...], tuple[Refused, ...]]]:
    """
    Return what the account refuses of some enterprises' year, as it is and with other rows.

    Parameters
    ----------
    year, owners
        Whose year.
    also, gone
        Rows that would count as well, and numbers of rows that would not.
    """
    only = next(iter(owners)) if len(owners) == 1 else None
    basis = basis_of(year)
    used = [row for row in energy.live_of(year, only) if row.enterprise_id in owners]
    own = [row for row in entries.entries_of(year, only) if row.enterprise_id in owners]
    after = [row for row in own if row.id not in gone] + list(also)
    before, later = (
        {one.enterprise_id: counted(one, basis).faults for one in _givens(used, rows, basis)}
        for rows in (own, after)
    )
    return {owner: (before.get(owner, ()), later.get(owner, ())) for owner in owners}


def inputs_of(year: int, enterprise_id: int) -> dict[str, Any]:
    """
    Return the document behind an enterprise's live figure, as plain data.

    It holds the rows that were counted; what was left out stands under ``left_out`` with the
    reason. `calc.written.document_from` gives the document back, `calc.written.recomputed` the
    figures.
    """
    found = counted_of(year, enterprise_id)
    left = [
        {"code": fault.code, "place": fault.facts.get("place", ""), "why": fault.message}
        for fault in found.faults
    ]
    return written.data_of(found.document) | ({"left_out": left} if left else {})


# What inventories rest on


def basis_of(year: int) -> Basis:
    method = method_of(year)
    blocks = tables.stored_blocks(method.factor_set)
    book = tables.book()
    enthalpy = in_force(energy.parameters(), "steam_enthalpy", date(year, 12, 31))
    known = Known(
        fuels=book.fuels_of(method.factor_set),
        blocks=blocks,
        enthalpy=enthalpy.value,
        enthalpy_source=enthalpy.source.text,
    )
    return Basis(year, method, grid_of(method, year), book, known)


def method_of(year: int) -> Method:
    park = registry.park()
    return tables.method_of(year, park.area_code if park else ANYWHERE)


def grid_of(method: Method, year: int) -> GridFactor:
    return factors.grid_factor(
        tables.grid_factors(),
        area=method.grid_area,
        basis=method.grid_basis,
        year=year,
        chosen_year=method.grid_year,
    )


# From rows to figures


@dataclass(frozen=True, slots=True)
class _Owner:
    enterprise_id: int
    given: Given


def _one(year: int, enterprise_id: int, basis: Basis) -> _Owner:
    rows = energy.live_of(year, enterprise_id)
    kept = entries.entries_of(year, enterprise_id)
    names = {row.id: row for row in registry.enterprises(enterprise_id)}
    used = next(iter(rows), None)
    return _owner(enterprise_id, used, kept, basis, names)


def _givens(rows: Sequence[EnergyYear], kept: Sequence[Entry], basis: Basis) -> list[_Owner]:
    used = {row.enterprise_id: row for row in rows}
    own: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in kept:
        own[entry.enterprise_id].append(entry)
    names = {row.id: row for row in registry.enterprises()}
    return [
        _owner(one, used.get(one), own.get(one, ()), basis, names) for one in sorted({*used, *own})
    ]


def _owner(
    enterprise_id: int,
    used: EnergyYear | None,
    kept: Sequence[Entry],
    basis: Basis,
    names: dict[int, EnterpriseRef],
) -> _Owner:
    ref = names.get(enterprise_id)
    about = About(
        enterprise=ref.name_en if ref else str(enterprise_id),
        year=basis.year,
        method=basis.method.factor_set,
        region=basis.method.grid_area,
        grid_basis=basis.method.grid_basis,
        grid_year=basis.method.grid_year,
        gwp_set=basis.method.gwp_set,
    )
    balances, uses = (used.balances, used.uses) if used else ((), ())
    return _Owner(enterprise_id, Given(about, balances, uses, kept))


def counted(one: _Owner, basis: Basis) -> Counted:
    document, faults = assembled(one.given, basis.known)
    return partial.counted(document, basis.book, faults)


def _told(one: _Owner, found: Counted, basis: Basis) -> CarbonYear:
    """Say the figures in the reader's language, and what was left out of them."""
    telling = words.Telling(one.enterprise_id, basis.year, tables.item_names(), basis.said)
    faults = tuple(telling.fault(fault) for fault in found.faults)
    plain = CarbonYear(
        one.enterprise_id,
        basis.year,
        telling.nothing(faults),
        factor_set=basis.method.factor_set,
        grid=f"{basis.grid.area} {basis.grid.basis} {basis.grid.year}",
        method=basis.method.factor_set,
        gwp_set=basis.method.gwp_set,
        faults=faults,
    )
    return _with_account(plain, found.account, telling, basis) if found.account else plain


def _with_account(
    plain: CarbonYear, found: Account, telling: words.Telling, basis: Basis
) -> CarbonYear:
    keys = {row.name_en: key for key, row in basis.book.sources.items()}
    grade = "partial" if plain.faults else ""

    def told(figure: Figure) -> Figure:
        return replace(telling.figure(figure), grade=grade)

    return replace(
        plain,
        figure=telling.with_left_out(telling.figure(found.total), plain.faults),
        sources=tuple(
            (keys[part.name], part.value) for part in (*found.total.parts, *found.beyond.parts)
        ),
        method=found.method.key,
        gwp_set=found.gwp_set,
        scope_1=told(found.scope_1),
        scope_2_location=told(found.scope_2_location),
        scope_2_market=told(found.scope_2_market),
        beyond=told(found.beyond),
    )
