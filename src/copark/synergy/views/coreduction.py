"""Co-reduction: what became of pollutants and carbon between two years, held together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs
from copark.energy import queries as energy
from copark.registry import queries as registry
from copark.synergy.queries import coreduction as read
from copark.synergy.queries import coreduction_making as makings
from copark.synergy.views import coreduction_tables as tables
from copark.synergy.views.coreduction_asked import asked_of, subject_code
from copark.synergy.views.coreduction_tables import said
from copark.web.components import export
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.kernel.figure import Figure
    from copark.synergy.queries.coreduction import CoReduction, Effect
    from copark.synergy.views.coreduction_asked import Asked

SCHEMES = {
    "CCD_TEN": gettext_noop("ten classes"),
    "CCD_SEVEN": gettext_noop("seven classes"),
    "CCD_FIVE": gettext_noop("five classes"),
}
EDGES = tuple(Decimal(share) for share in ("0.1", "0.25", "0.5", "1"))
HUES = {"": "carbon", "AIR": "air", "WATER": "water", "INDIRECT": "water", "SOIL": "waste"}


@require_GET
@needs(Right.SEE_OWN)
def coreduction(request: HttpRequest) -> HttpResponse:
    """Show reductions, elasticities, the quadrant and the weighted reduction."""
    question = asked_of(request)
    if question.own is None:
        whole, rows = question.held.everybody()
    else:
        whole, rows = question.held.one(question.own), []
    names = _names()
    table = tables.by_subject(request, question, whole)
    context: dict[str, Any] = {
        "asked": question,
        "wish": question.wish,
        "name": names.get(question.own or 0, ""),
        "headlines": _headlines(question, whole),
        "plane": _plane(question, whole, rows, names),
        "owners": tables.by_enterprise(request, question, rows, names) if rows else None,
        "offered": [] if question.bound else [("", _("The whole park")), *names.items()],
        "subjects": [(subject_code(key), said(key)) for key in question.held.subjects],
        "subject": subject_code(question.key),
        "sets": list(read.weight_sets(read.last_day(question.wish.last))),
        "unit": question.wish.weights.unit,
        "schemes": [(one, _(SCHEMES.get(one, one))) for one in read.schemes()],
        "prices": [(one, energy.price_basis(one)) for one in energy.price_years()],
        "unweighted": _unweighted(whole),
        "is_same": question.wish.first == question.wish.last,
    }
    return export.answer(request, "synergy/coreduction.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest) -> HttpResponse:
    """Show how a number was made: in the drawer, else as a page of its own."""
    question = asked_of(request)
    found = (
        question.held.everybody()[0] if question.own is None else question.held.one(question.own)
    )
    figure = makings.made(found, question.wish, request.GET.get("of", ""), question.key)
    if figure is None:
        raise Http404
    context = {"figure": figure, "is_fragment": request.headers.get("HX-Request") == "true"}
    return render(request, "synergy/coreduction_making.html", context)


def _names() -> dict[int, str]:
    return {
        row.id: (row.name_zh or row.name_en) if is_chinese() else (row.name_en or row.name_zh)
        for row in registry.enterprises()
    }


def _headlines(question: Asked, whole: CoReduction) -> list[tuple[str, str, Figure, str, str]]:
    """Return hue, label, figure, address of its making and a note."""
    wish, owner = question.wish, question.own
    found: list[tuple[str, str, Figure, str, str]] = []
    carbon = makings.made(whole, wish, "reduction", read.CO2)
    if carbon:
        url = question.making("reduction", read.CO2, owner)
        found.append(("carbon", _("Reduction of carbon"), carbon, url, _rise(carbon)))
    weighted = makings.made(whole, wish, "equivalent", read.CO2)
    if weighted:
        url = question.making("equivalent", read.CO2, owner)
        label = _("Co-control equivalent, %(set)s") % {"set": wish.weights.name}
        found.append(("air", label, weighted, url, _rise(weighted)))
    for row in whole.coupled:
        label = _("Coupling coordination degree %(year)s") % {"year": row.year}
        url = question.making(f"degree-{row.year}", read.CO2, owner)
        note = f"{row.named.name} · {row.named.scheme}"
        found.append(("", label, makings.degree(row), url, note))
    return found


def _rise(figure: Figure) -> str:
    return _("it rose") if figure.value < 0 else ""


def _unweighted(whole: CoReduction) -> list[str]:
    if whole.equivalent is None:
        return []
    return [makings.weighed(one) for one in whole.equivalent.unweighted]


def _plane(
    question: Asked, whole: CoReduction, rows: list[CoReduction], names: dict[int, str]
) -> list[dict[str, Any]]:
    """Return the dots of the quadrant: enterprises by one pollutant, or pollutants of one."""
    if rows:
        found = [
            (names[row.enterprise_id or 0], effect, row.enterprise_id)
            for row in rows
            if (effect := row.effect(question.key)) and effect.coordinates
        ]
    else:
        found = [
            (said(effect.key), effect, question.own)
            for effect in whole.effects
            if effect.coordinates
        ]
    return [_dot(*one, question, edge_of([effect for _name, effect, _owner in found]))
            for one in found]  # fmt: skip


def edge_of(effects: list[Effect]) -> Decimal:
    """Return the share at the edge of the plane: the least round one that holds every dot."""
    places = [effect.coordinates for effect in effects if effect.coordinates]
    largest = max((max(abs(one.x), abs(one.y)) for one in places), default=Decimal(0))
    return next((edge for edge in EDGES if largest <= edge), EDGES[-1])


def _dot(
    name: str, effect: Effect, owner: int | None, question: Asked, edge: Decimal
) -> dict[str, Any]:
    """Return a dot; what lies beyond the edge is drawn at it."""
    place = effect.coordinates
    assert place is not None  # noqa: S101 - only those with a place are drawn
    x, y = (max(Decimal(-1), min(Decimal(1), rate / edge)) for rate in (place.x, place.y))
    return {
        "name": name,
        "left": f"{50 + 50 * x:.2f}",
        "bottom": f"{50 + 50 * y:.2f}",
        "edge": edge,
        "hue": HUES.get(effect.key[0], "air"),
        "text": f"{name}: {said(effect.key)} {place.x:+.1%}, {_('Carbon')} {place.y:+.1%}",
        "url": question.making("rate", effect.key, owner),
    }
