"""What drove the change of an amount between two years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from copark.statistics.calc.trends import DIGITS, exact_sum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO = Decimal(0)
OTHERS = ""  #: Key of what is gathered because it is small.


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part in two years, and what it added to the change of the whole."""

    key: str
    before: Decimal
    after: Decimal
    change: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: where it begins and where it ends."""

    key: str
    start: Decimal
    end: Decimal


def contributions(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> tuple[Contribution, ...]:
    r"""
    Return what each part added to the change, the largest movement first.

    Parameters
    ----------
    before, after
        Amounts by part in two years, in one unit. A part without a figure in one of the years
        counts there as nothing: it began, or ceased.

    Returns
    -------
    tuple of Contribution
        Their changes add up to the change of the whole, to the last digit.

    Notes
    -----
    .. math:: \Delta x = \sum_i (x_i^T - x_i^0)

    Examples
    --------
    >>> rows = contributions({"a": Decimal(5), "b": Decimal(2)}, {"a": Decimal(4), "c": Decimal(9)})
    >>> [(row.key, row.change) for row in rows]
    [('c', Decimal('9')), ('b', Decimal('-2')), ('a', Decimal('-1'))]
    """
    with localcontext(prec=DIGITS):
        found = [
            Contribution(key, old, new, new - old)
            for key in {**before, **after}
            for old, new in [(before.get(key, ZERO), after.get(key, ZERO))]
        ]
    return tuple(sorted(found, key=lambda row: (-abs(row.change), row.key)))


def gathered(rows: Sequence[Contribution], count: int) -> tuple[Contribution, ...]:
    """
    Return the `count` largest movements, and all others as one.

    Examples
    --------
    >>> rows = contributions({}, {"a": Decimal(3), "b": Decimal(2), "c": Decimal(1)})
    >>> [(row.key, row.change) for row in gathered(rows, 1)]
    [('a', Decimal('3')), ('', Decimal('3'))]
    """
    rest = rows[count:]
    if len(rest) <= 1:
        return tuple(rows)
    others = Contribution(
        OTHERS,
        exact_sum(row.before for row in rest),
        exact_sum(row.after for row in rest),
        exact_sum(row.change for row in rest),
    )
    return (*rows[:count], others)


def waterfall(rows: Sequence[Contribution]) -> tuple[Step, ...]:
    """
    Return the steps from the whole before to the whole after, one a row, end on start.

    Examples
    --------
    >>> rows = contributions({"a": Decimal(5)}, {"a": Decimal(3), "b": Decimal(1)})
    >>> [(step.key, step.start, step.end) for step in waterfall(rows)]
    [('a', Decimal('5'), Decimal('3')), ('b', Decimal('3'), Decimal('4'))]
    """
    at = exact_sum(row.before for row in rows)
    steps = []
    for row in rows:
        end = exact_sum((at, row.change))
        steps.append(Step(row.key, at, end))
        at = end
    return tuple(steps)
