"""Pollutants, and the labels of the facility register, from the text of the tables."""

from __future__ import annotations

from dataclasses import dataclass

from copark.kernel import tables

KEY_AIR = "key_air"
KEY_WATER = "key_water"
CLASS_ONE = "class1"


@dataclass(frozen=True, slots=True)
class Pollutant:
    """A pollutant under its accounting code."""

    code: str
    name_en: str
    name_zh: str
    aliases: tuple[str, ...]
    media: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a label of the register stands for."""

    pollutant: str
    part: str  #: ``total``, ``fossil`` or ``biomass`` for the overlapping labels; else empty.


@dataclass(frozen=True, slots=True)
class Labels:
    """The three vocabularies of the register."""

    pollutants: dict[str, Label]
    media: dict[str, str]
    units: dict[str, str]


def pollutants(text: str) -> dict[str, Pollutant]:
    """Return the pollutants of ``pollutants.csv`` by code."""
    return {
        row["code"]: Pollutant(
            code=row["code"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            aliases=tuple(row["aliases"].split()),
            media=tuple(row["media"].split()),
            group=row["group"],
        )
        for row in tables.rows(text)
    }


def by_any_name(known: dict[str, Pollutant]) -> dict[str, str]:
    """
    Return the code of every code, alias and name, in lower case.

    Examples
    --------
    >>> nox = Pollutant("nox", "Nitrogen oxides", "氮氧化物", ("nitrogen_oxides",), ("AIR",), "")
    >>> by_any_name({"nox": nox})["氮氧化物"]
    'nox'
    """
    names: dict[str, str] = {}
    for row in known.values():
        for name in (row.code, *row.aliases, row.name_en, row.name_zh):
            names.setdefault(name.lower(), row.code)
    return names


def labels(*, pollutant_text: str, medium_text: str, unit_text: str) -> Labels:
    """Return the vocabularies of the register from the text of their three tables."""
    return Labels(
        pollutants={
            row["label"]: Label(row["pollutant"], row["part"])
            for row in tables.rows(pollutant_text)
        },
        media={row["label"]: row["medium"] for row in tables.rows(medium_text)},
        units={row["label"]: row["unit"] for row in tables.rows(unit_text)},
    )
