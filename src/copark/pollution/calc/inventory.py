"""Releases of an enterprise's year by pollutant and medium, in the legal order of ways."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copark.kernel.figure import Figure, Ingredient
from copark.pollution.calc import settled
from copark.pollution.calc.lines import KG, NOTHING, Found
from copark.pollution.calc.release import Monitored, coverage_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copark.kernel.tables import Parameter
    from copark.pollution.calc.book import Book
    from copark.pollution.calc.lines import Line
    from copark.pollution.calc.settled import Option, Settled, Unused

MIXED = "MIXED"
REASONS = {
    "covered": "monitored by the hour rules; compliant monitoring goes first",
    "not-monitored": "declared; the pollutant is not monitored",
    "coverage-low": "declared; monitoring covers too few hours of the year",
    "set-aside": "declared; what was found otherwise was set aside",
    "coverage-low-nothing-declared": (
        "monitored, though it covers too few hours of the year: nothing was declared"
    ),
    "agency": "measured by an agency; there is no monitoring that meets the rules",
    "balance": "material balance; nothing was measured that meets the rules",
    "coefficient": "coefficients; nothing was measured that meets the rules",
    "by-place": "added up by outlet and source, each in the best way that it has",
    "two-ways": "two ways of one rank differ; the larger counts until one is set aside",
    "objected": "every way was objected to; this is the best of them",
}
GRADES = {
    "covered": "",
    "agency": "",
    "not-monitored": "declared",
    "coverage-low": "declared",
    "set-aside": "declared",
    "coverage-low-nothing-declared": "partial",
    "two-ways": "provisional",
    "objected": "provisional",
}
ESTIMATED = "estimated"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """What an enterprise released of one pollutant to one medium in a year."""

    medium: str
    pollutant: str
    figure: Figure  #: [t]
    method: str  #: Code of the way, or ``MIXED``: places were found in several ways.
    reason: str  #: A code of `REASONS`.
    unused: tuple[Unused, ...] = ()
    places: tuple[Settled, ...] = ()  #: What counts at each outlet and source.
    is_by_place: bool = False  #: The sum over the places counts, not what was found of the whole.
    declared: Decimal | None = None  #: [t]
    monitored: Decimal | None = None  #: [t]
    uncertainty: Decimal | None = None  #: Relative, 95 %. [-]


@dataclass(frozen=True, slots=True)
class Against:
    """What a person objected to, by medium, pollutant and place: code of the way, and why."""

    said: Mapping[tuple[str, str, str], Mapping[str, str]]

    def at(self, key: Key, place: str) -> Mapping[str, str]:
        """Return the objections at a place."""
        return self.said.get((*key, place), {})


def against(lines: Iterable[Line]) -> Against:
    """Return the objections among the rows entered."""
    said: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for line in lines:
        if line.block == "objection":
            place = (line.text("medium"), line.text("pollutant"), line.text("outlet"))
            said[place][line.text("way")] = line.evidence or "set aside"
    return Against(said)


def monitored(rows: Sequence[Mapping[str, Any]], book: Book, year: int) -> tuple[Found, ...]:
    """
    Return what monitoring found at each outlet, with an objection where it covers too little.

    Parameters
    ----------
    rows
        Plain data: medium, pollutant, outlet, factor, kg, and hours valid, replaced, stopped,
        missing and due.
    book
        The tables, with the least coverage of the year.
    """
    least = book.rule("monitored_coverage", year)
    outlets: defaultdict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        outlets[row["medium"], row["pollutant"], row["outlet"]].append(row)
    return tuple(_outlet(key, held, least, book, year) for key, held in outlets.items())


def declared(rows: Iterable[Mapping[str, Any]], book: Book, year: int) -> tuple[Found, ...]:
    """Return the declared releases; plain data: medium, pollutant, tonnes, evidence, url."""
    return tuple(_declared(row, book, year) for row in rows)


def rows_of(
    found: Iterable[Found],
    objections: Against,
    coverages: Mapping[Key, Decimal],
    book: Book,
    year: int,
) -> tuple[Row, ...]:
    """
    Return the releases of a year, by medium and pollutant.

    Parameters
    ----------
    found
        Every release that any way found at any place. [t]
    objections
        Ways that a person has set aside.
    coverages
        Share of the hours due that monitoring covers, by medium and pollutant. [-]
    book
        The tables, with the order of ways.
    year
        The year.
    """
    keyed: defaultdict[Key, list[Found]] = defaultdict(list)
    for one in found:
        keyed[one.medium, one.pollutant].append(one)
    return tuple(
        _row(key, keyed[key], objections, coverages.get(key), book, year) for key in sorted(keyed)
    )


def coverages(rows: Iterable[Mapping[str, Any]]) -> dict[Key, Decimal]:
    """Return the share of the hours due that monitoring covers, by medium and pollutant."""
    held: defaultdict[Key, list[Monitored]] = defaultdict(list)
    for row in rows:
        held[row["medium"], row["pollutant"]].append(_hours(row))
    return {key: coverage_of(tuple(outlets)) for key, outlets in held.items()}


def _hours(row: Mapping[str, Any]) -> Monitored:
    covered = row["valid"] + row["replaced"] + row["stopped"]
    return Monitored(0, Decimal(row["kg"]), covered, row["due"])


def _outlet(
    key: tuple[str, str, str],
    rows: Sequence[Mapping[str, Any]],
    least: Parameter,
    book: Book,
    year: int,
) -> Found:
    medium, pollutant, outlet = key
    covered = coverage_of(tuple(_hours(row) for row in rows))
    kg = sum((Decimal(row["kg"]) for row in rows), NOTHING)
    ingredients = [one for row in rows for one in _of_hours(row)]
    ingredients.append(
        Ingredient(least.name_en, least.value, least.unit, least.source, note=least.note)
    )
    figure = Figure(
        book.pollutants[pollutant].name_en,
        kg / KG,
        "t",
        "automatic monitoring by the hour rules",
        str(year),
        tuple(ingredients),
        coverage=covered,
    )
    objection = "" if covered >= least.value else settled.COVERAGE_LOW
    return Found("MONITORED", medium, pollutant, outlet, figure, objection)


def _of_hours(row: Mapping[str, Any]) -> tuple[Ingredient, ...]:
    hours = {
        "Hours valid": "valid",
        "Hours replaced": "replaced",
        "Hours stopped": "stopped",
        "Hours missing": "missing",
        "Hours due": "due",
    }
    return (
        Ingredient("Monitored mass", Decimal(row["kg"]), "kg", note=row["factor"]),
        *(Ingredient(name, Decimal(row[key]), "h") for name, key in hours.items()),
    )


def _declared(row: Mapping[str, Any], book: Book, year: int) -> Found:
    tonnes = Decimal(row["tonnes"])
    name = book.pollutants[row["pollutant"]].name_en
    said = Ingredient("Declared", tonnes, "t", url=row["url"], note=row["evidence"])
    figure = Figure(name, tonnes, "t", "declared by the enterprise", str(year), (said,))
    return Found("DECLARED", row["medium"], row["pollutant"], "", figure)


def _row(
    key: Key,
    found: Sequence[Found],
    objections: Against,
    coverage: Decimal | None,
    book: Book,
    year: int,
) -> Row:
    name = book.pollutants[key[1]].name_en
    places = _places(key, found, objections, book)
    whole = [one for one in found if not one.place]
    options = settled.options_of(whole, objections.at(key, ""))
    by_place = settled.together(name, places, book.ways, str(year)) if places else None
    chosen = settled.settle("", [by_place, *options] if by_place else options, book.ways)
    reason = _reason(chosen, by_place, places)
    return Row(
        *key,
        figure=_figure(chosen, name, reason, coverage),
        method=MIXED if chosen.option.is_mixed else chosen.option.way,
        reason=reason,
        unused=chosen.unused + tuple(one for place in places for one in place.unused),
        places=places,
        is_by_place=chosen.option is by_place,
        declared=settled.tonnes(found, "DECLARED"),
        monitored=settled.tonnes(found, "MONITORED"),
        uncertainty=chosen.option.uncertainty,
    )


def _places(
    key: Key, found: Sequence[Found], objections: Against, book: Book
) -> tuple[Settled, ...]:
    held: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        if one.place:
            held[one.place].append(one)
    return tuple(
        settled.settle(place, settled.options_of(held[place], objections.at(key, place)), book.ways)
        for place in sorted(held)
    )


def _reason(chosen: Settled, by_place: Option | None, places: Sequence[Settled]) -> str:
    option = chosen.option
    if chosen.is_open or (option is by_place and any(one.is_open for one in places)):
        return "two-ways"
    if not chosen.is_lawful:
        is_low = all(one.is_lawful or one.option.way == "MONITORED" for one in places)
        return "coverage-low-nothing-declared" if is_low and by_place else "objected"
    if option.is_mixed:
        return "by-place"
    if option.way == "DECLARED":
        return _beside(by_place, places)
    return "covered" if option.way == "MONITORED" else option.way.lower()


def _beside(by_place: Option | None, places: Sequence[Settled]) -> str:
    """Say why the declared release counts, though something else was found or not."""
    if by_place is None:
        return "not-monitored"
    said = {one.option.objection for one in places if not one.is_lawful}
    return "coverage-low" if said == {settled.COVERAGE_LOW} else "set-aside"


def _figure(chosen: Settled, name: str, reason: str, coverage: Decimal | None) -> Figure:
    return replace(
        chosen.figure,
        name=name,
        method=REASONS.get(reason, chosen.figure.method),
        grade=GRADES.get(reason, ESTIMATED),
        coverage=coverage,
    )
