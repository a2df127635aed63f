"""Guidance for an enterprise: where its emissions sit, who does better, what the lists ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs, require_scope, scope_of
from copark.kernel.figure import Figure
from copark.statistics import words
from copark.statistics.queries import guidance as read
from copark.statistics.views.sector_question import Question, question, source_making
from copark.synergy import queries as synergy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.statistics.contracts import Subject
    from copark.statistics.queries.guidance import Gaps, Hint, Sources, Step

MAKING = "statistics:guidance-making"
SHOWN = 12  #: Sources of a subject; the rest is counted.
COMPARED = 8  #: Subjects that are compared.
EFFECTS = {
    "BOTH": gettext_noop("pollutants and carbon fall"),
    "POLLUTANT": gettext_noop("pollutants fall"),
    "CARBON": gettext_noop("carbon falls"),
    "TRADE_OFF": gettext_noop("trade-off: one falls, the other rises"),
}


@require_GET
@needs(Right.SEE_OWN)
def guidance(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Show an enterprise what to look at first."""
    asked_for = _question(request, enterprise_id)
    found, is_open = asked_for.found, scope_of(request.user).enterprise_id is None
    about = asked_for.asked()
    sources = read.sources_of(found.subjects, found.year, enterprise_id, about.stamp)
    gaps = [
        read.gaps_of(about.of(group.subject), enterprise_id, is_open=is_open)
        for group in sources[:COMPARED]
    ]
    steps = read.steps_of(about, enterprise_id, is_open=is_open)
    context: dict[str, Any] = asked_for.context | {
        "asked": found,
        "name": found.place.name,
        "owner": enterprise_id,
        "steps": [_step(step, asked_for, at) for at, step in enumerate(steps)],
        "sources": [_sources(group, asked_for) for group in sources],
        "gaps": [_gap(one, asked_for) for one in gaps],
        "is_open": is_open,
        "hints": [_hint(one) for one in read.hints(sources, asked.now().date())],
    }
    return render(request, "statistics/guidance.html", context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Show how a number of the guidance was made: a share, a gap or a step."""
    asked_for = _question(request, enterprise_id)
    figure = _made(request, asked_for, enterprise_id)
    if figure is None:
        raise Http404
    context = {"figure": figure, "is_fragment": request.headers.get("HX-Request") == "true"}
    return render(request, "statistics/making.html", context)


def _question(request: HttpRequest, enterprise_id: int) -> Question:
    """Ask the usual question of one enterprise, whatever the address says of a place."""
    require_scope(request.user, enterprise_id)
    params = request.GET.copy()
    params["place"] = f"enterprise-{enterprise_id}"
    request.GET = params  # type: ignore[assignment]  # the stubs know no mutable one
    return question(request)


def _made(request: HttpRequest, asked_for: Question, enterprise_id: int) -> Figure | None:
    kind = request.GET.get("of", "")
    at = asked.whole(request.GET.get("at")) or 0
    found, is_open = asked_for.found, scope_of(request.user).enterprise_id is None
    if kind in {"best", "median"}:
        return read.gap_making(
            read.gaps_of(asked_for.asked(), enterprise_id, is_open=is_open), kind
        )
    if kind == "step":
        steps = read.steps_of(asked_for.asked(), enterprise_id, is_open=is_open)
        return read.step_making(steps[at]) if at < len(steps) else None
    groups = read.sources_of((found.subject,), found.year, enterprise_id, asked_for.stamp)
    return read.share_making(groups[0], at) if groups else None


def _link(asked_for: Question, **changes: object) -> str:
    return f"{reverse(MAKING, args=[asked_for.found.place.enterprise_id])}?" + urlencode(
        {
            "year": asked_for.found.year,
            "per": asked_for.per,
            "prices": asked_for.price_year,
            **changes,
        }
    )


def _sources(group: Sources, asked_for: Question) -> dict[str, Any]:
    own, year = asked_for.found.place.enterprise_id or 0, asked_for.found.year
    return {
        "subject": group.subject,
        "unit": group.unit,
        "url": source_making(group.subject, own, year),
        "rows": [
            {
                "figure": row.figure,
                "share": row.ranked.share,
                "css_share": f"{row.ranked.share:.4f}",
                "cumulative": row.ranked.cumulative,
                "url": _link(asked_for, subject=group.subject.key, of="share", at=at),
            }
            for at, row in enumerate(group.rows[:SHOWN])
        ],
        "rest": max(0, len(group.rows) - SHOWN),
    }


def _gap(one: Gaps, asked_for: Question) -> dict[str, Any]:
    subject: Subject = one.asked.subject
    result = one.comparison
    own = result.own
    shown = own is not None and own.value is not None
    url = asked_for.making("statistics:sector", subject=subject.key)
    return {
        "subject": subject,
        "url": url,
        "group": result.group if result.spread else "",
        "own": Figure(subject.name, own.value, own.unit, "")
        if own is not None and own.value is not None
        else None,
        "own_url": asked_for.making("statistics:intensity-making", subject=subject.key),
        "why": "" if result.spread else _why(one),
        "better": result.better,
        "count": result.count,
        "others": [
            (row.name, f"{reverse('statistics:guidance', args=[row.enterprise_id])}")
            for row in result.members
            if shown and own is not None and own.value is not None and row.value < own.value
        ][:5],
        "marks": [
            (mark.mark, result.unit, _mark_url(asked_for, subject, key),
             mark.saved, one.unit, _link(asked_for, subject=subject.key, of=key))
            for key, mark in (("best", one.best), ("median", one.median))
            if mark is not None
        ],
    }  # fmt: skip


def _mark_url(asked_for: Question, subject: Subject, key: str) -> str:
    return asked_for.making("statistics:sector-making", subject=subject.key, of=key)


def _why(one: Gaps) -> str:
    if one.comparison.own is not None and one.comparison.own.value is None:
        return one.comparison.own.why
    return _("too few others to compare with")


def _step(step: Step, asked_for: Question, at: int) -> dict[str, Any]:
    row = step.row
    return {
        "step": step,
        "row": row,
        "list": synergy.list_name(row.list),
        "subject": synergy.subject_name(row.subject, row.medium),
        "why": words.local(row.rule_en, row.rule_zh),
        "url": _link(asked_for, of="step", at=at),
        "amount_url": _amount_url(step, asked_for),
    }


def _amount_url(step: Step, asked_for: Question) -> str:
    """Return where the making of a row's amount stands: in its domain, or among the facts."""
    row, own = step.row, asked_for.found.place.enterprise_id
    domain = {"carbon": "carbon", "energy": "energy"}.get(row.list, "pollution")
    params: dict[str, object] = {"year": row.year}
    if domain == "carbon" and row.figure.grade == "declared":
        domain, params = "pollution", params | {"medium": "AIR", "pollutant": row.subject}
    elif domain == "pollution" and not row.medium:
        params |= {"enterprise": own, "fact": row.subject}
        return f"{reverse('synergy:fact-making')}?{urlencode(params)}"
    elif row.medium:
        params |= {"medium": row.medium, "pollutant": row.subject}
    return f"{reverse(f'{domain}:making', args=[own])}?{urlencode(params)}"


def _hint(one: Hint) -> dict[str, Any]:
    kind = one.kind
    return {
        "kind": kind,
        "name": words.local(kind.name_en, kind.name_zh),
        "note": words.local(kind.note_en, kind.note_zh),
        "effect": _(EFFECTS[kind.effect]),
        "is_trade_off": kind.effect == "TRADE_OFF",
        "sources": one.sources,
    }
