"""What an enterprise says of one year: the blocks of the document and what their rows hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from copark.carbon.calc.book import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from copark.kernel.entries import Taken


def spelled(key: str) -> str:
    """
    Return the key of a table as a name.

    Examples
    --------
    >>> spelled("natural_gas")
    'Natural gas'
    """
    return key.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row may say."""

    place: str = ""  #: Where it stands in the file.
    plant: str = ""  #: Part of the enterprise.
    period: int | None = None  #: Month; None: the whole year.
    source: str = ""  #: Evidence: bill, meter, laboratory report.
    uncertainty: Decimal | None = None  #: Relative, half the width of 95 % coverage. [%]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuel(Row):
    """Fuel burnt."""

    block: ClassVar[str] = "fuels"
    fuel: str
    amount: Decimal
    unit: str  #: ``t`` or ``1e4Nm3``.
    name: str = ""  #: Of a fuel that the table does not know.
    origin: str = "bought"
    bought: Decimal | None = None  #: Everything bought of it, burnt or not.
    heating_value: Decimal | None = None  #: Measured. [GJ/unit]
    carbon_content: Decimal | None = None  #: Measured. [tC/GJ]
    oxidation: Decimal | None = None
    carbon: Decimal | None = None  #: Measured. [tC/unit]
    composition: Mapping[str, Decimal] | None = None  #: Gas analysis by volume. [-]
    factor_set: str = ""

    @property
    def item(self) -> str:
        """Return what it is, known to the table or not."""
        return self.name if self.fuel == OTHER else self.fuel

    @property
    def shown(self) -> str:
        """Return its name as a figure shows it."""
        return self.name if self.fuel == OTHER else spelled(self.fuel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Electricity(Row):
    """Electricity bought, sold or self-made. [MWh]"""

    block: ClassVar[str] = "electricity"
    amount: Decimal
    unit: str = "MWh"
    direction: str = "BOUGHT"
    supply: str = "grid"
    certificate: str = ""
    factor: Decimal | None = None  #: Of the contract. [tCO2/MWh]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat(Row):
    """Steam [t], hot water [t] or heat [GJ] bought, sold or self-made."""

    block: ClassVar[str] = "heat"
    carrier: str
    amount: Decimal
    unit: str
    direction: str = "BOUGHT"
    enthalpy: Decimal | None = None  #: [kJ/kg]
    enthalpy_default: str = ""  #: Source of the enthalpy, where it is a default to be verified.
    pressure: Decimal | None = None  #: Absolute. [MPa]
    temperature: Decimal | None = None  #: [°C]
    factor: Decimal | None = None  #: The supplier's. [tCO2/GJ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Row):
    """Carbon into or out of a process."""

    block: ClassVar[str] = "materials"
    item: str
    side: str  #: ``in``, ``product`` or ``waste``.
    amount: Decimal
    unit: str  #: ``t`` or ``1e4Nm3``.
    process: str = ""
    carbon: Decimal | None = None  #: [tC/unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carbonate(Row):
    """Carbonate that gave off its carbon dioxide. [t]"""

    block: ClassVar[str] = "carbonates"
    carbonate: str
    amount: Decimal
    unit: str = "t"
    purity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acid(Row):
    """Nitric or adipic acid made. [t, as 100 %]"""

    block: ClassVar[str] = "acids"
    acid: str
    process: str
    amount: Decimal
    unit: str = "t"
    removal: str = ""
    efficiency: Decimal | None = None
    running: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered(Row):
    """Carbon dioxide caught. [1e4 Nm3]"""

    block: ClassVar[str] = "recovered"
    amount: Decimal
    unit: str = "1e4Nm3"
    purity: Decimal
    use: str = "sold"
    origin: str = "fossil"


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteWater(Row):
    """Waste water treated."""

    block: ClassVar[str] = "waste_water"
    treatment: str = ""
    cod: Decimal | None = None  #: Removed. [t]
    unit: str = "t"
    volume: Decimal | None = None  #: [m3]
    cod_in: Decimal | None = None  #: [mg/L]
    cod_out: Decimal | None = None  #: [mg/L]
    sludge: Decimal | None = None  #: [tCOD]
    recovered: Decimal | None = None  #: [tCH4]
    mcf: Decimal | None = None
    nitrogen: Decimal | None = None  #: [t]
    nitrogen_case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refrigerant(Row):
    """Stocks and flows of a refrigerant. [t]"""

    block: ClassVar[str] = "refrigerants"
    gas: str
    unit: str = "t"
    opening: Decimal
    bought: Decimal
    closing: Decimal
    added: Decimal | None = None
    returned: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voc(Row):
    """Vapours fed to an oxidiser or flare. [t]"""

    block: ClassVar[str] = "voc"
    substance: str
    amount: Decimal
    unit: str = "t"
    efficiency: Decimal
    name: str = ""
    carbon: Decimal | None = None  #: [tC/t]
    device: str = ""
    origin: str = "fossil"

    @property
    def item(self) -> str:
        """Return what it is, known to the table or not."""
        return self.name if self.substance == OTHER else self.substance

    @property
    def shown(self) -> str:
        """Return its name as a figure shows it."""
        name = self.name if self.substance == OTHER else spelled(self.substance)
        return f"{name}, {self.device}" if self.device else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility(Row):
    """Water, air and other carriers that take energy to make."""

    block: ClassVar[str] = "utilities"
    item: str
    amount: Decimal
    unit: str
    direction: str = "BOUGHT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Row):
    """What the enterprise makes."""

    block: ClassVar[str] = "output"
    product: str
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose year it is, and by which rules it is counted."""

    enterprise: str
    year: int
    method: str
    region: str
    grid_basis: str = "average"
    grid_year: int | None = None  #: None: the newest published by the year.
    gwp_set: str = ""  #: Empty: that of the method.
    output_value: Decimal | None = None  #: [1e4 CNY]
    added_value: Decimal | None = None  #: [1e4 CNY]
    electricity_loss: Decimal | None = None  #: Calorific-loss value of electricity. [kgce/kWh]
    electricity_loss_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One enterprise and year."""

    about: About
    fuels: tuple[Fuel, ...] = ()
    electricity: tuple[Electricity, ...] = ()
    heat: tuple[Heat, ...] = ()
    materials: tuple[Material, ...] = ()
    carbonates: tuple[Carbonate, ...] = ()
    acids: tuple[Acid, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    waste_water: tuple[WasteWater, ...] = ()
    refrigerants: tuple[Refrigerant, ...] = ()
    voc: tuple[Voc, ...] = ()
    utilities: tuple[Utility, ...] = ()
    output: tuple[Product, ...] = ()


ROWS: tuple[type[Row], ...] = (
    Fuel, Electricity, Heat, Material, Carbonate, Acid, Recovered, WasteWater, Refrigerant, Voc,
    Utility, Product,
)  # fmt: skip
Kind = TypeVar("Kind", bound=Row)


def document_of(about: About, taken: Iterable[Taken]) -> Document:
    """Return the document of rows that were understood."""
    kinds = {getattr(kind, "block", ""): kind for kind in ROWS}
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in taken:
        found[row.block].append(_row(kinds[row.block], row))
    return Document(about=about, **{block: tuple(rows) for block, rows in found.items()})


def _row(kind: type[Kind], taken: Taken) -> Kind:
    """Return a row with what was said; what was left open keeps its default."""
    known = {item.name for item in fields(kind)}
    said = {key: value for key, value in taken.values.items() if key in known}
    given: dict[str, Any] = {key: value for key, value in said.items() if value is not None}
    return kind(place=taken.place, **given)
