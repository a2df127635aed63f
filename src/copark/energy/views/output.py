"""Output: the list, a new row, a correction, a withdrawal, and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.base.sheets import desk
from copark.energy import forms, queries, services
from copark.energy.queries.tables import local
from copark.energy.views import choose, entering
from copark.web.components.parts import Empty
from copark.web.components.table import Column

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.energy.contracts import NewOutput, Output


def period(row: NewOutput | Output) -> str:
    return str(row.year) if row.month is None else f"{row.year}-{row.month:02}"


def _cells(row: NewOutput) -> tuple[object, ...]:
    name = local(row.name_en, row.name_zh) or row.product
    return (choose.names().get(row.enterprise_id, ""), period(row), name,
            f"{row.amount:f} {row.unit}")  # fmt: skip


OUTPUT = entering.desk_of(
    services.OUTPUT,
    names="energy:output",
    title=gettext_lazy("Import output"),
    purpose=gettext_lazy("Bring what was produced, by product and month, from Excel or CSV."),
    headings=(
        gettext_lazy("Enterprise"),
        gettext_lazy("Period"),
        gettext_lazy("Product"),
        gettext_lazy("Amount"),
    ),
    template_name="copark-output",
    cells=_cells,
)


@require_GET
@needs(Right.SEE_OWN)
def output_list(request: HttpRequest) -> HttpResponse:
    """Show what was brought forth in a year, product by product."""
    chosen = asked.year(request)
    columns = [
        entering.owner(choose.names()),
        Column("period", _("Period"), value=period),
        Column(
            "product",
            _("Product"),
            value=lambda row: local(row.name_en, row.name_zh) or row.product,
            sub=lambda row: row.product,
        ),
        Column("amount", _("Amount"), kind="number", digits=8, given=True),
        Column("unit", _("Unit")),
        Column("origin", _("Origin"), value=entering.origin, sub=entering.evidence),
    ]
    empty = Empty(
        _("No output for %(year)s") % {"year": chosen},
        _("What enterprises produce stands here; energy and carbon per product rest on it."),
        reverse("energy:output-import") if has(request.user, Right.REPORT) else "",
        _("Import output"),
    )
    rows = queries.output_of(chosen, asked.scoped(request))
    return entering.listed(request, "output", columns, rows, empty)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def output_new(request: HttpRequest) -> HttpResponse:
    """Enter what was brought forth of one product."""
    form = forms.OutputForm(request.POST or None, **entering.blank(request))
    return entering.entered(
        request, "output", form, lambda row: {"outputs": [row]}, services.record_outputs
    )


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def output_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace an amount, or take it out."""
    row = entering.found(request, queries.one_output(pk))
    form = forms.CorrectOutputForm(
        request.POST or None, kept_in=row.unit, initial={"amount": row.amount}
    )
    return entering.corrected(request, "output", row, form, services.correct_output, period(row))


@require_POST
@needs(Right.REPORT)
def output_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = entering.found(request, queries.one_output(pk))
    return entering.withdrawn(request, "output", row, services.withdraw_output)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def output_import(request: HttpRequest) -> HttpResponse:
    return desk.bring(request, OUTPUT, asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def output_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.look(request, OUTPUT, upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def output_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.undo(request, OUTPUT, upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def output_template(request: HttpRequest, form: str) -> HttpResponse:
    return desk.template(request, OUTPUT, form)
