"""Decisions about lists: publish, look, compare with today, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from copark.base import asked
from copark.base.rights import Right, has, needs, require_scope, scope_of
from copark.kernel.errors import Refused
from copark.synergy import forms, queries, services, words
from copark.synergy.contracts import Lists
from copark.synergy.queries.facts import local
from copark.synergy.views import choose, files
from copark.synergy.views import lists as list_views
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from copark.synergy.calc.frozen import Difference
    from copark.synergy.contracts import ListRow, PublicationRef
    from copark.synergy.queries import Frozen


@require_GET
@needs(Right.SEE_OWN)
def publication_list(request: HttpRequest) -> HttpResponse:
    """Show every decision, the newest first."""
    refs = queries.publications_of()
    columns = [
        Column("year", _("Year"), value=lambda ref: str(ref.year)),
        Column("list", _("List"), value=lambda ref: words.tab_name(ref.list)),
        Column("number", _("Decision"), url=_url, sub=lambda ref: ref.note[:80]),
        Column("decided_on", _("Date"), kind="day"),
        Column("signatory", _("Signatory")),
        Column("state", _("Standing"), value=_standing(refs)),
        Column("sha256", "SHA-256", value=lambda ref: ref.sha256[:12]),
    ]
    may_publish = has(request.user, Right.ACCOUNT)
    empty = Empty(
        _("No list has been decided yet"),
        _("A decision freezes a list with its figures and its rules; it is never changed again."),
        reverse("synergy:lists") if may_publish else "",
        _("Look at the lists and publish one"),
    )
    table = build(request, columns, refs, name="list-decisions", empty=empty)
    context = {"places": choose.places(request, "publication-list")}
    return export.answer(request, "synergy/publication_list.html", table, context)


def _standing(refs: list[PublicationRef]) -> Callable[[PublicationRef], str]:
    newest: dict[tuple[int, str], int] = {}
    for ref in refs:
        newest.setdefault((ref.year, ref.list), ref.turn)

    def of(ref: PublicationRef) -> str:
        if newest[ref.year, ref.list] != ref.turn:
            return _("replaced")
        return _("withdraws the list") if ref.is_withdrawal else _("in force")

    return of


def _url(ref: PublicationRef) -> str:
    return f"{reverse('synergy:publication-detail', args=[ref.year, ref.list])}?turn={ref.turn}"


@require_GET
@needs(Right.SEE_OWN)
def publication_detail(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """Show a decision: its list as it was frozen, and how it would differ today."""
    found = _frozen(request, year, name)
    rows = choose.own_rows(request, found.rows)
    form = request.GET.get("format", "")
    if form:
        return _download(request, found, rows, form)
    chain = queries.publications_of(year, name)
    allows = scope_of(request.user).allows
    differences = [one for one in queries.differences(found) if allows(one.row.enterprise_id)]
    numbers = {id(row): number for number, row in enumerate(found.rows)}
    own = [number for number, row in enumerate(found.rows) if allows(row.enterprise_id)]
    context = {
        "found": found,
        "title": words.tab_name(name),
        "rules_title": local(found.rule_set.title_en, found.rule_set.title_zh),
        "groups": [
            {
                "title": words.list_name(kind),
                "rows": [
                    list_views.shown(row, making=_making(found.ref, number))
                    for number, row in zip(own, rows, strict=True)
                    if row.list == kind
                ],
            }
            for kind in dict.fromkeys(row.list for row in rows)
        ],
        "units": len({row.enterprise_id for row in rows}),
        "differences": [_differs(one, found, numbers) for one in differences],
        "chain": [(ref, _url(ref), ref.turn == found.ref.turn) for ref in chain],
        "is_newest": chain[0].turn == found.ref.turn,
        "may_decide": has(request.user, Right.ACCOUNT),
        "is_whole": scope_of(request.user).enterprise_id is None,
        "places": choose.places(request, "publication-list"),
    }
    return render(request, "synergy/publication_detail.html", context)


def _differs(one: Difference, found: Frozen, numbers: dict[int, int]) -> dict[str, Any]:
    row = one.row
    frozen_url = "" if one.frozen is None else _making(found.ref, numbers[id(one.frozen)])
    return {
        "move": words.move(one.kind),
        "name": local(row.name_en, row.name_zh),
        "code": row.enterprise_code,
        "list": words.list_name(row.list),
        "subject": words.subject(row.subject, row.medium),
        "is_fact": row.threshold is None,
        "frozen": one.frozen,
        "frozen_url": frozen_url,
        "today": one.today and list_views.shown(one.today),
    }


def _making(ref: PublicationRef, number: int) -> str:
    page = reverse("synergy:publication-making", args=[ref.year, ref.list])
    return f"{page}?turn={ref.turn}&row={number}"


@require_GET
@needs(Right.SEE_OWN)
def publication_making(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """Show how a frozen figure was made, as it was frozen."""
    found = _frozen(request, year, name)
    number = asked.whole(request.GET.get("row"))
    if number is None or number >= len(found.rows):
        raise Http404(_("There is no such row in the decision."))
    row = found.rows[number]
    require_scope(request.user, row.enterprise_id)
    if request.headers.get("HX-Request") != "true":
        return redirect(_url(found.ref))
    return render(request, "synergy/making.html", {"figure": row.figure})


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def publish(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """Decide about a list: freeze it as it is drawn now."""
    title = _list_title(year, name)
    found = choose.asked_for(request)
    rows = queries.of_list(queries.drawn(year, found.rule_set).rows, name)
    form = _decision_form(request, year, name)
    if request.method == "POST" and form.is_valid():
        try:
            turn = services.publish(
                name=name,
                year=year,
                rules=f"{found.rule_set.name}@{found.rule_set.version}",
                user_id=request.user.pk,
                now=asked.now(),
                **_head(form),
            )
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("The list is published. It will never change."))
            page = reverse("synergy:publication-detail", args=[year, name])
            return redirect(f"{page}?turn={turn}")
    context = {
        "form": form,
        "title": title,
        "year": year,
        "name": name,
        "rule_set": found.rule_set,
        "rules_title": local(found.rule_set.title_en, found.rule_set.title_zh),
        "entries": len(rows),
        "units": len({row.enterprise_id for row in rows}),
        "in_force": queries.in_force(year).get(name),
        "places": choose.places(request, "publication-list"),
    }
    return render(request, "synergy/publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def withdraw(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """Withdraw the list that holds, by a decision of its own."""
    title = _list_title(year, name)
    in_force = queries.in_force(year).get(name)
    if in_force is None:
        raise Http404(_("No list of this year holds that could be withdrawn."))
    form = _decision_form(request, year, name)
    if request.method == "POST" and form.is_valid():
        try:
            turn = services.withdraw(
                name=name,
                year=year,
                user_id=request.user.pk,
                now=asked.now(),
                **_head(form),
            )
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("The list is withdrawn. The decision before is kept."))
            page = reverse("synergy:publication-detail", args=[year, name])
            return redirect(f"{page}?turn={turn}")
    context = {
        "form": form,
        "title": title,
        "year": year,
        "in_force": in_force,
        "places": choose.places(request, "publication-list"),
    }
    return render(request, "synergy/withdraw.html", context, status=422 if form.errors else 200)


def _decision_form(request: HttpRequest, year: int, name: str) -> forms.DecisionForm:
    today = asked.now().date()
    start = {"decided_on": today, "after_turn": queries.last_turn(year, name)}
    return forms.DecisionForm(request.POST or None, today=today, initial=start)


def _head(form: forms.DecisionForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    return {"after_turn": given.pop("after_turn"), "head": services.Head(**given)}


def _list_title(year: int, name: str) -> str:
    if name not in words.TABS or year not in asked.YEARS:
        raise Http404(_("There is no such list."))
    return words.tab_name(name)


def _frozen(request: HttpRequest, year: int, name: str) -> Frozen:
    _list_title(year, name)
    found = queries.frozen_list(year, name, asked.whole(request.GET.get("turn")))
    if found is None:
        raise Http404(_("There is no such decision."))
    return found


def _download(
    request: HttpRequest, found: Frozen, rows: tuple[ListRow, ...], form: str
) -> HttpResponse:
    """Return the decision as a file; the whole one as JSON is the very text that was sealed."""
    name = f"list-{found.ref.list}-{found.ref.year}-{found.ref.turn}"
    if form == "json" and scope_of(request.user).enterprise_id is None:
        return files.answer(found.text.encode(), "application/json", f"{name}.json")
    kept = Lists(found.ref.year, found.rule_set.name, rows, version=found.rule_set.version)
    return files.download(kept, form, name)
