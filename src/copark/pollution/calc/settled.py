"""Which way to find a release counts, at one place and for the enterprise, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, total
from copark.kernel.uncertainty import Term, relative_of_sum
from copark.pollution.calc.lines import KG, NOTHING, VOC
from copark.pollution.calc.method_order import Candidate, first_lawful

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from copark.pollution.calc.lines import Found
    from copark.pollution.calc.method_order import Way

COVERAGE_LOW = "coverage-low"
BETTER = "better-way"
SMALLER = "smaller-of-two"
#: Why a way was not counted; any other text is what a person said of it.
WHY = {
    COVERAGE_LOW: "not counted: monitoring covers too few hours of the year",
    BETTER: "not counted: a way of better rank stands",
    SMALLER: "not counted: the other way of this rank says more, and nobody has settled it",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A release of one place, found in one way."""

    way: str
    figure: Figure  #: [t]
    objection: str = ""
    uncertainty: Decimal | None = None
    is_mixed: bool = False  #: Added up over places that were found in several ways.


@dataclass(frozen=True, slots=True)
class Unused:
    """A release that was found as well, and does not count."""

    place: str
    way: str
    tonnes: Decimal  #: [t]
    why: str  #: A code of `WHY`, or what a person said.


@dataclass(frozen=True, slots=True)
class Settled:
    """The option that counts at a place."""

    place: str
    option: Option
    unused: tuple[Unused, ...]
    is_lawful: bool  #: Nothing is objected to what counts.
    is_open: bool  #: Two ways of one rank differ, and a person has to say which one stands.

    @property
    def figure(self) -> Figure:
        """Return the making of what counts, with what was found beside it. [t]"""
        if not self.unused:
            return self.option.figure
        beside = tuple(
            Ingredient(WAY_NAMES.get(one.way, one.way), one.tonnes, "t", note=why_text(one.why))
            for one in self.unused
        )
        made = self.option.figure
        return replace(made, ingredients=made.ingredients + beside)


#: As `words` translates them; the table of ways has longer names.
WAY_NAMES = {
    "MONITORED": "Monitored",
    "AGENCY": "Measured by an agency",
    "BALANCE": "Material balance",
    "COEFFICIENT": "Coefficient",
    "SAMPLED": "Estimate by provincial sampling",
    "DECLARED": "Declared",
}


def why_text(why: str) -> str:
    """Return why a way was not counted, as a sentence."""
    return WHY.get(why, why)


def options_of(found: Iterable[Found], objections: Mapping[str, str]) -> list[Option]:
    """
    Return what each way found at one place, added up.

    Parameters
    ----------
    found
        Releases of one pollutant at one place. [t]
    objections
        What a person said against a way, by its code.
    """
    ordered = sorted(found, key=lambda one: one.way)
    return [
        _option(way, tuple(rows), objections.get(way, ""))
        for way, rows in groupby(ordered, key=lambda one: one.way)
    ]


def settle(place: str, options: Sequence[Option], known: Mapping[str, Way]) -> Settled:
    """
    Return the option that counts, in the order of the law.

    Parameters
    ----------
    place
        Of the options; only for the record.
    options
        At least one.
    known
        The ways by code.

    Returns
    -------
    Settled
        Where two fit options of one rank differ, the larger counts until a person settles it.
        Where every option is objected to, the best in rank counts and is not lawful.
    """
    candidates = [Candidate(row.way, row.figure.value * KG, row.objection) for row in options]
    is_open = False
    try:
        counted = first_lawful(candidates, known)
        best = counted and next(
            row for row in options if row.way == counted.candidate.way and not row.objection
        )
    except Refused as refused:
        if refused.code != "pollution.way.two":
            raise
        is_open, best = True, _largest_of_best_rank(options, known)
    chosen = best or min(options, key=lambda row: known[row.way].rank)
    unused = tuple(
        Unused(place, row.way, row.figure.value, _why(row, chosen, known))
        for row in options
        if row is not chosen
    )
    return Settled(place, chosen, unused, not chosen.objection, is_open)


def together(name: str, places: Sequence[Settled], known: Mapping[str, Way], period: str) -> Option:
    """Return the option that adds up what was settled at each place."""
    ways = {one.option.way for one in places}
    parts = tuple(replace(one.figure, name=_name(one)) for one in places)
    return Option(
        way=max(ways, key=lambda way: known[way].rank),
        figure=total(name, "t", "sum over outlets and sources", parts, period),
        objection="" if all(one.is_lawful for one in places) else COVERAGE_LOW,
        uncertainty=_uncertainty([one.option for one in places]),
        is_mixed=len(ways) > 1,
    )


def _name(one: Settled) -> str:
    """An outlet is named by its code, a source category by its name."""
    return one.figure.name if one.place.startswith(VOC) else one.place


def _option(way: str, rows: tuple[Found, ...], objection: str) -> Option:
    first = rows[0].figure
    said = objection or next((row.objection for row in rows if row.objection), "")
    if len(rows) == 1:
        return Option(way, first, said, rows[0].uncertainty)
    parts = tuple(row.figure for row in rows)
    figure = total(first.name, "t", "sum of the rows entered", parts, first.period[:4])
    return Option(way, figure, said, _uncertainty(rows))


def _uncertainty(rows: Sequence[Found] | Sequence[Option]) -> Decimal | None:
    """Return the relative uncertainty of a sum, if that of every part is known."""
    terms = [Term(row.figure.value, row.uncertainty) for row in rows if row.uncertainty is not None]
    return relative_of_sum(terms) if terms and len(terms) == len(rows) else None


def _largest_of_best_rank(options: Sequence[Option], known: Mapping[str, Way]) -> Option:
    fit = [row for row in options if not row.objection]
    best = min(known[row.way].rank for row in fit)
    return max(
        (row for row in fit if known[row.way].rank == best), key=lambda row: row.figure.value
    )


def _why(row: Option, chosen: Option, known: Mapping[str, Way]) -> str:
    if row.objection:
        return row.objection
    return SMALLER if known[row.way].rank == known[chosen.way].rank else BETTER


def tonnes(found: Iterable[Found], way: str) -> Decimal | None:
    """Return what one way found at every place together; None if it found nothing. [t]"""
    rows = [one.figure.value for one in found if one.way == way]
    return sum(rows, NOTHING) if rows else None
