"""What a logger has to say of a moment or an interval, as items of an upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.protocols.hj212.encoding import Item
from copark.protocols.hj212.factors import factor_of
from demo.devices import series
from demo.devices.series import Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.devices.config import Logger

REAL_TIME, MINUTE, HOUR, DAY = "2011", "2051", "2061", "2031"
SAMPLES = {MINUTE: 20, HOUR: 60, DAY: 144}  #: Samples an average is made of.
OXYGEN = "a19001"
AIR = 21.0  #: Oxygen of air, as the conversion to reference oxygen takes it. [%]
TOO_AIRY = 20.5  #: Above this no conversion has a meaning. [%]
FLOWS = {"a00000": 1e-6, "w00000": 1e-6}
"""Flow factor to the kilograms that one unit of concentration times flow gives: mg/m3 x m3/s and
mg/L x L/s are both mg/s."""


class Memory:
    """A logger's points; knows what they were at any moment."""

    def __init__(self, logger: Logger, *, seed: int, year: int) -> None:
        name = f"{seed}/{logger.mn}"
        self.troubles = series.troubles(logger.faults, name)
        self._signals = [
            Signal(point, self.troubles, seed=name, year=year) for point in logger.points
        ]
        self._by_factor = {signal.point.factor: signal for signal in self._signals}

    def trouble(self, kind: str, moment: float) -> int | None:
        """Return the number of the fault's time that covers a moment, None when none does."""
        for fault in self.troubles:
            window = fault.window(moment) if fault.kind == kind else None
            if window:
                return window.number
        return None

    def moment(self, at: float) -> list[Item]:
        """Return real-time data."""
        items = []
        oxygen = self._oxygen(at)
        for signal in self._signals:
            sample = signal.at(at)
            values = {"Rtd": _written(signal, sample.value)}
            if signal.point.zs and oxygen is not None:
                values["ZsRtd"] = _written(signal, _converted(signal, sample.value, oxygen))
            items.append(Item(signal.point.factor, values, sample.flag))
        return items

    def interval(self, cn: str, begin: float, end: float) -> list[Item]:
        """Return minute, hour or day data; nothing for an interval that was lost."""
        if self.trouble("lost", (begin + end) / 2) is not None:
            return []
        spans = {s.point.factor: series.over(s, begin, end, SAMPLES[cn]) for s in self._signals}
        flow = next((factor for factor in FLOWS if factor in spans), "")
        oxygen = spans[OXYGEN].mean if OXYGEN in spans else None
        return [self._item(signal, spans, flow, oxygen) for signal in self._signals]

    def _item(
        self, signal: Signal, spans: dict[str, series.Span], flow: str, oxygen: float | None
    ) -> Item:
        span = spans[signal.point.factor]
        values = {"Min": _written(signal, span.low), "Avg": _written(signal, span.mean)}
        values["Max"] = _written(signal, span.high)
        if signal.is_counter or signal.point.factor == flow:
            values["Cou"] = f"{span.advance:.3f}"
        elif flow and _is_concentration(signal.point.factor):
            values["Cou"] = f"{span.advance * spans[flow].mean * FLOWS[flow]:.4f}"
        if signal.point.zs and oxygen is not None:
            for name, value in (("ZsMin", span.low), ("ZsAvg", span.mean), ("ZsMax", span.high)):
                values[name] = _written(signal, _converted(signal, value, oxygen))
        return Item(signal.point.factor, values, span.flag)

    def _oxygen(self, at: float) -> float | None:
        signal = self._by_factor.get(OXYGEN)
        return signal.at(at).value if signal else None


def _is_concentration(code: str) -> bool:
    factor = factor_of(code)
    return factor is not None and factor.unit in {"mg/m3", "mg/L"}


def _converted(signal: Signal, value: float, oxygen: float) -> float:
    if oxygen >= TOO_AIRY:
        return value
    return value * (AIR - signal.point.reference_o2) / (AIR - oxygen)


def _written(signal: Signal, value: float) -> str:
    return f"{value:.{signal.point.decimals}f}"


def begins(moment: float, interval: float) -> float:
    """Return the start of the interval a moment lies in; days begin in Beijing time."""
    shift = 8 * 3600
    return (moment + shift) // interval * interval - shift


def starts_between(first: float, last: float, interval: float) -> Sequence[float]:
    """Return the starts of the intervals that begin within two moments, both included."""
    start = begins(first, interval)
    start = start if start >= first else start + interval
    count = int((last - start) // interval) + 1
    return [start + place * interval for place in range(max(0, count))]
