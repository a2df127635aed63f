"""What meters hand to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from copark.meters.calc.balance import Balance
    from copark.meters.calc.totals import Total


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter in a period."""

    key: str  #: ``p`` and the number of a point, or ``v`` and that of a virtual meter.
    name: str
    carrier: str  #: Empty for a virtual meter.
    unit: str
    enterprise_id: int | None
    total: Total
    grade: str
    last_day: date | None = None
    main_id: int | None = None  #: Point of the meter that this one is behind.
    station_id: int | None = None
    outlet_id: int | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class VirtualRow:
    """A virtual meter as it was said."""

    id: int
    code: str
    name_en: str
    name_zh: str
    enterprise_id: int | None
    unit: str
    formula: str
    parts: dict[str, str]  #: Key of the meter (as in `MeterRow`) by name in the formula.


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A main meter against those behind it, in a period."""

    main: MeterRow
    subs: tuple[MeterRow, ...]
    balance: Balance
