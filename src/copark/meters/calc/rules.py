"""The conventions of meters that are in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel.tables import in_force

if TYPE_CHECKING:
    from datetime import date

    from copark.kernel.tables import Parameter

LETTERS = "ABCD"  #: Grades, the best first.


@dataclass(frozen=True, slots=True)
class Rules:
    """Dated parameters, each with its source."""

    shares: tuple[Parameter, ...]  #: Least measured share of each grade, the best first. [-]
    tolerance: Parameter  #: Largest share of a main meter that a balance may leave open. [-]
    least: Parameter  #: Measured share below which a balance proves nothing. [-]

    @property
    def grades(self) -> tuple[tuple[str, float], ...]:
        """Letter and least measured share, the best first."""
        return tuple(
            (letter, float(share.value)) for letter, share in zip(LETTERS, self.shares, strict=True)
        )


def rules_on(day: date, table: tuple[Parameter, ...]) -> Rules:
    """
    Return the conventions in force on a day.

    Raises
    ------
    Broken
        If the table lacks one of them, which is a fault of the table.
    """
    return Rules(
        shares=tuple(in_force(table, f"grade.{letter}", day) for letter in LETTERS),
        tolerance=in_force(table, "balance.tolerance", day),
        least=in_force(table, "balance.least", day),
    )
