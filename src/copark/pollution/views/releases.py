"""Declared releases: the list, one new row, a correction, a withdrawal, and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked
from copark.base.rights import Right, has, needs, require_scope
from copark.base.sheets import desk
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.pollution import forms, queries, services, words
from copark.pollution.services import imports
from copark.pollution.views import choose
from copark.web.components import export
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.pollution.contracts import NewRelease, Release


def _cells(row: NewRelease) -> tuple[object, ...]:
    return (
        choose.names().get(row.enterprise_id, ""),
        row.year,
        words.medium(row.medium),
        queries.pollutant_name(row.pollutant),
        f"{row.amount:f} {row.unit}",
    )


DESK = desk.Desk(
    kind=imports.KIND,
    names="pollution:release",
    title=gettext_lazy("Import declared releases"),
    purpose=gettext_lazy("Bring a year's releases from Excel, CSV or a facility-release register."),
    headings=(
        gettext_lazy("Enterprise"),
        gettext_lazy("Year"),
        gettext_lazy("Medium"),
        gettext_lazy("Pollutant"),
        gettext_lazy("Amount"),
    ),
    template_name="copark-releases",
    columns=imports.template_columns,
    bounds=imports.Bounds,
    preview=imports.preview_releases,
    reread=imports.reread,
    take=imports.take_releases,
    undo=imports.undo_import,
    cells=_cells,
)


@require_GET
@needs(Right.SEE_OWN)
def release_list(request: HttpRequest) -> HttpResponse:
    """Show the declared releases of a year."""
    chosen = asked.year(request)
    names = choose.names()
    closed = energy.is_closed(chosen)
    may_report = has(request.user, Right.REPORT)
    columns = [
        Column("enterprise", _("Enterprise"), value=lambda row: names.get(row.enterprise_id, "")),
        Column(
            "pollutant", _("Pollutant"), value=lambda row: queries.pollutant_name(row.pollutant)
        ),
        Column("medium", _("Medium"), value=lambda row: words.medium(row.medium)),
        Column("tonnes", _("Declared"), kind="number", unit="t", digits=8, given=True),
        Column("evidence", _("Evidence")),
    ]
    if may_report and not closed:
        columns.append(
            Column("act", "", value=lambda _row: _("Correct"), url=_act_url, can_sort=False)
        )
    media = Filter(
        "medium",
        _("Every medium"),
        [(code, words.medium(code)) for code in words.MEDIA],
        lambda row: row.medium,
    )
    rows = queries.releases_of(chosen, asked.scoped(request))
    table = build(
        request,
        columns,
        rows,
        name=f"declared-{chosen}",
        filters=[media],
        empty=choose.nothing(request, chosen),
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": may_report,
        "is_closed": closed,
    }
    return export.answer(request, "pollution/release_list.html", table, context)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def release_new(request: HttpRequest) -> HttpResponse:
    """Enter one declared release."""
    form = forms.ReleaseForm(
        request.POST or None,
        enterprises=choose.offered(request),
        this_year=asked.now().year,
        initial={"year": asked.year(request)},
    )
    if request.method == "POST" and form.is_valid():
        release = form.release()
        require_scope(request.user, release.enterprise_id)
        try:
            services.record_releases(releases=[release], user_id=request.user.pk, now=asked.now())
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("Recorded."))
            return redirect(f"{reverse('pollution:release-list')}?year={release.year}")
    status = 422 if form.errors else 200
    return render(request, "pollution/release_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def release_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a declared release, or take it out."""
    row = _one(request, pk)
    form = forms.CorrectForm(request.POST or None, initial={"amount": row.tonnes, "unit": "t"})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_release(
                release_id=pk, user_id=request.user.pk, now=asked.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("Corrected. The earlier amount is kept."))
            return redirect(f"{reverse('pollution:release-list')}?year={row.year}")
    context = {
        "form": form,
        "release": row,
        "pollutant": queries.pollutant_name(row.pollutant),
        "medium": words.medium(row.medium),
        "name": choose.names().get(row.enterprise_id, ""),
    }
    status = 422 if form.errors else 200
    return render(request, "pollution/release_correct.html", context, status=status)


@require_POST
@needs(Right.REPORT)
def release_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    try:
        was_correction = services.withdraw_release(
            release_id=pk, user_id=request.user.pk, now=asked.now()
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
    return redirect(f"{reverse('pollution:release-list')}?year={row.year}")


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def release_import(request: HttpRequest) -> HttpResponse:
    return desk.bring(request, DESK, asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def release_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.look(request, DESK, upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def release_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.undo(request, DESK, upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def release_template(request: HttpRequest, form: str) -> HttpResponse:
    return desk.template(request, DESK, form)


def _one(request: HttpRequest, pk: int) -> Release:
    row = queries.release(pk)
    if row is None:
        raise Http404(_("This release is not recorded any more: it was corrected or withdrawn."))
    require_scope(request.user, row.enterprise_id)
    return row


def _act_url(row: Release) -> str:
    return reverse("pollution:release-correct", args=[row.id])
