"""
The greenhouse gases of very many enterprises at once: the numbers of the account, without its tree.

For the lists of a large park, for what-if and for drawing uncertainty at random, where thousands of
totals are wanted and nobody opens one. Whoever opens one gets the account of that enterprise, which
is equal to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copark.carbon.calc import account as whole
from copark.carbon.calc import bulk_terms, once
from copark.carbon.calc.direct import carbon_in
from copark.carbon.calc.document import (
    Carbonate,
    Electricity,
    Fuel,
    Heat,
    Material,
    Refrigerant,
    Voc,
)
from copark.carbon.calc.feedstock import co2_from_carbon_balance
from copark.carbon.calc.indirect import has_sold_too_much
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.bulk_terms import Held, Term
    from copark.carbon.calc.document import About, Document, Row

NOTHING = Decimal(0)
TAKEN_FROM = ("fuel", "feedstock", "carbonate", "voc")  #: What can be recovered was emitted here.


@dataclass(frozen=True, slots=True)
class Key:
    """Where an amount stands: which row, and which of its fields."""

    row: int
    field: str = "amount"


@dataclass(frozen=True, slots=True)
class Emitted:
    """What a year of one enterprise amounts to; each value is that of its account. [tCO2e]"""

    owner: int
    sources: Mapping[str, Decimal]
    total: Decimal
    beyond: Decimal
    scope_1: Decimal
    scope_2_location: Decimal
    scope_2_market: Decimal


@dataclass(frozen=True, slots=True)
class Flow:
    """Carbon into or out of a process."""

    process: tuple[str, str]  #: Plant and process.
    side: str
    carbon: Decimal  #: [tC/unit]


@dataclass(frozen=True, slots=True)
class Warmth:
    """Heat in a direction."""

    direction: str
    of: bulk_terms.Gigajoules


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows with their factors looked up, for any number of enterprises."""

    about: About
    book: Book
    counted: frozenset[str]  #: Sources that the method's total counts.
    rows: tuple[Row, ...]
    keys: tuple[Key, ...]
    terms: tuple[tuple[Term, ...], ...]
    flows: Mapping[int, Flow]  #: Raw materials, products and waste.
    power: Mapping[int, str]  #: Direction of electricity.
    heat: Mapping[int, Warmth]
    twice: frozenset[int]  #: Rows whose carbon another row of these may count too.


def ready(rows: Sequence[Row], keys: Sequence[Key], about: About, book: Book) -> Ready:
    """
    Look up, once for all enterprises, what each row needs.

    Parameters
    ----------
    rows
        Rows of a document, their amounts left open; the enterprises share them. What is measured
        by one enterprise only is a row of its own.
    keys
        What the numbers in the column of keys mean, in the order of the rows.
    about
        Year, region and method of all of them; whose it is does not matter.
    book
        The tables.

    Raises
    ------
    Refused
        ``carbon.bulk.key``, if a key names no amount of a row, or what the account refuses of the
        properties of a row.
    """
    about, method = whole.by_method(about, book)
    for number, key in enumerate(keys):
        known = bulk_terms.open_fields(rows[key.row]) if 0 <= key.row < len(rows) else ()
        if key.field not in known:
            message = f"Key {number} names “{key.field}”, which is no amount of row {key.row}."
            raise Refused("carbon.bulk.key", message, key=number, field=key.field, row=key.row)
    return Ready(
        about=about,
        book=book,
        counted=frozenset(key for key, row in book.sources.items() if method.key in row.methods),
        rows=tuple(rows),
        keys=tuple(keys),
        terms=tuple(bulk_terms.terms(row, about, book) for row in rows),
        flows={
            number: Flow((row.plant, row.process), row.side, carbon_in(row, method.key, book).value)
            for number, row in enumerate(rows)
            if isinstance(row, Material)
        },
        power={
            number: row.direction for number, row in enumerate(rows) if isinstance(row, Electricity)
        },
        heat={
            number: Warmth(row.direction, bulk_terms.gigajoules(row, book))
            for number, row in enumerate(rows)
            if isinstance(row, Heat)
        },
        twice=_twice(rows),
    )


def emitted(sums: Iterable[tuple[int, Mapping[int, Decimal]]], known: Ready) -> Iterator[Emitted]:
    """
    Yield what each enterprise emits in the year.

    Parameters
    ----------
    sums
        Each enterprise, and its amounts of the year by their place in the keys of `known`, as
        `copark.kernel.exact_sums.sums` adds them up from months, plants or bills.
    known
        Rows with their factors.

    Yields
    ------
    Emitted
        In the order of `sums`; unrounded, equal to the last digit to the account of the document
        in which each row holds the sum of its amounts.

    Raises
    ------
    Refused
        What the account of that document refuses, in its words.

    Notes
    -----
    Amounts are added up exactly and multiplied by the factors once. An account of the single
    months multiplies and rounds, at the 28th digit, twelve times: both agree in all digits but the
    last two or three of them. A stock that does not close within a month but does within the year
    is refused by that account only.

    Examples
    --------
    >>> from importlib import resources
    >>> import numpy as np
    >>> from copark.carbon.calc.book import read_book
    >>> from copark.carbon.calc.document import About, Electricity
    >>> from copark.kernel.exact_sums import Columns, sums
    >>> folder = resources.files("copark.carbon.calc")
    >>> book = read_book(lambda name: folder.joinpath(name).read_text("utf-8"))
    >>> about = About(enterprise="", year=2023, method="GBT32151_2023PLUS_C1", region="CN-ZJ")
    >>> known = ready([Electricity(amount=Decimal(0))], [Key(0)], about, book)
    >>> months = Columns(np.array([0, 0]), np.array([0, 0]), np.array([400_000_000, 600_000_000]))
    >>> [found.total for found in emitted(sums(months), known)]
    [Decimal('497.4000000000')]
    """
    for owner, amounts in sums:
        held: dict[int, dict[str, Decimal]] = {}
        for place, amount in amounts.items():
            key = known.keys[place]
            held.setdefault(key.row, {})[key.field] = amount
        yield _emitted(owner, held, known)


def _emitted(owner: int, held: Mapping[int, Held], known: Ready) -> Emitted:
    if not known.twice.isdisjoint(held):
        once.check(_document(held, known), known.book)
    try:
        parts = _parts(held, known)
    except (ValueError, KeyError) as error:
        raise _objection(held, known) from error
    sources = {key: sum(parts[key], NOTHING) for key in known.book.sources if key in parts}
    if _is_impossible(sources, held, known):
        raise _objection(held, known)
    market = sum(parts.get(bulk_terms.MARKET, ()), NOTHING) + sources.get("heat", NOTHING)
    return _summed(owner, sources, market, known)


def _parts(held: Mapping[int, Held], known: Ready) -> dict[str, list[Decimal]]:
    parts: defaultdict[str, list[Decimal]] = defaultdict(list)
    for number in sorted(held):
        amounts = held[number]
        for term in known.terms[number]:
            if not term.field or term.field in amounts:
                parts[term.source].append(term.of(amounts))
    balance = _balances(held, known)
    return parts | {"feedstock": balance} if balance else parts


def _balances(held: Mapping[int, Held], known: Ready) -> list[Decimal]:
    """Return the carbon dioxide of each process, by what is left of its carbon. [tCO2]"""
    processes: defaultdict[tuple[str, str], dict[str, Decimal]] = defaultdict(
        lambda: {"in": NOTHING, "product": NOTHING, "waste": NOTHING}
    )
    for number in sorted(known.flows.keys() & held.keys()):
        flow = known.flows[number]
        processes[flow.process][flow.side] += held[number]["amount"] * flow.carbon
    return [
        co2_from_carbon_balance(raw=sides["in"], products=sides["product"], waste=sides["waste"])
        for sides in processes.values()
    ]


def _summed(owner: int, sources: dict[str, Decimal], market: Decimal, known: Ready) -> Emitted:
    scopes = {key: row.scope for key, row in known.book.sources.items()}

    def over(wanted: Sequence[str]) -> Decimal:
        return sum((sources[key] for key in wanted), NOTHING)

    return Emitted(
        owner=owner,
        sources=sources,
        total=over([key for key in sources if key in known.counted]),
        beyond=over([key for key in sources if key not in known.counted]),
        scope_1=over([key for key in sources if scopes[key] == 1]),
        scope_2_location=over([key for key in sources if scopes[key] != 1]),
        scope_2_market=market,
    )


# What cannot be: found here cheaply, said by the account


def _is_impossible(sources: Mapping[str, Decimal], held: Mapping[int, Held], known: Ready) -> bool:
    gone = -sources.get("recovered", NOTHING)
    if gone and gone > sum((sources.get(key, NOTHING) for key in TAKEN_FROM), NOTHING):
        return True
    power = [
        (direction, held[number]["amount"])
        for number, direction in known.power.items()
        if number in held
    ]
    heat = [
        (warmth.direction, warmth.of(mass=held[number]["amount"]))
        for number, warmth in known.heat.items()
        if number in held
    ]
    return has_sold_too_much(power) or has_sold_too_much(heat)


def _twice(rows: Sequence[Row]) -> frozenset[int]:
    """Return the rows that must be looked at closely: their carbon may stand in the balance too."""
    items = {row.item for row in rows if isinstance(row, Material)}
    return frozenset(
        number
        for number, row in enumerate(rows)
        if (isinstance(row, Fuel) and (row.item in items or row.origin == "made"))
        or (isinstance(row, Carbonate) and row.carbonate in items)
        or (isinstance(row, Voc) and row.item in items)
    )


def _document(held: Mapping[int, Held], known: Ready) -> Document:
    """Return the document of one enterprise, each row with the sum of its amounts."""
    rows = [_filled(known.rows[number], held[number]) for number in sorted(held)]
    return bulk_terms.document_with(rows, known.about)


def _filled(row: Row, held: Held) -> Row:
    amounts: dict[str, Any] = dict(held)
    if isinstance(row, Refrigerant):
        amounts = dict.fromkeys(("opening", "bought", "closing"), NOTHING) | amounts
    return replace(row, **amounts)


def _objection(held: Mapping[int, Held], known: Ready) -> Exception:
    """Return what the account says against an enterprise that cannot be counted."""
    try:
        whole.account(_document(held, known), known.book)
    except Refused as said:
        return said
    message = "the columns and the account disagree about what can be"
    return AssertionError(message)
