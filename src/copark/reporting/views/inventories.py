"""Inventories as work: the year of the park, and one enterprise's year from row to seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, has, needs, require_scope, scope_of
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.inventory import queries as inventory
from copark.registry import queries as registry
from copark.reporting import forms, words
from copark.reporting.queries import checks, differs
from copark.web.components import export
from copark.web.components.parts import Empty, Event, Stepper, Timeline
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from django.http import HttpRequest

    from copark.inventory.contracts import Standing, Step, Version
    from copark.kernel.figure import Figure
    from copark.registry.contracts import EnterpriseRef
    from copark.reporting.calc.checks import Check, Pair

#: A step, the right it needs, what its button says, and what its words are called.
ACTIONS: dict[str, tuple[Right, Callable[[], str], Callable[[], str], bool]] = {
    "submit": (Right.REPORT, lambda: _("Hand in"), lambda: _("Note to the park"), False),
    "take-back": (Right.REPORT, lambda: _("Take back"), lambda: _("Remark"), False),
    "accept": (Right.ACCOUNT, lambda: _("Accept"), lambda: _("Remark"), False),
    "return": (Right.ACCOUNT, lambda: _("Return"), lambda: _("What is to be mended"), True),
    "close": (Right.ACCOUNT, lambda: _("Close and seal"), lambda: _("Remark"), False),
    "restate": (Right.ACCOUNT, lambda: _("Restate"), lambda: _("Why it is restated"), True),
}

#: The address at which the steps of a right are taken.
PAGES = {Right.REPORT: "reporting:step", Right.ACCOUNT: "reporting:review"}


@require_GET
@needs(Right.SEE_OWN)
def year_list(request: HttpRequest) -> HttpResponse:
    """Show where every enterprise's inventory of a year stands."""
    chosen, own = _year(request), scope_of(request.user).enterprise_id
    standings = inventory.standings(chosen, own)
    names = {row.id: row for row in registry.enterprises(own)}
    shown = _Shown(chosen, own)
    rows = [(names[owner], standing) for owner, standing in standings.items() if owner in names]
    states = Filter(
        "state",
        _("Every state"),
        [(code, words.state(code)) for code in words.STAGE_OF],
        lambda row: row[1].state,
    )
    table = build(
        request,
        _columns(chosen, shown),
        rows,
        name=f"inventories-{chosen}",
        order="name",
        filters=[states],
        empty=Empty(_("There are no enterprises"), _("Enterprises come from the registry.")),
    )
    context = {
        "year": chosen,
        "years": _years(chosen),
        "counts": [
            (words.state(code), sum(row.state == code for row in standings.values()))
            for code in words.STAGE_OF
        ],
        "due": inventory.deadline().of(chosen),
        "rule": inventory.deadline(),
        "may_review": has(request.user, Right.ACCOUNT),
    }
    return export.answer(request, "reporting/inventory_list.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def detail(request: HttpRequest, enterprise_id: int, year: int) -> HttpResponse:
    """Show one enterprise's year: what is recorded, what it is held against, what was done."""
    owner = enterprise(request, enterprise_id, year)
    return render(request, "reporting/inventory_detail.html", context_of(request, owner, year))


def enterprise(request: HttpRequest, enterprise_id: int, year: int) -> EnterpriseRef:
    """Return the enterprise of an address; 403 for another's, 404 for none."""
    require_scope(request.user, enterprise_id)
    found = registry.enterprises(enterprise_id)
    if not found or year not in asked.YEARS:
        raise Http404(_("There is no such inventory."))
    return found[0]


def context_of(
    request: HttpRequest, owner: EnterpriseRef, year: int, **more: object
) -> dict[str, Any]:
    standing = inventory.standing(year, owner.id)
    found = checks.of_year(year, owner.id).get(owner.id, ())
    reasons = inventory.reasons(standing.id)
    made = {one: checks.figures(one, owner.id) for one in (year, year - 1)}
    metered = checks.metered_sides(year, owner.id) if _has_meters(found) else {}
    return {
        "owner": owner,
        "name": local(owner.name_en, owner.name_zh),
        "year": year,
        "standing": standing,
        "state": words.state(standing.state),
        "stepper": Stepper(words.stages(), words.STAGE_OF[standing.state]),
        "figures": _headlines(year, owner.id),
        "checks": [_check_row(check, reasons, made, metered, owner.id) for check in found],
        "open_checks": sum(c.is_outside and c.pair.key not in reasons for c in found),
        "actions": _actions(request, standing, more),
        "may_explain": has(request.user, Right.REPORT) and not standing.is_locked,
        "may_review": has(request.user, Right.ACCOUNT),
        "timeline": Timeline(tuple(_event(step) for step in inventory.steps(standing.id))),
        "versions": inventory.versions(standing.id),
        "differing": [
            (row, checks.subject_name(row.subject))
            for row in differs.of_year(year, owner.id).get(owner.id, ())
            if row.differs
        ],
        "boundaries": [(row, words.boundary(row.kind)) for row in inventory.boundaries(owner.id)],
        "places": _places(year, owner.id),
        "due_form": forms.Due(initial={"due": standing.due}),
        "refused": "",
        **more,
    }


def local(name_en: str, name_zh: str) -> str:
    return name_zh if (get_language() or "").startswith("zh") else name_en


class _Shown:
    """What the year's list shows beside the state, each read once."""

    def __init__(self, year: int, own: int | None) -> None:
        self.energy = {row.enterprise_id: row.figure for row in energy.year_of(year, own)}
        self.carbon = {row.enterprise_id: row.figure for row in carbon.year_of(year, own)}
        self.checks = checks.of_year(year, own)
        self.differs = differs.of_year(year, own)

    def outside(self, owner: int) -> int:
        return sum(check.is_outside for check in self.checks.get(owner, ()))

    def differing(self, owner: int) -> int | None:
        rows = self.differs.get(owner)
        return None if rows is None else sum(row.differs for row in rows)


def _columns(year: int, shown: _Shown) -> list[Column]:
    def url(row: tuple[EnterpriseRef, Standing]) -> str:
        return reverse("reporting:inventory", args=[row[0].id, year])

    return [
        Column(
            "name",
            _("Enterprise"),
            value=lambda row: local(row[0].name_en, row[0].name_zh),
            url=url,
            sub=lambda row: row[0].code,
        ),
        Column("state", _("State"), value=lambda row: words.state(row[1].state)),
        Column("due", _("Due day"), value=lambda row: row[1].due, kind="day"),
        _made("energy", _("Energy"), "tce", shown.energy, year),
        _made("carbon", _("Greenhouse gases"), "tCO2e", shown.carbon, year),
        Column(
            "outside",
            _("Out of range"),
            value=lambda row: shown.outside(row[0].id),
            kind="number",
            given=True,
        ),
        Column(
            "version", _("Version"), value=lambda row: row[1].version, kind="number", given=True
        ),
        Column(
            "differs",
            _("Would differ"),
            value=lambda row: shown.differing(row[0].id),
            kind="number",
            given=True,
        ),
    ]


def _made(domain: str, label: str, unit: str, figures: dict[int, Figure], year: int) -> Column:
    """Return the column of a domain's figure; its making comes into the drawer."""

    def value(row: tuple[EnterpriseRef, Standing]) -> Decimal | None:
        found = figures.get(row[0].id)
        return found.value if found else None

    def making(row: tuple[EnterpriseRef, Standing]) -> str:
        return f"{reverse(f'{domain}:making', args=[row[0].id])}?year={year}"

    return Column(domain, label, value=value, kind="number", unit=unit, url=making, drawer=True)


def _headlines(year: int, owner: int) -> list[tuple[str, str, Any, str]]:
    """Return hue, label, figure and page of what the inventory comes to."""
    used = next(iter(energy.year_of(year, owner)), None)
    emitted = next(iter(carbon.year_of(year, owner)), None)
    rows = [
        ("energy", _("Comprehensive energy use"), used and used.figure, "energy"),
        ("carbon", _("Greenhouse gases"), emitted and emitted.figure, "carbon"),
    ]
    return [
        (hue, label, figure, f"{reverse(f'{page}:enterprise-detail', args=[owner])}?year={year}")
        for hue, label, figure, page in rows
    ]


def _has_meters(found: Iterable[Check]) -> bool:
    return any(check.pair.check == "meters" for check in found)


def _check_row(
    check: Check,
    reasons: dict[str, Any],
    made: dict[int, dict[str, Figure]],
    metered: dict[str, tuple[Figure, Figure]],
    owner: int,
) -> dict[str, Any]:
    """Return a comparison, with the making of both sides; what was declared is its own."""
    now, before = _sides(check.pair, made, metered, owner)
    return {
        "check": check,
        "change": checks.change_figure(check),
        "made": now,
        "made_before": before,
        "what": checks.subject_name(check.pair.subject),
        "against": _(checks.NAMES[check.pair.check]),
        "reason": reasons.get(check.pair.key),
    }


def _sides(
    pair: Pair,
    made: dict[int, dict[str, Figure]],
    metered: dict[str, tuple[Figure, Figure]],
    owner: int,
) -> tuple[Figure | None, Figure | None]:
    year = max(made)
    if pair.check == "meters":
        return metered[pair.subject]
    if pair.check == "last-year":
        return made[year].get(pair.subject), made[year - 1].get(pair.subject)
    page = f"{reverse('pollution:enterprise-detail', args=[owner])}?year={year}"
    return None, checks.monitored_figure(pair, page)


def _actions(
    request: HttpRequest, standing: Standing, more: dict[str, Any]
) -> list[tuple[str, str, Any]]:
    """Return the steps that may be taken now by this person: address, words and form."""
    bound = more.get("bound", {})
    place = standing.enterprise_id, standing.year
    return [
        (
            reverse(PAGES[right], args=[*place, verb]),
            text(),
            bound.get(verb) or forms.Note(label=label(), needed=needed, prefix=verb),
        )
        for verb, (right, text, label, needed) in ACTIONS.items()
        if verb in inventory.possible(standing.state) and has(request.user, right)
    ]


def _event(step: Step) -> Event:
    is_sealed = step.verb == "close"
    note = _("seal %(seal)s…") % {"seal": step.note[:12]} if is_sealed else step.note
    title = words.done(step.verb)
    return Event(step.at, f"{title} · v{step.version}", note)


def _places(year: int, owner: int) -> list[tuple[str, str]]:
    """Return the pages on which the rows of the inventory are filled in."""
    asked_for = f"?year={year}&enterprise={owner}"
    pages = (
        (_("Fuel, electricity and heat"), "energy:use-list"),
        (_("Other sources of greenhouse gases"), "carbon:entry-list"),
        (_("Declared releases"), "pollution:release-list"),
        (_("Measurements, estimates, solvents and waste"), "pollution:enterprise-detail"),
    )
    return [
        (label, f"{reverse(name, args=[owner] if 'detail' in name else [])}{asked_for}")
        for label, name in pages
    ]


def _year(request: HttpRequest) -> int:
    """Return the year asked for, else the last one: the one that is being reported."""
    return asked.year(request) if request.GET.get("year") else asked.now().year - 1


def _years(chosen: int) -> list[int]:
    this = asked.now().year
    return sorted({chosen, this, this - 1, *energy.years()}, reverse=True)


def version_of(owner: int, year: int, version_id: int) -> Version:
    """Return a closed version of an enterprise's year; 404 for none."""
    standing = inventory.standing(year, owner)
    for row in inventory.versions(standing.id):
        if row.id == version_id:
            return row
    raise Http404(_("There is no such version."))
