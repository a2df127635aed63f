"""What synergy hands to others: the three lists, drawn from the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from copark.kernel.figure import Figure, Source


@dataclass(frozen=True, slots=True)
class ListRow:
    """Why one unit is on one list."""

    list: str  #: ``carbon``, ``env_air``, ``env_water`` or ``energy``.
    rule: str
    enterprise_id: int
    enterprise_code: str
    name_en: str
    name_zh: str
    subject: str  #: Pollutant, ``co2`` or ``energy``.
    value: Decimal
    threshold: Decimal | None
    unit: str
    share: Decimal | None  #: Of the area's total, for the 65 % rule.
    cumulative_share: Decimal | None
    year: int  #: The year whose value put it there.
    source: Source
    figure: Figure
    medium: str = ""  #: AIR, WATER or INDIRECT for a pollutant.
    force: str = "MUST"  #: MAY: a city or a county decides.
    rule_en: str = ""
    rule_zh: str = ""
    standing: str = "MET"  #: STAYS: it fell below, and stays for some years.
    until: int | None = None  #: The last year that it stays.
    area_total: Decimal | None = None  #: Of the units screened, for the cumulative rule.
    wanted_share: Decimal | None = None  #: That the largest together must reach.
    #: How probable it is that the unit really lies before the next one; None where neither states
    #: an uncertainty, or nobody is next. 0 to 1.
    before_next: Decimal | None = None
    next_code: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """The three lists of a year under one rule set."""

    year: int
    rules: str
    rows: tuple[ListRow, ...]
    notes: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A fact of a unit that the park entered, from a year on."""

    id: int
    enterprise_id: int
    enterprise_code: str
    enterprise_en: str
    enterprise_zh: str
    name: str
    year_from: int
    value: Decimal
    evidence: str
    recorded_at: datetime
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class PublicationRef:
    """A decision about a list of a year."""

    id: int
    list: str  #: ``carbon``, ``pollutants`` or ``energy``.
    year: int
    turn: int
    is_withdrawal: bool
    number: str
    decided_on: date
    signatory: str
    note: str
    sha256: str
    made_at: datetime
    made_by: str | None


@dataclass(frozen=True, slots=True)
class DesignatedUnit:
    """A unit that an authority put on a list of a year."""

    id: int
    enterprise_id: int
    enterprise_code: str
    name_en: str
    name_zh: str
    list: str
    year: int
    document: str
    name_written: str
    credit_code: str
    matched_by: str
    upload_id: int | None
    upload_row: int | None
