"""How sure a factor is, where its table says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copark.kernel import tables

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.kernel.figure import Ingredient


@dataclass(frozen=True, slots=True)
class Unsure:
    """The relative uncertainty that a row states of its factor, and who says so."""

    relative: Decimal | None = None  #: Half the 95 % interval over the value. [-]
    source: str = ""


NOT_STATED = Unsure()


def unsure_of(row: dict[str, str]) -> Unsure:
    """
    Return what a row states; tables without the two columns state nothing.

    Examples
    --------
    >>> unsure_of({"uncertainty": "0.07", "uncertainty_source": "IPCC"}).relative
    Decimal('0.07')
    >>> unsure_of({}) == NOT_STATED
    True
    """
    relative = tables.number(row.get("uncertainty") or "")
    return NOT_STATED if relative is None else Unsure(relative, row.get("uncertainty_source", ""))


def as_sure(factor: Ingredient, unsure: Unsure) -> Ingredient:
    """Return a factor with its uncertainty, and the source of that in its note."""
    if unsure.relative is None:
        return factor
    said = "; ".join(filter(None, (factor.note, f"± {unsure.source}")))
    return replace(factor, uncertainty=unsure.relative, note=said)
