"""Outlets of what the park runs for all: cogeneration, sewage works, incinerator, air stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo import limits
from demo.drafts import HOURS_A_YEAR, Draft, OutletPlan, PointPlan
from demo.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.layout import Spot

FLUE_M3_PER_COAL_T = 9_500.0  #: Dry flue gas of bituminous coal at 7.5 % oxygen.
WORKS_M3_H = 1050.0
GAS = "gas_turbine:{}".format


def boilers(draft: Draft, fence: list[Spot]) -> None:  # noqa: ARG001 - one shape for all kinds
    """The two coal-fired boilers of the cogeneration plant, each with its stack."""
    m3_h = draft.firm.coal_t * FLUE_M3_PER_COAL_T / HOURS_A_YEAR / 2
    for number, across in ((1, 0.35), (2, 0.62)):
        points = [draft.flow(m3_h), *_boiler_points(draft)]
        code = f"DA00{number}"
        draft.outlets.append(
            OutletPlan(
                draft.firm.code,
                code,
                f"Boiler {number} stack",
                f"{number}号锅炉烟囱",
                "AIR",
                draft.box.at(across, 0.5),
                draft.station(code, "31", points, 5),
                height_m=80.0,
                reference_oxygen="9",
            )
        )


def _boiler_points(draft: Draft) -> list[PointPlan]:
    load = GAS("load_mwh")
    bound = limits.of_boiler
    return [
        PointPlan("a01012", "°C", Signal(load, 96, draft.shift(), base=0.8), decimals=1),
        PointPlan("a01014", "%", Signal(load, 9.5, draft.shift(), base=0.9), decimals=1),
        PointPlan("a19001", "%", Signal(load, 7.5, draft.shift(), base=0.8)),
        _stack("a34013", "background_air:pm25", 6.0, bound("pm"), draft, power=0.3, ceiling=22),
        _stack("a21026", "background_air:so2", 38.0, bound("so2"), draft, power=0.35, ceiling=160),
        _stack("a21002", GAS("nox_mg_m3"), 84.0, bound("nox"), draft, ceiling=175),
        _stack("a21005", GAS("co_mg_m3"), 24.0, (), draft, power=0.6),
    ]


def incinerator(draft: Draft, fence: list[Spot]) -> None:  # noqa: ARG001
    """The rotary kiln's stack."""
    at = limits.of_incinerator
    points = [
        draft.flow(52_000),
        PointPlan(
            "a01012", "°C", Signal(GAS("load_mwh"), 138, draft.shift(), base=0.85), decimals=1
        ),
        PointPlan("a19001", "%", Signal(GAS("load_mwh"), 10.4, draft.shift(), base=0.85)),
        _stack("a34013", "background_air:pm25", 5.2, at("pm"), draft, power=0.4, ceiling=17),
        _stack("a21026", "background_air:so2", 16.0, at("so2"), draft, power=0.5, ceiling=70),
        _stack("a21002", GAS("nox_mg_m3"), 128.0, at("nox"), draft, ceiling=225),
        _stack("a21005", GAS("co_mg_m3"), 14.0, at("co"), draft, power=0.7, ceiling=66),
        _stack("a21024", "air_quality:co_mg_m3", 11.0, at("hcl"), draft, power=0.6, ceiling=44),
    ]
    draft.outlets.append(
        OutletPlan(
            draft.firm.code,
            "DA001",
            "Incinerator stack",
            "焚烧炉烟囱",
            "AIR",
            draft.box.at(0.6, 0.6),
            draft.station("DA001", "31", points, 5),
            height_m=50.0,
            reference_oxygen="11",
        )
    )


def works(draft: Draft, fence: list[Spot]) -> None:  # noqa: ARG001
    """The sewage works' outlet to the river: the one direct discharge of the park."""
    water = "water_treatment:{}".format
    points = [
        PointPlan("w00000", "L/s", Signal(water("inflow_m3_d"), WORKS_M3_H / 3.6)),
        PointPlan(
            "w01001", "", Signal(water("ph_out"), 7.5, power=0.6, noise=0.005), limits.of_ph(), 14
        ),
        _water("w01018", water("cod_out"), 52, "cod", 0.8, 86),
        _water("w21003", water("cod_out"), 4.2, "nh3n", 1.1, 12),
        _water("w21011", water("ss_out"), 0.31, "tp", 0.6, 0.8),
        _water("w21001", water("cond_out"), 17, "tn", 0.7, 33),
        _water("w01012", water("ss_out"), 21, "ss", 0.8, 58),
        PointPlan("w01014", "uS/cm", Signal(water("cond_out"), 2900, power=0.7), decimals=0),
    ]
    draft.outlets.append(
        OutletPlan(
            draft.firm.code,
            "DW001",
            "Outlet to the Lan River",
            "入澜江排放口",
            "WATER",
            draft.box.at(0.5, 0.02),
            draft.station("DW001", "32", points, 10),
        )
    )


def air(draft: Draft, fence: list[Spot]) -> None:
    """Five stations on the fence, and one for the air of the whole park."""
    names = [
        ("North", "北"),
        ("East", "东"),
        ("South-east", "东南"),
        ("South", "南"),
        ("West", "西"),
    ]
    for number, (spot, (name_en, name_zh)) in enumerate(zip(fence, names, strict=True), start=1):
        code = f"FL00{number}"
        hour = draft.shift() // 168 * 24
        points = [
            PointPlan(
                "a24088",
                "mg/m3",
                Signal(
                    "air_quality:nmhc_sensor", 0.85, hour, power=1.5, ceiling=3.5, keeps_gaps=True
                ),
                limits.of_fence("nmhc"),
                20,
            ),
            PointPlan(
                "a25002",
                "mg/m3",
                Signal("air_quality:c6h6_ug_m3", 0.011, hour, keeps_gaps=True),
                limits.of_fence("benzene"),
                5,
                4,
            ),
        ]
        draft.outlets.append(
            OutletPlan(
                draft.firm.code,
                code,
                f"Fence line, {name_en.lower()}",
                f"厂界{name_zh}",
                "FENCE",
                spot,
                draft.station(code, "27", points, 10),
            )
        )
    background(draft)


def background(draft: Draft) -> None:
    city = "background_air:{}".format
    kept = [
        ("a34004", "ug/m3", "pm25", 29, 0),
        ("a34002", "ug/m3", "pm10", 51, 0),
        ("a21026", "ug/m3", "so2", 8, 1),
        ("a21004", "ug/m3", "no2", 27, 1),
        ("a21005", "mg/m3", "co", 0.7, 2),
        ("a05024", "ug/m3", "o3", 68, 0),
    ]
    points = [
        PointPlan(
            factor, unit, Signal(city(column), mean, power=0.8, keeps_gaps=True), decimals=digits
        )
        for factor, unit, column, mean, digits in kept
    ]
    points.append(PointPlan("a01007", "m/s", Signal(city("wind_m_s"), 3.1, power=0.8), decimals=1))
    draft.outlets.append(
        OutletPlan(
            draft.firm.code,
            "AQ001",
            "Air station",
            "环境空气站",
            "FENCE",
            draft.box.at(0.5, 0.5),
            draft.station("AQ001", "22", points, 30),
        )
    )


def _stack(
    factor: str,
    source: str,
    mean: float,
    bound: tuple,
    draft: Draft,
    *,
    power: float = 1.0,
    ceiling: float | None = None,
) -> PointPlan:
    signal = Signal(source, mean, draft.shift(), power, ceiling=ceiling)
    return PointPlan(factor, "mg/m3", signal, bound, 500, 1)


def _water(
    factor: str, source: str, mean: float, pollutant: str, power: float, ceiling: float
) -> PointPlan:
    signal = Signal(source, mean, 0, power, ceiling=ceiling)
    return PointPlan(factor, "mg/L", signal, limits.of_works(pollutant), ceiling * 10)


KINDS: dict[str, Callable[[Draft, list[Spot]], None]] = {
    "chp": boilers,
    "incinerator": incinerator,
    "sewage": works,
    "station": air,
}
