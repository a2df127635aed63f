"""
Which sites of two registers are one site: by name and place, with the reasons.

Place alone is no proof: in an industrial estate the nearest entry of the other register is as often
a neighbour. A name alone is none either: a firm has several sites. So a match is certain only if
name and place agree; what half agrees is for a person to decide.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import asin, ceil, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.pollution.calc.registers_names import likeness, normalised, street_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from copark.kernel.tables import Parameter

EARTH = 6_371_008.8  #: Mean radius of the earth (IUGG). [m]
METRES_A_DEGREE = 111_195.0  #: Of latitude, on that sphere. [m]
SECTOR, BRANCH = 6, 3  #: Digits of NAICS that name an industry, and a group of them.
CERTAIN, DOUBTFUL = "CERTAIN", "DOUBTFUL"


@dataclass(frozen=True, slots=True)
class Site:
    """A site as a register has it."""

    key: str  #: Of the register.
    name: str
    parent: str  #: Firm that owns it, where the register says so.
    address: str  #: Or what the register's key holds of it.
    city: str
    postcode: str
    latitude: float  #: [°]
    longitude: float  #: [°]
    sector: str  #: NAICS.


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a match, with its weight; 0 points: it does not."""

    code: str  #: ``name``, ``place``, ``street``, ``city`` or ``sector``.
    points: float
    of: float  #: The most that it can give.
    likeness: float  #: From 0 to 1. [-]


@dataclass(frozen=True, slots=True)
class Match:
    """A site of each register, how sure it is that they are one, and why."""

    left: str
    right: str
    decision: str  #: CERTAIN or DOUBTFUL.
    score: float  #: Sum of the points, 0 to 100.
    distance: float  #: Great circle. [m]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits and weights in force."""

    same_place: float  #: [m]
    next_door: float  #: [m]
    alike: float  #: [-]
    sure_alike: float  #: [-]
    candidates: int
    weights: Mapping[str, float]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Named:
    """A site with its names made comparable."""

    site: Site
    name: tuple[str, ...]
    parent: tuple[str, ...]
    street: str


def rules(table: tuple[Parameter, ...], words: Mapping[str, str], day: date) -> Rules:
    """Return the limits and weights that are in force on a day."""

    def value(name: str) -> float:
        return float(tables.in_force(table, name, day).value)

    return Rules(
        same_place=value("match_same_place"),
        next_door=value("match_next_door"),
        alike=value("match_alike"),
        sure_alike=value("match_sure_alike"),
        candidates=int(value("match_candidates")),
        weights={name: value(f"weight_{name}") for name in WEIGHED},
        words=words,
    )


WEIGHED = ("name", "place", "street", "city", "sector")


def distance(one: Site, other: Site) -> float:
    r"""
    Return the great-circle distance of two sites. [m]

    Notes
    -----
    Haversine formula on a sphere of the earth's mean radius, which is right to 0.5 %; the limits
    here are kilometres:

    .. math:: d = 2 R \arcsin \sqrt{\sin^2 \tfrac{\Delta\varphi}{2}
              + \cos\varphi_1 \cos\varphi_2 \sin^2 \tfrac{\Delta\lambda}{2}}

    Examples
    --------
    >>> here = Site("", "", "", "", "", "", 40.0, -89.0, "")
    >>> there = Site("", "", "", "", "", "", 40.01, -89.0, "")
    >>> round(distance(here, there))
    1112
    """
    north, other_north = radians(one.latitude), radians(other.latitude)
    half_north = (other_north - north) / 2
    half_east = radians(other.longitude - one.longitude) / 2
    square = sin(half_north) ** 2 + cos(north) * cos(other_north) * sin(half_east) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(square)))


def matches(left: Sequence[Site], right: Sequence[Site], known: Rules) -> list[Match]:
    """
    Return the matches of two registers: certain ones, each site in one only, and doubtful ones.

    Parameters
    ----------
    left, right
        Sites of two registers. The cost grows with their number, not with its square: only near
        ones are compared.
    known
        Limits and weights.

    Returns
    -------
    list of Match
        Certain ones first, then doubtful ones, each by falling score. A site that is certain has
        no doubtful matches.

    Notes
    -----
    Certain: nearer than `same_place`, and the normalised names are equal; or their likeness is at
    least `sure_alike` and the street numbers are equal. Equal means one to one: if two sites of a
    register fit one of the other as well, both are doubtful.

    Doubtful: nearer than `same_place` with names at least `alike` or an equal street number; or
    nearer than `next_door`, whatever the names. Of each site of `left`, the best few.
    """
    pairs = [
        found
        for one, other in _near(_named(left, known), _named(right, known), known.same_place)
        if (found := _judged(one, other, known))
    ]
    certain = _one_to_one([pair for pair in pairs if pair.decision == CERTAIN])
    lefts, rights = {pair.left for pair in certain}, {pair.right for pair in certain}
    rest = [
        replace(pair, decision=DOUBTFUL)
        for pair in pairs
        if pair.left not in lefts and pair.right not in rights
    ]
    return [*_falling(certain), *_best_few(rest, known.candidates)]


def _named(sites: Iterable[Site], known: Rules) -> list[_Named]:
    return [
        _Named(
            site,
            normalised(site.name, known.words, without=site.city),
            normalised(site.parent, known.words, without=site.city) if site.parent else (),
            street_number(site.address),
        )
        for site in sites
    ]


def _near(
    left: list[_Named], right: list[_Named], metres: float
) -> Iterator[tuple[_Named, _Named]]:
    """Yield the pairs that may be near: those in the same or an adjoining cell of a grid."""
    cells: defaultdict[tuple[int, int], list[_Named]] = defaultdict(list)
    widest = max((abs(row.site.latitude) for row in (*left, *right)), default=0.0)
    tall = metres / METRES_A_DEGREE
    wide = tall / max(cos(radians(min(widest, 89.0))), 0.01)
    for row in right:
        cells[ceil(row.site.latitude / tall), ceil(row.site.longitude / wide)].append(row)
    for row in left:
        north, east = ceil(row.site.latitude / tall), ceil(row.site.longitude / wide)
        for y in range(north - 1, north + 2):
            for x in range(east - 1, east + 2):
                for other in cells.get((y, x), ()):
                    yield row, other


def _judged(one: _Named, other: _Named, known: Rules) -> Match | None:
    metres = distance(one.site, other.site)
    if metres > known.same_place:
        return None
    alike = _likeness(one, other)
    is_same_street = bool(one.street) and one.street == other.street
    decision = _decision(one, other, metres, alike, known, is_same_street=is_same_street)
    if not decision:
        return None
    found = {
        "name": alike,
        "place": 1 - metres / known.same_place,
        "street": float(is_same_street),
        "city": _same_city(one.site, other.site),
        "sector": _same_sector(one.site.sector, other.site.sector),
    }
    reasons = tuple(
        Reason(code, round(known.weights[code] * like, 1), known.weights[code], round(like, 3))
        for code, like in found.items()
    )
    score = round(sum(reason.points for reason in reasons), 1)
    return Match(one.site.key, other.site.key, decision, score, round(metres, 1), reasons)


def _likeness(one: _Named, other: _Named) -> float:
    """Return the likeness of two names; a firm that owns the site may lend its own."""
    return max(
        likeness(one.name, other.name),
        likeness(one.name, other.parent),
        likeness(one.parent, other.name),
    )


def _decision(
    one: _Named, other: _Named, metres: float, alike: float, known: Rules, *, is_same_street: bool
) -> str:
    if set(one.name) == set(other.name):
        return CERTAIN
    if is_same_street and likeness(one.name, other.name) >= known.sure_alike:
        return CERTAIN
    if alike >= known.alike or is_same_street or metres <= known.next_door:
        return DOUBTFUL
    return ""


def _same_city(one: Site, other: Site) -> float:
    """Return a half for an equal city and a half for an equal post code."""
    cities = {"".join(filter(str.isalpha, site.city.upper())) for site in (one, other)}
    is_same_post = bool(one.postcode) and one.postcode == other.postcode
    return (len(cities) == 1) / 2 + is_same_post / 2


def _same_sector(one: str, other: str) -> float:
    if one[:SECTOR] and one[:SECTOR] == other[:SECTOR]:
        return 1.0
    return 0.5 if one[:BRANCH] and one[:BRANCH] == other[:BRANCH] else 0.0


def _one_to_one(pairs: list[Match]) -> list[Match]:
    """Return the certain pairs whose sites stand in no other one."""
    lefts: defaultdict[str, int] = defaultdict(int)
    rights: defaultdict[str, int] = defaultdict(int)
    for pair in pairs:
        lefts[pair.left] += 1
        rights[pair.right] += 1
    return [pair for pair in pairs if lefts[pair.left] == rights[pair.right] == 1]


def _falling(pairs: Iterable[Match]) -> list[Match]:
    return sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))


def _best_few(pairs: list[Match], most: int) -> list[Match]:
    kept: defaultdict[str, list[Match]] = defaultdict(list)
    for pair in _falling(pairs):
        if len(kept[pair.left]) < most:
            kept[pair.left].append(pair)
    return _falling(pair for few in kept.values() for pair in few)
