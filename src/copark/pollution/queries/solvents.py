"""Solvent balances of a year, of one enterprise or of all, in one query."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from copark.pollution.calc import balances, lines
from copark.pollution.queries import books, entries
from copark.pollution.queries.inventory import plain_entry

if TYPE_CHECKING:
    from copark.pollution.calc.balances import Account
    from copark.pollution.calc.lines import Line

BLOCK = "solvent"


def solvents_of(year: int, enterprise_id: int | None = None) -> dict[int, tuple[Account, ...]]:
    """Return the balance of each solvent by enterprise; one that does not close says why."""
    book = books.current()
    found: dict[int, list[Line]] = defaultdict(list)
    for row in entries.entries_of(year, enterprise_id, BLOCK):
        found[row.enterprise_id].append(lines.line_of(plain_entry(row)))
    return {owner: balances.solvents(rows, book, year) for owner, rows in found.items()}
