"""The three lists: why each unit is on them, and the figures behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs, scope_of
from copark.synergy import queries, words
from copark.synergy.queries.facts import local
from copark.synergy.views import choose, files, makings
from copark.web.components.parts import sure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.synergy.contracts import ListRow, Lists


@require_GET
@needs(Right.SEE_OWN)
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists of a year under a rule set; enterprise staff see their own rows."""
    found = choose.asked_for(request)
    drawn = seen(request, queries.drawn(found.year, found.rule_set))
    form = request.GET.get("format", "")
    if form:
        return files.download(drawn, form, f"lists-{drawn.year}-{drawn.rules}")
    decided = queries.in_force(found.year)
    context = choose.chooser(found) | {
        "tabs": [tab(key, drawn.rows) | {"decision": decided.get(key)} for key in words.TABS],
        "notes": drawn.notes,
        "may_publish": has(request.user, Right.ACCOUNT),
        "query": request.GET.urlencode(),
        "places": choose.places(request, "lists"),
    }
    return render(request, "synergy/lists.html", context)


def seen(request: HttpRequest, drawn: Lists) -> Lists:
    """Return of the lists what a person may see."""
    if scope_of(request.user).enterprise_id is None:
        return drawn
    return replace(drawn, rows=choose.own_rows(request, drawn.rows), notes=())


def tab(key: str, rows: Sequence[ListRow]) -> dict[str, Any]:
    """Return one of the three lists, by its parts."""
    title, kinds = words.TABS[key]
    groups = [group(kind, [row for row in rows if row.list == kind]) for kind in kinds]
    own = [row for row in rows if row.list in kinds]
    return {
        "key": key,
        "title": _(title),
        "units": len({row.enterprise_id for row in own}),
        "entries": len(own),
        "groups": [one for one in groups if one["rows"]],
    }


def group(kind: str, rows: Sequence[ListRow]) -> dict[str, Any]:
    return {"title": words.list_name(kind), "rows": [shown(row) for row in rows]}


def shown(row: ListRow, making: str = "") -> dict[str, Any]:
    """Return what a line of a list shows; `making` where its figure is not the live one."""
    return {
        "row": row,
        "name": local(row.name_en, row.name_zh),
        "why": local(row.rule_en, row.rule_zh),
        "subject": words.subject(row.subject, row.medium),
        "force": words.force(row.force),
        "is_fact": row.threshold is None,
        "year": str(row.year),
        "until": str(row.until) if row.until else "",
        "making": making or makings.making(row),
        "page": makings.page(row),
        "limit": makings.limit(row),
        "sure": sure(row.figure),
        "place": makings.certainty(row),
        "share": makings.share(row),
        "cumulative": makings.cumulative(row),
    }
