"""What is wrong with one cell of a file that somebody brought."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One objection: where it stands, what was found there, and why it cannot be taken."""

    row: int  #: Row of the file, counted from 1 as a spreadsheet does.
    cell: str  #: Address, e.g. ``C12``; empty when the whole row is meant.
    column: str  #: Heading of the column.
    value: str  #: What was found.
    code: str  #: Stable, dotted: the key of its sentence.
    facts: dict[str, str] = field(default_factory=dict)
