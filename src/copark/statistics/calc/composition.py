"""Flows from what comes in to what goes out, for a Sankey diagram."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from copark.statistics.calc.trends import exact_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OTHERS = "others"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One box of the diagram: the column it stands in, and what it is."""

    column: int
    key: str


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount that runs from one box to another, above zero."""

    source: Node
    target: Node
    value: Decimal


def flows(rows: Iterable[tuple[Sequence[str], Decimal]]) -> tuple[Flow, ...]:
    """
    Return the flows between neighbouring columns, equal ones added up.

    Parameters
    ----------
    rows
        A path of keys, one a column, and the amount that runs along it, in one unit. Amounts of
        zero and below (what was sold) are left out: a flow has one direction.

    Returns
    -------
    tuple of Flow
        In every inner box as much comes in as goes out.

    Examples
    --------
    >>> found = flows([(("gas", "one", "park"), Decimal(2)), (("gas", "two", "park"), Decimal(1))])
    >>> [(flow.source.key, flow.target.key, flow.value) for flow in found]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('gas', 'one', Decimal('2')), ('gas', 'two', Decimal('1')),
     ('one', 'park', Decimal('2')), ('two', 'park', Decimal('1'))]
    """
    sums: dict[tuple[Node, Node], list[Decimal]] = defaultdict(list)
    for path, value in rows:
        if value > 0:
            nodes = [Node(column, key) for column, key in enumerate(path)]
            for source, target in pairwise(nodes):
                sums[source, target].append(value)
    found = [Flow(*pair, exact_sum(values)) for pair, values in sums.items()]
    return tuple(sorted(found, key=lambda flow: (flow.source.column, -flow.value)))


def inward(found: Iterable[Flow], node: Node) -> Decimal:
    """Return what runs into a box."""
    return exact_sum(flow.value for flow in found if flow.target == node)


def outward(found: Iterable[Flow], node: Node) -> Decimal:
    """Return what runs out of a box."""
    return exact_sum(flow.value for flow in found if flow.source == node)


def nodes(found: Iterable[Flow]) -> tuple[Node, ...]:
    """Return every box once, column by column."""
    return tuple(sorted({node for flow in found for node in (flow.source, flow.target)}))


def kept(
    rows: Sequence[tuple[Sequence[str], Decimal]], column: int, count: int
) -> list[tuple[tuple[str, ...], Decimal]]:
    """
    Return the rows with all but the `count` largest keys of a column gathered as others.

    Examples
    --------
    >>> rows = [(("a", "x"), Decimal(3)), (("b", "x"), Decimal(2)), (("c", "x"), Decimal(1))]
    >>> [path for path, _value in kept(rows, 0, 1)]
    [('a', 'x'), ('others', 'x'), ('others', 'x')]
    """
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for path, value in rows:
        sums[path[column]].append(max(value, ZERO))
    ranked = sorted(sums, key=lambda key: (-exact_sum(sums[key]), key))
    large = set(ranked) if len(ranked) <= count + 1 else set(ranked[:count])
    return [(_renamed(tuple(path), column, large), value) for path, value in rows]


def _renamed(path: tuple[str, ...], column: int, large: set[str]) -> tuple[str, ...]:
    key = path[column] if path[column] in large else OTHERS
    return (*path[:column], key, *path[column + 1 :])
