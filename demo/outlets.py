"""The outlets of each enterprise, with the curve that each point follows."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from demo import limits, utilities
from demo.drafts import HOURS_A_YEAR, Draft, OutletPlan, PointPlan
from demo.signals import Signal

if TYPE_CHECKING:
    from demo.firms import Firm
    from demo.layout import Box, Spot

WET = frozenset({"api", "intermediate", "pesticide", "dye", "resin"})
GASEOUS = frozenset({"api", "intermediate", "solvent", "pesticide", "dye", "resin", "tankfarm"})
BURNS_ABOVE = 1.4  #: Larger enterprises burn their process gas and report what burning makes.
METERED_MWH = 12_500  #: Larger users have their meters on line.
STEAM_METERED_T = 24_000
GAS_METERED_M3 = 2_000_000
#: Shares of the main meter that the meters behind it count: the first closes, the second does not.
BEHIND = {"E01": (0.58, 0.405), "E20": (0.55, 0.36), "E05": (0.62, 0.365)}


def outlets(firm: Firm, box: Box, fence: list[Spot], *, seed: int) -> list[OutletPlan]:
    """Draw up the outlets of one enterprise; the same for the same seed."""
    draft = Draft(firm, box, random.Random(f"{seed}-{firm.code}-outlets"))
    if firm.kind in utilities.KINDS:
        utilities.KINDS[firm.kind](draft, fence)
    if firm.kind in GASEOUS and firm.is_key:
        process_stack(draft)
    if firm.kind in WET and firm.is_key:
        sewer(draft)
    if firm.code == "E22":
        heater(draft)
    if firm.electricity_mwh > METERED_MWH:
        meters(draft)
    return draft.outlets


def process_stack(draft: Draft) -> None:
    """Process gas behind its treatment; the larger ones burn it and report NOx and O2 too."""
    firm, rng = draft.firm, draft.rng
    bound = limits.of_process_gas(firm.kind, "nmhc")
    mean = float(bound[0].value) * rng.uniform(0.3, 0.48)
    m3_h = min(max(0.92 * firm.nmhc_t * 1e9 / HOURS_A_YEAR / mean, 9_000), 140_000)
    nmhc = Signal(
        "air_quality:nmhc_sensor",
        mean,
        draft.shift(),
        power=1.25,
        ceiling=float(bound[0].value) * 0.9,
    )
    points = [draft.flow(m3_h), PointPlan("a24088", "mg/m3", nmhc, bound, 500)]
    burns = firm.size > BURNS_ABOVE
    if burns:
        nox = Signal("gas_turbine:nox_mg_m3", rng.uniform(11, 24), draft.shift(), ceiling=120)
        points += [
            PointPlan("a21002", "mg/m3", nox, limits.of_process_gas(firm.kind, "nox"), 500, 1),
            PointPlan("a19001", "%", Signal("gas_turbine:load_mwh", 16.2, draft.shift(), base=0.9)),
        ]
    draft.outlets.append(
        OutletPlan(
            firm.code,
            "DA001",
            "Thermal oxidiser stack" if burns else "Process gas stack",
            "蓄热焚烧（RTO）排气筒" if burns else "工艺废气排气筒",
            "AIR",
            draft.box.at(rng.uniform(0.3, 0.5), rng.uniform(0.4, 0.7)),
            draft.station("DA001", "31", points, 10),
            height_m=rng.choice((25.0, 30.0, 35.0)),
        )
    )


def sewer(draft: Draft) -> None:
    """The waste-water outlet to the park's sewage works."""
    firm, rng = draft.firm, draft.rng
    cod_limit = float(limits.of_sewer(firm.kind, "cod")[0].value)
    cod = cod_limit * rng.uniform(0.42, 0.6)
    m3_h = max(firm.cod_t * 1e6 / HOURS_A_YEAR / cod, 4.0)
    flow = Signal("water_treatment:inflow_m3_d", m3_h / 3.6, draft.shift())
    points = [
        PointPlan("w00000", "L/s", flow),
        PointPlan(
            "w01001",
            "",
            Signal(
                "water_treatment:ph_out",
                rng.uniform(7.2, 7.9),
                draft.shift(),
                power=0.6,
                noise=0.006,
            ),
            limits.of_ph(),
            14,
        ),
        PointPlan(
            "w01018",
            "mg/L",
            Signal(
                "water_treatment:cod_in", cod, draft.shift(), power=0.75, ceiling=cod_limit * 0.9
            ),
            limits.of_sewer(firm.kind, "cod"),
            2000,
            1,
        ),
        PointPlan(
            "w21003",
            "mg/L",
            Signal(
                "water_treatment:cond_out",
                rng.uniform(9, 17),
                draft.shift(),
                power=0.8,
                ceiling=31.0,
            ),
            limits.of_sewer(firm.kind, "nh3n"),
            150,
        ),
    ]
    draft.outlets.append(
        OutletPlan(
            firm.code,
            "DW001",
            "Waste-water outlet",
            "废水总排口",
            "WATER",
            draft.box.at(0.93, 0.07),
            draft.station("DW001", "32", points, 10),
            is_indirect=True,
        )
    )


def heater(draft: Draft) -> None:
    """A process heater's stack, judged at reference oxygen."""
    nox_t = draft.firm.gas_m3 * 0.5 * 1.7e-6
    m3_h = draft.firm.gas_m3 * 0.5 * 10.4 / HOURS_A_YEAR
    nox = nox_t * 1e9 / HOURS_A_YEAR / m3_h * 0.42
    points = [
        draft.flow(m3_h),
        PointPlan("a19001", "%", Signal("gas_turbine:load_mwh", 4.6, draft.shift(), base=0.75)),
        PointPlan(
            "a21002",
            "mg/m3",
            Signal("gas_turbine:nox_mg_m3", nox, draft.shift()),
            limits.of_heater("nox"),
            500,
            1,
        ),
        PointPlan(
            "a21026",
            "mg/m3",
            Signal("background_air:so2", 6.5, draft.shift(), power=0.35),
            limits.of_heater("so2"),
            300,
            1,
        ),
    ]
    draft.outlets.append(
        OutletPlan(
            draft.firm.code,
            "DA002",
            "Process heater stack",
            "工艺加热炉烟囱",
            "AIR",
            draft.box.at(0.8, 0.6),
            draft.station("DA002", "31", points, 10),
            height_m=40.0,
            reference_oxygen="3",
        )
    )


def meters(draft: Draft) -> None:
    """Electricity, and steam and gas of those who use much of it, counted on line."""
    firm, shift = draft.firm, draft.shift()
    kw = firm.electricity_mwh * 1000 / HOURS_A_YEAR
    load = Signal("steel:kwh", kw, shift, power=0.8, base=0.72)
    points = [
        PointPlan("ke0101", "kWh", load, decimals=1, is_counter=True),
        PointPlan("ke0102", "kW", load, decimals=1),
    ]
    if firm.steam_t > STEAM_METERED_T:
        steam = Signal("gas_turbine:load_mwh", firm.steam_t / HOURS_A_YEAR, shift, base=0.4)
        points.append(PointPlan("ke0201", "t", steam, is_counter=True))
    if firm.gas_m3 > GAS_METERED_M3:
        gas = Signal("gas_turbine:load_mwh", firm.gas_m3 / HOURS_A_YEAR, shift, base=0.5)
        points.append(PointPlan("ke0301", "m3", gas, decimals=1, is_counter=True))
    draft.outlets.append(
        OutletPlan(
            firm.code,
            "EM001",
            "Energy meters",
            "能源计量点",
            "ENERGY",
            draft.box.at(0.08, 0.93),
            draft.station("EM001", "44", points, 30),
        )
    )
    for at, share in enumerate(BEHIND.get(firm.code, ())):
        behind(draft, load, at, share)


def behind(draft: Draft, load: Signal, at: int, share: float) -> None:
    """Electricity of a part of the site, counted once more behind the main meter."""
    name_en, name_zh = (("Workshops", "生产车间"), ("Utility building", "公用工程房"))[at]
    code = f"EM00{2 + at}"
    part = PointPlan(
        "ke0101", "kWh", replace(load, mean=load.mean * share), decimals=1, is_counter=True
    )
    draft.outlets.append(
        OutletPlan(
            draft.firm.code,
            code,
            f"{name_en}, electricity",
            f"{name_zh}用电",
            "ENERGY",
            draft.box.at(0.16 + 0.08 * at, 0.93),
            draft.station(code, "44", [part], 60),
        )
    )
