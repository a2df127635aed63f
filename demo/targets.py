"""What the park means not to exceed: permits of the enterprises, and the plans of the year."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.registry.models import Park, Permit, Plan
from demo.declared import mass_of_year
from demo.signals import PARK_OFFSET_H, hour_number, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from demo.rows import Built

#: What a permit is usually given above a usual year, and those whose permit is tight.
ROOM = (1.15, 1.4)
TIGHT = {"E02": 1.01, "E22": 1.04, "E36": 1.03}
IN_PERMITS = frozenset({"nox", "nmhc", "so2", "pm", "cod", "nh3n"})
YEARS = 3
#: A plan is the last year's amount, less what the park promised.
PLANNED_SHARE = Decimal("0.985")
IN_PLANS = {"AIR": ("nox", "nmhc", "so2", "pm"), "WATER": ("cod", "nh3n")}


def permits(built: Built, *, year: int) -> None:
    """Give each enterprise its permitted amounts of this year and the two before."""
    Permit.objects.bulk_create(
        Permit(
            enterprise_id=built.enterprises[firm.code],
            pollutant=pollutant,
            medium=medium,
            year=year - back,
            tonnes=_rounded(tonnes * _room(built, firm.code)),
            source=f"discharge permit {firm.code}-{medium} (stand-in)",
        )
        for firm in built.plan.firms
        for (medium, pollutant), tonnes in sorted(mass_of_year(built.plan, firm).items())
        if medium != "INDIRECT" and pollutant in IN_PERMITS
        for back in range(YEARS)
    )


def _room(built: Built, code: str) -> float:
    return TIGHT.get(code) or random.Random(f"{built.plan.seed}-{code}-permit").uniform(*ROOM)


def _rounded(tonnes: float) -> Decimal:
    return Decimal(f"{tonnes:.2g}" if tonnes < 1 else f"{tonnes:.3g}").quantize(Decimal("0.0001"))


def plans(*, now: datetime) -> None:
    """Plan this year from the inventories of the last one."""
    year = moment_of(hour_number(now) + PARK_OFFSET_H).year
    park_id = Park.objects.values_list("pk", flat=True).get()
    amounts = {
        ("energy", "tce"): _values(energy.year_of(year - 1)),
        ("carbon", "tCO2e"): _values(carbon.year_of(year - 1)),
    }
    rows = [
        Plan(
            park_id=park_id,
            enterprise_id=owner,
            year=year,
            subject=subject,
            unit=unit,
            value=_planned(value),
        )
        for (subject, unit), values in amounts.items()
        for owner, value in [(None, sum(values.values(), Decimal(0))), *values.items()]
        if value > 0
    ]
    rows += [
        Plan(park_id=park_id, year=year, subject=subject, unit="t", value=_planned(value))
        for subject, value in _released(year - 1).items()
    ]
    Plan.objects.bulk_create(rows)


def _values(years: Iterable[object]) -> dict[int, Decimal]:
    return {row.enterprise_id: row.figure.value for row in years}  # type: ignore[attr-defined]


def _released(year: int) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in pollution.year_of(year):
        if row.pollutant in IN_PLANS.get(row.medium, ()):
            sums[row.pollutant] += row.figure.value
    return dict(sums)


def _planned(value: Decimal) -> Decimal:
    return (value * PLANNED_SHARE).quantize(Decimal(1) if value > 1000 else Decimal("0.01"))  # noqa: PLR2004
