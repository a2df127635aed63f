"""Every factor that an account may open, and the one set that it keeps to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.carbon.calc import acids, carbonates, factors, gwp, refrigerants, waste_water
from copark.carbon.calc import sources as source_table
from copark.carbon.calc import substances as substance_table
from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

OTHER = "other"  #: A fuel or substance that no table knows: its carbon must be measured.
RESIDUAL = "excl_market_nonfossil"  #: Basis of the mix that contracts left over.
COUNTRY = "CN"


@dataclass(frozen=True, slots=True)
class Constant:
    """One number of a guide."""

    value: Decimal
    unit: str
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Book:
    """The tables of carbon."""

    methods: Mapping[str, source_table.AccountingMethod]
    sources: Mapping[str, source_table.EmissionSource]
    words: Mapping[str, tuple[source_table.Named, ...]]
    fuels: Mapping[tuple[str, str], factors.FuelFactor]
    grids: tuple[factors.GridFactor, ...]
    constants: Mapping[str, Constant]
    generation: Mapping[tuple[str, str], acids.AcidFactor]
    removal: Mapping[tuple[str, str], acids.AcidFactor]
    carbonates: Mapping[str, carbonates.CarbonateFactor]
    substances: Mapping[str, substance_table.Substance]
    gwps: Mapping[tuple[str, str], gwp.Gwp]
    blends: refrigerants.Blends
    atoms: Mapping[str, int]
    waste_water: Mapping[tuple[str, str], waste_water.WasteWaterFactor]

    def fuels_of(self, factor_set: str) -> dict[str, factors.FuelFactor]:
        """Return the fuels of one set; there is no way to ask for two."""
        return {fuel: row for (name, fuel), row in self.fuels.items() if name == factor_set}

    def key_of(self, words: str, code: str) -> str:
        """Return the key in its table of a word of the document."""
        return next(word.key for word in self.words[words] if word.code == code)


def read_book(text_of: Callable[[str], str]) -> Book:
    """
    Return the tables of carbon, each checked on the way in.

    Parameters
    ----------
    text_of
        Gives the text of a table by its file name.

    Returns
    -------
    Book
        The tables.

    Raises
    ------
    Refused
        If a table does not close; see the readers.

    Examples
    --------
    >>> from importlib import resources
    >>> folder = resources.files("copark.carbon.calc")
    >>> book = read_book(lambda name: folder.joinpath(name).read_text("utf-8"))
    >>> book.methods["NDRC2013_CHEM"].gwp_set
    'SAR'
    """
    process = text_of("process_factors.csv")
    return Book(
        methods=source_table.accounting_methods(text_of("accounting_methods.csv")),
        sources=source_table.emission_sources(text_of("sources.csv")),
        words=source_table.named(text_of("choices.csv")),
        fuels=factors.fuel_factors(text_of("fuel_factors.csv")),
        grids=factors.grid_factors(text_of("grid_factors.csv")),
        constants=_constants(process),
        generation=acids.acid_factors(process, acids.GENERATION),
        removal=acids.acid_factors(process, acids.REMOVAL),
        carbonates=carbonates.carbonate_factors(text_of("carbonate_factors.csv")),
        substances=substance_table.substances(text_of("substance_carbon.csv")),
        gwps=gwp.gwps(text_of("gwp.csv")),
        blends=refrigerants.blends(text_of("blends.csv")),
        atoms={
            row["gas"]: int(row["carbon_atoms"])
            for row in tables.rows(text_of("gas_components.csv"))
        },
        waste_water=waste_water.waste_water_factors(text_of("wastewater_factors.csv")),
    )


def _constants(text: str) -> dict[str, Constant]:
    """Return the rows of ``process_factors.csv`` that stand once in a process."""
    found: dict[str, Constant] = {}
    for row in tables.rows(text):
        if row["process"] in {"co2_recovery", "heat", "steam", "hot_water"}:
            value = tables.number(row["value"])
            if value is None:
                message = f"process_factors.csv gives no value for {row['process']}."
                raise Refused("carbon.factor.open", message, fuel=row["process"])
            source = Source(row["source"], row["confidence"])
            found[row["process"]] = Constant(value, row["unit"], source, row["note"])
    return found
