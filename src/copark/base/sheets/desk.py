"""The three pages of an import, the same for every domain: bring a file, look at it, take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from copark.base import uploads
from copark.base.rights import scope_of
from copark.base.sheets import templates
from copark.base.sheets.forms import SheetForm
from copark.base.sheets.sentences import place, refusal, sentence
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.functional import Promise

    from copark.base.sheets.preview import Preview, Taken
    from copark.kernel.faults import Fault

SHOWN = 500  #: Objections on a page; the rest is counted.
SAMPLE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a domain's import is made of."""

    kind: str  #: Of the kept files.
    names: str  #: Prefix of its URL names, e.g. ``energy:use``.
    title: str | Promise
    purpose: str | Promise
    headings: tuple[str | Promise, ...]  #: Of the sample of good rows.
    template_name: str
    columns: Callable[[int | None], tuple[Any, ...]]
    bounds: Callable[[int | None, int | None], Any]  #: From enterprise and year.
    preview: Callable[..., Preview[Any]]
    reread: Callable[..., Preview[Any]]
    take: Callable[..., Taken]
    undo: Callable[..., int]
    cells: Callable[[Any], tuple[object, ...]]  #: A good row as text.
    say: Callable[[Fault], str] = sentence  #: The reason of a fault.
    within: tuple[str, ...] = ()  #: First arguments of its addresses, if several share them.
    filled: Callable[..., list[list[object]]] | None = None  #: Rows of a template filled in.

    def url(self, role: str, *args: object) -> str:
        return reverse(f"{self.names}-{role}", args=(*self.within, *args))


def bring(request: HttpRequest, desk: Desk, now: datetime) -> HttpResponse:
    """Show the form, or keep the file and go to its preview."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload_id = _kept(request, desk, form, now)
        if upload_id is not None:
            year = form.cleaned_data["year"]
            query = "?" + urlencode({"year": year}) if year else ""
            return redirect(desk.url("preview", upload_id) + query)
    scope = scope_of(request.user).enterprise_id
    own = None if scope is None else request.user.pk
    kept = [
        row | {"undo_url": desk.url("undo", row["id"])} for row in uploads.recent(desk.kind, own)
    ]
    context = {"desk": desk, "form": form, "uploads": kept, **_urls(desk)}
    status = 422 if form.errors else 200
    return render(request, "base/sheets/import.html", context, status=status)


def _kept(request: HttpRequest, desk: Desk, form: SheetForm, now: datetime) -> int | None:
    file = form.cleaned_data["file"]
    scope = scope_of(request.user).enterprise_id
    try:
        preview = desk.preview(
            name=file.name,
            content=file.read(),
            bounds=desk.bounds(scope, form.cleaned_data["year"]),
            user_id=request.user.pk,
            now=now,
        )
    except Refused as refused:
        form.add_error("file", refusal(refused))
        return None
    return preview.upload_id


def look(request: HttpRequest, desk: Desk, upload_id: int, now: datetime) -> HttpResponse:
    """Show what a kept file would bring, or take it."""
    year = _year(request)
    bounds = desk.bounds(scope_of(request.user).enterprise_id, year)
    _owned(request, desk, upload_id)
    if request.method == "POST":
        return _take(request, desk, upload_id, bounds, now)
    return _preview(request, desk, upload_id, bounds, now)


def _preview(
    request: HttpRequest,
    desk: Desk,
    upload_id: int,
    bounds: object,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    preview = desk.reread(upload_id=upload_id, bounds=bounds, now=now)
    faults = [
        {
            "place": place(fault),
            "column": fault.column,
            "value": fault.value,
            "why": desk.say(fault),
        }
        for fault in preview.faults[:SHOWN]
    ]
    context = {
        "desk": desk,
        "preview": preview,
        "faults": faults,
        "more": max(0, len(preview.faults) - SHOWN),
        "sample": [(row, desk.cells(item)) for row, item in preview.good[:SAMPLE]],
        "is_taken": bool(uploads.open_upload(upload_id, desk.kind).rows_taken),
        "year": _year(request),
        **_urls(desk),
    }
    return render(request, "base/sheets/preview.html", context, status=status)


def _take(
    request: HttpRequest, desk: Desk, upload_id: int, bounds: object, now: datetime
) -> HttpResponse:
    try:
        taken = desk.take(
            upload_id=upload_id,
            take=request.POST.get("take", "all"),
            bounds=bounds,
            user_id=request.user.pk,
            now=now,
        )
    except Refused as refused:
        messages.error(request, refusal(refused))
        return _preview(request, desk, upload_id, bounds, now, status=422)
    said = ngettext("%(count)s row imported.", "%(count)s rows imported.", taken.taken)
    messages.success(request, said % {"count": taken.taken})
    return redirect(desk.url("import"))


def undo(request: HttpRequest, desk: Desk, upload_id: int, now: datetime) -> HttpResponse:
    """Withdraw the rows of an import."""
    _owned(request, desk, upload_id)
    scope = scope_of(request.user).enterprise_id
    try:
        count = desk.undo(
            upload_id=upload_id, enterprise_id=scope, user_id=request.user.pk, now=now
        )
    except Refused as refused:
        messages.error(request, refusal(refused))
        return redirect(desk.url("import"))
    said = ngettext("%(count)s row withdrawn.", "%(count)s rows withdrawn.", count)
    messages.success(request, said % {"count": count})
    return redirect(desk.url("import"))


def template(request: HttpRequest, desk: Desk, form: str) -> HttpResponse:
    """Hand out the template, in the reader's language."""
    columns = desk.columns(scope_of(request.user).enterprise_id)
    chinese = (get_language() or "").startswith("zh")
    makers = {"xlsx": (templates.workbook, XLSX), "csv": (templates.text, "text/csv")}
    if form not in makers:
        raise Http404
    make, kind = makers[form]
    rows = _filled(request, desk, chinese=chinese)
    response = HttpResponse(make(columns, chinese=chinese, rows=rows), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{desk.template_name}.{form}"'
    return response


def _filled(request: HttpRequest, desk: Desk, *, chinese: bool) -> list[list[object]]:
    """Return what is recorded of the year asked for; without a year nothing."""
    year = _year(request)
    if desk.filled is None or year is None:
        return []
    return desk.filled(year, scope_of(request.user).enterprise_id, chinese=chinese)


def _owned(request: HttpRequest, desk: Desk, upload_id: int) -> None:
    """A kept file is open to who brought it, and to those who see every enterprise."""
    try:
        kept = uploads.open_upload(upload_id, desk.kind)
    except Refused:
        raise Http404(_("The file is no longer here; bring it again.")) from None
    if scope_of(request.user).enterprise_id is not None and kept.user_id != request.user.pk:
        raise PermissionDenied


def _year(request: HttpRequest) -> int | None:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None  # noqa: PLR2004


def _urls(desk: Desk) -> dict[str, str]:
    return {
        "import_url": desk.url("import"),
        "list_url": desk.url("list"),
        "xlsx_url": desk.url("template", "xlsx"),
        "csv_url": desk.url("template", "csv"),
    }
