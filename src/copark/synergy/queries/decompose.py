"""The exact decomposition of a change, for those who bring their own branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.synergy.calc import lmdi

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from copark.synergy.calc.lmdi import Decomposition


def decomposed(
    branches: Iterable[tuple[str, Decimal, Decimal, Decimal, Decimal]],
) -> Decomposition:
    """
    Return what moved an emission between two years: scale, structure and intensity.

    A branch is its name, its activity before and after, and its emission before and after.
    """
    return lmdi.decomposed([lmdi.Branch(*branch) for branch in branches])
