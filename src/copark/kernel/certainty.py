"""How sure a figure is, from what its lines and their factors state (IPCC approaches 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.monte_carlo import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.kernel.figure import Figure, Ingredient

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a total is, and how much of it says so."""

    relative: Decimal  #: Half the 95 % interval over the value. [-]
    amounts: Decimal  #: Share of the total whose amounts state an uncertainty, 0 to 1.
    factors: Decimal  #: Share of the total whose factors do, 0 to 1.


def certainty(figure: Figure) -> Certainty | None:
    r"""
    Return the relative uncertainty of a figure by formula [1]_.

    Parameters
    ----------
    figure
        A line, or a total whose lines are its innermost parts.

    Returns
    -------
    Certainty or None
        None if nothing in it states an uncertainty, or its value is nought. What states none adds
        nothing to the interval; the shares say how much of the total that is.

    Notes
    -----
    .. math:: U = \frac{\sqrt{\sum_i (U_i x_i)^2 + \sum_k U_k^2 \left(\sum_{i \in k} x_i\right)^2}}
                       {\left|\sum_i x_i\right|}

    Amounts are independent of each other. A factor that stands in several lines is one factor: the
    lines move together with it. Products of two uncertainties are left out, as approach 1 does.

    Examples
    --------
    >>> from copark.kernel.figure import Figure, total
    >>> lines = [Figure(n, Decimal(v), "t", "", uncertainty=Decimal("0.1"))
    ...          for n, v in (("a", 30), ("b", 40))]
    >>> found = certainty(total("both", "t", "sum", tuple(lines)))
    >>> round(found.relative, 6), found.amounts, found.factors
    (Decimal('0.071429'), Decimal('1'), Decimal('0'))

    References
    ----------
    .. [1] 2006 IPCC Guidelines, volume 1, chapter 3, equations 3.1 and 3.2.
    """
    own, whole, by_amount, by_factor = NOTHING, NOTHING, NOTHING, NOTHING
    shared: dict[str, Decimal] = {}
    for line in _lines(figure):
        size = abs(line.value)
        whole += size
        if line.uncertainty is not None:
            own += (line.value * line.uncertainty) ** 2
            by_amount += size
        factors = _factors(line)
        by_factor += size if factors else NOTHING
        for factor in factors:
            key = key_of(factor)
            shared[key] = shared.get(key, NOTHING) + line.value * _relative(factor)
    if not figure.value or not whole or not (by_amount or by_factor):
        return None
    square = own + sum((value * value for value in shared.values()), NOTHING)
    return Certainty(square.sqrt() / abs(figure.value), by_amount / whole, by_factor / whole)


def drawable(unit: str, figure: Figure) -> list[Line]:
    """
    Return a figure's lines as approach 2 draws them: what states nothing is exact.

    Each factor is drawn once and shared by every line that rests on it, as the formula has it. A
    factor whose uncertainty was stated anew, in a closed year beside a live one, is still one.

    Examples
    --------
    >>> from copark.kernel.figure import Figure
    >>> [line] = drawable("E1", Figure("a", Decimal(30), "t", "", uncertainty=Decimal("0.1")))
    >>> line.amount, line.relative, line.also
    (30.0, 0.1, ())
    """
    return [
        Line(
            unit,
            float(line.value),
            float(line.uncertainty or 0),
            also=tuple((key_of(factor), float(_relative(factor))) for factor in _factors(line)),
        )
        for line in _lines(figure)
    ]


def key_of(factor: Ingredient) -> str:
    """Return by what a factor is known again in another line."""
    return f"{factor.name}|{factor.value}|{factor.unit}|{factor.note}"


def _lines(figure: Figure) -> Iterator[Figure]:
    """Yield the innermost figures that add up to this one."""
    if figure.uncertainty is not None or not figure.parts:
        yield figure
        return
    for part in figure.parts:
        yield from _lines(part)


def _factors(line: Figure) -> list[Ingredient]:
    return [one for one in line.ingredients if one.uncertainty]


def _relative(factor: Ingredient) -> Decimal:
    return factor.uncertainty or NOTHING
