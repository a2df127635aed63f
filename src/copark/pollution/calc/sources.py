"""VOC of an enterprise by source category, organised and fugitive, from its settled releases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copark.kernel.figure import Figure, total
from copark.pollution.calc.lines import VOC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copark.pollution.calc.book import Book
    from copark.pollution.calc.inventory import Row
    from copark.pollution.calc.settled import Settled

VENTS = "process_vents"  #: What an outlet is, unless a row says otherwise.
POLLUTANT = ("AIR", "nmhc")


@dataclass(frozen=True, slots=True)
class Voc:
    """VOC by source category. [t]"""

    categories: dict[str, Figure]  #: In the order of the table; one without a source is missing.
    organised: Figure
    fugitive: Figure
    not_given: tuple[str, ...]  #: Categories without a source: not zero, but not given.
    is_counted: bool  #: Their sum is the release that counts; else another way stands.


def voc_of(rows: Iterable[Row], book: Book, year: int) -> Voc | None:
    """
    Return the VOC by source category; None where nothing is known by place.

    Parameters
    ----------
    rows
        Releases of the year.
    book
        The tables, with the source categories.
    year
        The year.
    """
    row = next((one for one in rows if (one.medium, one.pollutant) == POLLUTANT), None)
    if row is None or not row.places:
        return None
    held: defaultdict[str, list[Settled]] = defaultdict(list)
    for place in row.places:
        held[category_of(place.place)].append(place)
    figures = {
        code: _category(code, held[code], book, year) for code in book.categories if code in held
    }
    return Voc(
        figures,
        _sum("Organised", [f for c, f in figures.items() if book.categories[c].is_organised], year),
        _sum(
            "Fugitive", [f for c, f in figures.items() if not book.categories[c].is_organised], year
        ),
        tuple(code for code in book.categories if code not in held),
        row.is_by_place,
    )


def category_of(place: str) -> str:
    """
    Return the source category of a place.

    Examples
    --------
    >>> category_of("voc:leaks"), category_of("DA001")
    ('leaks', 'process_vents')
    """
    return place.removeprefix(VOC) if place.startswith(VOC) else VENTS


def _category(code: str, places: Sequence[Settled], book: Book, year: int) -> Figure:
    name = book.categories[code].name_en
    parts = tuple(
        replace(one.figure, name=name if one.place.startswith(VOC) else one.place) for one in places
    )
    if len(parts) == 1:
        return replace(parts[0], name=name)
    return total(name, "t", "sum over the outlets", parts, str(year))


def _sum(name: str, parts: Sequence[Figure], year: int) -> Figure:
    return total(name, "t", "sum over source categories", tuple(parts), str(year))
