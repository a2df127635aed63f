"""What happens in the park: in its past, counted back from the build, and while one watches.

An event names an enterprise, an outlet and, where it concerns one analyser, a factor. The same
table makes the history's files and what the simulators show, so that a story told on a page can be
found in the readings, and the other way round.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demo.signals import Floats, Hours


class Kind(StrEnum):
    EXCESS = "EXCESS"  #: Values stand above the limit, flag N.
    DRIFT = "DRIFT"  #: The analyser creeps upwards.
    STOP = "STOP"  #: Production stands still, flag F.
    MAINTENANCE = "MAINTENANCE"  #: Flag M.
    CALIBRATION = "CALIBRATION"  #: Flag C.
    FAULT = "FAULT"  #: Flag D.
    OVER_RANGE = "OVER_RANGE"  #: Flag T.
    SILENT = "SILENT"  #: Nothing is heard.


FLAG = {
    Kind.STOP: "F",
    Kind.MAINTENANCE: "M",
    Kind.CALIBRATION: "C",
    Kind.FAULT: "D",
    Kind.OVER_RANGE: "T",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that lasts from `ago` hours before the build for `lasts` hours."""

    kind: Kind
    firm: str
    outlet: str
    ago: float
    lasts: float
    factor: str = ""  #: Empty: every point of the outlet.
    strength: float = 1.0  #: EXCESS: share of the limit reached. DRIFT: growth at its end.
    told_en: str = ""
    told_zh: str = ""


@cache
def events() -> tuple[Event, ...]:
    """Return what happened, as ``data/events.csv`` tells it."""
    text = (Path(__file__).parent / "data" / "events.csv").read_text("utf-8")
    return tuple(
        Event(
            kind=Kind(row["kind"]),
            firm=row["firm"],
            outlet=row["outlet"],
            ago=float(row["ago_h"]),
            lasts=float(row["lasts_h"]),
            factor=row["factor"],
            strength=float(row["strength"]),
            told_en=row["told_en"],
            told_zh=row["told_zh"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )


#: While one watches: enterprise, outlet, factor, hours after the start, hours, share of limit.
LIVE = (
    ("E27", "DW001", "w01018", 3.0, 2.0, 1.08),
    ("E36", "DA001", "a21002", 9.0, 2.0, 1.25),
    ("E11", "DW001", "w01018", 15.0, 2.0, 1.05),
    ("E38", "DA001", "a21005", 21.0, 2.0, 1.2),
    ("E04", "DA001", "a24088", 28.0, 2.0, 1.07),
)
LIVE_ROUND_H = 34.0  #: After this many hours the same five come again.
LOST_SHARE = 0.003  #: Station hours that never arrived.

#: Simulators' own troubles: (enterprise, outlet) → (kind, every minutes, lasts minutes, factor).
DEVICE_FAULTS: dict[tuple[str, str], tuple[tuple[str, float, float, str], ...]] = {
    ("E25", "DW001"): (("broken_crc", 45, 3, ""),),
    ("E15", "DW001"): (("noise", 120, 10, ""),),
    ("E29", "DA001"): (("gap", 90, 7, ""),),
    ("E37", "DW001"): (("resend", 60, 5, ""),),
    ("E19", "DA001"): (("disconnect", 75, 1, ""),),
    ("E40", "FL004"): (("lost", 240, 15, ""),),
}
NIGHTLY = ("calibration", 1440.0, 14.0)  #: Each of these plants' stack analysers, once a day.
CALIBRATED_NIGHTLY = frozenset({"E36", "E38"})
CALIBRATION_HOUR = 3  #: In the park's own time; the hour is lost to the measurement.


def applies(event: Event, firm: str, outlet: str, factor: str) -> bool:
    return (event.firm, event.outlet) == (firm, outlet) and event.factor in {"", factor}


def during(event: Event, hours: Hours, now_hour: int) -> NDArray[np.bool_]:
    """Say in which of these hours the event goes on."""
    start = now_hour - event.ago
    return (hours >= np.floor(start)) & (hours < start + event.lasts)


def excess(
    values: Floats, usual: float, limit: float, strength: float, which: NDArray[np.bool_]
) -> Floats:
    """Lift values to around a share of the limit, keeping their own liveliness."""
    lively = np.clip(values / usual, 0.5, 2.0)
    return np.where(which, limit * strength * (0.94 + 0.06 * lively), values)


def drift(values: Floats, event: Event, hours: Hours, now_hour: int) -> Floats:
    share = (hours - (now_hour - event.ago)) / event.lasts
    return np.where(
        during(event, hours, now_hour), values * (1 + event.strength * share.clip(0, 1)), values
    )
