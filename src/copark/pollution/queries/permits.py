"""What was released, held against what is permitted to those who released it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.pollution.contracts import AgainstPermits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.pollution.contracts import PollutantYear
    from copark.registry.contracts import PermitRef


def permit_medium(medium: str) -> str:
    """Permits do not tell direct water from water that goes to a works."""
    return "WATER" if medium == "INDIRECT" else medium


def against_permits(
    rows: Iterable[PollutantYear], permits: Iterable[PermitRef]
) -> dict[tuple[str, str], AgainstPermits]:
    """
    Return, by medium and pollutant, the tonnes permitted and the tonnes released under them.

    Only enterprises whose release of the year is known count, on both sides: the permit of somebody
    who has not reported yet would make the park look better than it is.
    """
    allowed = {(row.enterprise_id, row.medium, row.pollutant): row.tonnes for row in permits}
    sums: dict[tuple[str, str], AgainstPermits] = defaultdict(
        lambda: AgainstPermits(Decimal(0), Decimal(0))
    )
    for row in rows:
        tonnes = allowed.get((row.enterprise_id, permit_medium(row.medium), row.pollutant))
        if tonnes is not None:
            sums[row.medium, row.pollutant] += AgainstPermits(tonnes, row.figure.value)
    return dict(sums)
