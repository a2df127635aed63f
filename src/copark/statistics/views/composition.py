"""What energy, carbon, releases and solvents are made of: flows, and a table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.statistics.contracts import CARBON, ENERGY
from copark.statistics.queries import composition as read
from copark.statistics.queries import solvents
from copark.statistics.views import frame
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components import export
from copark.web.components.parts import Chart
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.statistics.calc.composition import Flow, Node
    from copark.statistics.queries.composition import Composed

SOLVENTS = "solvents"
FLOWS = {
    ENERGY: gettext_noop("Energy"),
    CARBON: gettext_noop("Carbon"),
    read.AIR: gettext_noop("Releases to air"),
    read.WATER: gettext_noop("Releases to water"),
    SOLVENTS: gettext_noop("Solvents"),
}
HUES = {
    ENERGY: "energy",
    CARBON: "carbon",
    read.AIR: "air",
    read.WATER: "water",
    SOLVENTS: "solvent",
}


@require_GET
@needs(Right.SEE_OWN)
def composition(request: HttpRequest) -> HttpResponse:
    """Show where a year's amount comes from and where it goes."""
    found = chosen(request)
    kind = _kind(request, found)
    composed = _composed(found, kind)
    columns = [
        Column("source", _("Comes from"), value=lambda flow: composed.name(flow.source)),
        Column("target", _("Goes to"), value=lambda flow: composed.name(flow.target)),
        Column(
            "value",
            _("Amount"),
            kind="number",
            unit=composed.unit,
            url=lambda flow: _making(found, kind, composed, flow),
            drawer=True,
        ),
    ]
    table = build(
        request,
        columns,
        composed.flows,
        name=f"composition-{kind}-{found.year}",
        empty=frame.nothing(found),
    )
    context = frame.context(found, "statistics:composition") | {
        "kind": kind,
        "kinds": [(key, _(name)) for key, name in FLOWS.items()],
        "chart": _chart(found, kind, composed),
        "left_out": composed.left_out,
        "table_title": _("Flows"),
    }
    return export.answer(request, "statistics/composition.html", table, context)


def _composed(found: Chosen, kind: str) -> Composed:
    if kind == SOLVENTS:
        return solvents.composed(found.year, found.place)
    return read.composed(kind, found.year, found.place, found.ground, found.stamp)


def _kind(request: HttpRequest, found: Chosen) -> str:
    wanted = request.GET.get("flow", "")
    return wanted if wanted in FLOWS else kind_of(found)


def kind_of(found: Chosen) -> str:
    """Return the diagram that shows the chosen subject."""
    if not found.subject.is_release:
        return found.subject.key
    return read.AIR if found.subject.medium == "AIR" else read.WATER


def _making(found: Chosen, kind: str, composed: Composed, flow: Flow) -> str:
    """Return where the making of a flow stands: of releases it is that of its pollutant."""
    if kind == SOLVENTS:
        substance, way = solvents.way_of(flow)
        return found.making("solvent", substance=substance, way=way)
    ends = [(composed.columns[node.column], node.key) for node in (flow.source, flow.target)]
    wanted = [(split, key) for split, key in ends if split != "medium"]
    subject = read.subject_of(kind, wanted, composed.unit)
    if subject.is_release:
        wanted = [(split, key) for split, key in wanted if split != "part"]
    return found.making("flow", *wanted, subject=subject.key)


def _chart(found: Chosen, kind: str, composed: Composed) -> Chart | None:
    if not composed.drawn:
        return None
    title = f"{_(FLOWS[kind])} · {found.place.name}"
    return Chart(title, content_of(kind, composed), id="composition", height="28rem")


def content_of(kind: str, composed: Composed) -> dict[str, Any]:
    """Return the flows as `<copark-chart>` draws them."""
    nodes = {node for flow in composed.drawn for node in (flow.source, flow.target)}
    return {
        "kind": "sankey",
        "unit": frame.unit(composed.unit),
        "nodes": [_node(node, kind, composed) for node in sorted(nodes)],
        "links": [
            {
                "source": _box(flow.source),
                "target": _box(flow.target),
                "value": float(flow.value),
            }
            for flow in composed.drawn
        ],
    }


def _node(node: Node, kind: str, composed: Composed) -> dict[str, object]:
    hue = (
        HUES[kind]
        if composed.columns[node.column] in {"sector", "scope"}
        or (kind == SOLVENTS and node.column == 1)
        else ""
    )
    return {
        "name": _box(node),
        "label": composed.name(node),
        "column": node.column,
        "hue": hue,
    }


def _box(node: Node) -> str:
    return f"{node.column}:{node.key}"
