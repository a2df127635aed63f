"""Designated units: beside the drawn lists, and brought from a document's table."""

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
from copark.base.rights import Right, has, needs, scope_of
from copark.base.sheets import desk
from copark.base.sheets.sentences import place
from copark.kernel.errors import Refused
from copark.synergy import queries, services, words
from copark.synergy.services import designated as imports
from copark.synergy.views import choose
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.synergy.calc.beside import Standing
    from copark.synergy.calc.designated import Match

SHOWN = 500  #: Rows of a kind on the page; the rest is counted.
DESK = desk.Desk(
    kind=imports.KIND,
    names="synergy:designated",
    title=gettext_lazy("Import designated units"),
    purpose=gettext_lazy("Bring the units that an authority put on its lists, from its document."),
    headings=(),
    template_name="copark-designated",
    columns=imports.template_columns,
    bounds=imports.Bounds,
    preview=imports.preview_designated,
    reread=imports.reread,
    take=imports.take_designated,
    undo=imports.undo_import,
    cells=lambda _match: (),
)


@require_GET
@needs(Right.SEE_OWN)
def designated_list(request: HttpRequest) -> HttpResponse:
    """Show who is designated and drawn, only designated, only drawn."""
    year, figures = _years(request)
    found = choose.asked_for(request)
    own = scope_of(request.user).enterprise_id
    rows = [
        row
        for row in queries.beside_of(year, figures, found.rule_set)
        if own is None or row.enterprise_id == own
    ]
    is_any = any(row.designated for row in rows)
    names = dict(choose.enterprises())
    states = dict(_states())
    filters = [Filter("state", _("All"), _states(), lambda row: row.state)]
    empty = Empty(
        _("No unit is designated for this year"),
        _("Import the authority's list: a table of names or credit codes, lists and documents."),
        reverse("synergy:designated-import") if has(request.user, Right.ACCOUNT) else "",
        _("Import designated units"),
    )
    table = build(
        request,
        _columns(names, states),
        rows,
        name=f"designated-{year}",
        filters=filters,
        empty=empty,
    )
    context = choose.chooser(found) | {
        "year": year,
        "figures": figures,
        "years": sorted({year, *queries.designated_years(), *choose.years(year)}, reverse=True),
        "figure_years": choose.years(figures),
        "is_any": is_any,
        "counts": [
            (label, sum(1 for row in rows if row.state == code)) for code, label in _states()
        ],
        "may_import": has(request.user, Right.ACCOUNT),
        "places": choose.places(request, "designated-list"),
    }
    return export.answer(request, "synergy/designated_list.html", table, context)


def _years(request: HttpRequest) -> tuple[int, int]:
    """Return the year of the document's list, and the year whose figures are drawn beside it."""
    known = queries.designated_years()
    newest = known[0] if known else asked.now().year
    year = asked.year(request) if request.GET.get("year") else newest
    figures = asked.whole(request.GET.get("figures"))
    if figures is None or figures not in asked.YEARS:
        return year, year - 1
    return year, figures


def _states() -> list[tuple[str, str]]:
    return [
        ("BOTH", _("designated and drawn")),
        ("ONLY_DESIGNATED", _("only designated")),
        ("ONLY_DRAWN", _("only drawn")),
    ]


def _columns(names: dict[int, str], states: dict[str, str]) -> list[Column]:
    return [
        Column(
            "name",
            _("Enterprise"),
            value=lambda row: names.get(row.enterprise_id, "").rpartition(" · ")[0],
            sub=lambda row: names.get(row.enterprise_id, "").rpartition(" · ")[2],
        ),
        Column("list", _("List"), value=lambda row: words.list_name(row.part)),
        Column("state", _("Standing"), value=lambda row: states[row.state]),
        Column("designated", _("Designated by"), value=_document, sub=_how),
        Column("drawn", _("Drawn by"), value=_rules),
    ]


def _document(row: Standing) -> str:
    return "; ".join(dict.fromkeys(one.document for one in row.designated))


def _how(row: Standing) -> str:
    return "; ".join(
        dict.fromkeys(
            f"{one.name_written} · {words.matched_by(one.matched_by)}" for one in row.designated
        )
    )


def _rules(row: Standing) -> str:
    return "; ".join(dict.fromkeys(words.subject(one.subject, one.medium) for one in row.drawn))


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def designated_import(request: HttpRequest) -> HttpResponse:
    return desk.bring(request, DESK, asked.now())


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def designated_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Show whom each row means, ask about the doubtful ones, and take what is decided."""
    bounds = imports.Bounds(year=asked.whole(request.GET.get("year")))
    status = 200
    if request.method == "POST":
        try:
            taken = services.take_designated(
                upload_id=upload_id,
                take=request.POST.get("take", "all"),
                decided=_decided(request),
                bounds=bounds,
                user_id=request.user.pk,
                now=asked.now(),
            )
        except Refused as refused:
            messages.error(request, words.refusal(refused))
            status = 422
        else:
            messages.success(request, _("Imported: %(count)s") % {"count": taken.taken})
            return redirect("synergy:designated-list")
    return _preview(request, upload_id, bounds, status)


def _preview(
    request: HttpRequest, upload_id: int, bounds: imports.Bounds, status: int
) -> HttpResponse:
    try:
        preview = services.reread(upload_id=upload_id, bounds=bounds, now=asked.now())
    except Refused:
        raise Http404(_("The file is no longer here; bring it again.")) from None
    names = dict(choose.enterprises())
    faults = [
        (place(fault), fault.column, fault.value, words.fault(fault))
        for fault in preview.faults[:SHOWN]
    ]
    context = {
        "preview": preview,
        "certain": [_certain(match, names) for match in preview.of("CERTAIN")[:SHOWN]],
        "doubtful": [_doubtful(match, names, request) for match in preview.of("DOUBTFUL")],
        "strangers": [_written(match) for match in preview.of("STRANGER")[:SHOWN]],
        "faults": faults,
        "counts": {
            state.lower(): len(preview.of(state)) for state in ("CERTAIN", "DOUBTFUL", "STRANGER")
        },
        "places": choose.places(request, "designated-list"),
    }
    return render(request, "synergy/designated_preview.html", context, status=status)


def _written(match: Match) -> dict[str, Any]:
    row = match.row
    return {
        "row": row,
        "who": row.name or row.credit_code or row.code,
        "list": words.list_name(row.list),
        "year": str(row.year),
    }


def _certain(match: Match, names: dict[int, str]) -> dict[str, Any]:
    return _written(match) | {
        "meant": names.get(match.enterprise_id or 0, ""),
        "how": words.matched_by(match.matched_by),
    }


def _doubtful(match: Match, names: dict[int, str], request: HttpRequest) -> dict[str, Any]:
    near = [(one, names.get(one, "")) for one, _likeness in match.suggestions]
    others = [pair for pair in names.items() if pair not in near]
    return _written(match) | {
        "field": f"row{match.row.number}",
        "near": [(str(one), name) for one, name in near],
        "others": [(str(one), name) for one, name in others],
        "chosen": request.POST.get(f"row{match.row.number}", ""),
    }


def _decided(request: HttpRequest) -> dict[int, int | None]:
    """Return whom each doubtful row was said to mean; nobody where it says ``none``."""
    found: dict[int, int | None] = {}
    for name in request.POST:
        value = request.POST.get(name, "")
        number = asked.whole(name.removeprefix("row")) if name.startswith("row") else None
        if number is not None and (value == "none" or asked.whole(value) is not None):
            found[number] = asked.whole(value)
    return found


@require_POST
@needs(Right.ACCOUNT)
def designated_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    return desk.undo(request, DESK, upload_id, asked.now())


@require_GET
@needs(Right.ACCOUNT)
def designated_template(request: HttpRequest, form: str) -> HttpResponse:
    return desk.template(request, DESK, form)
