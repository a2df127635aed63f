"""What is wrong with the heading of a table that somebody brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.kernel import sheets
from copark.kernel.faults import Fault
from copark.kernel.sheets import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.kernel.sheets import Row, Sheet


def heading_faults(sheet: Sheet, columns: Sequence[str]) -> list[Fault]:
    """Return the columns that the table does not have, and those that stand twice."""
    known = {folded(name) for name in columns}
    head = max(sheet.rows[: sheets.HEADER_ROWS], key=lambda row: _met(row, known), default=None)
    if head is None:
        return []
    faults = []
    met: set[str] = set()
    for cell in head.cells:
        name = folded(cell.text)
        code = _code(name, known, met)
        if code:
            facts = {"allowed": ", ".join(columns)}
            found = cell.text[:80]
            faults.append(Fault(head.number, cell.address, found, found, code, facts))
        met.add(name)
    return faults


def _met(row: Row, known: set[str]) -> int:
    return len({folded(cell.text) for cell in row.cells} & known)


def _code(name: str, known: set[str], met: set[str]) -> str:
    if not name:
        return ""
    if name not in known:
        return "factors.header.unknown"
    return "factors.header.twice" if name in met else ""
