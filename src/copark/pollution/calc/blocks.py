"""What may be entered: blocks and fields, with their names, from two tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel import sheets, tables
from copark.kernel.entries import Block, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.kernel.sheets import Choice, Column

#: Kinds of a column of a template, by the kind of a field.
COLUMNS = {"amount": "number", "share": "text", "number": "number", "choice": "choice"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as a form or a template asks for it."""

    field: Field
    name_en: str
    name_zh: str
    help_en: str
    help_zh: str
    unit: str  #: In which its number is kept; empty if it has none.

    def column(self) -> Column:
        """Return the column of a template."""
        return sheets.Column(
            self.field.key,
            self.name_en,
            self.name_zh,
            COLUMNS.get(self.field.kind, "text"),
            self.help_en,
            self.help_zh,
            required=self.field.required,
            choices=self.field.choices,
            unknown=self.field.unknown,
        )


@dataclass(frozen=True, slots=True)
class Entered:
    """Rows of one kind: what may stand in them, and what to call it."""

    block: Block
    asked: tuple[Asked, ...]
    about_en: str
    about_zh: str

    @property
    def key(self) -> str:
        """Return the key of the block."""
        return self.block.key

    def of(self, field: str) -> Asked:
        """Return a field by its key."""
        return next(one for one in self.asked if one.field.key == field)


def blocks(
    block_text: str, field_text: str, choices: Mapping[str, tuple[Choice, ...]]
) -> dict[str, Entered]:
    """
    Return every block of ``entry_blocks.csv`` with its fields of ``entry_fields.csv``.

    Parameters
    ----------
    block_text, field_text
        The two tables.
    choices
        What may be chosen, by the name of the list.
    """
    asked: defaultdict[str, list[Asked]] = defaultdict(list)
    for row in tables.rows(field_text):
        asked[row["block"]].append(_asked(row, choices))
    return {
        row["block"]: Entered(
            block=Block(
                row["block"],
                row["name_en"],
                row["name_zh"],
                tuple(one.field for one in asked[row["block"]]),
                tuple(row["units"].split()),
            ),
            asked=tuple(asked[row["block"]]),
            about_en=row["about_en"],
            about_zh=row["about_zh"],
        )
        for row in tables.rows(block_text)
    }


def listed(text: str) -> dict[str, tuple[Choice, ...]]:
    """Return the short lists of ``entry_choices.csv`` by name."""
    found: defaultdict[str, list[Choice]] = defaultdict(list)
    for row in tables.rows(text):
        found[row["list"]].append(sheets.Choice(row["code"], row["name_en"], row["name_zh"]))
    return {name: tuple(rows) for name, rows in found.items()}


def _asked(row: Mapping[str, str], choices: Mapping[str, tuple[Choice, ...]]) -> Asked:
    field = Field(
        row["field"],
        row["kind"],
        required=bool(row["required"]),
        choices=choices[row["choices"]] if row["choices"] else (),
        is_key=bool(row["is_key"]),
        in_unit=bool(row["in_unit"]),
    )
    return Asked(field, row["name_en"], row["name_zh"], row["help_en"], row["help_zh"], row["unit"])
