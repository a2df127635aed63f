"""What energy hands to others, and takes from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from copark.kernel.figure import Figure

DIRECTIONS = ("BOUGHT", "SOLD", "MADE", "FEEDSTOCK")


@dataclass(frozen=True, slots=True)
class Use:
    """One row of activity data: a carrier used, made or sold by an enterprise in a period."""

    id: int  #: 0 for what meters counted: it has no row here.
    enterprise_id: int
    year: int
    month: int | None  #: None: the whole year.
    carrier: str  #: Key of the carrier table, e.g. ``natural_gas``.
    direction: str  #: BOUGHT, SOLD, MADE (self-made) or FEEDSTOCK.
    amount: Decimal
    unit: str
    origin: str  #: METER, FORM or IMPORT.
    evidence: str  #: File and row, meter, or person.


@dataclass(frozen=True, slots=True)
class NewUse:
    """Activity data to be recorded, in any unit that the carrier is counted in."""

    enterprise_id: int
    year: int
    month: int | None
    carrier: str
    direction: str
    amount: Decimal
    unit: str
    origin: str = "FORM"
    evidence: str = ""
    upload_id: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One carrier of an enterprise in a year, added up. Amounts in `unit`."""

    carrier: str
    kind: str  #: ``electricity``, ``steam``, ``heat`` or ``fuel``.
    name_en: str
    name_zh: str
    fuel: str  #: Key of its fuel factor; empty if it has none.
    unit: str
    bought: Decimal  #: From outside, metered amounts included.
    sold: Decimal
    made: Decimal  #: Self-made: shown, not counted.
    feedstock: Decimal  #: Raw material: shown, not counted.
    metered: Decimal  #: Of what was bought, counted by meters because nothing was declared.
    heat: Decimal | None  #: For steam and heat: bought less sold. [GJ]
    tce: Decimal

    @property
    def used(self) -> Decimal:
        """Return what was bought less what was sold."""
        return self.bought - self.sold


@dataclass(frozen=True, slots=True)
class EnergyYear:
    """Comprehensive energy use of an enterprise in a year. [tce]"""

    enterprise_id: int
    year: int
    figure: Figure
    uses: tuple[Use, ...]
    balances: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class EnergyMonth:
    """Comprehensive energy use in one month. [tce]"""

    month: int
    tce: Decimal


@dataclass(frozen=True, slots=True)
class EnergyDay:
    """Bought energy that the meters of the park, or of an enterprise, counted on one day. [tce]"""

    day: date
    tce: Decimal


@dataclass(frozen=True, slots=True)
class Output:
    """What an enterprise brought forth of one product in a period."""

    id: int
    enterprise_id: int
    year: int
    month: int | None  #: None: the whole year.
    product: str
    name_en: str
    name_zh: str
    amount: Decimal
    unit: str
    origin: str  #: FORM or IMPORT.
    evidence: str


@dataclass(frozen=True, slots=True)
class NewOutput:
    """Output to be recorded."""

    enterprise_id: int
    year: int
    month: int | None
    product: str
    amount: Decimal
    unit: str
    name_en: str = ""
    name_zh: str = ""
    origin: str = "FORM"
    evidence: str = ""
    upload_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turnover:
    """Output value and added value of an enterprise in a year. [1e4 CNY]"""

    id: int
    enterprise_id: int
    year: int
    price_year: int  #: 0: the prices of the year itself; else those of that year.
    output_value: Decimal
    added_value: Decimal | None  #: None: not given.
    origin: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NewTurnover:
    """Output value and added value to be recorded. [1e4 CNY]"""

    enterprise_id: int
    year: int
    output_value: Decimal
    added_value: Decimal | None = None
    price_year: int = 0
    origin: str = "FORM"
    evidence: str = ""
    upload_id: int | None = None
