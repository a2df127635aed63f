"""Mergers, splits and closures: what an enterprise is, from which day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.inventory import queries as inventory
from copark.inventory import services as work
from copark.kernel.errors import Refused
from copark.registry import queries as registry
from copark.reporting import forms, words
from copark.reporting.views.inventories import local

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_PARK)
def boundary_list(request: HttpRequest) -> HttpResponse:
    """Show the changes of boundary, and write one down."""
    names = {row.id: local(row.name_en, row.name_zh) for row in registry.enterprises()}
    may_write = has(request.user, Right.ACCOUNT)
    form = forms.BoundaryForm(request.POST or None, enterprises=sorted(names.items(), key=_name))
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, _("The change of boundary is written down."))
        return redirect("reporting:boundary-list")
    context = {
        "form": form,
        "may_write": may_write,
        "rows": [
            (
                row,
                names.get(row.enterprise_id, ""),
                words.boundary(row.kind),
                names.get(row.other_id or 0),
            )
            for row in reversed(inventory.boundaries())
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "reporting/boundary_list.html", context, status=status)


@require_POST
@needs(Right.ACCOUNT)
def boundary_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a change that was written down by mistake."""
    work.withdraw_boundary(boundary_id=pk, user_id=request.user.pk, now=asked.now())
    messages.success(request, _("Withdrawn."))
    return redirect("reporting:boundary-list")


def _name(pair: tuple[int, str]) -> str:
    return pair[1]


def _kept(request: HttpRequest, form: forms.BoundaryForm) -> bool:
    try:
        work.record_boundary(boundary=form.boundary(), user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        field = refused.facts.get("field")
        form.add_error(str(field) if field in form.fields else None, words.refusal(refused))
        return False
    return True
