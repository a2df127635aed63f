"""The legal order of the ways to find a release, and the one that counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal  # noqa: TC003 - the examples use it
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Way:
    """A way to find a release, and its rank in the law."""

    rank: int
    code: str
    name_en: str
    name_zh: str
    valid_from: date
    source: Source


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release found in one way; it may not be fit to be used."""

    way: str
    kg: Decimal  #: [kg]
    objection: str = ""  #: Why it does not meet the rules of its way; empty if it does.


@dataclass(frozen=True, slots=True)
class Counted:
    """The release that counts, and what was passed over on the way to it."""

    candidate: Candidate
    way: Way
    passed_over: tuple[Candidate, ...]  #: Of better rank, with an objection.


def ways(text: str) -> dict[str, Way]:
    """Return the ways of ``method_order.csv`` by code."""
    return {
        row["code"]: Way(
            rank=int(row["rank"]),
            code=row["code"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
    }


def first_lawful(candidates: Iterable[Candidate], known: Mapping[str, Way]) -> Counted | None:
    """
    Return the release that counts: the best in rank that nothing is objected to [1]_.

    Parameters
    ----------
    candidates
        Releases of one pollutant at one outlet, found in different ways. [kg]
    known
        The ways by code, of ``method_order.csv``.

    Returns
    -------
    Counted or None
        None if no candidate is fit. Of two of one rank the first named counts.

    Raises
    ------
    Refused
        ``pollution.way.unknown``, or ``pollution.way.two`` if two fit candidates of one rank
        differ, which a person has to settle.
    OutOfBounds
        If a mass is negative.

    Examples
    --------
    >>> law = Source("环境保护税法 第十条")
    >>> day = date(2018, 1, 1)
    >>> known = {
    ...     "MONITORED": Way(1, "MONITORED", "", "", day, law),
    ...     "AGENCY": Way(2, "AGENCY", "", "", day, law),
    ... }
    >>> station = Candidate("MONITORED", Decimal(90), "valid hours below 75 %")
    >>> agency = Candidate("AGENCY", Decimal(100))
    >>> counted = first_lawful([agency, station], known)
    >>> counted.candidate.kg, counted.passed_over[0].objection
    (Decimal('100'), 'valid hours below 75 %')

    References
    ----------
    .. [1] 中华人民共和国环境保护税法, article 10.
    """
    ordered = sorted(candidates, key=lambda candidate: _way(candidate, known).rank)
    passed_over: list[Candidate] = []
    for candidate in ordered:
        if not candidate.objection:
            _refuse_two(candidate, ordered, known)
            return Counted(candidate, known[candidate.way], tuple(passed_over))
        passed_over.append(candidate)
    return None


def _way(candidate: Candidate, known: Mapping[str, Way]) -> Way:
    bounds.not_negative(kg=candidate.kg)
    if candidate.way not in known:
        names = ", ".join(known)
        message = f"There is no way “{candidate.way}” to find a release; there are {names}."
        raise Refused("pollution.way.unknown", message, field="way", value=candidate.way)
    return known[candidate.way]


def _refuse_two(chosen: Candidate, ordered: list[Candidate], known: Mapping[str, Way]) -> None:
    rank = known[chosen.way].rank
    for other in ordered:
        if known[other.way].rank == rank and not other.objection and other.kg != chosen.kg:
            message = (
                f"{chosen.way} says {chosen.kg} kg and {other.way} {other.kg} kg; the law puts "
                "both in one rank, so say which one does not stand and why."
            )
            raise Refused("pollution.way.two", message, field="way", value=other.way)
