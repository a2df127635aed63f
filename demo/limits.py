"""Limits of the demo's outlets: rows of the carried table, with their source and confidence."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from demo import extract


@dataclass(frozen=True, slots=True)
class LimitPlan:
    """A limit before it is a row; `averaging` is a code of the registry."""

    averaging: str
    value: Decimal
    unit: str
    source: str
    confidence: str
    low: Decimal | None = None
    at_reference_oxygen: bool = False


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(extract.read("limits.csv.gz"))))


def row(
    standard: str, table: str, pollutant: str, segment: str, averaging: str = ""
) -> dict[str, str]:
    """Return the one row of the table that these words pick out."""
    found = [
        each
        for each in _rows()
        if (each["standard"], each["table"], each["pollutant"]) == (standard, table, pollutant)
        and segment in each["segment"]
        and each["averaging"].startswith(averaging)
    ]
    if not found:
        message = f"the limit table has no {pollutant} in {standard} {table} ({segment})"
        raise LookupError(message)
    return found[0]


def _limit(averaging: str, picked: dict[str, str]) -> LimitPlan:
    return LimitPlan(
        averaging=averaging,
        value=Decimal(picked["limit"]),
        unit=picked["unit"],
        source=f"{picked['standard']} {picked['table']} {picked['segment']}",
        confidence=picked["confidence"],
        at_reference_oxygen=bool(picked["ref_o2_pct"]),
    )


def of_boiler(pollutant: str) -> tuple[LimitPlan, ...]:
    return (_limit("HOUR", row("GB 13271-2014", "表3 特别排放限值", pollutant, "燃煤锅炉")),)


def of_heater(pollutant: str) -> tuple[LimitPlan, ...]:
    return (_limit("HOUR", row("GB 31571-2015", "表4", pollutant, "工艺加热炉")),)


def of_incinerator(pollutant: str) -> tuple[LimitPlan, ...]:
    hour = row("GB 18484-2020", "表3", pollutant, "危险废物焚烧", "1 h")
    day = row("GB 18484-2020", "表3", pollutant, "危险废物焚烧", "24 h")
    return _limit("HOUR", hour), _limit("DAY", day)


def of_process_gas(kind: str, pollutant: str) -> tuple[LimitPlan, ...]:
    """Pharmaceutical plants by their own standard, the others by the general one."""
    if pollutant == "nox":
        return (_limit("HOUR", row("GB 37823-2019", "表3 燃烧装置", "nox", "RTO")),)
    if kind in {"api", "formulation", "intermediate"}:
        special = row("GB 37823-2019", "表2 特别排放限值", "nmhc", "工艺废气")
        return (_limit("HOUR", special),)
    general = row("GB 16297-1996", "表2 新污染源", "nmhc", "使用溶剂汽油")
    return (_limit("HOUR", general),)


def of_fence(pollutant: str) -> tuple[LimitPlan, ...]:
    if pollutant == "benzene":
        return (_limit("HOUR", row("GB 37823-2019", "表4 企业边界", "benzene", "boundary")),)
    return (_limit("HOUR", row("GB 16297-1996", "表2 新污染源", "nmhc", "无组织排放")),)


def of_ph() -> tuple[LimitPlan, ...]:
    low = row("GB 31571-2015", "表1", "ph_min", "直接排放")
    high = row("GB 31571-2015", "表1", "ph_max", "直接排放")
    both = LimitPlan(
        "HOUR",
        Decimal(high["limit"]),
        "",
        "GB 31571-2015 表1 pH",
        high["confidence"],
        low=Decimal(low["limit"]),
    )
    return (both,)


def of_sewer(kind: str, pollutant: str) -> tuple[LimitPlan, ...]:
    """Into the park's sewage works."""
    if pollutant == "cod":
        who = "医药原料药" if kind == "api" else "其他排污单位"
        return _daily(row("GB 8978-1996", "表4 三级", "cod", who))
    return _daily(row("DB33/887-2013", "间接排放", pollutant, "工业企业"))


def of_works(pollutant: str) -> tuple[LimitPlan, ...]:
    """Out of the sewage works, into the river."""
    if pollutant in {"cod", "nh3n", "ss"}:
        return _daily(row("GB 8978-1996", "表4 一级", pollutant, "其他排污单位"))
    return _daily(row("GB 31571-2015", "表1", pollutant, "直接排放"))


def _daily(picked: dict[str, str]) -> tuple[LimitPlan, ...]:
    """A daily limit, and the same value as the park's own hourly line of early warning."""
    day = _limit("DAY", picked)
    line = LimitPlan(
        "HOUR", day.value, day.unit, f"park's hourly early-warning line, at {day.source}", "own"
    )
    return day, line
