"""Who reads which tables of factors: a table is taken over only if its domain's reader takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.carbon.calc import factors as carbon
from copark.carbon.calc.book import read_book
from copark.carbon.calc.gwp import gwp_of
from copark.energy.calc import tables as energy
from copark.kernel import tables as kernel
from copark.kernel.errors import Refused
from copark.pollution.calc import (
    environmental_tax,
    method_order,
    stack_rate,
    voc,
    voc_leaks,
    voc_loading,
)
from copark.pollution.calc import tables as pollution

if TYPE_CHECKING:
    from collections.abc import Callable

    TextOf = Callable[[str], str]

METHOD_GASES = ("CO2", "CH4", "N2O")


def read_carbon(text_of: TextOf) -> None:
    """Read every table of carbon; each method must find the warming potentials it names."""
    book = read_book(text_of)
    carbon.heat_factor(text_of("process_factors.csv"))
    for method in book.methods.values():
        for gas in METHOD_GASES:
            gwp_of(book.gwps, assessment=method.gwp_set, gas=gas)


def read_energy(text_of: TextOf) -> None:
    """Read every table of energy; each carrier must find its coefficient."""
    coefficients = energy.coefficients(text_of("energy_tce.csv"))
    kernel.parameters(text_of("parameters.csv"))
    for carrier in energy.carriers(text_of("carriers.csv")).values():
        if carrier.tce not in coefficients or coefficients[carrier.tce].kgce is None:
            message = f"The carrier “{carrier.code}” needs the coefficient “{carrier.tce}”."
            raise Refused(
                "factors.coefficient.missing", message, carrier=carrier.code, key=carrier.tce
            )


def read_pollution(text_of: TextOf) -> None:
    """Read every table of pollution."""
    pollution.pollutants(text_of("pollutants.csv"))
    kernel.parameters(text_of("method_rules.csv"))
    environmental_tax.equivalents(text_of("pollutant_equivalents.csv"))
    environmental_tax.rates(text_of("tax_rates.csv"))
    stack_rate.rates(text_of("stack_rates.csv"))
    method_order.ways(text_of("method_order.csv"))
    voc.categories(text_of("voc_sources.csv"))
    voc_leaks.leak_factors(text_of("voc_leak_factors.csv"))
    voc_loading.coefficients(text_of("voc_coefficients.csv"))


READERS: dict[str, Callable[[TextOf], None]] = {
    "carbon": read_carbon,
    "energy": read_energy,
    "pollution": read_pollution,
}
