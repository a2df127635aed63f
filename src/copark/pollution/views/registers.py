"""Public registers: the list, bringing one in, its sites, the review of matches, sites in both."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from copark.base import asked
from copark.base.rights import Right, has, needs
from copark.kernel.errors import Refused
from copark.kernel.figure import total
from copark.pollution import register_makings, register_words, services
from copark.pollution.queries import registers as queries
from copark.pollution.register_forms import RegisterForm
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from copark.kernel.figure import Figure
    from copark.pollution.contracts import RegisterSite, SiteMatch

FAULTS_SHOWN = 50
DECISIONS = {"confirm": "CONFIRMED", "reject": "REJECTED"}


# Registers


@require_GET
@needs(Right.SEE_PARK)
def register_list(request: HttpRequest) -> HttpResponse:
    """Show the registers that are here, and the matches between them."""
    rows = queries.matches()
    states = Filter(
        "state",
        _("Every match"),
        [(code, register_words.state(code)) for code in register_words.STATES],
        lambda row: row.state,
    )
    table = build(
        request, _match_columns(), rows, name="matches", filters=[states], empty=_nothing(request)
    )
    counts = queries.counts()
    context = {
        "registers": queries.registers(),
        "counts": counts,
        "first": next((row.id for row in rows if row.state == "PROPOSED"), None),
        "may_decide": has(request.user, Right.ACCOUNT),
    }
    return export.answer(request, "pollution/register_list.html", table, context)


def _match_columns() -> list[Column]:
    return [
        Column(
            "left",
            "GHGRP",
            value=lambda row: row.left.name,
            url=_match_url,
            sub=lambda row: _town(row.left),
        ),
        Column(
            "right", "TRI", value=lambda row: row.right.name, sub=lambda row: _town(row.right)
        ),
        Column("distance", _("Distance"), kind="number", unit="m", url=_making("distance"),
               drawer=True),
        Column("score", _("Points"), kind="number", url=_making("score"), drawer=True),
        Column("certainty", _("Proposed as"),
               value=lambda row: register_words.certainty(row.certainty)),
        Column("state", _("Decision"), value=lambda row: register_words.state(row.state)),
    ]  # fmt: skip


def _town(site: RegisterSite) -> str:
    return " ".join(filter(None, (site.city, site.postcode)))


def _match_url(row: SiteMatch) -> str:
    return reverse("pollution:register-match", args=[row.id])


def _making(side: str) -> Callable[[SiteMatch], str]:
    return lambda row: f"{reverse('pollution:register-making', args=[row.id])}?of={side}"


def _nothing(request: HttpRequest) -> Empty:
    may = has(request.user, Right.ACCOUNT)
    return Empty(
        _("No two registers to reconcile"),
        _("Bring in TRI and GHGRP of one year and area; their sites are compared at once."),
        reverse("pollution:register-import") if may else "",
        _("Bring in a register"),
    )


@require_GET
@needs(Right.SEE_PARK)
def register_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sites of a register."""
    register = queries.register(pk)
    if register is None:
        raise Http404(_("This register is not here, or was withdrawn."))
    columns = [
        Column("name", _("Name"), sub=lambda row: row.parent),
        Column("address", _("Address")),
        Column("city", _("City"), sub=lambda row: row.postcode),
        Column("sector", _("Sector")),
        Column("key", _("Key in the register")),
    ]
    table = build(request, columns, queries.sites_of(pk), name="sites")
    context = {"register": register, "may_decide": has(request.user, Right.ACCOUNT)}
    return export.answer(request, "pollution/register_detail.html", table, context)


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNT)
def register_import(request: HttpRequest) -> HttpResponse:
    """Take a register in whole, or say why not."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.import_register(user_id=request.user.pk, now=asked.now(), **form.register())
        except queries.RowsFaulty as faulty:
            form.add_error("file", register_words.refusal(faulty))
            faults = [
                {"place": one.cell or one.row, "column": one.column, "value": one.value,
                 "why": register_words.fault(one)}
                for one in faulty.faults[:FAULTS_SHOWN]
            ]  # fmt: skip
        except Refused as refused:
            field = "year" if refused.code == "pollution.register.year" else "file"
            form.add_error(field, register_words.refusal(refused))
        else:
            messages.success(request, _("Brought in, and its sites compared."))
            return redirect("pollution:register-list")
    status = 422 if form.errors else 200
    context = {"form": form, "faults": faults}
    return render(request, "pollution/register_import.html", context, status=status)


@require_POST
@needs(Right.ACCOUNT)
def register_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.withdraw_register(register_id=pk, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, register_words.refusal(refused))
    else:
        messages.success(request, _("Withdrawn, with its matches. Both are kept."))
    return redirect("pollution:register-list")


# Matches


@require_GET
@needs(Right.SEE_PARK)
def register_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two sites side by side, why they may be one, and what both registers say of them."""
    one = _one(pk)
    co2e, masses, left_out = queries.joined([one])[one.id]
    last = queries.match(asked.whole(request.GET.get("last")) or 0)
    context = {
        "match": one,
        "pairs": _pairs(one),
        "distance": register_makings.distance(one),
        "score": register_makings.score(one),
        "places": _places(one),
        "state": register_words.state(one.state),
        "certainty": register_words.certainty(one.certainty),
        "rivals": [(row, register_words.state(row.state)) for row in queries.rivals(one)],
        "history": [(row, register_words.state(row.state)) for row in queries.decisions(one.id)],
        "counts": queries.counts(),
        "next": queries.next_proposed(one),
        "last": last,
        "last_state": register_words.state(last.state) if last else "",
        "may_decide": has(request.user, Right.ACCOUNT),
        "co2e": co2e if co2e.parts else None,
        "masses": [
            (figure, queries.medium_name(medium)) for (_name, medium), figure in masses.items()
        ],
        "left_out": left_out,
    }
    return render(request, "pollution/register_match.html", context)


def _pairs(one: SiteMatch) -> list[tuple[str, str, str, bool]]:
    """Return what both registers say, side by side, and whether it is the same."""
    said = (
        (_("Name"), one.left.name, one.right.name),
        (_("Parent firm"), one.left.parent, one.right.parent),
        (_("Address"), one.left.address, one.right.address),
        (_("City"), one.left.city, one.right.city),
        (_("Post code"), one.left.postcode, one.right.postcode),
        (_("Sector (NAICS)"), one.left.sector, one.right.sector),
        (_("Key in the register"), one.left.key, one.right.key),
    )
    return [
        (name, left, right, bool(left) and left.casefold() == right.casefold())
        for name, left, right in said
    ]


def _places(one: SiteMatch) -> dict[str, object]:
    return {
        "geojson": {"type": "FeatureCollection", "features": []},
        "outlets": [
            {
                "id": site.id,
                "name": f"{site.kind} · {site.name}",
                "longitude": site.longitude,
                "latitude": site.latitude,
                "state": "NOTE",
                "lines": [],
            }
            for site in (one.left, one.right)
        ],
    }


@require_POST
@needs(Right.ACCOUNT)
def register_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject a match, and go on to the next one."""
    one = _one(pk)
    state = DECISIONS.get(request.POST.get("decision", ""))
    if state is None:
        raise Http404(_("A match is confirmed or rejected."))
    following = queries.next_proposed(one)
    try:
        services.decide_match(match_id=pk, state=state, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, register_words.refusal(refused))
        return redirect("pollution:register-match", pk)
    return redirect(f"{reverse('pollution:register-match', args=[following or pk])}?last={pk}")


@require_POST
@needs(Right.ACCOUNT)
def register_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a match back to what it was, and show it."""
    try:
        services.undo_decision(match_id=pk, user_id=request.user.pk, now=asked.now())
    except Refused as refused:
        messages.error(request, register_words.refusal(refused))
    else:
        messages.success(request, _("Undone. The decision stays in the history."))
    return redirect("pollution:register-match", pk)


@require_GET
@needs(Right.SEE_PARK)
def register_making(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a number of a match was made."""
    if request.headers.get("HX-Request") != "true":
        return redirect("pollution:register-match", pk)
    one = _one(pk)
    side = request.GET.get("of", "")
    figure = MAKINGS[side](one) if side in MAKINGS else _released(one, side)
    return render(request, "pollution/making.html", {"figure": figure})


def _co2e(one: SiteMatch) -> Figure:
    return queries.joined([one])[one.id][0]


def _released(one: SiteMatch, medium: str) -> Figure:
    return _of_medium(queries.joined([one])[one.id][1], medium, str(one.year))


def _of_medium(masses: dict[tuple[str, str], Figure], medium: str, period: str) -> Figure:
    parts = tuple(figure for (_name, its), figure in masses.items() if its == medium)
    how = _("sum over the substances: a count of mass, not of harm")
    return total(queries.medium_name(medium), "kg", how, parts, period)


MAKINGS: dict[str, Callable[[SiteMatch], Figure]] = {
    "distance": register_makings.distance,
    "score": register_makings.score,
    "co2e": _co2e,
}


def _one(pk: int) -> SiteMatch:
    found = queries.match(pk)
    if found is None:
        raise Http404(_("There is no such match, or a register of it was withdrawn."))
    return found


# Sites in both


@require_GET
@needs(Right.SEE_PARK)
def register_joined(request: HttpRequest) -> HttpResponse:
    """Show what the sites of confirmed matches released by both registers together."""
    rows = queries.matches("CONFIRMED")
    joined = queries.joined(rows)

    def released(medium: str) -> Callable[[SiteMatch], Decimal | None]:
        return lambda row: _sum(joined[row.id][1], medium)

    columns = [
        Column("site", _("Site"), value=lambda row: row.left.name, url=_match_url,
               sub=lambda row: _town(row.left)),
        Column("year", _("Year"), value=lambda row: str(row.year)),
        Column("co2e", _("Greenhouse gases"), value=lambda row: joined[row.id][0].value,
               kind="number", unit="tCO2e", url=_making("co2e"), drawer=True),
        *(
            Column(medium, queries.medium_name(medium), value=released(medium), kind="number",
                   unit="kg", url=_making(medium), drawer=True)
            for medium in ("AIR", "WATER", "INDIRECT")
        ),
    ]  # fmt: skip
    table = build(
        request, columns, rows, name="sites-in-both", order="-co2e", empty=_nothing(request)
    )
    return export.answer(request, "pollution/register_joined.html", table, {})


def _sum(masses: dict[tuple[str, str], Figure], medium: str) -> Decimal | None:
    found = [figure.value for (_name, its), figure in masses.items() if its == medium]
    return sum(found, Decimal(0)) if found else None
