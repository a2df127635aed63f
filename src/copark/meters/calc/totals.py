"""What a total of meters is worth: how much of it was measured, estimated, or never heard of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Total:
    """What a meter, or several, counted in a period, and what that stands on."""

    amount: float  #: [unit of the meters]
    hours_due: int
    hours_measured: int
    hours_estimated: int
    amount_estimated: float = 0.0  #: Part of `amount` in hours that were not wholly measured.
    meters: int = 1
    silent: int = 0  #: Meters of which nothing at all is known in the period.

    @property
    def coverage(self) -> float | None:
        """Share of the hours due that is known, measured or estimated; None if none was due."""
        known = self.hours_measured + self.hours_estimated
        return known / self.hours_due if self.hours_due else None

    @property
    def measured(self) -> float | None:
        """Share of the hours due that was measured; None if none was due."""
        return self.hours_measured / self.hours_due if self.hours_due else None

    @property
    def estimated(self) -> float:
        """Share of the amount that was estimated, 0 to 1."""
        return self.amount_estimated / self.amount if self.amount else 0.0


def added(totals: Iterable[Total]) -> Total:
    """
    Return the total of totals in one unit. A silent meter lowers the coverage, nothing else.

    Examples
    --------
    >>> both = added([Total(10.0, 24, 24, 0), Total(0.0, 24, 0, 0, silent=1)])
    >>> both.amount, both.coverage, both.meters, both.silent
    (10.0, 0.5, 2, 1)
    """
    rows = list(totals)
    return Total(
        amount=sum(row.amount for row in rows),
        hours_due=sum(row.hours_due for row in rows),
        hours_measured=sum(row.hours_measured for row in rows),
        hours_estimated=sum(row.hours_estimated for row in rows),
        amount_estimated=sum(row.amount_estimated for row in rows),
        meters=sum(row.meters for row in rows),
        silent=sum(row.silent for row in rows),
    )


def grade_of(total: Total, grades: Sequence[tuple[str, float]]) -> str:
    """
    Return the letter of the best grade that a total reaches; empty if nothing was due.

    Parameters
    ----------
    total
        Whatever it adds up.
    grades
        Letter and least measured share of each, the best first (`rules.Rules`).

    Examples
    --------
    >>> grade_of(Total(5.0, 100, 96, 0), [("A", 0.95), ("D", 0.0)])
    'A'
    """
    measured = total.measured
    if measured is None:
        return ""
    return next((letter for letter, least in grades if measured >= least), "")
