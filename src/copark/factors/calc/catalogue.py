"""Which tables hold factors, what names a row in each, and what may stand in their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel import tables

if TYPE_CHECKING:
    from decimal import Decimal

EVERY = "*"  #: Rules of columns that every table may have.
OWN = "OWN"  #: The set of what the park or an enterprise measured itself.
NUMBERS = frozenset({"number", "share", "whole"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand in a column."""

    column: str
    kind: str  #: ``text``, ``key``, ``set``, ``known``, ``unit``, ``number``, ``share``, …
    low: Decimal | None
    high: Decimal | None
    required: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of factors."""

    name: str
    package: str
    file: str
    keys: tuple[str, ...]
    set_column: str  #: Column of the sets that must not be mixed; empty if there are none.
    unit_by: tuple[str, ...]  #: Columns that decide which units fit.
    name_en: str
    name_zh: str
    holds_en: str
    holds_zh: str
    rules: dict[str, Rule]

    def rule(self, column: str) -> Rule:
        """Return what may stand in a column; any text where nothing is said."""
        return self.rules.get(column) or Rule(column, "text", None, None, required=False)

    def key_of(self, row: dict[str, str]) -> tuple[str, ...]:
        """Return what names a row."""
        return tuple(row[key] for key in self.keys)

    def numbers(self, columns: list[str]) -> list[str]:
        """Return the columns that hold numbers."""
        return [column for column in columns if self.rule(column).kind in NUMBERS]


def catalogue(table_text: str, column_text: str) -> dict[str, Table]:
    """Return the tables of factors by their short name, from the text of the two lists."""
    listed = tables.rows(column_text)
    shared = {row["column"]: _rule(row) for row in listed if row["table"] == EVERY}
    return {
        row["table"]: Table(
            name=row["table"],
            package=row["package"],
            file=row["file"],
            keys=tuple(row["keys"].split()),
            set_column=row["set"],
            unit_by=tuple(row["unit_by"].split()),
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            holds_en=row["holds_en"],
            holds_zh=row["holds_zh"],
            rules=shared
            | {one["column"]: _rule(one) for one in listed if one["table"] == row["table"]},
        )
        for row in tables.rows(table_text)
    }


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        row["column"],
        row["kind"],
        tables.number(row["low"]),
        tables.number(row["high"]),
        required=row["required"] == "yes",
    )


def columns_of(text: str) -> list[str]:
    """Return the headings of a table's text, in their order."""
    return list(tables.rows(text)[0])
