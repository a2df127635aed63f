"""Points as columns, for work on many of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc import counters
from copark.monitoring.calc.mass import KG_PER_MG, M3_PER_HOUR, MG_PER_M3
from copark.monitoring.calc.roles import COUNTERS, FLOW
from copark.monitoring.calc.rolling import MassFactor, Roles
from copark.monitoring.calc.vocabulary import Kind
from copark.monitoring.models import Exchange
from copark.protocols.hj212.factors import factor_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.summing import Sums
    from copark.registry.contracts import PointRef

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Places:
    """Every point of the park, ordered by number, with what ingest asks of it."""

    refs: dict[int, PointRef]
    ids: np.ndarray
    realtime_s: np.ndarray  #: How long a real-time value stands for. [s]
    minute_s: np.ndarray  #: How long a minute value stands for. [s]
    low: np.ndarray  #: Range; NaN for none. [unit of the point]
    high: np.ndarray
    is_counter: np.ndarray
    register: np.ndarray  #: Where a counter begins again at nought; NaN for never.
    exchanges: counters.Exchanges
    waiting: dict[str, dict[str, int]]  #: Point by factor, by station number.
    keys: dict[str, bytes]  #: SM4 key by station number.
    stations: dict[str, int]  #: Station by its number.

    def rows(self, point: np.ndarray) -> np.ndarray:
        """Return where points stand in the columns."""
        return np.searchsorted(self.ids, point)

    def span(self, readings: Readings | Sums) -> np.ndarray:
        """Return how long each reading stands for. [s]"""
        row = self.rows(readings.point)
        short = np.where(readings.kind == Kind.REALTIME, self.realtime_s[row], self.minute_s[row])
        return np.where(
            readings.kind < Kind.HOUR, short, np.where(readings.kind == Kind.HOUR, 3600, _DAY_S)
        )

    def offsets(self, readings: Readings) -> np.ndarray:
        """Return what exchanges of meters add to their standings."""
        return counters.offsets(readings.point, readings.at, self.exchanges)

    def meters(self, readings: Readings) -> counters.Meters:
        """Return what is known of the meter behind each reading."""
        row = self.rows(readings.point)
        return counters.Meters(self.high[row], self.register[row], self.offsets(readings))


def mass_factors(refs: Iterable[PointRef]) -> list[MassFactor]:
    """Return how the mass of every pollutant is found that has a flow beside it at its outlet."""
    listed = list(refs)
    flows = {ref.outlet_id: ref for ref in listed if ref.factor in FLOW and ref.unit in M3_PER_HOUR}
    return [
        MassFactor(
            point=ref.id,
            flow=flows[ref.outlet_id].id,
            scale=MG_PER_M3[ref.unit] * M3_PER_HOUR[flows[ref.outlet_id].unit] * KG_PER_MG,
        )
        for ref in listed
        if ref.outlet_id in flows and ref.unit in MG_PER_M3 and is_pollutant(ref.factor)
    ]


def is_pollutant(factor: str) -> bool:
    """Say whether a factor is accounted as a pollutant."""
    known = factor_of(factor)
    return bool(known and known.pollutant)


def roles_of(known: Places) -> Roles:
    """Return what each point is for in the arithmetic of a day."""
    flows = {mass.point: mass.flow for mass in mass_factors(known.refs.values())}
    return Roles(
        ids=known.ids,
        is_counter=known.is_counter,
        is_water=np.array(
            [known.refs[i].medium == "WATER" for i in known.ids.tolist()], dtype=bool
        ),
        flow=np.array([flows.get(i, -1) for i in known.ids.tolist()], dtype=np.int64),
    )


def places() -> Places:
    """Return every point of the park as columns."""
    points = registry.points()
    waiting: dict[str, dict[str, int]] = {}
    for point in points:
        waiting.setdefault(point.mn, {})[point.factor] = point.id
    return Places(
        refs={point.id: point for point in points},
        ids=np.array([point.id for point in points], dtype=np.int64),
        realtime_s=np.array([point.realtime_seconds for point in points], dtype=np.int64),
        minute_s=np.array([point.minute_minutes * 60 for point in points], dtype=np.int64),
        low=np.array([_bound(point.range_low) for point in points], dtype=np.float64),
        high=np.array([_bound(point.range_high) for point in points], dtype=np.float64),
        is_counter=np.array([point.factor in COUNTERS for point in points], dtype=bool),
        register=np.array([_bound(point.register) for point in points], dtype=np.float64),
        exchanges=_exchanges(),
        waiting=waiting,
        keys={p.mn: bytes.fromhex(p.sm4_key_hex) for p in points if p.sm4_key_hex},
        stations={point.mn: point.station_id for point in points},
    )


def _exchanges() -> counters.Exchanges:
    rows = list(
        Exchange.objects.order_by("at_s").values_list("point_id", "at_s", "closing", "opening")
    )
    if not rows:
        return counters.no_exchanges()
    point, at, closing, opening = zip(*rows, strict=True)
    return counters.Exchanges(
        np.array(point, dtype=np.int64),
        np.array(at, dtype=np.int64),
        np.array(closing, dtype=np.float64),
        np.array(opening, dtype=np.float64),
    )


def _bound(value: float | None) -> float:
    return np.nan if value is None else value
