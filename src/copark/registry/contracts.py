"""What the registry hands to others: frozen facts about places and people of the park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


SPREAD, KEEP = "SPREAD", "KEEP"  #: What a counter's advance over an outage becomes.


@dataclass(frozen=True, slots=True)
class ParkRef:
    """The park."""

    id: int
    code: str
    name_en: str
    name_zh: str
    zone_name: str
    area_code: str
    longitude: float
    latitude: float
    stand_in_note_en: str
    stand_in_note_zh: str


@dataclass(frozen=True, slots=True)
class EnterpriseRef:
    """An enterprise, with what the rules of the three lists ask of it."""

    id: int
    code: str
    name_en: str
    name_zh: str
    sector: str
    permit_class: str
    is_above_scale: bool
    is_ets_sector: bool
    is_wastewater_works: bool
    discharges_class1: bool
    is_designated_energy_user: bool
    is_park_utility: bool
    longitude: float
    latitude: float
    stand_in_of: str
    zone_id: int | None = None


@dataclass(frozen=True, slots=True)
class ZoneRef:
    """A zone of the park."""

    id: int
    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class LimitRef:
    """A dated limit on a point."""

    averaging: str
    value: Decimal
    low: Decimal | None
    unit: str
    is_at_reference_oxygen: bool
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class PointRef:
    """One factor of a station, with the chain of places it belongs to."""

    id: int
    factor: str
    unit: str
    range_low: float | None
    range_high: float | None
    station_id: int
    mn: str
    outlet_id: int
    outlet_code: str
    medium: str
    is_indirect: bool
    reference_oxygen: Decimal | None
    enterprise_id: int
    limits: tuple[LimitRef, ...] = ()
    realtime_seconds: int = 30
    minute_minutes: int = 10
    sm4_key_hex: str = ""
    register: float | None = None  #: Where a counter begins again at nought.
    outage: str = "SPREAD"  #: What its advance over an outage becomes.
    main_id: int | None = None  #: Point of the meter that counts what this one counts too.


@dataclass(frozen=True, slots=True)
class OutletRef:
    """An outlet on the map."""

    id: int
    code: str
    name_en: str
    name_zh: str
    medium: str
    is_indirect: bool
    enterprise_id: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class PermitRef:
    """A permitted yearly amount. [t]"""

    enterprise_id: int
    pollutant: str
    medium: str
    year: int
    tonnes: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class PlanRef:
    """A planned yearly amount of the park (enterprise_id None) or of an enterprise."""

    enterprise_id: int | None
    year: int
    subject: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something of the registry that a search came upon."""

    kind: str  #: ``enterprise``, ``outlet`` or ``station``.
    id: int
    code: str
    name_en: str
    name_zh: str
