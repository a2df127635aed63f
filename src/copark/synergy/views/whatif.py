"""What would be on the lists if thresholds, rules or amounts were others; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs
from copark.kernel.errors import Refused
from copark.synergy import forms, queries, words
from copark.synergy.calc import meeting
from copark.synergy.calc.whatif import SUPPOSED
from copark.synergy.queries.facts import local
from copark.synergy.views import choose, makings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.synergy.calc.whatif import Place
    from copark.synergy.contracts import ListRow


@require_GET
@needs(Right.SEE_PARK)
def what_if(request: HttpRequest) -> HttpResponse:
    """Show who would enter and leave the lists if thresholds, rules or amounts were others."""
    found = choose.asked_for(request)
    form = forms.WhatIfForm(
        request.GET or None, rule_set=found.rule_set, units=_units(), subjects=_subjects(found)
    )
    places: list[Place] | None = None
    if form.is_valid() and not form.supposed().is_nothing:
        try:
            places = queries.supposed(found.year, found.rule_set, form.supposed())
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
    context = choose.chooser(found) | {
        "form": form,
        "result": None if places is None else _result(found, places),
        "share_url": _share_url(request, form, found),
        "keep_url": _keep_url(request, form, found),
        "places": choose.places(request, "what-if"),
    }
    return render(request, "synergy/what_if.html", context, status=422 if form.errors else 200)


def _units() -> list[tuple[str, str]]:
    return [(name.rpartition(" · ")[2], name) for _enterprise_id, name in choose.enterprises()]


def _subjects(found: choose.Asked) -> list[tuple[str, str]]:
    """Return everything that a rule of the set asks an amount of."""
    asked = dict.fromkeys(
        key for rule in found.rule_set.rules if not rule.is_fact for key in meeting.keys(rule)
    )
    return [(f"{code}|{medium}", words.subject(code, medium)) for code, medium in asked]


def _result(found: choose.Asked, places: list[Place]) -> dict[str, Any]:
    decided = {
        (row.list, row.enterprise_code)
        for name in queries.in_force(found.year)
        if (frozen := queries.frozen_list(found.year, name))
        for row in frozen.rows
    }
    lines = [_line(place, decided) for place in places]
    return {
        "moving": [line for line in lines if line["state"] != "STAYS"],
        "staying": [line for line in lines if line["state"] == "STAYS"],
        "enter": sum(1 for line in lines if line["state"] == "ENTERS"),
        "leave": sum(1 for line in lines if line["state"] == "LEAVES"),
    }


def _line(place: Place, decided: set[tuple[str, str]]) -> dict[str, Any]:
    row = place.row
    return {
        "state": place.state,
        "move": words.move(place.state),
        "name": local(row.name_en, row.name_zh),
        "code": place.code,
        "page": makings.page(row),
        "list": words.list_name(place.list),
        "is_decided": (place.list, place.code) in decided,
        "before": [_why(one) for one in place.before],
        "after": [_why(one) for one in place.after],
    }


def _why(row: ListRow) -> dict[str, Any]:
    return {
        "rule": local(row.rule_en, row.rule_zh),
        "subject": words.subject(row.subject, row.medium),
        "row": row,
        "is_fact": row.threshold is None,
        "is_supposed": row.figure.grade == SUPPOSED,
        "making": makings.making(row),
    }


def _share_url(request: HttpRequest, form: forms.WhatIfForm, found: choose.Asked) -> str:
    query = form.query(year=found.year, rules=found.rules) if form.is_bound else ""
    return request.build_absolute_uri(f"{reverse('synergy:what-if')}?{query}") if query else ""


def _keep_url(request: HttpRequest, form: forms.WhatIfForm, found: choose.Asked) -> str:
    """Return where other rules can be kept as a rule set of one's own."""
    if not (form.is_bound and form.is_valid() and has(request.user, Right.ACCOUNT)):
        return ""
    supposed = form.supposed()
    if not (supposed.thresholds or supposed.left_out):
        return ""
    name = f"{found.rule_set.name}@{found.rule_set.version}"
    return f"{reverse('synergy:ruleset-new', args=[name])}?{form.query()}"
