"""How sure each place on a list is against the next one. Statistics, so float."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from copark.kernel import monte_carlo
from copark.kernel.certainty import certainty, drawable
from copark.synergy.calc.certainty import DRAWS, SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from copark.synergy.contracts import ListRow

EXACT = Decimal("0.001")  #: Two thousand draws tell no more.


def with_places(rows: Iterable[ListRow]) -> tuple[ListRow, ...]:
    """
    Return the rows of lists with the probability that each lies before the next of its rule.

    Parameters
    ----------
    rows
        In the order in which they are listed.

    Returns
    -------
    tuple of ListRow
        Rows of one rule, subject and year are set against each other; where neither of two
        neighbours states an uncertainty, nothing is said of their order.

    Notes
    -----
    IPCC 2006 approach 2: amounts and factors are drawn together, so that units that rest on the
    same factor move with it. What states no uncertainty is exact.
    """
    return tuple(
        placed for _key, group in groupby(rows, key=_together) for placed in _placed(list(group))
    )


def own_rows(rows: Iterable[ListRow], enterprise_id: int) -> tuple[ListRow, ...]:
    """Return the rows of one enterprise, without who stands next to it: that is another's."""
    return tuple(
        replace(row, before_next=None, next_code="")
        for row in rows
        if row.enterprise_id == enterprise_id
    )


def _together(row: ListRow) -> tuple[object, ...]:
    return row.list, row.rule, row.subject, row.medium, row.unit, row.year, row.standing


def _placed(rows: list[ListRow]) -> Iterator[ListRow]:
    states = [certainty(row.figure) is not None for row in rows]
    if not any(states) or len(rows) == 1:
        yield from rows
        return
    lines = [line for row in rows for line in drawable(row.enterprise_code, row.figure)]
    drawn = monte_carlo.drawn(lines, draws=DRAWS, seed=SEED)
    orders = monte_carlo.certainty_of_order(drawn, [row.enterprise_code for row in rows])
    for row, order, is_told in zip(rows, orders, _either(states), strict=False):
        sure = Decimal(repr(order.probability)).quantize(EXACT) if is_told else None
        yield replace(row, before_next=sure, next_code=order.behind)
    yield rows[-1]


def _either(states: list[bool]) -> list[bool]:
    """Say of each pair of neighbours whether one of the two states an uncertainty."""
    return [one or other for one, other in pairwise(states)]
