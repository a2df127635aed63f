"""
What a point would measure at any moment: a replayed series, noise and faults.

All of it is a function of the moment, with noise drawn from a seed and the second. So a logger
knows what it measured at any time before, even before it was started, and answers for it.
"""

from __future__ import annotations

import bisect
import itertools
import math
import random
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from copark.protocols.hj212.cp import BEIJING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.devices.config import Fault, Point

HOUR = 3600.0  #: [s]
DRIFT = 0.33  #: Rise of a drifting value at the end of its fault, as a part.
EXCESS = 1.5  #: Factor of an exceedance.
SPAN = 0.8  #: Value of the span gas, as a part of the range.
FLAGS = {"calibration": "C", "stopped": "F", "maintenance": "M", "fault": "D", "over_range": "T"}
PER_POINT = {*FLAGS, "drift", "exceed"}  #: Faults that change values; the others change sending.


class Curve:
    """A series of hours that repeats, interpolated or summed up."""

    def __init__(self, values: Sequence[float]) -> None:
        self._values = values
        self._sums = [0.0, *itertools.accumulate(values)]

    def at(self, hours: float) -> float:
        place = math.floor(hours)
        share = hours - place
        size = len(self._values)
        return self._values[place % size] * (1 - share) + self._values[(place + 1) % size] * share

    def total(self, hours: float) -> float:
        """Return what a rate per hour has summed up to since hour zero."""
        size = len(self._values)
        rounds, rest = divmod(hours, size)
        place = min(int(rest), size - 1)
        return rounds * self._sums[-1] + self._sums[place] + self._values[place] * (rest - place)


class Window(NamedTuple):
    """One time of a fault."""

    number: int
    share: float  #: How much of it has passed, from 0 to 1.


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault with the phase that is this logger's own."""

    kind: str
    point: str
    every: float
    lasts: float
    phase: float

    def window(self, moment: float) -> Window | None:
        if self.every <= 0:
            return None
        number, passed = divmod(moment - self.phase, self.every)
        return Window(int(number), passed / self.lasts) if passed < self.lasts else None


def troubles(faults: Sequence[Fault], seed: str) -> tuple[Trouble, ...]:
    draw = random.Random(seed)
    return tuple(
        Trouble(
            fault.kind,
            fault.point,
            fault.every_minutes * 60,
            fault.lasts_minutes * 60,
            draw.uniform(0, fault.every_minutes * 60),
        )
        for fault in faults
    )


class Sample(NamedTuple):
    """A value with its flag."""

    value: float
    flag: str


class Signal:
    """One point of a logger: its value at any moment, in seconds since 1970."""

    def __init__(self, point: Point, faults: Sequence[Trouble], *, seed: str, year: int) -> None:
        self.point = point
        self._curve = Curve(point.values)
        own = [fault for fault in faults if fault.point in {"", point.factor}]
        self._faults = [fault for fault in own if fault.kind in PER_POINT]
        self._seed = zlib.crc32(f"{seed}/{point.factor}".encode())
        self._zero = datetime(year, 1, 1, tzinfo=BEIJING).timestamp()

    @property
    def is_counter(self) -> bool:
        return self.point.kind == "counter"

    def at(self, moment: float) -> Sample:
        point = self.point
        hours = (moment - self._zero) / HOUR
        if self.is_counter:
            return Sample(point.start + self._curve.total(hours) * point.scale, "N")
        value = self._plain(moment)
        flag = "N"
        for fault in self._faults:
            window = fault.window(moment)
            if window:
                value, flag = self._bent(fault, window, value, moment)
        return Sample(self._bounded(value), flag)

    def _plain(self, moment: float) -> float:
        point = self.point
        value = self._curve.at((moment - self._zero) / HOUR) * point.scale + point.offset
        if point.noise:
            value *= 1 + random.Random(self._seed + int(moment)).gauss(0, point.noise)
        return value

    def _bent(
        self, fault: Trouble, window: Window, value: float, moment: float
    ) -> tuple[float, str]:
        flag = FLAGS.get(fault.kind, "N")
        if fault.kind == "calibration":  # zero gas first, then span gas
            return (0.0 if window.share < 0.5 else SPAN * self._top(value)), flag  # noqa: PLR2004
        if fault.kind in {"maintenance", "fault"}:  # the value of the beginning stands still
            return self._plain(moment - window.share * fault.lasts), flag
        changed = {
            "stopped": 0.0,
            "over_range": self._top(value),
            "drift": value * (1 + DRIFT * window.share),
            "exceed": value * EXCESS,
        }
        return changed[fault.kind], flag

    def _top(self, value: float) -> float:
        return value if self.point.high is None else self.point.high

    def _bounded(self, value: float) -> float:
        low, high = self.point.low, self.point.high
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)


class Span(NamedTuple):
    """A point over an interval."""

    low: float
    mean: float
    high: float
    advance: float  #: What a counter ran on; the integral over time [unit s] of a value.
    flag: str


ENOUGH = 0.75  #: Part of the samples that must be normal for an interval to be.


def over(signal: Signal, begin: float, end: float, samples: int) -> Span:
    """Sum up a point over an interval, from samples spread evenly."""
    if signal.is_counter:
        first, last = signal.at(begin).value, signal.at(end).value
        # The reading at the start stands for the interval, whose time is its start.
        return Span(first, first, last, last - first, "N")
    step = (end - begin) / samples
    found = [signal.at(begin + step * (place + 0.5)) for place in range(samples)]
    flag = flag_of([sample.flag for sample in found])
    values = [sample.value for sample in found if sample.flag == "N" or flag != "N"]
    mean = sum(values) / len(values)
    return Span(min(values), mean, max(values), mean * (end - begin), flag)


def flag_of(flags: Sequence[str]) -> str:
    """Return N when enough samples are normal, else the most frequent other flag."""
    others = sorted(flag for flag in flags if flag != "N")
    if len(flags) - len(others) >= ENOUGH * len(flags):
        return "N"
    runs = {flag: bisect.bisect(others, flag) - bisect.bisect_left(others, flag) for flag in others}
    return max(runs, key=lambda flag: runs[flag])
