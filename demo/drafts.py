"""Outlets, stations and points before they are rows, and the draft that collects them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.signals import Signal

if TYPE_CHECKING:
    import random

    from demo.firms import Firm
    from demo.layout import Box, Spot
    from demo.limits import LimitPlan

HOURS_A_YEAR = 8760
#: Senders whose check field is not the standard's: enterprise → (policy, accepted, what it sends).
CHECKS = {
    "E14": ("MARK", (), "modbus"),
    "E21": ("VARIANTS", ("modbus-swapped",), "modbus-swapped"),
    "E30": ("VARIANTS", ("swapped",), "swapped"),
}
OLD = frozenset({"E07", "E19", "E25", "E29"})  #: Loggers of the 2005 edition.
NEW = frozenset({"E01", "E03", "E18", "E20", "E36", "E37", "E38"})  #: Of the 2025 edition.
ENCRYPTED = "E18"
HOURLY_FLOW = frozenset({"E16", "E22", "E31"})  #: Senders that write flow in m3/h.


@dataclass(frozen=True, slots=True)
class PointPlan:
    """One factor of a station."""

    factor: str
    unit: str
    signal: Signal
    limits: tuple[LimitPlan, ...] = ()
    range_high: float | None = None
    decimals: int = 2
    is_counter: bool = False


@dataclass(frozen=True, slots=True)
class StationPlan:
    """A data logger."""

    mn: str
    st: str
    edition: str
    points: tuple[PointPlan, ...]
    crc_policy: str = "STRICT"
    crc_variants: tuple[str, ...] = ()
    sends: str = "annex-a"
    sm4_key_hex: str = ""
    realtime_seconds: int = 10


@dataclass(frozen=True, slots=True)
class OutletPlan:
    """Where something leaves or enters, with its one station."""

    firm: str
    code: str
    name_en: str
    name_zh: str
    medium: str
    spot: Spot
    station: StationPlan
    is_indirect: bool = False
    height_m: float | None = None
    reference_oxygen: str | None = None


@dataclass(slots=True)
class Draft:
    """An enterprise's outlets while they are being drawn up."""

    firm: Firm
    box: Box
    rng: random.Random
    outlets: list[OutletPlan] = field(default_factory=list)

    def shift(self) -> int:
        return self.rng.randrange(0, 52) * 168

    def station(self, code: str, st: str, points: list[PointPlan], seconds: int) -> StationPlan:
        firm = self.firm.code
        policy, variants, sends = CHECKS.get(firm, ("STRICT", (), "annex-a"))
        edition = "2005" if firm in OLD else "2025" if firm in NEW else "2017"
        key = hashlib.sha256(f"demo-{firm}".encode()).hexdigest()[:32] if firm == ENCRYPTED else ""
        return StationPlan(
            mn=number(firm, code),
            st=st,
            edition=edition,
            points=tuple(points),
            crc_policy=policy,
            crc_variants=variants,
            sends=sends,
            sm4_key_hex=key,
            realtime_seconds=seconds,
        )

    def flow(self, m3_h: float, source: str = "gas_turbine:load_mwh") -> PointPlan:
        hourly = self.firm.code in HOURLY_FLOW
        signal = Signal(source, m3_h if hourly else m3_h / 3600, self.shift(), base=0.35)
        return PointPlan(
            "a00000", "m3/h" if hourly else "m3/s", signal, decimals=0 if hourly else 3
        )


def number(firm: str, code: str) -> str:
    """Return a station number (MN) of 24 characters that no real station carries."""
    digest = hashlib.sha256(f"{firm}-{code}".encode()).hexdigest().upper()
    return f"00DEC0{firm[1:]}{digest[:16]}"
