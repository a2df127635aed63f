"""What an enterprise brings forth: units, and what may be given once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from decimal import Decimal

    from copark.energy.contracts import NewOutput, NewTurnover

WHOLE_YEAR = 0
CURRENT = 0  #: Price basis: the prices of the year itself.
OutputKey = tuple[int, int, int, str]
TurnoverKey = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of output, and the one it is kept in."""

    symbol: str
    kept_in: str
    name_en: str
    name_zh: str


def units(text: str) -> dict[str, Unit]:
    """Return the units of ``output_units.csv`` by symbol."""
    rows = tables.rows(text)
    return {row["unit"]: Unit(row["unit"], *list(row.values())[1:]) for row in rows}


def kept(amount: Decimal, unit: str, known: Mapping[str, Unit]) -> tuple[Decimal, str]:
    """
    Return an output in the unit it is kept in, and that unit.

    Parameters
    ----------
    amount
        Brought forth. [`unit`]
    unit
        Symbol of one of the known units.
    known
        Units by symbol.

    Returns
    -------
    tuple
        Amount and unit.

    Raises
    ------
    Refused
        ``energy.output.unit``, if no such unit is kept.

    Examples
    --------
    >>> from decimal import Decimal
    >>> kept(Decimal(1500), "kg", {"kg": Unit("kg", "t", "", "")})
    (Decimal('1.5'), 't')
    """
    found = known.get(unit)
    if found is None:
        message = f"Output is not counted in “{unit}”; use one of {', '.join(known)}."
        raise Refused("energy.output.unit", message, unit=unit, allowed=", ".join(known))
    return converted(amount, unit, found.kept_in), found.kept_in


def overlap(key: OutputKey, taken: Set[OutputKey]) -> int | None:
    """
    Return the month (0 for the whole year) of an amount taken that `key` would count twice.

    Examples
    --------
    >>> overlap((1, 2025, 3, "P1"), {(1, 2025, 0, "P1")})
    0
    """
    enterprise, year, month, product = key
    others = range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,)
    return next((other for other in others if (enterprise, year, other, product) in taken), None)


def output_key(row: NewOutput) -> OutputKey:
    """Return what may be given once."""
    return (row.enterprise_id, row.year, row.month or WHOLE_YEAR, row.product)


def turnover_key(row: NewTurnover) -> TurnoverKey:
    """Return what may be given once."""
    return (row.enterprise_id, row.year, row.price_year)
