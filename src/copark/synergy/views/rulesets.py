"""Rule sets: those shipped, and those the park makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.kernel.errors import Refused
from copark.synergy import forms, queries, services, words
from copark.synergy.queries.facts import local
from copark.synergy.views import choose
from copark.web.components import export
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.synergy.calc.rulesets import Rule, RuleSet


@require_GET
@needs(Right.SEE_OWN)
def ruleset_list(request: HttpRequest) -> HttpResponse:
    """Show every rule set and version."""
    rows = [(row, local(row.title_en, row.title_zh)) for row in queries.all_sets()]
    context = {
        "sets": rows,
        "may_make": has(request.user, Right.ACCOUNT),
        "places": choose.places(request, "ruleset-list"),
    }
    return render(request, "synergy/ruleset_list.html", context)


@require_GET
@needs(Right.SEE_OWN)
def ruleset_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the rules of a set, each with its source."""
    found = _set(name)
    columns = [
        Column("list", _("List"), value=lambda rule: words.list_name(rule.list)),
        Column(
            "name",
            _("Rule"),
            value=lambda rule: local(rule.name_en, rule.name_zh),
            sub=_condition,
            given=True,
        ),
        Column("threshold", _("Threshold"), value=_threshold, given=True),
        Column("years", _("Years looked at"), value=_years, sub=_stays),
        Column("force", _("Force"), value=lambda rule: words.force(rule.force)),
        Column("source", _("Source"), value=lambda rule: rule.source.text, given=True),
        Column("confidence", _("Confidence"), value=_confidence),
    ]
    table = build(request, columns, found.rules, name=f"rules-{found.name}-{found.version}")
    context = {
        "set": found,
        "title": local(found.title_en, found.title_zh),
        "may_make": has(request.user, Right.ACCOUNT),
        "places": choose.places(request, "ruleset-list"),
    }
    return export.answer(request, "synergy/ruleset_detail.html", table, context)


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def ruleset_new(request: HttpRequest, name: str) -> HttpResponse:
    """Make a rule set from another."""
    base = _set(name)
    start = {
        "name": "" if base.is_shipped else base.name,
        "title_en": base.title_en,
        "title_zh": base.title_zh,
        "valid_from": asked.now().date(),
        **_supposed(request, len(base.rules)),
    }
    form = forms.RuleSetForm(
        request.POST or None, base=base, records=queries.records_of(base), initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = services.make_rule_set(
                name=form.cleaned_data["name"],
                titles=(form.cleaned_data["title_en"], form.cleaned_data["title_zh"]),
                valid_from=form.cleaned_data["valid_from"],
                rules=form.rules(),
                user_id=request.user.pk,
                now=asked.now(),
            )
        except Refused as refused:
            form.add_error("name", words.refusal(refused))
        else:
            messages.success(
                request, _("The rule set is kept as version %(version)s.") % {"version": version}
            )
            return redirect("synergy:ruleset-detail", form.cleaned_data["name"])
    context = {"form": form, "base": base, "title": local(base.title_en, base.title_zh)}
    return render(request, "synergy/ruleset_new.html", context, status=422 if form.errors else 200)


def _set(name: str) -> RuleSet:
    try:
        return queries.named(name)
    except Refused:
        raise Http404(_("There is no such rule set.")) from None


def _supposed(request: HttpRequest, rules: int) -> dict[str, object]:
    """Return what the page “What if” hands over: other thresholds, rules left out."""
    found: dict[str, object] = {}
    for place in range(rules):
        if threshold := request.GET.get(f"t{place}"):
            found[f"threshold_{place}"] = threshold
        if request.GET.get(f"off{place}"):
            found[f"use_{place}"] = False
    return found


def _condition(rule: Rule) -> str:
    return local(rule.condition_en, rule.condition_zh)


def _threshold(rule: Rule) -> str:
    if rule.operator == "==":
        return _("holds or not")
    if rule.unit == "fraction":
        return f"{rule.threshold:.0%}"
    if rule.upper is not None:
        return f"{rule.threshold:,f} – {rule.upper:,f} {rule.unit}"
    return f"≥ {rule.threshold:,f} {rule.unit}"


def _years(rule: Rule) -> str:
    if rule.years == 1:
        return _("the year itself")
    said = (
        _("each of the last %(years)s") if rule.span == "each" else _("any of the last %(years)s")
    )
    return said % {"years": rule.years}


def _stays(rule: Rule) -> str:
    if not rule.stays:
        return ""
    return _("stays for %(years)s more after falling below") % {"years": rule.stays}


def _confidence(rule: Rule) -> str:
    return _("to be verified") if rule.source.confidence == "memory" else _("read in the source")
