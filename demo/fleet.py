"""Write what the simulated loggers are told: their points' next fortnight, and their troubles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from demo import curves, story
from demo.signals import hour_number, year_start

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from demo.blueprint import Blueprint
    from demo.drafts import OutletPlan, PointPlan
    from demo.signals import Hours

AHEAD_H = 14 * 24  #: What a logger knows of the days to come; then they come round again.
CALIBRATED = ("a21002", "a21026")
PASSWORD = "123456"  # noqa: S105 - the standard's own example; the registry's default


@dataclass(frozen=True, slots=True)
class Moments:
    """The hour at which history ended, and the hour of this start."""

    built: int
    now: int


def write(plan: Blueprint, *, path: Path, built_at: datetime, now: datetime) -> int:
    """Write the configuration of the fleet aside and rename it; return the number of loggers."""
    moments = Moments(hour_number(built_at), hour_number(now))
    loggers = [logger(outlet, moments) for outlet in plan.outlets if not is_silent(outlet)]
    aside = path.with_suffix(".tmp")
    aside.write_text(json.dumps({"seed": plan.seed, "loggers": loggers}), "utf-8")
    aside.replace(path)
    return len(loggers)


def is_silent(outlet: OutletPlan) -> bool:
    """Say whether the story has this station silent at the build and for long after."""
    return any(
        event.kind is story.Kind.SILENT and event.ago < event.lasts - AHEAD_H
        for event in story.events()
        if story.applies(event, outlet.firm, outlet.code, "")
    )


def logger(outlet: OutletPlan, moments: Moments) -> dict[str, Any]:
    station = outlet.station
    told = {
        "mn": station.mn,
        "password": PASSWORD,
        "st": station.st,
        "edition": station.edition,
        "crc": station.sends,
        "wants_answer": True,
        "intervals": {"real_time": station.realtime_seconds, "minute": 600, "hour": 3600},
        "points": [_point(outlet, point, moments) for point in station.points],
        "faults": _faults(outlet),
    }
    return told | ({"sm4_key": station.sm4_key_hex} if station.sm4_key_hex else {})


def _point(outlet: OutletPlan, point: PointPlan, moments: Moments) -> dict[str, Any]:
    now_hour = moments.now
    hours = np.arange(now_hour, now_hour + AHEAD_H)
    since_new_year = hours - year_start(now_hour)
    laid = np.empty(AHEAD_H)
    laid[since_new_year % AHEAD_H] = curves.ahead(
        outlet, point, hours, built_hour=moments.built, now_hour=now_hour
    )
    told = {
        "factor": point.factor,
        "series": {"values": [float(f"{value:.5g}") for value in laid]},
        "noise": 0.0 if point.is_counter else point.signal.noise * 0.6,
        "low": 0.0,
        "decimals": max(point.decimals, 1),
    }
    if outlet.reference_oxygen and point.limits:
        told |= {"zs": True, "reference_o2": float(outlet.reference_oxygen)}
    if point.range_high is not None:
        told["high"] = point.range_high
    if point.is_counter:
        told |= {"kind": "counter", "start": _start(point, laid, hours, now_hour)}
    return told


def _start(point: PointPlan, laid: np.ndarray, hours: Hours, now_hour: int) -> float:
    """Return the total at New Year that makes the counter go on where the history ends."""
    passed = now_hour - year_start(now_hour)
    rounds, rest = divmod(passed, AHEAD_H)
    run = rounds * float(laid.sum()) + float(laid[:rest].sum())
    reads = float(point.signal.counted(hours[:1] - 1)[0])
    return round(reads - run, 3)


def _faults(outlet: OutletPlan) -> list[dict[str, Any]]:
    own = story.DEVICE_FAULTS.get((outlet.firm, outlet.code), ())
    found = [
        {"kind": kind, "every_minutes": every, "lasts_minutes": lasts, "point": factor}
        for kind, every, lasts, factor in own
    ]
    if outlet.firm in story.CALIBRATED_NIGHTLY:
        kind, every, lasts = story.NIGHTLY
        measured = {point.factor for point in outlet.station.points}
        found += [
            {"kind": kind, "every_minutes": every, "lasts_minutes": lasts, "point": factor}
            for factor in CALIBRATED
            if factor in measured
        ]
    return found
