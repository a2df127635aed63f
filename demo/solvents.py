"""What some enterprises enter beside their declarations: solvents, sources of VOC, waste and tax.

Fictional and plausible: the shares are ours, sized by what the enterprise releases in a usual year.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.pollution import services as pollution
from copark.pollution.contracts import NewEntry
from demo.declared import mass_of_year
from demo.signals import PARK_OFFSET_H, hour_number, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from demo.firms import Firm
    from demo.rows import Built

MAKERS = ("E01", "E02", "E03", "E05", "E08", "E14", "E20")
UNSETTLED = "E03"  #: Where balance and coefficients still stand side by side.
#: Of the VOC that each solvent leads to the air, and how many times it goes round.
SOLVENTS = {
    "methanol": (0.34, 7.0),
    "toluene": (0.26, 9.0),
    "dichloromethane": (0.22, 6.0),
    "ethyl_acetate": (0.12, 5.0),
    "acetone": (0.06, 4.0),
}
#: Where a tonne that was used and is not recovered goes, beside the air.
ENDS = {"to_water": 0.06, "to_waste": 0.42, "destroyed": 0.38}
AIR = 0.14
#: Of the VOC by source; the vents are measured, the rest is reckoned.
VENTS, LEAKS, TANKS = 0.52, 0.24, 0.1
LEAK_KG = 1.434  #: A connector at 100 umol/mol, 8000 hours a year.
HOURS = 8000
WASTES = {
    "271-001-02": ("distillation residue", 0.3, 0.0),
    "900-404-06": ("spent organic solvent", 1.0, 0.25),
    "900-039-49": ("spent activated carbon", 0.08, 0.0),
}
MEASURED_FLOW = 18_000  #: Of a boiler that an agency sampled. [m3/h]
BOILER_KG_MONTH = {"so2": 38, "nox": 210}


def enter(built: Built, *, now: datetime) -> None:
    """Enter a whole last year and what has passed of this one."""
    today = moment_of(hour_number(now) + PARK_OFFSET_H)
    rows: list[NewEntry] = []
    for firm in built.plan.firms:
        if firm.code in MAKERS:
            owner = built.enterprises[firm.code]
            rows += _last_year(built, firm, owner, today.year - 1)
            if today.month > 1:
                rows += _this_year(built, firm, owner, today.year, (today.month - 1) / 12)
    pollution.record_entries(entries=rows, user_id=built.users["park"], now=now)


def _last_year(built: Built, firm: Firm, owner: int, year: int) -> Iterator[NewEntry]:
    voc = _voc(built, firm)
    yield from _solvents(built, firm, owner, year, voc * 0.96)
    yield from _sources(owner, year, voc)
    vents = {
        "category": "process_vents",
        "way": "AGENCY",
        "unit": "t",
        "mass": f"{voc * VENTS:.4f}",
    }
    yield _row(owner, year, "voc", vents, "agency report 8841 (stand-in)", 15)
    yield from _waste(owner, year, voc)
    yield from _measured(built, firm, owner, year)
    yield from _taxed(owner, year)
    if firm.code != UNSETTLED:
        yield _set_aside(owner, year, "stock taking of solvents is good to 5 % only")


def _this_year(
    built: Built, firm: Firm, owner: int, year: int, passed: float
) -> Iterator[NewEntry]:
    """The vents have analysers by now; what they find joins the rest."""
    voc = _voc(built, firm) * passed
    yield from _solvents(built, firm, owner, year, voc * 0.96)
    yield from _sources(owner, year, voc)
    yield from _waste(owner, year, voc)
    yield _set_aside(owner, year, "running year: stocks are not taken yet")


def _voc(built: Built, firm: Firm) -> float:
    return mass_of_year(built.plan, firm).get(("AIR", "nmhc"), firm.nmhc_t)


def _solvents(built: Built, firm: Firm, owner: int, year: int, to_air: float) -> Iterator[NewEntry]:
    rng = random.Random(f"{built.plan.seed}-{firm.code}-{year}-solvents")
    for substance, (share, rounds) in SOLVENTS.items():
        air = to_air * share
        fresh = air / AIR * rng.uniform(0.97, 1.03)
        left = {end: fresh * part for end, part in ENDS.items()}
        in_product = max(0.0, fresh - air - sum(left.values()))
        amounts = {
            "opening": fresh * 0.08,
            "bought": fresh,
            "closing": fresh * 0.08,
            "recovered": fresh * rounds,
            "in_product": in_product,
            **left,
        }
        measured = {"to_air": f"{air:.3f}"} if substance == "toluene" else {}
        values = {key: f"{amount:.3f}" for key, amount in amounts.items()} | measured
        evidence = f"solvent ledger {year} (stand-in)"
        yield _row(owner, year, "solvent", {"substance": substance, "unit": "t"} | values, evidence)


def _sources(owner: int, year: int, voc: float) -> Iterator[NewEntry]:
    kg = voc * 1000
    rounds = {"area": "synthesis workshops", "component": "connector", "screening": "100"}
    count = {"count": str(round(kg * LEAKS / LEAK_KG)), "hours": str(HOURS)}
    yield _row(owner, year, "leaks", rounds | count, f"LDAR round {year} (stand-in)", 50)
    pumps = {"area": "synthesis workshops", "component": "light_liquid_pump", "screening": "20000"}
    pegged = {"count": "2", "hours": "400", "pegged": "10000"}
    yield _row(owner, year, "leaks", pumps | pegged, f"LDAR round {year} (stand-in)", 50)
    methanol = {
        "liquid": "methanol",
        "filling": "submerged",
        "volume": f"{kg * 0.4:.0f}",
        "vapour_pressure": "12800",
        "molar_mass": "32.042",
        "temperature": "20",
        "efficiency": "90 %",
    }
    yield _row(owner, year, "loading", methanol, f"loading ledger {year} (stand-in)", 30)
    water = {"stage": "treatment", "volume": f"{kg * 14:.0f}"}
    yield _row(owner, year, "voc_water", water, f"waste water ledger {year} (stand-in)", 60)
    tanks = {"category": "tanks", "way": "COEFFICIENT", "unit": "t", "mass": f"{voc * TANKS:.4f}"}
    yield _row(owner, year, "voc", tanks, "tank program, run 12 (stand-in)", 40)
    oxidiser = {"device": "RTO 1", "fed": f"{kg * 1.8:.0f}", "unit": "kg", "efficiency": "97 %"}
    yield _row(owner, year, "flare", oxidiser, "destruction test 2211 (stand-in)", 20)


def _waste(owner: int, year: int, voc: float) -> Iterator[NewEntry]:
    spent = voc / AIR * ENDS["to_waste"]
    for code, (name, share, recycled) in WASTES.items():
        made = spent * share
        values = {
            "opening": f"{made * 0.05:.3f}",
            "made": f"{made:.3f}",
            "recycled": f"{made * recycled:.3f}",
            "handed_over": f"{made * (1 - recycled) + made * 0.01:.3f}",
            "stored": f"{made * 0.04:.3f}",
        }
        facts = {"code": code, "name": name, "unit": "t"} | values
        yield _row(owner, year, "waste", facts, f"manifests of {year} (stand-in)")


def _measured(built: Built, firm: Firm, owner: int, year: int) -> Iterator[NewEntry]:
    """An agency sampled the boiler's dust, and the nitrogen that goes to the sewage works."""
    usual = mass_of_year(built.plan, firm)
    dust = usual.get(("AIR", "pm"), 0.1)
    sampled = {
        "pollutant": "pm",
        "concentration": f"{dust * 0.94 * 1e9 / MEASURED_FLOW / HOURS:.3f}",
        "unit": "mg/m3",
        "flow": str(MEASURED_FLOW),
        "hours": str(HOURS),
        "by": "Tideline Laboratory (fictional)",
    }
    yield _row(owner, year, "agency", sampled, "report TL-3307 (stand-in)", 20)
    volume = 120_000
    for pollutant in ("tn", "tp"):
        tonnes = usual.get(("INDIRECT", pollutant), 0.0)
        if tonnes:
            water = {
                "medium": "INDIRECT",
                "pollutant": pollutant,
                "volume": str(volume),
                "concentration": f"{tonnes * 1.02 * 1e6 / volume:.3f}",
                "unit": "mg/L",
                "by": "Tideline Laboratory (fictional)",
                "works": "Lanwan Sewage Works",
                "removal": "85 %",
            }
            yield _row(owner, year, "water", water, "report TL-3311 (stand-in)", 15)


def _taxed(owner: int, year: int) -> Iterator[NewEntry]:
    for month in range(1, 13):
        for pollutant, kg in BOILER_KG_MONTH.items():
            season = 1.25 if month in {12, 1, 2} else 1.0
            limit, mean = (50, 21) if pollutant == "so2" else (150, 98 if month % 3 else 112)
            values = {
                "medium": "AIR",
                "outlet": "boiler",
                "pollutant": pollutant,
                "period": f"{year}-{month:02}",
                "amount": f"{kg * season:.1f}",
                "unit": "kg",
                "mean": str(mean),
                "limit": str(limit),
            }
            yield _row(owner, year, "tax", values, f"tax declaration {year}-{month:02} (stand-in)")


def _set_aside(owner: int, year: int, why: str) -> NewEntry:
    values = {"medium": "AIR", "pollutant": "nmhc", "way": "BALANCE"}
    return _row(owner, year, "objection", values, f"{why} (stand-in)")


def _row(
    owner: int,
    year: int,
    block: str,
    values: dict[str, str],
    evidence: str,
    percent: int | None = None,
) -> NewEntry:
    uncertainty = None if percent is None else Decimal(percent)
    return NewEntry(owner, year, block, values, uncertainty, evidence)
