"""Limits of the emission rate of a stack by its height, as GB 16297-1996 gives them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HALF = Decimal(2)  #: Clauses 7.1 and 7.4 divide by it.
LOW = Decimal(15)  #: Below it a new stack gets half again. [m]


@dataclass(frozen=True, slots=True)
class Rate:
    """What a stack of a height may emit, as the standard's table says."""

    pollutant: str
    height: Decimal  #: [m]
    rate: Decimal  #: Any mean of an hour. [kg/h]
    zone: str  #: ``二级``, ``三级``.
    averaging: str
    valid_from: date
    source: Source


def rates(text: str) -> tuple[Rate, ...]:
    """Return the rows of ``stack_rates.csv``."""
    return tuple(
        Rate(
            pollutant=row["pollutant"],
            height=Decimal(row["height"]),
            rate=Decimal(row["rate"]),
            zone=row["zone"],
            averaging=row["averaging"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
    )


def rows_of(
    known: Iterable[Rate], *, pollutant: str, zone: str, day: date
) -> list[tuple[Decimal, Decimal]]:
    """
    Return heights and rates of a pollutant, rising, as `rate_limit_gb16297` takes them.

    Parameters
    ----------
    known
        Rows of ``stack_rates.csv``.
    pollutant
        Its code in the table, e.g. ``nmhc``.
    zone
        Class of the zone (``二级``).
    day
        Day of the judgement; the newest rows that had begun by then hold.

    Returns
    -------
    list of tuple
        [m], [kg/h]

    Raises
    ------
    Refused
        ``pollution.rate.unknown``, if the standard has no rate for it.

    Examples
    --------
    >>> law = Source("GB 16297-1996 表2")
    >>> day = date(1997, 1, 1)
    >>> low = Rate("nmhc", Decimal(15), Decimal(10), "二级", "any 1 h", day, law)
    >>> rows_of([low], pollutant="nmhc", zone="二级", day=date(2025, 1, 1))
    [(Decimal('15'), Decimal('10'))]
    """
    newest: dict[Decimal, Rate] = {}
    for row in sorted(known, key=lambda row: row.valid_from):
        if (row.pollutant, row.zone) == (pollutant, zone) and row.valid_from <= day:
            newest[row.height] = row
    if not newest:
        message = f"GB 16297 has no rate for {pollutant} in a zone {zone}."
        raise Refused("pollution.rate.unknown", message, field="pollutant", value=pollutant)
    return [(height, newest[height].rate) for height in sorted(newest)]


def rate_limit_gb16297(
    *,
    height: Decimal,
    rows: Sequence[tuple[Decimal, Decimal]],
    is_new: bool,
    clears_buildings: bool = True,
) -> Decimal:
    r"""
    Return the rate that a stack of this height may emit [1]_.

    Parameters
    ----------
    height
        Of the stack. [m]
    rows
        Heights and rates of the standard's table, rising. [m], [kg/h]
    is_new
        Whether clause 7.4 holds: below 15 m the extrapolated value is halved.
    clears_buildings
        Whether the stack stands 5 m above buildings within 200 m; else it is halved (7.1).

    Returns
    -------
    Decimal
        Highest rate of any hour. [kg/h]

    Raises
    ------
    Refused
        ``pollution.rate.rows``, if there is no row, or heights do not rise.
    OutOfBounds
        If `height` is not positive.

    Notes
    -----
    Between two rows linear, above the top row and below the bottom row by the square:

    .. math:: Q = Q_a + (Q_{a+1} - Q_a) \frac{h - h_a}{h_{a+1} - h_a}, \quad
              Q = Q_b \left(\frac{h}{h_b}\right)^2

    Examples
    --------
    NMHC at 25, 50 and 12 m:

    >>> rows = [(15, 10), (20, 17), (30, 53), (40, 100)]
    >>> rows = [(Decimal(height), Decimal(rate)) for height, rate in rows]
    >>> for height in (25, 50, 12):
    ...     print(rate_limit_gb16297(height=Decimal(height), rows=rows, is_new=True).normalize())
    35
    156.25
    3.2

    References
    ----------
    .. [1] GB 16297-1996, clauses 7.1 and 7.4, annex B.
    """
    bounds.positive(height=height)
    heights = [row[0] for row in rows]
    if not rows or heights != sorted(set(heights)):
        raise Refused("pollution.rate.rows", "Heights of the table must rise.", field="rows")
    limit = _by_height(height, rows)
    if not clears_buildings:
        limit /= HALF
    if is_new and height < LOW:
        limit /= HALF
    return limit


def joint_stack_gb16297(
    *, heights: tuple[Decimal, Decimal], rates: tuple[Decimal, Decimal], distance: Decimal
) -> tuple[Decimal, Decimal, Decimal] | None:
    r"""
    Return the one stack that two near stacks of a pollutant count as [1]_.

    Parameters
    ----------
    heights
        Of the stacks. [m]
    rates
        What they emit. [kg/h]
    distance
        Between them. [m]

    Returns
    -------
    tuple or None
        Rate [kg/h], height [m] and distance from the first stack [m]; None if the stacks are not
        nearer than the sum of their heights and count apart.

    Raises
    ------
    OutOfBounds
        If a height is not positive, or a rate or the distance negative.

    Notes
    -----
    .. math:: Q = Q_1 + Q_2, \quad h = \sqrt{(h_1^2 + h_2^2) / 2}, \quad x = a Q_2 / Q

    More stacks are joined one after another.

    Examples
    --------
    >>> rate, height, position = joint_stack_gb16297(
    ...     heights=(Decimal(20), Decimal(30)), rates=(Decimal(1), Decimal(3)), distance=Decimal(40)
    ... )
    >>> rate, round(height, 3), position
    (Decimal('4'), Decimal('25.495'), Decimal('30'))

    References
    ----------
    .. [1] GB 16297-1996, clause 7.2, annex A.
    """
    bounds.positive(first_height=heights[0], second_height=heights[1])
    bounds.not_negative(first_rate=rates[0], second_rate=rates[1], distance=distance)
    if distance >= sum(heights):
        return None
    rate = rates[0] + rates[1]
    height = ((heights[0] ** 2 + heights[1] ** 2) / 2).sqrt()
    position = distance * rates[1] / rate if rate else distance / 2
    return rate, height, position


def _by_height(height: Decimal, rows: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    if height < rows[0][0]:
        return rows[0][1] * height**2 / rows[0][0] ** 2
    for (low, rate), (high, next_rate) in itertools.pairwise(rows):
        if low <= height <= high:
            return rate + (next_rate - rate) * (height - low) / (high - low)
    return rows[-1][1] * height**2 / rows[-1][0] ** 2
