"""What the enterprises declared of their carbon beside energy: one CSV file a block.

All of it is made up: amounts follow from each enterprise's size, kinds of sources from its trade.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING

from copark.carbon import services as carbon
from copark.energy import queries as energy
from copark.energy import services as energy_services
from copark.kernel.errors import Broken
from demo.declared import ACTIVITY_COLUMNS, Sheet, csv_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from demo.firms import Firm
    from demo.rows import Built

YEARS = 3
Row = dict[str, object]
Rows = defaultdict[str, list[Row]]

ANAEROBIC = {"api", "dye", "pesticide", "intermediate"}
AEROBIC = {"solvent", "resin", "additive", "formulation"}
#: What is fed to the oxidiser, and the share of the vapours that is caught.
OXIDISED = {
    "api": "toluene",
    "intermediate": "methanol",
    "pesticide": "xylene",
    "solvent": "acetone",
    "resin": "styrene",
}
COOLING = {"api": "R-410A", "formulation": "HFC-134a", "gas": "R-404A", "tankfarm": "R-507A"}
NEUTRALISED = {"dye": "Na2CO3", "intermediate": "NaHCO3", "additive": "Na2CO3", "chp": "CaCO3"}
RECOVERING = ("E20", "E21")  #: Solvent makers whose carbon is balanced.
NITRATION = "E19"
GASES = "E35"
GREEN = {"E01": "GEC (fictional) 0117", "E22": ""}  #: The second has no certificate.
ANALYSED = ("E01", "E30")
STEAM_STATED = ("E01", "E27")
GAS_ANALYSIS = "CH4=94.1 %; C2H6=3.0 %; C3H8=0.7 %; CO2=0.9 %; N2=1.3 %"
#: Made over sold, of steam and electricity: the works uses some itself.
MADE_OVER_SOLD = 1.06
COD_REMOVED = 7.0  #: Removed before the sewer, over what still goes into it.
HYDROGEN_GAS = 640.0  #: Natural gas made into hydrogen. [1e4 Nm3]


class NotTaken(Broken):
    """A file that the demo itself wrote was not taken whole."""


def load(built: Built, *, now: datetime, today: datetime, folder: Path) -> None:
    """Import three years of carbon's own rows, and the steam and feedstock that they rest on."""
    user_id = built.users["park"]
    years = [today.year - back for back in range(YEARS)]
    _take(energy_services.import_activity, _energy(built, years), user_id, now, folder)
    for block, rows in _rows(built, years, today.month - 1).items():
        take = _bringing(block)
        _take(take, _sheet(block, rows), user_id, now, folder)


def _bringing(block: str) -> Callable[..., tuple[object, object]]:
    def take(**facts: object) -> tuple[object, object]:
        return carbon.import_entries(block=block, **facts)  # type: ignore[arg-type]

    return take


def _take(
    service: Callable[..., tuple[object, object]],
    sheet: Sheet,
    user_id: int,
    now: datetime,
    folder: Path,
) -> None:
    (folder / sheet.name).write_bytes(sheet.content)
    preview, taken = service(name=sheet.name, content=sheet.content, user_id=user_id, now=now)
    if taken is None:
        message = f"{sheet.name} was not taken: {preview.faults[:3]}"  # type: ignore[attr-defined]
        raise NotTaken("demo.import", message)


def _sheet(block: str, rows: list[Row]) -> Sheet:
    titles = tuple(dict.fromkeys(key for row in rows for key in row))
    lines = [tuple(row.get(title, "") for title in titles) for row in rows]
    return Sheet(f"carbon-{block}.csv", csv_text(titles, lines))


# Energy that the rows rest on


def _energy(built: Built, years: list[int]) -> Sheet:
    """Return what was made to be sold, and the gas that became hydrogen."""
    codes = {number: code for code, number in built.enterprises.items()}
    rows: list[tuple[object, ...]] = []
    for year in years:
        for use in energy.declared(year):
            if use.direction == "SOLD":
                made = f"{float(use.amount) * MADE_OVER_SOLD:.3f}"
                period = f"{year}-{use.month:02}" if use.month else str(year)
                rows.append((codes[use.enterprise_id], period, use.carrier, "MADE", made, use.unit,
                             "boiler log (stand-in)"))  # fmt: skip
    if GASES in built.enterprises:
        rows += [
            (
                GASES,
                year,
                "natural_gas",
                "FEEDSTOCK",
                HYDROGEN_GAS,
                "1e4Nm3",
                "gas bills (stand-in)",
            )
            for year in years[1:]
        ]
    return Sheet("activity-made.csv", csv_text(ACTIVITY_COLUMNS, rows))


# Rows of carbon


def _rows(built: Built, years: list[int], months: int) -> Rows:
    found: Rows = defaultdict(list)
    for firm in built.plan.firms:
        rng = random.Random(f"{built.plan.seed}-{firm.code}-carbon")
        this, *past = years
        for year in past:
            for source in (*MONTHLY, *YEARLY):
                _add(found, source(firm, rng), firm, str(year), 1.0)
        for month in range(1, months + 1):
            for source in MONTHLY:
                _add(found, source(firm, rng), firm, f"{this}-{month:02}", 1 / 12)
    return found


def _add(
    found: Rows, rows: Iterator[tuple[str, Row]], firm: Firm, period: str, share: float
) -> None:
    for block, values in rows:
        amounts = {
            key: f"{value * share:.4f}" if isinstance(value, float) else value
            for key, value in values.items()
        }
        evidence = {"source": f"environmental ledger {period} (stand-in)"}
        found[block].append({"enterprise": firm.code, "period": period, **amounts, **evidence})


def _waste_water(firm: Firm, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.kind in ANAEROBIC | AEROBIC:
        cod = firm.cod_t * COD_REMOVED * rng.uniform(0.9, 1.1)
        is_anaerobic = firm.kind in ANAEROBIC
        yield (
            "waste_water",
            {
                "treatment": "anaerobic_reactor" if is_anaerobic else "aerobic",
                "cod": cod,
                "sludge": 0.08 * cod,
                "recovered": cod * 0.92 * 0.25 * 0.8 * 0.7 if is_anaerobic else "",
                "nitrogen": 0.06 * firm.cod_t,
                "nitrogen_case": "effluent",
                "unit": "t",
                "uncertainty": "20",
            },
        )
    elif firm.kind == "sewage":
        yield "waste_water", {"treatment": "aerobic", "cod": 5200.0, "sludge": 1500.0,
                              "recovered": "", "nitrogen": 410.0, "nitrogen_case": "plant",
                              "unit": "t", "uncertainty": "15"}  # fmt: skip


def _oxidised(firm: Firm, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.kind in OXIDISED and firm.code not in RECOVERING:
        yield "voc", {"substance": OXIDISED[firm.kind], "device": "RTO", "unit": "t",
                      "amount": firm.nmhc_t * 9 * rng.uniform(0.8, 1.2),
                      "efficiency": "0.97", "uncertainty": "10"}  # fmt: skip


def _cooled(firm: Firm, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.kind in COOLING:
        held = 420 * firm.size
        lost = held * rng.uniform(0.02, 0.07)
        yield "refrigerants", {"gas": COOLING[firm.kind], "unit": "kg", "opening": held,
                               "bought": lost, "closing": held - lost / 2,
                               "added": "0", "returned": ""}  # fmt: skip


def _neutralised(firm: Firm, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.kind in NEUTRALISED:
        tonnes = 6_000.0 if firm.kind == "chp" else 160 * firm.size * rng.uniform(0.7, 1.3)
        yield "carbonates", {"carbonate": NEUTRALISED[firm.kind], "amount": tonnes, "unit": "t",
                             "purity": "0.96"}  # fmt: skip


def _balanced(firm: Firm, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.code in RECOVERING:
        tonnes = 2_400 * firm.size * rng.uniform(0.9, 1.1)
        sides = (("methanol", "in", 1.0, ""), ("methyl acetate", "product", 0.74, "0.486"),
                 ("still residue", "waste", 0.015, "0.55"))  # fmt: skip
        for item, side, share, carbon in sides:
            amount = tonnes * share
            yield "materials", {"process": "esterification", "item": item, "side": side,
                                "amount": amount, "unit": "t", "carbon": carbon}  # fmt: skip
    if firm.code == GASES:
        yield "materials", {"process": "hydrogen", "item": "natural_gas", "side": "in",
                            "amount": HYDROGEN_GAS, "unit": "1e4Nm3", "carbon": ""}  # fmt: skip


def _made(firm: Firm, _rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.code == NITRATION:
        yield "acids", {"acid": "nitric_acid", "process": "medium_pressure", "amount": 9_500.0,
                        "unit": "t", "removal": "SCR", "running": "0.96"}  # fmt: skip
    if firm.code == GASES:
        yield "recovered", {"amount": 310.0, "unit": "1e4Nm3", "purity": "0.995", "use": "sold",
                            "origin": "fossil"}  # fmt: skip


def _refined(firm: Firm, _rng: random.Random) -> Iterator[tuple[str, Row]]:
    if firm.code in GREEN:
        has_certificate = bool(GREEN[firm.code])
        yield "power_contracts", {"supply": "green", "amount": 0.18 * firm.electricity_mwh,
                                  "unit": "MWh", "certificate": GREEN[firm.code],
                                  "factor": "0" if has_certificate else ""}  # fmt: skip
    if firm.code in ANALYSED and firm.gas_m3:
        yield "fuel_properties", {"carrier": "natural_gas", "composition": GAS_ANALYSIS,
                                  "oxidation": "0.995", "uncertainty": "1.5"}  # fmt: skip
    if firm.code in STEAM_STATED and firm.steam_t > 0:
        yield "steam_states", {"direction": "BOUGHT", "amount": 0.3 * firm.steam_t, "unit": "t",
                               "pressure": "2.5", "temperature": "280"}  # fmt: skip


Source = "Callable[[Firm, random.Random], Iterator[tuple[str, Row]]]"
MONTHLY = (_waste_water, _oxidised)
YEARLY = (_cooled, _neutralised, _balanced, _made, _refined)
