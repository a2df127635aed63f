"""Two cells of a row that stand in each other's place."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.factors.calc.known import Measure
    from copark.kernel.faults import Fault
    from copark.kernel.sheets import Cell


def swapped(
    faults: Mapping[str, Fault], cells: Mapping[str, Cell], measure: Measure
) -> list[Fault]:
    """
    Return the faults of a row, where two that explain each other are said as one.

    Parameters
    ----------
    faults
        What is wrong, by column.
    cells
        The cells of the row, by column.
    measure
        What the table allows.
    """
    for first, second in combinations(faults, 2):
        if _fits(first, second, cells, measure) and _fits(second, first, cells, measure):
            facts = {"other": second, "cell": faults[second].cell}
            said = replace(faults[first], code="factors.cells.swapped", facts=facts)
            return [said, *(one for name, one in faults.items() if name not in {first, second})]
    return list(faults.values())


def _fits(column: str, other: str, cells: Mapping[str, Cell], measure: Measure) -> bool:
    """Say whether what stands under `other` would be right under `column`."""
    exchanged = {**cells, column: cells[other], other: cells[column]}
    text, code, _facts = measure.read(column, cells[other], exchanged)
    return bool(text) and not code
