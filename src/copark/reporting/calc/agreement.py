"""Hold figures that were kept against figures computed again, to the last digit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copark.kernel.figure import Figure

ABSENT = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two makings part: the way down to the figure, and both values."""

    place: str
    kept: str
    computed: str


def differences(
    kept: Mapping[str, Figure], computed: Mapping[str, Figure]
) -> tuple[Difference, ...]:
    """
    Return every place where figures computed again are not the same as those kept.

    Compared are value, unit and number of parts and ingredients, all the way down; values as they
    are written, so that 1.50 is not 1.5. Names are not compared: they follow the language.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from copark.kernel.figure import Figure
    >>> one = Figure("Coal", Decimal("1.50"), "t", "weighed")
    >>> other = Figure("Coal", Decimal("1.5"), "t", "weighed")
    >>> differences({"coal": one}, {"coal": other})
    (Difference(place='coal', kept='1.50 t', computed='1.5 t'),)
    """
    found: list[Difference] = []
    for key in sorted({*kept, *computed}):
        found += _apart(key, kept.get(key), computed.get(key))
    return tuple(found)


def _apart(place: str, kept: Figure | None, computed: Figure | None) -> Iterator[Difference]:
    if kept is None or computed is None:
        yield Difference(place, _said(kept), _said(computed))
        return
    if _said(kept) != _said(computed):
        yield Difference(place, _said(kept), _said(computed))
    for number, (one, other) in enumerate(zip_longest(kept.ingredients, computed.ingredients)):
        if _said(one) != _said(other):
            yield Difference(f"{place} › {_name(one, other, number)}", _said(one), _said(other))
    for number, (part, again) in enumerate(zip_longest(kept.parts, computed.parts)):
        yield from _apart(f"{place} › {_name(part, again, number)}", part, again)


def _said(one: object) -> str:
    return ABSENT if one is None else f"{one.value} {one.unit}"  # type: ignore[attr-defined]


def _name(one: object, other: object, number: int) -> str:
    return str(getattr(one or other, "name", number))


def count(figures: Mapping[str, Figure]) -> int:
    """
    Return how many figures there are, all the way down.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from copark.kernel.figure import Figure, total
    >>> one = Figure("a", Decimal(1), "t", "weighed")
    >>> count({"sum": total("sum", "t", "sum", (one, one))})
    3
    """
    return sum(_count(figure) for figure in figures.values())


def _count(figure: Figure) -> int:
    return 1 + sum(_count(part) for part in figure.parts)
