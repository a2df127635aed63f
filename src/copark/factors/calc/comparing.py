"""Two versions of a table side by side: rows added, removed, and cells that changed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from copark.factors.contracts import CellChange, RowChange
from copark.kernel import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copark.factors.calc.catalogue import Table

ADDED, REMOVED, CHANGED = "ADDED", "REMOVED", "CHANGED"
Row = dict[str, str]


def compared(before: str, after: str, table: Table) -> tuple[RowChange, ...]:
    r"""
    Return every row that differs between two texts of a table, in the order of the later one.

    Numbers are compared as numbers: `0.10` and `0.1` are the same.

    Parameters
    ----------
    before, after
        The texts.
    table
        What names a row in them.

    Examples
    --------
    >>> from copark.factors.calc.catalogue import Table
    >>> gas = Table("gas", "carbon", "gas.csv", ("gas",), "", (), "", "", "", "", {})
    >>> [change.kind for change in compared("gas,n\nA,1\nB,2\n", "gas,n\nA,1.0\nC,3\n", gas)]
    ['ADDED', 'REMOVED']
    """
    old = {table.key_of(row): row for row in tables.rows(before)}
    new = {table.key_of(row): row for row in tables.rows(after)}
    changes = [_change(key, old.get(key), row) for key, row in new.items()]
    changes += [
        RowChange(REMOVED, key, _cells(row, {})) for key, row in old.items() if key not in new
    ]
    return tuple(change for change in changes if change.cells)


def _change(key: tuple[str, ...], old: Row | None, new: Row) -> RowChange:
    return RowChange(ADDED if old is None else CHANGED, key, _cells(old or {}, new))


def _cells(old: Row, new: Row) -> tuple[CellChange, ...]:
    names = dict.fromkeys([*new, *old])
    return tuple(
        CellChange(name, old.get(name, ""), new.get(name, ""))
        for name in names
        if not _same(old.get(name, ""), new.get(name, ""))
    )


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return bool(one and other) and tables.number(one) == tables.number(other)
    except ArithmeticError:
        return False


def written(rows: Iterable[Row], columns: Sequence[str]) -> str:
    r"""
    Return rows as the text of a table.

    Examples
    --------
    >>> written([{"gas": "CH4", "n": "1"}], ["gas", "n"])
    'gas,n\nCH4,1\n'
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
