"""Score of an enterprise per mu of land (亩均评价), after the formula that Huangyan publishes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source, total

if TYPE_CHECKING:
    from collections.abc import Mapping

POINTS = "points"


@dataclass(frozen=True, slots=True)
class Base:
    """An indicator: the points it is worth, and the value that earns them."""

    key: str
    name_zh: str
    points: Decimal
    value: Decimal
    unit: str
    source: Source


def bases(text: str, *, year: int, group: str) -> tuple[Base, ...]:
    """
    Return the indicators of ``per_mu_bases.csv`` of a year and a group of enterprises.

    Parameters
    ----------
    text
        The table.
    year
        The year that is judged.
    group
        ``above_scale`` or ``below_scale``.

    Raises
    ------
    Refused
        ``synergy.per_mu.year``, if nothing is published for that year and group.
    """
    found = tuple(
        Base(
            row["indicator"],
            row["name_zh"],
            Decimal(row["weight"]),
            Decimal(row["base_value"]),
            row["unit"],
            Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
        if (row["year"], row["group"]) == (str(year), group)
    )
    if not found:
        message = f"No bases are kept for {year}, {group}."
        raise Refused("synergy.per_mu.year", message, year=year, group=group)
    return found


def score(
    values: Mapping[str, Decimal | None],
    indicators: tuple[Base, ...],
    *,
    instead: Mapping[str, Decimal] | None = None,
    cap: Decimal | None = None,
) -> Figure:
    r"""
    Return the score of an enterprise. [points]

    Parameters
    ----------
    values
        By indicator, in the unit of its base; None where the enterprise has no such value.
    indicators
        What is judged, and by what.
    instead
        Points for an indicator without a value: the mean of the group, where the rule says so.
    cap
        How many times its points an indicator may earn; None: the published text shows no cap.

    Returns
    -------
    Figure
        The sum over the indicators of value / base × points; each part opens its own.

    Raises
    ------
    Refused
        ``synergy.per_mu.missing``, if an indicator has neither a value nor points instead.

    Notes
    -----
    .. math:: S = \sum_i w_i \, x_i / b_i

    Source: 黄岩区工业企业亩均评价, formula published for 2021 and 2022.

    Examples
    --------
    >>> one = Base("tax_per_mu", "亩均税收", Decimal(30), Decimal(20), "1e4 CNY/mu", Source("x"))
    >>> score({"tax_per_mu": Decimal(30)}, (one,)).value
    Decimal('45.0')
    """
    parts = tuple(_part(row, values.get(row.key), instead or {}, cap) for row in indicators)
    return total("Score per mu", POINTS, "sum of value / base × points", parts)


def _part(
    row: Base, value: Decimal | None, instead: Mapping[str, Decimal], cap: Decimal | None
) -> Figure:
    worth = Ingredient("Points", row.points, POINTS, row.source)
    if value is None:
        if row.key not in instead:
            message = f"“{row.key}” has no value, and no points are given instead."
            raise Refused("synergy.per_mu.missing", message, field=row.key)
        return Figure(row.key, instead[row.key], POINTS, "mean of the group", "", (worth,))
    times = value / row.value
    times = times if cap is None else min(times, cap)
    ingredients = (
        Ingredient("Value", value, row.unit),
        Ingredient("Base", row.value, row.unit, row.source),
        worth,
    )
    return Figure(row.key, times * row.points, POINTS, "value / base × points", "", ingredients)
