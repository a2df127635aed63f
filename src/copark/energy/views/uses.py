"""Activity data: the list, one new row, a correction, a withdrawal, and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from copark.energy import forms, queries, services
from copark.energy.queries.tables import carrier_name
from copark.energy.services import imports
from copark.energy.views import choose
from copark.energy.words import refusal
from copark.kernel.errors import Refused
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.energy.contracts import NewUse, Use


def _cells(use: NewUse) -> tuple[object, ...]:
    return (
        choose.names().get(use.enterprise_id, ""),
        period(use),
        carrier_name(use.carrier),
        direction_name(use.direction),
        f"{use.amount:f} {use.unit}",
    )


DESK = desk.Desk(
    kind=imports.KIND,
    names="energy:use",
    title=gettext_lazy("Import activity data"),
    purpose=gettext_lazy("Bring the amounts of energy bought, sold and made from Excel or CSV."),
    headings=(
        gettext_lazy("Enterprise"),
        gettext_lazy("Period"),
        gettext_lazy("Carrier"),
        gettext_lazy("Direction"),
        gettext_lazy("Amount"),
    ),
    template_name="copark-activity",
    columns=imports.template_columns,
    bounds=imports.Bounds,
    preview=imports.preview_activity,
    reread=imports.reread,
    take=imports.take_activity,
    undo=imports.undo_import,
    cells=_cells,
)


@require_GET
@needs(Right.SEE_OWN)
def use_list(request: HttpRequest) -> HttpResponse:
    """Show the activity data of a year, declared and metered."""
    chosen = asked.year(request)
    names = choose.names()
    may_report = has(request.user, Right.REPORT) and not queries.is_closed(chosen)
    columns = [
        Column("enterprise", _("Enterprise"), value=lambda row: names.get(row.enterprise_id, "")),
        Column("period", _("Period"), value=period),
        Column("carrier", _("Carrier"), value=lambda row: carrier_name(row.carrier)),
        Column("direction", _("Direction"), value=lambda row: direction_name(row.direction)),
        Column("amount", _("Amount"), kind="number", digits=8, given=True),
        Column("unit", _("Unit")),
        Column(
            "origin",
            _("Origin"),
            value=lambda row: origin_name(row.origin),
            sub=lambda row: row.evidence,
        ),
    ]
    if may_report:
        columns.append(Column("act", "", value=_act, url=_act_url, can_sort=False))
    rows = queries.uses_of(chosen, asked.scoped(request))
    carriers = Filter(
        "carrier",
        _("Every carrier"),
        [(code, carrier_name(code)) for code in queries.carriers()],
        lambda row: row.carrier,
    )
    empty = Empty(
        _("No activity data for %(year)s") % {"year": chosen},
        _("Amounts of energy that enterprises declare, or that meters count, stand here."),
        reverse("energy:use-import") if may_report else "",
        _("Import activity data"),
    )
    table = build(
        request, columns, rows, name=f"activity-{chosen}", filters=[carriers], empty=empty
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": has(request.user, Right.REPORT),
        "is_closed": queries.is_closed(chosen),
    }
    return export.answer(request, "energy/use_list.html", table, context)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def use_new(request: HttpRequest) -> HttpResponse:
    """Enter one amount."""
    form = forms.UseForm(
        request.POST or None,
        enterprises=choose.offered(request),
        this_year=asked.now().year,
        initial={"year": asked.year(request)},
    )
    if request.method == "POST" and form.is_valid():
        use = form.use()
        require_scope(request.user, use.enterprise_id)
        try:
            services.record_uses(uses=[use], user_id=request.user.pk, now=asked.now())
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Recorded."))
            return redirect(f"{reverse('energy:use-list')}?year={use.year}")
    return render(
        request, "energy/use_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def use_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace an amount, or take it out."""
    row = _one(request, pk)
    form = forms.CorrectForm(
        request.POST or None, carrier=row.carrier, initial={"amount": row.amount}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_use(
                use_id=pk, user_id=request.user.pk, now=asked.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Corrected. The earlier amount is kept."))
            return redirect(f"{reverse('energy:use-list')}?year={row.year}")
    context: dict[str, Any] = {
        "form": form,
        "use": row,
        "carrier": carrier_name(row.carrier),
        "period": period(row),
        "name": choose.names().get(row.enterprise_id, ""),
    }
    return render(request, "energy/use_correct.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.REPORT)
def use_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _one(request, pk)
    try:
        was_correction = services.withdraw_use(use_id=pk, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, refusal(refused))
    else:
        said = (
            _("Withdrawn. What it had corrected counts again.")
            if was_correction
            else _("Withdrawn. It counts in no sum any more.")
        )
        messages.success(request, said)
    return redirect(f"{reverse('energy:use-list')}?year={row.year}")


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def use_import(request: HttpRequest) -> HttpResponse:
    return desk.bring(request, DESK, asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def use_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.look(request, DESK, upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def use_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.undo(request, DESK, upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def use_template(request: HttpRequest, form: str) -> HttpResponse:
    return desk.template(request, DESK, form)


def _one(request: HttpRequest, pk: int) -> Use:
    row = queries.use(pk)
    if row is None:
        raise Http404(_("This amount is not recorded any more: it was corrected or withdrawn."))
    require_scope(request.user, row.enterprise_id)
    return row


def period(use: Use | NewUse) -> str:
    return str(use.year) if use.month is None else f"{use.year}-{use.month:02}"


def direction_name(code: str) -> str:
    names = {
        "BOUGHT": _("bought"),
        "SOLD": _("sold"),
        "MADE": _("self-made"),
        "FEEDSTOCK": _("feedstock"),
    }
    return names.get(code, code)


def origin_name(code: str) -> str:
    return {"METER": _("meter"), "FORM": _("form"), "IMPORT": _("import")}.get(code, code)


def _act(row: Use) -> str:
    return _("Correct") if row.id else ""


def _act_url(row: Use) -> str:
    return reverse("energy:use-correct", args=[row.id]) if row.id else ""
