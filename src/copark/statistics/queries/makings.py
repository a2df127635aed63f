"""How a sum of statistics was made: the figures of the domains, added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.carbon import queries as carbon
from copark.carbon.contracts import CarbonYear
from copark.energy import queries as energy
from copark.energy.contracts import EnergyYear
from copark.kernel.figure import Figure, Ingredient, total
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.statistics import words
from copark.statistics.contracts import CARBON, ENERGY, Amount
from copark.statistics.queries import amounts, months, subjects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copark.statistics.contracts import Place, Subject
    from copark.statistics.queries.places import Ground

KG = Decimal(1000)  #: kg in a tonne.
#: What narrows a sum: by what it is split, and which part is meant.
Wanted = tuple[str, str]
INNER = frozenset({"part", "scope"})  #: Splits inside an enterprise's figure.


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of an enterprise, or one part of it."""

    amount: Amount
    figure: Figure


def of_year(
    subject: Subject,
    year: int,
    place: Place,
    ground: Ground,
    wanted: Sequence[Wanted] = (),
    *,
    is_flow: bool = False,
) -> Figure:
    """
    Return the sum over the enterprises of a place, narrowed to the parts that are wanted.

    A flow has one direction: parts that were sold, net, are left out of it.
    """
    is_inner = is_flow or any(split in INNER for split, _key in wanted)
    rows = (_lines if is_inner else _wholes)(subject, year, place)
    parts = tuple(
        _named(row, ground, is_inner=is_inner)
        for row in rows
        if all(subjects.key_of(row.amount, split, ground) == key for split, key in wanted)
        and (row.figure.value > 0 or not is_flow)
    )
    unit = parts[0].unit if parts else subject.unit
    return total(subject.name, unit, _("sum over the enterprises"), parts, str(year))


def _named(row: Row, ground: Ground, *, is_inner: bool) -> Figure:
    owner = ground.name("enterprise", str(row.amount.enterprise_id))
    return replace(row.figure, name=f"{owner} · {row.figure.name}" if is_inner else owner)


def _wholes(subject: Subject, year: int, place: Place) -> Iterator[Row]:
    """Return the whole figure of each enterprise."""
    for row in _years(subject, year, place):
        yield Row(_amount(row, subject.key, row.figure), row.figure)


def _lines(subject: Subject, year: int, place: Place) -> Iterator[Row]:
    """Return the carriers of energy, or the sources of carbon, of each enterprise."""
    if subject.is_release:
        yield from _wholes(subject, year, place)
        return
    for row in _years(subject, year, place):
        for key, part in zip(_keys(row), row.figure.parts, strict=False):
            yield Row(_amount(row, key, part), part)


class Known(Protocol):
    """What a domain knows of an enterprise in a year."""

    @property
    def enterprise_id(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def figure(self) -> Figure: ...


def _years(subject: Subject, year: int, place: Place) -> list[Known]:
    """Return what the domain knows of the year, of the enterprises of a place."""
    return [
        row for row in _read(subject, year, place.enterprise_id) if place.holds(row.enterprise_id)
    ]


def _read(subject: Subject, year: int, enterprise_id: int | None) -> Sequence[Known]:
    if subject.key == ENERGY:
        return energy.year_of(year, enterprise_id)
    if subject.key == CARBON:
        return carbon.year_of(year, enterprise_id)
    wanted = (subject.medium, subject.pollutant)
    rows = pollution.year_of(year, enterprise_id)
    return [row for row in rows if (row.medium, row.pollutant) == wanted]


def _keys(row: Known) -> list[str]:
    """Return the carriers of an energy figure, or the sources of a carbon figure, in its order."""
    if isinstance(row, EnergyYear):
        return [line.carrier for line in row.balances]
    if isinstance(row, CarbonYear):
        return [source for source, _name in amounts.source_names(row)]
    return []


def _amount(row: Known, part: str, figure: Figure) -> Amount:
    return Amount(row.year, row.enterprise_id, part, figure.value)


def of_month(
    subject: Subject, year: int, month: int, place: Place, ground: Ground, stamp: tuple[object, ...]
) -> Figure:
    """Return what a month adds up to: energy by carrier, carbon by line, releases by outlet."""
    period = f"{year}-{month:02}"
    if subject.is_release:
        found = months.sheet(subject, year, place, stamp).amounts
        rows = [row for row in found if row.month == month]
        names = outlet_names(place)
        parts = tuple(_monitored(row, names[row.outlet_id]) for row in rows)
        return total(subject.name, "t", _("sum over the outlets"), parts, period)
    if subject.key == ENERGY:
        how = _("GB/T 2589 on what was declared or metered for this month")
        return total(subject.name, "tce", how, months.energy_parts(year, month, place), period)
    owners = {one: ground.name("enterprise", str(one)) for one in ground.enterprises}
    parts = months.carbon_parts(year, month, place, owners)
    how = _("the year's factors on the energy that was declared or metered for this month")
    return total(subject.name, parts[0].unit if parts else subject.unit, how, parts, period)


def of_outlet(
    subject: Subject, year: int, place: Place, stamp: tuple[object, ...], *, outlet_id: str
) -> Figure:
    """Return what an outlet released by monitoring in a year, month by month."""
    found = months.sheet(subject, year, place, stamp).amounts
    parts = tuple(
        _monitored(row, f"{year}-{row.month:02}")
        for row in found
        if str(row.outlet_id) == outlet_id
    )
    return total(subject.name, "t", _("sum over the months"), parts, str(year))


def outlet_names(place: Place) -> dict[int, str]:
    """Return the names of the outlets at a place."""
    return {
        row.id: f"{words.local(row.name_en, row.name_zh)} · {row.code}"
        for row in registry.outlets(place.enterprise_id)
    }


def _monitored(row: Amount, name: str) -> Figure:
    url = reverse("monitoring:outlet-detail", args=[row.outlet_id])
    mass = Ingredient(_("Monitored mass"), row.value * KG, "kg", url=url)
    how = _("monitored mass by the hour rules, replaced hours included")
    return Figure(name, row.value, "t", how, ingredients=(mass,))
