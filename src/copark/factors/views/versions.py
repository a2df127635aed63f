"""Versions: bring one, add a row of one's own, look at a draft, decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked, uploads
from copark.base.rights import Right, has, needs
from copark.base.sheets.sentences import place
from copark.factors import forms, queries, services, words
from copark.factors.views.compare import told
from copark.factors.views.found import table_or_404
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.factors.contracts import Version
    from copark.kernel.faults import Fault

SHOWN = 200  #: Objections on a page; the rest is counted.
KINDS = ("factors.table", "factors.evidence")


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def version_new(request: HttpRequest, table: str) -> HttpResponse:
    """Bring a whole table, or one set of it, as a file."""
    one = table_or_404(table)
    form = forms.BringForm(request.POST or None, request.FILES or None, table=one)
    faults: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = services.bring_version(
                table=one,
                facts=form.facts(),
                file=form.table_file(),
                evidence=form.proof(),
                one_set=form.cleaned_data.get("one_set", ""),
                user_id=request.user.pk,
                now=asked.now(),
            )
        except services.TableFaulty as faulty:
            form.add_error("file", words.refusal(faulty))
            faults = [_fault(fault) for fault in faulty.faults]
        except Refused as refused:
            form.add_error("file", words.refusal(refused))
        else:
            messages.success(request, _("The draft is kept. Nothing has changed yet."))
            return redirect("factors:version-detail", made)
    context = {
        "one": one,
        "name": queries.named(one),
        "form": form,
        "held": queries.in_force(one),
        "faults": faults[:SHOWN],
        "more": max(0, len(faults) - SHOWN),
    }
    return render(request, "factors/version_new.html", context, status=422 if form.errors else 200)


def _fault(fault: Fault) -> dict[str, str]:
    return {
        "place": place(fault),
        "column": fault.column,
        "value": fault.value,
        "why": words.fault(fault),
    }


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def row_new(request: HttpRequest, table: str) -> HttpResponse:
    """Add one factor that the park or an enterprise measured."""
    one = table_or_404(table)
    form = forms.RowForm(request.POST or None, request.FILES or None, table=one)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_row(
                table=one,
                row=form.row(),
                facts=form.facts(),
                evidence=form.proven(),
                user_id=request.user.pk,
                now=asked.now(),
            )
        except services.TableFaulty as faulty:
            for fault in faulty.faults:
                field = f"cell_{fault.cell}"
                form.add_error(field if field in form.fields else None, words.fault(fault))
        except Refused as refused:
            form.add_error(None, words.refusal(refused))
        else:
            messages.success(request, _("The draft is kept. Nothing has changed yet."))
            return redirect("factors:version-detail", made)
    context = {"one": one, "name": queries.named(one), "form": form}
    return render(request, "factors/row_new.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_PARK)
def version_detail(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what a version says of itself, what it changes, and what was decided."""
    version = _one(version_id)
    one = queries.table_of(version.package, version.file)
    held = queries.in_force(one)
    context = {
        "one": one,
        "name": queries.named(one),
        "version": version,
        "state": words.state(version.state),
        "confidence": words.confidence(version.confidence),
        "held": held,
        "is_held": held.id == version.id,
        "is_overtaken": version.state == "DRAFT" and held.number != version.base_number,
        "changes": told(queries.changes(queries.numbered(one, version.base_number), version)),
        "may_change": has(request.user, Right.ACCOUNT),
    }
    return render(request, "factors/version_detail.html", context)


@require_POST
@needs(Right.ACCOUNT)
def version_activate(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _one(version_id)
    try:
        services.activate_version(version_id=version_id, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused))
        return redirect("factors:version-detail", version_id)
    said = _("Version %(number)s is in force.") % {"number": version.number}
    messages.success(request, said)
    return redirect("factors:table-detail", _table_name(version))


@require_POST
@needs(Right.ACCOUNT)
def version_withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _one(version_id)
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.error(request, _("Say why: the reason is kept with the decision."))
        return redirect("factors:version-detail", version_id)
    try:
        services.withdraw_version(
            version_id=version_id, reason=reason, user_id=request.user.pk, now=asked.now()
        )
    except Refused as refused:
        messages.error(request, words.refusal(refused))
        return redirect("factors:version-detail", version_id)
    messages.success(request, _("Withdrawn. It is kept in the list of versions."))
    return redirect("factors:table-detail", _table_name(version))


@require_GET
@needs(Right.SEE_PARK)
def version_file(_request: HttpRequest, version_id: int, kind: str) -> HttpResponse:
    """Hand out the file that a version was read from, or its evidence."""
    version = _one(version_id)
    found = {"file": version.file_id, "evidence": version.evidence_id}.get(kind)
    if found is None:
        raise Http404(_("No such file was kept."))
    kept = uploads.open_upload(found, dict(zip(("file", "evidence"), KINDS, strict=True))[kind])
    response = HttpResponse(kept.content, content_type="application/octet-stream")
    name = escape_uri_path(kept.name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _one(version_id: int) -> Version:
    found = queries.version(version_id)
    if found is None:
        raise Http404(_("There is no such version."))
    return found


def _table_name(version: Version) -> str:
    return queries.table_of(version.package, version.file).name
