"""The picture of a comparison: quartiles as a box, members as dots, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.statistics.calc.sector_percentiles import Spread
    from copark.statistics.queries.sector import Member

ROOM = Decimal("1.04")  #: The scale runs a little beyond the largest value.
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Dot:
    """One value on the strip."""

    at: str  #: From the left. [%]
    name: str
    value: Decimal
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """Places from the left, in per cent of the width."""

    dots: tuple[Dot, ...]
    low: str = ""
    lower: str = ""
    median: str = ""
    upper: str = ""
    high: str = ""

    @property
    def box(self) -> str:
        """Return how wide the box is."""
        return f"{Decimal(self.upper) - Decimal(self.lower):.2f}" if self.upper else ""

    @property
    def whisker(self) -> str:
        """Return how far it is from the best to the highest."""
        return f"{Decimal(self.high) - Decimal(self.low):.2f}" if self.high else ""


def strip_of(
    spread: Spread | None, members: Sequence[Member], own_value: Decimal | None, own: int | None
) -> Strip | None:
    """Return the strip; None where there is nothing to show."""
    values = [row.value for row in members] + ([own_value] if own_value is not None else [])
    if spread is not None:
        values += [spread.best, spread.worst]
    if not values or (spread is None and not members):
        return None
    top = max(values) * ROOM or Decimal(1)

    def at(value: Decimal) -> str:
        return f"{max(value, Decimal(0)) / top * HUNDRED:.2f}"

    dots = [Dot(at(row.value), row.name, row.value, row.enterprise_id == own) for row in members]
    if not members and own_value is not None:
        dots.append(Dot(at(own_value), "", own_value, is_own=True))
    if spread is None:
        return Strip(tuple(dots))
    places = (spread.best, spread.lower, spread.median, spread.upper, spread.worst)
    return Strip(tuple(dots), *(at(one) for one in places))
