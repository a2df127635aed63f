"""Where the solvents of a year came from and where they went, over the enterprises of a place."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.kernel.figure import Figure, Ingredient, total
from copark.pollution import queries as pollution
from copark.pollution.queries import solvents as read
from copark.statistics import words
from copark.statistics.calc.composition import Flow, Node
from copark.statistics.queries.composition import Composed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.statistics.contracts import Place
    from copark.statistics.queries.places import Ground

FRESH, AGAIN = "consumed", "again"
#: Ways in, then ways out, in the order of the diagram.
WAYS = {
    FRESH: gettext_noop("Bought and from store"),
    AGAIN: gettext_noop("Recovered and used again"),
    "recovered": gettext_noop("Recovered"),
    "in_product": gettext_noop("Into the product"),
    "to_air": gettext_noop("To air"),
    "to_water": gettext_noop("To water"),
    "to_waste": gettext_noop("To waste"),
    "destroyed": gettext_noop("Destroyed by fire"),
}
COLUMNS = ("way", "part", "way")


def composed(year: int, place: Place) -> Composed:
    """Return the solvents as flows: ways in, substances, ways out."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for _owner, substance, way, figure in _figures(year, place):
        sums[substance, way] += figure.value
    flows = tuple(
        _flow(substance, way, value) for (substance, way), value in sums.items() if value > 0
    )
    names = {node: _name(node) for flow in flows for node in (flow.source, flow.target)}
    return Composed("t", COLUMNS, flows, flows, names, left_out=False)


def making(year: int, place: Place, ground: Ground, substance: str, way: str) -> Figure:
    """Return how much of a solvent went one way, by enterprise."""
    parts = tuple(
        Figure(
            ground.name("enterprise", str(owner)),
            figure.value,
            "t",
            _(figure.method) if figure.method else "",
            str(year),
            figure.ingredients,
            figure.parts,
            figure.grade,
        )
        for owner, one, another, figure in _figures(year, place)
        if (one, another) == (substance, way)
    )
    name = f"{_substance(substance)} · {_(WAYS[way])}"
    return total(name, "t", _("sum over the enterprises"), parts, str(year))


def way_of(flow: Flow) -> tuple[str, str]:
    """Return the substance of a flow, and its way in or out."""
    if flow.source.column:
        return flow.source.key, flow.target.key
    return flow.target.key, flow.source.key


def _flow(substance: str, way: str, value: Decimal) -> Flow:
    middle = Node(1, substance)
    if way in {FRESH, AGAIN}:
        return Flow(Node(0, way), middle, value)
    return Flow(middle, Node(2, way), value)


def _figures(year: int, place: Place) -> Iterator[tuple[int, str, str, Figure]]:
    """Return owner, substance, way and amount; balances that do not close are left out."""
    for owner, accounts in read.solvents_of(year, place.enterprise_id).items():
        for account in accounts if place.holds(owner) else ():
            if account.refused:
                continue
            for way in WAYS:
                if way == AGAIN:
                    back = _again(account.value("recovered"), account.value("sold"))
                    yield owner, account.key, way, back
                elif way in account.figures:
                    yield owner, account.key, way, account.figures[way]


def _again(recovered: Decimal, sold: Decimal) -> Figure:
    items = (
        Ingredient(_("Recovered"), recovered, "t"),
        Ingredient(_("Sold of what was recovered"), sold, "t"),
    )
    return Figure("", recovered - sold, "t", _("recovered − sold"), ingredients=items)


def _name(node: Node) -> str:
    return _substance(node.key) if node.column == 1 else _(WAYS[node.key])


def _substance(key: str) -> str:
    found = pollution.book().substances.get(key)
    return words.local(found.name_en, found.name_zh) if found else key
