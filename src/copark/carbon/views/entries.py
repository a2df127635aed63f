"""The rows that carbon keeps: the list, a new row, a correction, a withdrawal, and imports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked
from copark.base import services as base
from copark.base.rights import Right, has, needs, require_scope
from copark.base.sheets import desk
from copark.carbon import forms, queries, services, words
from copark.carbon.calc.entry_sheets import name_of
from copark.carbon.services import imports
from copark.carbon.views import choose
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest

    from copark.carbon.contracts import CarbonYear, Entry, NewEntry
    from copark.kernel.entries import Block

EVIDENCE = "carbon.evidence"


@require_GET
@needs(Right.SEE_OWN)
def entry_list(request: HttpRequest, block: str = "") -> HttpResponse:
    """Show the rows of a year, block by block, and where each can be added."""
    if block:
        return redirect(_list(asked.year(request), block))
    chosen, one = asked.year(request), asked.scoped(request)
    blocks = _blocks(chosen)
    rows = queries.entries_of(chosen, one)
    may_report = has(request.user, Right.REPORT) and not energy.is_closed(chosen)
    kinds = Filter(
        "block",
        _("Every block"),
        [(key, words.block(block)) for key, block in blocks.items()],
        lambda row: row.block,
    )
    table = build(
        request,
        _columns(blocks, may_report=may_report),
        rows,
        name=f"carbon-entries-{chosen}",
        filters=[kinds],
        empty=_nothing(chosen),
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": may_report,
        "is_closed": energy.is_closed(chosen),
        "blocks": [_shelf(key, block, rows) for key, block in blocks.items()],
        "faults": _faults(queries.year_of(chosen, one)),
        "enterprise": one,
        "owner": choose.names().get(one, "") if one else "",
    }
    return export.answer(request, "carbon/entry_list.html", table, context)


def _shelf(key: str, block: Block, rows: list[Entry]) -> dict[str, Any]:
    count = sum(1 for row in rows if row.block == key)
    return {"key": key, "name": words.block(block), "count": count}


def _faults(years: list[CarbonYear]) -> list[dict[str, Any]]:
    names = choose.names()
    return [
        {"owner": names.get(row.enterprise_id, ""), "sentence": fault.sentence, "url": fault.url}
        for row in years
        for fault in row.faults
    ]


def _columns(blocks: Mapping[str, Block], *, may_report: bool) -> list[Column]:
    names = choose.names()
    columns = [
        Column("owner", _("Enterprise"), value=lambda row: names.get(row.enterprise_id, "")),
        Column("period", _("Period"), value=period, sub=lambda row: row.plant),
        Column("block", _("Block"), value=lambda row: words.block(blocks[row.block])),
        Column("subject", _("Row"), value=lambda row: _subject(blocks[row.block], row)),
        Column(
            "amount",
            _("Amount"),
            value=lambda row: words.amount(blocks[row.block], row),
            given=True,
        ),
        Column("origin", _("Origin"), value=origin, sub=lambda row: row.evidence),
    ]
    if may_report:
        act = Column("act", "", value=lambda _row: _("Correct"), url=_page, can_sort=False)
        columns.append(act)
    return columns


def period(row: Entry | NewEntry) -> str:
    return str(row.year) if row.month is None else f"{row.year}-{row.month:02}"


def origin(row: Entry) -> str:
    return {"FORM": _("form"), "IMPORT": _("import"), "API": _("API")}.get(row.origin, row.origin)


def _page(row: Entry) -> str:
    return reverse("carbon:entry-detail", args=[row.id])


def _nothing(year: int) -> Empty:
    return Empty(
        _("No rows for %(year)s") % {"year": year},
        _(
            "Fuel, electricity and heat stand in the activity data of energy. Everything else that "
            "emits is entered here: choose a block above."
        ),
    )


# One row


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_new(request: HttpRequest, block: str) -> HttpResponse:
    """Enter one row of a block."""
    chosen = asked.year(request)
    form = forms.EntryForm(
        request.POST or None,
        request.FILES or None,
        block=_block(block, chosen),
        year=chosen,
        enterprises=choose.offered(request),
        initial={"enterprise": request.GET.get("enterprise")},
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, form, None):
        messages.success(request, _("Recorded."))
        return redirect(_list(chosen, block))
    context = {"form": form, "kind": words.block(form.block), "key": block, "year": chosen}
    return render(request, "carbon/entry_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_OWN)
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a row and what it corrected; who may report can correct it, or take it out."""
    row = _one(request, pk)
    block = _block(row.block, row.year)
    may_report = has(request.user, Right.REPORT) and not energy.is_closed(row.year)
    form = forms.EntryForm(
        request.POST or None,
        request.FILES or None,
        block=block,
        year=row.year,
        enterprises=[(row.enterprise_id, choose.names().get(row.enterprise_id, ""))],
        is_correction=True,
        initial=_initial(row),
    )
    if request.method == "POST" and may_report and form.is_valid() and _recorded(
        request, form, row
    ):  # fmt: skip
        messages.success(request, _("Corrected. The earlier row is kept."))
        return redirect(_list(row.year, row.block))
    context = {
        "form": form,
        "row": row,
        "may_report": may_report,
        "kind": words.block(block),
        "owner": choose.names().get(row.enterprise_id, ""),
        "period": period(row),
        "said": _said(block, row),
        "earlier": [(one, _said(block, one)) for one in queries.history(pk)],
    }
    return render(request, "carbon/entry_detail.html", context, status=422 if form.errors else 200)


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
    return redirect(_list(row.year, row.block))


def _recorded(request: HttpRequest, form: forms.EntryForm, old: Entry | None) -> bool:
    fresh = form.entry()
    require_scope(request.user, fresh.enterprise_id)
    now, user_id = asked.now(), request.user.pk
    fresh = replace(fresh, upload_id=_kept(form, old, user_id, now))
    try:
        if old is None:
            services.record_entries(entries=[fresh], user_id=user_id, now=now)
        else:
            fresh = replace(fresh, replaces=old.id)
            services.correct_entry(entry_id=old.id, fresh=fresh, user_id=user_id, now=now)
    except Refused as refused:
        field = str(refused.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, words.refusal(refused))
        return False
    return True


def _kept(
    form: forms.EntryForm, old: Entry | None, user_id: int | None, now: datetime
) -> int | None:
    """Keep the evidence file that came with a row; without one the earlier file stays."""
    file = form.cleaned_data.get("file")
    if not file:
        return old.upload_id if old else None
    return base.keep_upload(
        user_id=user_id, kind=EVIDENCE, name=file.name, content=file.read(), now=now
    )


def _initial(row: Entry) -> dict[str, Any]:
    values = {
        key: "; ".join(f"{gas}={share}" for gas, share in value.items())
        if isinstance(value, dict)
        else value
        for key, value in row.values.items()
    }
    aside = {
        "enterprise": row.enterprise_id,
        "month": row.month,
        "plant": row.plant,
        "source": row.evidence,
        "uncertainty": row.uncertainty,
    }
    return values | aside


def _said(block: Block, row: Entry) -> list[tuple[str, str]]:
    """Return the fields of a row by their names, as a reader sees them."""
    found = [
        (_field(block, key), words.shown(block, key, value)) for key, value in row.values.items()
    ]
    aside = {
        "plant": row.plant,
        "source": row.evidence,
        "uncertainty": "" if row.uncertainty is None else f"{row.uncertainty}",
        "reason": row.reason,
    }
    return [*found, *((_field(block, key), text) for key, text in aside.items() if text)]


def _field(block: Block, key: str) -> str:
    name = name_of(queries.field_names(), block.key, key)
    return words.local(name.title_en, name.title_zh)


def _subject(block: Block, row: Entry | NewEntry) -> str:
    return words.subject(block, row, partial(_field, block))


def _one(request: HttpRequest, pk: int) -> Entry:
    row = queries.entry(pk)
    if row is None:
        raise Http404(_("This row is not recorded any more: it was corrected or withdrawn."))
    require_scope(request.user, row.enterprise_id)
    return row


def _blocks(year: int) -> Mapping[str, Block]:
    return queries.stored_blocks(queries.method_of(year).factor_set)


def _block(key: str, year: int) -> Block:
    found = _blocks(year).get(key)
    if found is None:
        raise Http404(_("There is no such block."))
    return found


def _list(year: int, block: str) -> str:
    return f"{reverse('carbon:entry-list')}?year={year}&block={block}"


# Files


def _desk(request: HttpRequest, key: str) -> desk.Desk:
    year = asked.year(request)
    block = _block(key, year)
    of = partial(_subject, block)
    names = choose.names()

    def cells(row: NewEntry) -> tuple[object, ...]:
        change = _("correction") if row.replaces else _("new")
        owner = names.get(row.enterprise_id, "")
        return owner, period(row), of(row), words.amount(block, row), change

    return desk.Desk(
        kind=imports.kind_of(key),
        names="carbon:entry",
        title=_("Import: %(block)s") % {"block": words.block(block)},
        purpose=_(
            "Bring the rows of one block from Excel or CSV. A template that is filled in with what "
            "is recorded may be changed and brought back: what changed is a correction."
        ),
        headings=(_("Enterprise"), _("Period"), _("Row"), _("Amount"), _("Change")),
        template_name=f"copark-carbon-{key}",
        columns=lambda enterprise_id: imports.template_columns(key, year, enterprise_id),
        bounds=imports.Bounds,
        preview=partial(services.preview_entries, block=key),
        reread=partial(imports.reread, block=key),
        take=partial(services.take_entries, block=key),
        undo=services.undo_import,
        cells=cells,
        say=words.fault,
        within=(key,),
        filled=partial(imports.template_rows, key),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_import(request: HttpRequest, block: str) -> HttpResponse:
    return desk.bring(request, _desk(request, block), asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def entry_preview(request: HttpRequest, block: str, upload_id: int) -> HttpResponse:
    return desk.look(request, _desk(request, block), upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def entry_undo(request: HttpRequest, block: str, upload_id: int) -> HttpResponse:
    return desk.undo(request, _desk(request, block), upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def entry_template(request: HttpRequest, block: str, form: str) -> HttpResponse:
    return desk.template(request, _desk(request, block), form)
