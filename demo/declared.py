"""What the enterprises declared: activity data month by month, releases year by year, as CSV files.

The files have the columns of the templates that anybody may download, and are imported like
anybody's.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.drafts import HOURS_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.blueprint import Blueprint
    from demo.drafts import OutletPlan
    from demo.firms import Firm

ACTIVITY_COLUMNS = ("Enterprise", "Period", "Carrier", "Direction", "Amount", "Unit", "Evidence")
RELEASE_COLUMNS = ("Enterprise", "Year", "Medium", "Pollutant", "Amount", "Unit", "Evidence")
#: Accounting code of what a factor weighs.
POLLUTANTS = {
    "a24088": "nmhc",
    "a21002": "nox",
    "a21026": "so2",
    "a34013": "pm",
    "w01018": "cod",
    "w21003": "nh3n",
    "w21011": "tp",
    "w21001": "tn",
}
TO_M3_H = {"m3/s": 3600.0, "m3/h": 1.0, "L/s": 3.6}
#: Of a plant without analysers: other pollutants beside the one its register names.
BESIDE_COD = {"nh3n": 0.045, "tn": 0.09, "tp": 0.006}
METERS = {"ke0101": "electricity", "ke0201": "steam", "ke0301": "natural_gas"}
UNITS = {"electricity": "MWh", "steam": "t", "natural_gas": "m3", "bituminous": "t", "diesel": "t"}
Mass = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it will be imported."""

    name: str
    content: bytes


def activity(plan: Blueprint, *, year: int, months: int, back: int) -> Sheet:
    """Return the activity data of the first `months` months of a year, `back` years ago.

    In the current year what is metered on line is not declared as well: the meters speak for it.
    """
    rows = [row for firm in plan.firms for row in _uses(plan, firm, year, months, back)]
    return Sheet(f"activity-{year}.csv", csv_text(ACTIVITY_COLUMNS, rows))


def releases(plan: Blueprint, *, year: int, back: int) -> Sheet:
    """Return the releases declared for a year that lies `back` years before the current one."""
    rows = [
        (
            firm.code,
            year,
            medium,
            pollutant,
            f"{tonnes * _trend(plan, firm, back):.4f}",
            "t",
            f"annual report {year} (stand-in)",
        )
        for firm in plan.firms
        for (medium, pollutant), tonnes in sorted(mass_of_year(plan, firm).items())
    ]
    return Sheet(f"releases-{year}.csv", csv_text(RELEASE_COLUMNS, rows))


def mass_of_year(plan: Blueprint, firm: Firm) -> Mass:
    """Return what a usual year of an enterprise weighs, by medium and pollutant. [t]"""
    found: Mass = defaultdict(float)
    for outlet in plan.outlets:
        if outlet.firm == firm.code:
            for key, tonnes in _measured(outlet):
                found[key] += tonnes
    _unmeasured(found, firm)
    return {key: tonnes for key, tonnes in found.items() if tonnes >= LEAST_T}


LEAST_T = 0.001


def _measured(outlet: OutletPlan) -> Iterator[tuple[tuple[str, str], float]]:
    flow = next((p for p in outlet.station.points if p.factor in {"a00000", "w00000"}), None)
    if flow is None:
        return
    m3 = flow.signal.mean * TO_M3_H[flow.unit] * HOURS_A_YEAR
    medium = "INDIRECT" if outlet.is_indirect else outlet.medium
    to_t = 1e-9 if outlet.medium == "AIR" else 1e-6
    for point in outlet.station.points:
        if pollutant := POLLUTANTS.get(point.factor):
            yield (medium, pollutant), point.signal.mean * m3 * to_t


def _unmeasured(found: Mass, firm: Firm) -> None:
    """Add what no analyser weighs, from the enterprise's size."""
    for pollutant, tonnes in (("nmhc", firm.nmhc_t), ("nox", firm.nox_t), ("so2", firm.so2_t)):
        found.setdefault(("AIR", pollutant), tonnes)
    found.setdefault(("AIR", "pm"), 0.05 * firm.nox_t + 0.02 * firm.size)
    if firm.kind == "sewage":
        return
    cod_t = found.setdefault(("INDIRECT", "cod"), firm.cod_t)
    for pollutant, share in BESIDE_COD.items():
        found.setdefault(("INDIRECT", pollutant), cod_t * share)


def _uses(
    plan: Blueprint, firm: Firm, year: int, months: int, back: int
) -> Iterator[tuple[object, ...]]:
    metered = set() if back else _metered(plan, firm)
    wanted = {
        "electricity": firm.electricity_mwh,
        "steam": firm.steam_t,
        "natural_gas": firm.gas_m3,
        "bituminous": firm.coal_t,
        "diesel": 4.0 * firm.size,
    }
    trend = _trend(plan, firm, back)
    for carrier, amount in wanted.items():
        if not amount or carrier in metered:
            continue
        direction = "BOUGHT" if amount > 0 else "SOLD"
        for month in range(1, months + 1):
            share = _month_share(plan.seed, firm, carrier, year, month)
            used = f"{abs(amount) * trend * share:.3f}"
            period = f"{year}-{month:02}"
            evidence = f"{'bill' if amount > 0 else 'sales ledger'} {period} (stand-in)"
            yield firm.code, period, carrier, direction, used, UNITS[carrier], evidence


def _metered(plan: Blueprint, firm: Firm) -> set[str]:
    return {
        METERS[point.factor]
        for outlet in plan.outlets
        if outlet.firm == firm.code
        for point in outlet.station.points
        if point.factor in METERS
    }


def _month_share(seed: int, firm: Firm, carrier: str, year: int, month: int) -> float:
    """Winter takes more steam and gas, summer more electricity, and February is short."""
    rng = random.Random(f"{seed}-{firm.code}-{carrier}-{year}-{month}")
    swing = -0.07 if carrier == "electricity" else 0.12
    season = 1 + swing * math.cos((month - 1) / 6 * math.pi)
    holiday = 0.82 if month == FEBRUARY else 1.0
    return season * holiday * rng.uniform(0.96, 1.04) / 12


FEBRUARY = 2


def _trend(plan: Blueprint, firm: Firm, back: int) -> float:
    """Return how a past year stands to the current one: most improve, some do not."""
    rng = random.Random(f"{plan.seed}-{firm.code}-trend")
    return max(0.6, 1 + back * rng.gauss(0.025, 0.04))


def csv_text(titles: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)
    return buffer.getvalue().encode()
