"""The sources of emission that an account knows, and the methods that it may follow."""

from __future__ import annotations

from dataclasses import dataclass

from copark.kernel import tables
from copark.kernel.figure import Source


@dataclass(frozen=True, slots=True)
class EmissionSource:
    """A source: its scope, and the methods whose total counts it."""

    key: str
    name_en: str
    name_zh: str
    gas: str
    scope: int
    methods: frozenset[str]
    formula: str
    note: str


@dataclass(frozen=True, slots=True)
class AccountingMethod:
    """A guide or standard: its factor set has the same name, its warming potentials one report."""

    key: str
    name_en: str
    name_zh: str
    valid_from: int
    gwp_set: str
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Named:
    """A word of the document, the key of its row in a table, and its names."""

    code: str
    key: str
    name_en: str
    name_zh: str


def emission_sources(text: str) -> dict[str, EmissionSource]:
    """Return the sources of ``sources.csv`` by key, in their order."""
    return {
        row["source"]: EmissionSource(
            row["source"],
            row["name_en"],
            row["name_zh"],
            row["gas"],
            int(row["scope"]),
            frozenset(row["methods"].split()),
            row["formula"],
            row["note"],
        )
        for row in tables.rows(text)
    }


def accounting_methods(text: str) -> dict[str, AccountingMethod]:
    """Return the methods of ``accounting_methods.csv`` by key."""
    return {
        row["method"]: AccountingMethod(
            row["method"],
            row["name_en"],
            row["name_zh"],
            int(row["valid_from"]),
            row["gwp_set"],
            Source(row["source"], row["confidence"]),
            row["note"],
        )
        for row in tables.rows(text)
    }


def named(text: str) -> dict[str, tuple[Named, ...]]:
    """Return the words of ``choices.csv`` by the list they belong to."""
    found: dict[str, tuple[Named, ...]] = {}
    for row in tables.rows(text):
        word = Named(row["code"], row["key"], row["name_en"], row["name_zh"])
        found[row["list"]] = (*found.get(row["list"], ()), word)
    return found
