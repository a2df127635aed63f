"""Who entered a list and left it, and who is near a threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs, scope_of
from copark.synergy import forms, queries, words
from copark.synergy.calc.candidates import MARGIN
from copark.synergy.queries.facts import local
from copark.synergy.views import choose, makings
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build
from copark.web.numbers import unit_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.kernel.figure import Figure
    from copark.synergy.calc.candidates import Candidate
    from copark.synergy.calc.changes import Change

HUNDRED = Decimal(100)


@require_GET
@needs(Right.SEE_OWN)
def change_list(request: HttpRequest) -> HttpResponse:
    """Show who entered each list and who left it, against the year before, and why."""
    found = choose.asked_for(request)
    changed, decided = queries.changes_of(found.year, found.rule_set)
    own = scope_of(request.user).enterprise_id
    rows = [one for one in changed if own is None or one.row.enterprise_id == own]
    moves = Filter(
        "kind",
        _("Entered and left"),
        [(kind, words.move(kind)) for kind in ("ENTERED", "LEFT")],
        lambda one: one.kind,
    )
    empty = Empty(
        _("Nobody entered and nobody left"),
        _("The lists of both years name the same units, or one of the years has no figures."),
    )
    table = build(
        request,
        _change_columns(),
        rows,
        name=f"list-changes-{found.year}",
        filters=[moves],
        empty=empty,
    )
    context = choose.chooser(found) | {
        "before": found.year - 1,
        "decided": [one.ref for one in decided.values()],
        "entered": sum(1 for one in rows if one.kind == "ENTERED"),
        "left": sum(1 for one in rows if one.kind == "LEFT"),
        "places": choose.places(request, "change-list"),
    }
    return export.answer(request, "synergy/change_list.html", table, context)


def _change_columns() -> list[Column]:
    return [
        Column("kind", _("Move"), value=lambda one: words.move(one.kind)),
        Column("name", _("Enterprise"), value=_name, url=lambda one: makings.page(one.row)),
        Column("list", _("List"), value=lambda one: words.list_name(one.row.list)),
        Column(
            "rule",
            _("Rule"),
            value=lambda one: local(one.row.rule_en, one.row.rule_zh),
            sub=lambda one: words.subject(one.row.subject, one.row.medium),
            given=True,
        ),
        Column(
            "before",
            pgettext("list", "Before"),
            value=lambda one: _value(one, one.before),
            kind="number",
            url=lambda one: _past_making(one, -1 if one.kind == "ENTERED" else 0),
            drawer=True,
            sub=lambda one: _unit(one, one.before),
        ),
        Column(
            "now",
            pgettext("list", "Now"),
            value=lambda one: _value(one, one.now),
            kind="number",
            url=lambda one: _past_making(one, 0 if one.kind == "ENTERED" else 1),
            drawer=True,
            sub=lambda one: _unit(one, one.now),
        ),
        Column("why", _("Why"), value=lambda one: words.reason(one.reason)),
    ]


def _name(one: Change) -> str:
    return local(one.row.name_en, one.row.name_zh)


def _value(one: Change, figure: Figure | None) -> Decimal | None:
    return None if figure is None or one.row.threshold is None else figure.value


def _unit(one: Change, figure: Figure | None) -> str:
    return "" if _value(one, figure) is None or figure is None else unit_text(figure.unit)


def _past_making(one: Change, years: int) -> str:
    row = one.row
    if row.threshold is None:
        return ""
    year = row.year + years
    return makings.making_of(row.enterprise_id, row.subject, row.medium, year)


@require_GET
@needs(Right.SEE_OWN)
def candidate_list(request: HttpRequest) -> HttpResponse:
    """Show the units near a threshold, below it and above, with how sure that is."""
    found = choose.asked_for(request)
    form = forms.MarginForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    margin = (given.get("margin") or MARGIN * HUNDRED) / HUNDRED
    assumed = given.get("assumed")
    assumed = None if assumed is None else assumed / HUNDRED
    own = scope_of(request.user).enterprise_id
    rows = [
        one
        for one in queries.candidates_of(found.year, found.rule_set, margin, assumed)
        if own is None or one.unit.enterprise_id == own
    ]
    sides = Filter("side", _("Both sides"), _sides(), _side)
    empty = Empty(
        _("No unit is near a threshold"),
        _("Widen the margin, or choose another year or rule set."),
    )
    table = build(
        request,
        _candidate_columns(assumed),
        rows,
        name=f"candidates-{found.year}",
        filters=[sides],
        empty=empty,
    )
    context = choose.chooser(found) | {
        "form": form,
        "margin": f"{(margin * HUNDRED).normalize():f}",
        "assumed": "" if assumed is None else f"{(assumed * HUNDRED).normalize():f}",
        "is_sure": assumed is not None or any(one.probability is not None for one in rows),
        "below": sum(1 for one in rows if not one.is_above),
        "above": sum(1 for one in rows if one.is_above),
        "places": choose.places(request, "candidate-list"),
    }
    return export.answer(request, "synergy/candidate_list.html", table, context)


def _sides() -> list[tuple[str, str]]:
    return [("BELOW", pgettext("threshold", "below")), ("ABOVE", pgettext("threshold", "above"))]


def _side(one: Candidate) -> str:
    return "ABOVE" if one.is_above else "BELOW"


def _candidate_columns(assumed: Decimal | None) -> list[Column]:
    names = dict(_sides())
    return [
        Column(
            "name",
            _("Enterprise"),
            value=lambda one: local(one.unit.name_en, one.unit.name_zh),
            sub=lambda one: one.unit.code,
        ),
        Column(
            "rule",
            _("Rule"),
            value=lambda one: local(one.rule.name_en, one.rule.name_zh),
            sub=lambda one: words.subject(one.amount.subject, one.amount.medium),
            given=True,
        ),
        Column(
            "value",
            _("Value"),
            value=lambda one: one.amount.figure.value,
            kind="number",
            url=_candidate_making,
            drawer=True,
            sub=lambda one: unit_text(one.amount.figure.unit),
        ),
        Column("limit", _("Taken from"), value=makings.threshold, kind="figure"),
        Column(
            "threshold",
            _("Threshold of the rule"),
            value=lambda one: None if one.rule.is_share else one.threshold,
            kind="number",
            given=True,
            sub=lambda one: "" if one.rule.is_share else unit_text(one.amount.figure.unit),
        ),
        Column("distance", _("Distance"), value=makings.distance, kind="figure"),
        Column("side", _("Side"), value=lambda one: names[_side(one)]),
        Column("trend", _("Against the year before"), value=makings.trend, kind="figure"),
        Column(
            "probability",
            _("Reaches it, probability"),
            value=lambda one: makings.probability(one, assumed),
            kind="figure",
        ),
    ]


def _candidate_making(one: Candidate) -> str:
    amount = one.amount
    return makings.making_of(one.unit.enterprise_id, amount.subject, amount.medium, amount.year)
