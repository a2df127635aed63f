"""What people do about an inventory: steps, explanations, due days, packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from copark.base import asked
from copark.base.rights import Right, needs
from copark.inventory import queries as inventory
from copark.inventory import services as work
from copark.kernel.errors import Refused
from copark.reporting import forms, services, words
from copark.reporting.queries import frozen as frozen_pages
from copark.reporting.queries import pack
from copark.reporting.views import inventories

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.registry.contracts import EnterpriseRef

ZIP = "application/zip"


@require_POST
@needs(Right.REPORT)
def step(request: HttpRequest, enterprise_id: int, year: int, verb: str) -> HttpResponse:
    """Take a step of those who report: hand in, take back."""
    return _step(request, enterprise_id, year, verb, Right.REPORT)


@require_POST
@needs(Right.ACCOUNT)
def review(request: HttpRequest, enterprise_id: int, year: int, verb: str) -> HttpResponse:
    """Take a step of those who review: return, accept, close, restate."""
    return _step(request, enterprise_id, year, verb, Right.ACCOUNT)


def _step(
    request: HttpRequest, enterprise_id: int, year: int, verb: str, right: Right
) -> HttpResponse:
    owner = inventories.enterprise(request, enterprise_id, year)
    if verb not in inventories.ACTIONS or inventories.ACTIONS[verb][0] is not right:
        raise Http404
    _right, _text, label, needed = inventories.ACTIONS[verb]
    form = forms.Note(request.POST, label=label(), needed=needed, prefix=verb)
    if not form.is_valid():
        return _again(request, owner, year, bound={verb: form})
    try:
        services.take_step(
            enterprise_id=owner.id,
            year=year,
            verb=verb,
            note=form.cleaned_data["note"],
            user_id=request.user.pk,
            now=asked.now(),
        )
    except Refused as refused:
        return _again(request, owner, year, refused=words.refusal(refused))
    messages.success(request, f"{words.done(verb)}.")
    return redirect("reporting:inventory", owner.id, year)


@require_POST
@needs(Right.REPORT)
def explain(request: HttpRequest, enterprise_id: int, year: int) -> HttpResponse:
    """Say why a value is right that lies outside of what is expected."""
    owner = inventories.enterprise(request, enterprise_id, year)
    form = forms.Explanation(request.POST)
    if not form.is_valid():
        return _again(request, owner, year, refused=_("Say why the value is right."))
    try:
        work.explain(
            enterprise_id=owner.id,
            year=year,
            key=form.cleaned_data["key"],
            text=form.cleaned_data["text"],
            user_id=request.user.pk,
            now=asked.now(),
        )
    except Refused as refused:
        return _again(request, owner, year, refused=words.refusal(refused))
    messages.success(request, _("The reason is kept with the inventory."))
    return redirect("reporting:inventory", owner.id, year)


@require_POST
@needs(Right.ACCOUNT)
def due(request: HttpRequest, enterprise_id: int, year: int) -> HttpResponse:
    """Give an enterprise another day for handing in."""
    owner = inventories.enterprise(request, enterprise_id, year)
    form = forms.Due(request.POST)
    if not form.is_valid():
        return _again(request, owner, year, due_form=form)
    work.set_due(
        enterprise_id=owner.id,
        year=year,
        due=form.cleaned_data["due"],
        user_id=request.user.pk,
        now=asked.now(),
    )
    messages.success(request, _("The day is changed."))
    return redirect("reporting:inventory", owner.id, year)


@require_GET
@needs(Right.SEE_OWN)
def draft(request: HttpRequest, enterprise_id: int, year: int) -> HttpResponse:
    """Give the pack as it would be, were the inventory closed now."""
    owner = inventories.enterprise(request, enterprise_id, year)
    standing = inventory.standing(year, owner.id)
    content = pack.content_of(standing, reason="", user_id=request.user.pk, now=asked.now())
    return _file(content.pack, f"{owner.code}-{year}-draft.zip")


@require_GET
@needs(Right.SEE_OWN)
def sealed(request: HttpRequest, enterprise_id: int, year: int, version_id: int) -> HttpResponse:
    """Give the pack of a closed version."""
    owner = inventories.enterprise(request, enterprise_id, year)
    found = inventory.pack(version_id, owner.id)
    if found is None:
        raise Http404(_("There is no such version."))
    content, version = found
    return _file(content, f"{owner.code}-{year}-v{version.version}.zip")


@require_GET
@needs(Right.SEE_OWN)
def version(request: HttpRequest, enterprise_id: int, year: int, version_id: int) -> HttpResponse:
    """Show the figures of a closed version, each with its making."""
    owner = inventories.enterprise(request, enterprise_id, year)
    row = inventories.version_of(owner.id, year, version_id)
    context = {
        "owner": owner,
        "name": inventories.local(owner.name_en, owner.name_zh),
        "year": year,
        "version": row,
        "figures": frozen_pages.figures_of(version_id),
    }
    return render(request, "reporting/version.html", context)


def _again(request: HttpRequest, owner: EnterpriseRef, year: int, **more: object) -> HttpResponse:
    context = inventories.context_of(request, owner, year, **more)
    return render(request, "reporting/inventory_detail.html", context, status=422)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=ZIP)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
