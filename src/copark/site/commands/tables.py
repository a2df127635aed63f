"""The shipped tables for commands that run without a server: read from the package, no more."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from copark.carbon.calc import document, factors, sayings
from copark.carbon.calc.book import read_book
from copark.energy.calc import balance
from copark.energy.calc import tables as energy
from copark.kernel import tables as kernel
from copark.pollution.calc import tables as pollution
from copark.synergy.calc import rulesets

if TYPE_CHECKING:
    from copark.carbon.calc.book import Book


def text(package: str, *path: str) -> str:
    return resources.files(f"copark.{package}.calc").joinpath(*path).read_text("utf-8")


def labels() -> pollution.Labels:
    return pollution.labels(
        pollutant_text=text("pollution", "register_labels.csv"),
        medium_text=text("pollution", "register_media.csv"),
        unit_text=text("pollution", "register_units.csv"),
    )


def pollutants() -> dict[str, pollution.Pollutant]:
    return pollution.pollutants(text("pollution", "pollutants.csv"))


def carriers() -> dict[str, energy.Carrier]:
    return energy.carriers(text("energy", "carriers.csv"))


def coefficients() -> dict[str, energy.Coefficient]:
    return energy.coefficients(text("energy", "energy_tce.csv"))


def steam() -> balance.Steam:
    rows = {row.name: row.value for row in kernel.parameters(text("energy", "parameters.csv"))}
    return balance.Steam(rows["steam_enthalpy"], rows["reference_enthalpy"])


def fuel_factors() -> dict[tuple[str, str], factors.FuelFactor]:
    return factors.fuel_factors(text("carbon", "fuel_factors.csv"))


def grid_factors() -> tuple[factors.GridFactor, ...]:
    return factors.grid_factors(text("carbon", "grid_factors.csv"))


def heat_factor() -> factors.HeatFactor:
    return factors.heat_factor(text("carbon", "process_factors.csv"))


def method(area: str, year: int) -> factors.Method:
    return factors.methods(text("carbon", "methods.csv"), area=area, year=year)


def rule_set(name: str, area: str) -> rulesets.RuleSet:
    """Return a shipped set; ``default`` is the set of the area, else the national one."""
    sets = text("synergy", "rules", "sets.csv")
    known = kernel.rows(sets)
    if name == "default":
        fits = [row for row in known if row["area"] and area.startswith(row["area"])]
        name = max(fits, key=lambda row: len(row["area"]))["name"] if fits else "national"
    is_shipped = any(row["name"] == name for row in known)
    return rulesets.rule_set(
        sets, name, text("synergy", "rules", f"{name}.csv") if is_shipped else ""
    )


def rows(package: str, name: str) -> list[dict[str, str]]:
    return kernel.rows(text(package, name))


@cache
def carbon_book() -> Book:
    """Return the tables of carbon, each checked on the way in."""
    return read_book(lambda name: text("carbon", name))


def item_names() -> dict[str, str]:
    """Return the Chinese name of everything a document may name, by its English one."""
    energy_names = {key: row.name_zh for key, row in coefficients().items()}
    spelled = {document.spelled(key): name for key, name in energy_names.items()}
    return {**energy_names, **spelled, **sayings.item_names(carbon_book())}
