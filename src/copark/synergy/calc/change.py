"""What a measure, a project or a year changes: one substance, before and less."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the examples use it

from copark.kernel import bounds


@dataclass(frozen=True, slots=True)
class Change:
    """
    A baseline and the reduction from it, both in one unit.

    A reduction below zero is a rise.
    """

    subject: str  #: Accounting code of the pollutant, or ``co2``.
    baseline: Decimal
    reduction: Decimal

    def __post_init__(self) -> None:
        """Refuse a baseline below zero."""
        bounds.not_negative(baseline=self.baseline)

    @property
    def rate(self) -> Decimal | None:
        """
        Reduction over baseline; None where the baseline is zero. [-]

        Examples
        --------
        >>> Change("so2", Decimal(60), Decimal(3)).rate
        Decimal('0.05')
        >>> Change("so2", Decimal(0), Decimal(3)).rate is None
        True
        """
        return self.reduction / self.baseline if self.baseline else None
