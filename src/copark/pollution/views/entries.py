"""Entries: the list, one new row, a correction, a withdrawal, its file of evidence, and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked, uploads
from copark.base import services as base
from copark.base.rights import Right, has, needs, require_scope, scope_of
from copark.base.sheets import desk
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.pollution import forms, queries, services, words
from copark.pollution.services.entry_imports import Bounds, Imports
from copark.pollution.views import choose
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.pollution.calc.blocks import Entered
    from copark.pollution.contracts import Entry, NewEntry

EVIDENCE = "pollution.evidence"
PLAIN = ("unit",)  #: Fields that stand behind an amount, not for themselves.


@require_GET
@needs(Right.SEE_OWN)
def entry_list(request: HttpRequest, block: str = "") -> HttpResponse:
    """Show what was entered for a year, of one kind or of all."""
    chosen, one = asked.year(request), asked.scoped(request)
    if block:
        return redirect(_list_url(block, chosen))
    known = queries.book().blocks
    may_report = has(request.user, Right.REPORT) and not energy.is_closed(chosen)
    rows = queries.entries_of(chosen, one)
    table = build(
        request,
        _columns(may_report),
        rows,
        name=f"entries-{chosen}",
        filters=[
            Filter(
                "block",
                _("Every kind"),
                [(key, words.block_name(row)) for key, row in known.items()],
                lambda row: row.block,
            )
        ],
        empty=Empty(
            _("Nothing entered for %(year)s") % {"year": chosen},
            _("Measurements, coefficients, balances and tax data that people enter stand here."),
        ),
    )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.block] = counts.get(row.block, 0) + 1
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": may_report,
        "is_closed": energy.is_closed(chosen),
        "kinds": [_kind(row, counts.get(key, 0)) for key, row in known.items()],
    }
    return export.answer(request, "pollution/entry_list.html", table, context)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_new(request: HttpRequest, block: str) -> HttpResponse:
    """Enter one row of a kind."""
    kind = _block(block)
    form = forms.NewEntryForm(
        request.POST or None,
        request.FILES or None,
        block=kind,
        enterprises=choose.offered(request),
        this_year=asked.now().year,
        initial={"year": asked.year(request), "enterprise": asked.scoped(request)},
    )
    if request.method == "POST" and form.is_valid():
        owner, year = form.cleaned_data["enterprise"], form.cleaned_data["year"]
        require_scope(request.user, owner)
        try:
            entry = form.entry(owner, year, _kept(request, form))
            services.record_entries(entries=[entry], user_id=request.user.pk, now=asked.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect(_list_url(block, year))
    context = {"form": form, **_about(kind)}
    status = 422 if form.errors else 200
    return render(request, "pollution/entry_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a row, or take it out."""
    row = _one(request, pk)
    kind = _block(row.block)
    form = forms.EntryForm(
        request.POST or None,
        request.FILES or None,
        block=kind,
        of_year=row.year,
        is_new=False,
        initial=_initial(row, kind),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = form.entry(row.enterprise_id, row.year, _kept(request, form))
            services.correct_entry(
                entry_id=pk, entry=entry, user_id=request.user.pk, now=asked.now()
            )
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Corrected. The earlier entry is kept."))
            return redirect(_list_url(row.block, row.year))
    context = {
        "form": form,
        "entry": row,
        "said": _said(row, kind),
        "name": choose.names().get(row.enterprise_id, ""),
        "period": _period(row),
        **_about(kind),
    }
    status = 422 if form.errors else 200
    return render(request, "pollution/entry_correct.html", context, status=status)


@require_POST
@needs(Right.REPORT)
def entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    try:
        was_correction = services.withdraw_entry(
            entry_id=pk, user_id=request.user.pk, now=asked.now()
        )
    except Refused as refused:
        messages.error(request, words.refusal(refused))
    else:
        said = (
            _("Withdrawn. What it had corrected counts again.")
            if was_correction
            else _("Withdrawn. It counts in no sum any more.")
        )
        messages.success(request, said)
    return redirect(_list_url(row.block, row.year))


@require_GET
@needs(Right.SEE_OWN)
def entry_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file that proves a row, or that it came in."""
    row = _one(request, pk)
    kind = Imports(row.block).kind if row.origin == "IMPORT" else EVIDENCE
    try:
        kept = uploads.open_upload(row.upload_id or 0, kind)
    except Refused:
        raise Http404(_("There is no file to this entry.")) from None
    speaks_of_others = row.origin == "IMPORT" and kept.user_id != request.user.pk
    if speaks_of_others and scope_of(request.user).enterprise_id is not None:
        raise PermissionDenied
    response = HttpResponse(kept.content, content_type="application/octet-stream")
    name = escape_uri_path(kept.name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# Imports, one desk a kind


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_import(request: HttpRequest, block: str) -> HttpResponse:
    return desk.bring(request, _desk(block), asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_preview(request: HttpRequest, block: str, upload_id: int) -> HttpResponse:
    return desk.look(request, _desk(block), upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def entry_undo(request: HttpRequest, block: str, upload_id: int) -> HttpResponse:
    return desk.undo(request, _desk(block), upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def entry_template(request: HttpRequest, block: str, form: str) -> HttpResponse:
    return desk.template(request, _desk(block), form)


def _desk(block: str) -> desk.Desk:
    kind, imports = _block(block), Imports(block)
    return desk.Desk(
        kind=imports.kind,
        names="pollution:entry",
        within=(block,),
        title=_("Import: %(kind)s") % {"kind": words.block_name(kind)},
        purpose=words.block_about(kind),
        headings=(
            gettext_lazy("Enterprise"),
            gettext_lazy("Year"),
            gettext_lazy("What was entered"),
        ),
        template_name=f"copark-{block}",
        columns=imports.columns,
        bounds=Bounds,
        preview=imports.preview,
        reread=imports.reread,
        take=imports.take,
        undo=imports.undo,
        cells=_cells,
        say=words.fault_sentence,
    )


def _cells(row: NewEntry) -> tuple[object, ...]:
    said = " · ".join(text for text in row.values.values() if text)
    return choose.names().get(row.enterprise_id, ""), row.year, said


# What pages say of a row


def _columns(may_report: bool) -> list[Column]:  # noqa: FBT001 - one caller
    names, known = choose.names(), queries.book().blocks
    columns = [
        Column("enterprise", _("Enterprise"), value=lambda row: names.get(row.enterprise_id, "")),
        Column(
            "block", _("Kind"), value=lambda row: words.block_name(known[row.block]), sub=_period
        ),
        Column(
            "said",
            _("What was entered"),
            value=lambda row: _summary(row, known[row.block]),
            sub=lambda row: row.evidence,
            given=True,
        ),
        Column("uncertainty", _("Uncertainty"), kind="number", unit="%", given=True),
    ]
    if may_report:
        columns.append(
            Column("act", "", value=lambda _row: _("Correct"), url=_act_url, can_sort=False)
        )
    return columns


def _act_url(row: Entry) -> str:
    return reverse("pollution:entry-correct", args=[row.id])


def _said(row: Entry, kind: Entered) -> list[tuple[str, str]]:
    """Return what was entered, field by field."""
    unit = row.values.get("unit", "")
    found = []
    for one in kind.asked:
        text = row.values.get(one.field.key)
        if text is None or one.field.key in PLAIN:
            continue
        behind = unit if one.field.in_unit else one.unit.replace("%", "")
        shown = words.value_of(one, text)
        found.append((words.local(one.name_en, one.name_zh), f"{shown} {behind}".strip()))
    return found


def _summary(row: Entry, kind: Entered) -> str:
    return " · ".join(f"{name} {text}" for name, text in _said(row, kind))


def _period(row: Entry) -> str:
    return str(row.year) if row.month is None else f"{row.year}-{row.month:02}"


def _kind(kind: Entered, count: int) -> dict[str, Any]:
    return {
        "key": kind.key,
        "name": words.block_name(kind),
        "about": words.block_about(kind),
        "count": count,
    }


def _about(kind: Entered) -> dict[str, Any]:
    return {"kind": _kind(kind, 0), "list_url": f"{reverse('pollution:entry-list')}"}


def _initial(row: Entry, kind: Entered) -> dict[str, Any]:
    shown = dict(row.values)
    for one in kind.asked:
        if one.field.kind == "share" and one.field.key in shown:
            shown[one.field.key] = words.value_of(one, shown[one.field.key])
        if one.field.kind == "period":
            shown[one.field.key] = _period(row)
    return {**shown, "uncertainty": row.uncertainty, "evidence": row.evidence}


def _block(block: str) -> Entered:
    found = queries.book().blocks.get(block)
    if found is None:
        raise Http404(_("There is no such kind of entry."))
    return found


def _one(request: HttpRequest, pk: int) -> Entry:
    row = queries.entry(pk)
    if row is None:
        raise Http404(_("This entry is not recorded any more: it was corrected or withdrawn."))
    require_scope(request.user, row.enterprise_id)
    return row


def _kept(request: HttpRequest, form: forms.EntryForm) -> int | None:
    """Keep the file of evidence, if there is one."""
    file = form.cleaned_data.get("file")
    if not file:
        return None
    return base.keep_upload(
        user_id=request.user.pk,
        kind=EVIDENCE,
        name=file.name,
        content=file.read(),
        now=asked.now(),
    )


def _say(form: forms.EntryForm, refused: Refused) -> None:
    """Show a refusal at its field."""
    field = str(refused.facts.get("field") or "")
    form.add_error(field if field in form.fields else None, words.refusal(refused))


def _list_url(block: str, year: int) -> str:
    query = urlencode({"year": year, "block": block})
    return f"{reverse('pollution:entry-list')}?{query}"
