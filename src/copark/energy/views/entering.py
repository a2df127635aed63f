"""What the pages of output and of value do alike: list, enter, correct, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import Right, has, require_scope
from copark.base.sheets import desk
from copark.energy import queries
from copark.energy.services.imports import Bounds
from copark.energy.views import choose
from copark.energy.views.uses import origin_name
from copark.energy.words import refusal
from copark.kernel.errors import Refused
from copark.web.components import export
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.forms import Form
    from django.http import HttpRequest

    from copark.energy.contracts import Output, Turnover
    from copark.energy.forms import OutputForm, TurnoverForm
    from copark.energy.services.output_imports import Intake
    from copark.web.components.parts import Empty

Row = TypeVar("Row", bound="Output | Turnover")


def desk_of(intake: Intake, **facts: Any) -> desk.Desk:
    return desk.Desk(
        kind=intake.kind,
        columns=intake.columns,
        bounds=Bounds,
        preview=intake.preview,
        reread=intake.reread,
        take=intake.take,
        undo=intake.undo,
        **facts,
    )


def origin(row: Output | Turnover) -> str:
    return origin_name(row.origin)


def evidence(row: Output | Turnover) -> str:
    return row.evidence


def owner(names: dict[int, str]) -> Column:
    return Column("enterprise", _("Enterprise"), value=lambda row: names.get(row.enterprise_id, ""))


def _act(name: str) -> Column:
    return Column(
        "act",
        "",
        value=lambda _row: _("Correct"),
        url=lambda row: reverse(name, args=[row.id]),
        can_sort=False,
    )


def listed(
    request: HttpRequest,
    kind: str,
    columns: list[Column],
    rows: Sequence[Output | Turnover],
    empty: Empty,
) -> HttpResponse:
    chosen = asked.year(request)
    may_report = has(request.user, Right.REPORT)
    if may_report and not queries.is_closed(chosen):
        columns = [*columns, _act(f"energy:{kind}-correct")]
    table = build(request, columns, rows, name=f"{kind}-{chosen}", empty=empty)
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "may_report": may_report,
        "is_closed": queries.is_closed(chosen),
    }
    return export.answer(request, f"energy/output_{kind}.html", table, context)


def entered(
    request: HttpRequest,
    kind: str,
    form: OutputForm | TurnoverForm,
    wrapped: Callable[[Any], dict[str, Any]],
    record: Callable[..., object],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        row = form.row()
        require_scope(request.user, row.enterprise_id)
        if _done(form, record, user_id=request.user.pk, **wrapped(row)):
            messages.success(request, _("Recorded."))
            return _back(kind, row.year)
    status = 422 if form.errors else 200
    return render(request, f"energy/output_{kind}_new.html", {"form": form}, status=status)


def _done(form: Form, service: Callable[..., object], **given: Any) -> bool:
    try:
        service(now=asked.now(), **given)
    except Refused as refused:
        form.add_error(None, refusal(refused))
        return False
    return True


def corrected(
    request: HttpRequest,
    kind: str,
    row: Output | Turnover,
    form: Form,
    correct: Callable[..., object],
    said: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        given = {"row_id": row.id, "user_id": request.user.pk, **form.cleaned_data}
        if _done(form, correct, **given):
            messages.success(request, _("Corrected. The earlier amount is kept."))
            return _back(kind, row.year)
    context = {
        "form": form,
        "row": row,
        "said": said,
        "name": choose.names().get(row.enterprise_id, ""),
    }
    status = 422 if form.errors else 200
    return render(request, f"energy/output_{kind}_correct.html", context, status=status)


def withdrawn(
    request: HttpRequest, kind: str, row: Output | Turnover, withdraw: Callable[..., bool]
) -> HttpResponse:
    try:
        again = withdraw(row_id=row.id, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, refusal(refused))
    else:
        said = (
            _("Withdrawn. What it had corrected counts again.")
            if again
            else _("Withdrawn. It counts in no sum any more.")
        )
        messages.success(request, said)
    return _back(kind, row.year)


def _back(kind: str, year: int) -> HttpResponse:
    return redirect(f"{reverse(f'energy:{kind}-list')}?year={year}")


def found(request: HttpRequest, row: Row | None) -> Row:
    if row is None:
        raise Http404(_("This amount is not recorded any more: it was corrected or withdrawn."))
    require_scope(request.user, row.enterprise_id)
    return row


def blank(request: HttpRequest) -> dict[str, Any]:
    """Return what a form for a new row is made with."""
    return {
        "enterprises": choose.offered(request),
        "this_year": asked.now().year,
        "initial": {"year": asked.year(request)},
    }
