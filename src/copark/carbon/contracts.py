"""What carbon hands to others, and takes from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from copark.kernel.figure import Figure


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row of a year was left out of its figure."""

    place: str  #: ``entry.17`` or ``energy.natural_gas``; empty if it is the whole year.
    field: str
    code: str
    sentence: str
    url: str = ""  #: Page of the row.


@dataclass(frozen=True, slots=True)
class CarbonYear:
    """Greenhouse gases of an enterprise in a year, by source. [tCO2e]"""

    enterprise_id: int
    year: int
    figure: Figure  #: Total of the method; its parts are the sources.
    sources: tuple[tuple[str, Decimal], ...] = ()  #: By key of ``sources.csv``.
    factor_set: str = ""
    grid: str = ""  #: Area, basis and year of the grid factor.
    method: str = ""  #: Key of ``accounting_methods.csv``.
    gwp_set: str = ""
    scope_1: Figure | None = None
    scope_2_location: Figure | None = None
    scope_2_market: Figure | None = None
    beyond: Figure | None = None  #: Direct emissions that the method's total leaves out.
    faults: tuple[Fault, ...] = ()  #: Rows that were left out; then the figure is partial.


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that carbon keeps: what energy does not know, or what refines energy's rows."""

    id: int
    enterprise_id: int
    year: int
    month: int | None  #: None: the whole year.
    plant: str
    block: str  #: One of `entering.STORED`.
    values: Mapping[str, Any]  #: Plain data: numbers as text.
    evidence: str
    upload_id: int | None
    reason: str
    uncertainty: Decimal | None  #: Relative, half the width of 95 % coverage. [%]
    origin: str  #: FORM, IMPORT or API.
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A row to be recorded, understood already; see `entering.understood`."""

    enterprise_id: int
    year: int
    month: int | None = None
    plant: str = ""
    block: str
    values: Mapping[str, Any]
    evidence: str = ""
    upload_id: int | None = None
    reason: str = ""
    uncertainty: Decimal | None = None
    origin: str = "FORM"
    replaces: int | None = None  #: The row that this one corrects.
