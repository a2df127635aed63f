r"""
What a fleet of simulated data loggers is told: one JSON file, written by the demo park.

::

    {
      "seed": 2026,
      "loggers": [
        {
          "mn": "31010012345678AB00000001",    station number
          "password": "123456",
          "st": "31",                          system code: 31 waste gas, 32 waste water, 27 VOC,
                                               22 ambient air, 44 energy meters
          "edition": "2017",                   "2005", "2017" or "2025"
          "sm4_key": "3030...30",              32 hexadecimal digits; 2025 only; absent: plain text
          "crc": "annex-a",                    or swapped, modbus, modbus-swapped
          "wants_answer": true,                bit D of Flag: wait for 9014 and resend
          "intervals": {                       seconds; 0 switches a kind of report off
            "real_time": 5, "minute": 600, "hour": 3600
          },
          "points": [
            {
              "factor": "a21026",
              "series": {"file": "series/stack.csv", "column": "so2"},   or  {"values": [1.0, 2.0]}
              "scale": 1.0, "offset": 0.0,     value = series * scale + offset
              "noise": 0.02,                   standard deviation, as a part of the value
              "low": 0.0, "high": 500.0,       bounds; either may be absent
              "kind": "value",                 or "counter": the series is a rate per hour, and
                                               what is sent is its running total
              "start": 0.0,                    counters only: total at the start of this year
              "zs": false,                     send ZsRtd, ZsAvg too: converted to reference oxygen
              "reference_o2": 3.5,             by the logger's own point a19001, in percent
              "decimals": 3
            }
          ],
          "faults": [
            {"kind": "drift", "every_minutes": 240, "lasts_minutes": 30, "point": "a21026"}
          ]
        }
      ]
    }

Series
    One row an hour, the first for 1 January 00:00 Beijing time; a shorter series repeats. Between
    two rows the value is interpolated, so that real-time values move. A relative file is looked
    for beside the configuration.

Faults
    `every_minutes` is the time from one beginning to the next, each logger shifted by its own
    random phase. `point` is a factor, or absent for all points.

    ============== ==============================================================================
    gap            nothing is sent; what falls due is kept and sent afterwards as resent data
    lost           nothing is sent and nothing kept: a true gap
    resend         each report is sent twice, with the same request number
    calibration    flag C, values run over zero and span
    drift          values grow by up to a third over the time of the fault
    stopped        flag F, values fall to zero
    maintenance    flag M, values stand still
    fault          flag D, values stand still
    over_range     flag T, values at the upper bound
    broken_crc     the check field is wrong
    noise          stray bytes before each frame
    exceed         values grow by a half: an exceedance with flag N
    disconnect     the connection is closed and opened again
    ============== ==============================================================================

The time of all of it is the wall clock, times ``--speed`` from the start of the run on.
"""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.envelope import EDITIONS

if TYPE_CHECKING:
    from pathlib import Path

KINDS = frozenset(
    {"gap", "lost", "resend", "calibration", "drift", "stopped", "maintenance", "fault"}
    | {"over_range", "broken_crc", "noise", "exceed", "disconnect"}
)
INTERVALS = {"real_time": 10, "minute": 600, "hour": 3600}  #: [s]


@dataclass(frozen=True, slots=True)
class Point:
    factor: str
    values: tuple[float, ...]
    scale: float = 1.0
    offset: float = 0.0
    noise: float = 0.0
    low: float | None = None
    high: float | None = None
    kind: str = "value"
    start: float = 0.0
    zs: bool = False
    reference_o2: float = 3.5
    decimals: int = 3


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    every_minutes: float
    lasts_minutes: float
    point: str = ""


@dataclass(frozen=True, slots=True)
class Logger:
    mn: str
    password: str
    st: str
    edition: str = "2017"
    sm4_key: bytes | None = None
    crc: str = "annex-a"
    wants_answer: bool = True
    intervals: dict[str, int] = field(default_factory=lambda: dict(INTERVALS))
    points: tuple[Point, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Fleet:
    loggers: tuple[Logger, ...]
    seed: int = 0


class Unreadable(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The configuration cannot be used; the message says where."""


def load(path: Path) -> Fleet:
    """Read a configuration and the series it names."""
    try:
        told = json.loads(path.read_text("utf-8"))
        loggers = tuple(_logger(entry, path.parent) for entry in told["loggers"])
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise Unreadable(message) from None
    except (KeyError, TypeError, ValueError) as error:
        message = f"{path}: {error}"
        raise Unreadable(message) from None
    return Fleet(loggers, int(told.get("seed", 0)))


def _logger(told: dict[str, Any], folder: Path) -> Logger:
    known = _known(Logger, told)
    known["points"] = tuple(_point(entry, folder) for entry in told.get("points", []))
    known["faults"] = tuple(Fault(**_known(Fault, entry)) for entry in told.get("faults", []))
    known["intervals"] = {**INTERVALS, **told.get("intervals", {})}
    if told.get("sm4_key"):
        known["sm4_key"] = bytes.fromhex(told["sm4_key"])
    logger = Logger(**known)
    _check(logger)
    return logger


def _check(logger: Logger) -> None:
    """Name what would go wrong later, and where."""
    if logger.edition not in EDITIONS:
        message = f"logger {logger.mn}: there is no edition {logger.edition!r}"
        raise ValueError(message)
    Check(logger.crc)
    for fault in logger.faults:
        if fault.kind not in KINDS:
            message = f"logger {logger.mn}: there is no fault {fault.kind!r}"
            raise ValueError(message)


def _point(told: dict[str, Any], folder: Path) -> Point:
    series = told["series"]
    values = series.get("values")
    if values is None:
        values = _column(folder / series["file"], series["column"])
    if not values:
        message = f"point {told['factor']}: its series is empty"
        raise ValueError(message)
    return Point(**{**_known(Point, told), "values": tuple(map(float, values))})


@lru_cache(maxsize=256)
def _column(path: Path, column: str) -> tuple[float, ...]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as rows:
        return tuple(float(row[column]) for row in csv.DictReader(rows) if row[column])


def _known(kind: type, told: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in told.items() if name in names}
