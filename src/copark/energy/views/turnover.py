"""Output value and added value: the list, new values, corrections, withdrawals, and imports."""

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
from copark.energy.views import choose, entering
from copark.web.components.parts import Empty
from copark.web.components.table import Column

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.energy.contracts import NewTurnover


def _cells(row: NewTurnover) -> tuple[object, ...]:
    added = "" if row.added_value is None else f"{row.added_value:f}"
    name, basis = choose.names().get(row.enterprise_id, ""), queries.price_basis(row.price_year)
    return (name, row.year, basis, f"{row.output_value:f}", added)


TURNOVER = entering.desk_of(
    services.TURNOVER,
    names="energy:turnover",
    title=gettext_lazy("Import output value and added value"),
    purpose=gettext_lazy("Bring the yearly values that intensities rest on, from Excel or CSV."),
    headings=(
        gettext_lazy("Enterprise"),
        gettext_lazy("Year"),
        gettext_lazy("Price basis"),
        gettext_lazy("Output value"),
        gettext_lazy("Added value"),
    ),
    template_name="copark-turnover",
    cells=_cells,
)


@require_GET
@needs(Right.SEE_OWN)
def turnover_list(request: HttpRequest) -> HttpResponse:
    """Show output value and added value of a year."""
    chosen = asked.year(request)
    columns = [
        entering.owner(choose.names()),
        Column("year", _("Year"), value=lambda row: str(row.year)),
        Column("prices", _("Price basis"), value=lambda row: queries.price_basis(row.price_year)),
        Column(
            "output_value", _("Output value"), kind="number", unit="1e4CNY", places=2, given=True
        ),
        Column("added_value", _("Added value"), kind="number", unit="1e4CNY", places=2, given=True),
        Column("origin", _("Origin"), value=entering.origin, sub=entering.evidence),
    ]
    empty = Empty(
        _("No output value for %(year)s") % {"year": chosen},
        _("Output value and added value stand here; intensities rest on them."),
        reverse("energy:turnover-import") if has(request.user, Right.REPORT) else "",
        _("Import output value and added value"),
    )
    rows = queries.turnover_of(chosen, asked.scoped(request))
    return entering.listed(request, "turnover", columns, rows, empty)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def turnover_new(request: HttpRequest) -> HttpResponse:
    """Enter output value and added value of a year."""
    form = forms.TurnoverForm(request.POST or None, **entering.blank(request))
    return entering.entered(
        request, "turnover", form, lambda row: {"values": [row]}, services.record_turnover
    )


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def turnover_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the values of a year, or take them out."""
    row = entering.found(request, queries.one_turnover(pk))
    form = forms.CorrectTurnoverForm(
        request.POST or None,
        initial={"output_value": row.output_value, "added_value": row.added_value},
    )
    return entering.corrected(
        request,
        "turnover",
        row,
        form,
        services.correct_turnover,
        queries.price_basis(row.price_year),
    )


@require_POST
@needs(Right.REPORT)
def turnover_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = entering.found(request, queries.one_turnover(pk))
    return entering.withdrawn(request, "turnover", row, services.withdraw_turnover)


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def turnover_import(request: HttpRequest) -> HttpResponse:
    return desk.bring(request, TURNOVER, asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.REPORT)
def turnover_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.look(request, TURNOVER, upload_id, asked.now())


@require_POST
@needs(Right.REPORT)
def turnover_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.undo(request, TURNOVER, upload_id, asked.now())


@require_GET
@needs(Right.REPORT)
def turnover_template(request: HttpRequest, form: str) -> HttpResponse:
    return desk.template(request, TURNOVER, form)
