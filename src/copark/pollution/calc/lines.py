"""A row that was entered, as a calculation reads it, and a release that was found from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.kernel.figure import Figure

KG = Decimal(1000)  #: Kilograms in a tonne.
NOTHING = Decimal(0)
HUNDRED = Decimal(100)
VOC = "voc:"  #: Before a source category, where an outlet's code would stand.


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was entered; its numbers stand in the units of its block."""

    block: str
    values: Mapping[str, str]
    month: int | None = None
    evidence: str = ""
    uncertainty: Decimal | None = None  #: Relative, 95 %. [-]
    url: str = ""

    def text(self, key: str) -> str:
        """Return what was said; empty where nothing was."""
        return self.values.get(key) or ""

    def given(self, key: str) -> Decimal | None:
        """Return a number, or None where none was given."""
        text = self.values.get(key)
        return Decimal(text) if text else None

    def number(self, key: str, otherwise: Decimal = NOTHING) -> Decimal:
        """Return a number; where none was given, what stands for it."""
        found = self.given(key)
        return otherwise if found is None else found


@dataclass(frozen=True, slots=True)
class Found:
    """A release that one way found at one place of an enterprise."""

    way: str  #: Code of ``method_order.csv``.
    medium: str
    pollutant: str
    place: str  #: Code of the outlet, ``voc:`` and a source category, or empty: the whole.
    figure: Figure  #: [t]
    objection: str = ""
    uncertainty: Decimal | None = None  #: Relative, 95 %. [-]


def line_of(data: Mapping[str, Any]) -> Line:
    """
    Return a line of its plain data, where the uncertainty stands in per cent.

    Examples
    --------
    >>> line_of({"block": "leaks", "values": {"count": "3"}, "uncertainty": "20"}).uncertainty
    Decimal('0.2')
    """
    percent = data.get("uncertainty")
    return Line(
        block=data["block"],
        values=data["values"],
        month=data.get("month"),
        evidence=data.get("evidence", ""),
        uncertainty=Decimal(percent) / HUNDRED if percent else None,
        url=data.get("url", ""),
    )


def period_of(line: Line, year: int) -> str:
    """
    Return the period of a line as a figure shows it.

    Examples
    --------
    >>> period_of(Line("tax", {}, month=3), 2025), period_of(Line("tax", {}), 2025)
    ('2025-03', '2025')
    """
    return str(year) if line.month is None else f"{year}-{line.month:02}"
