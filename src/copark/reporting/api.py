"""Inventories for machines: where they stand, what was sealed, and the steps; reports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from copark.base import asked
from copark.base.rights import Right, has, require_scope, scope_of
from copark.inventory import queries as inventory
from copark.reporting import services
from copark.reporting.queries import checks, report_files
from copark.reporting.queries.report_files import Wanted

router = Router(tags=["inventories"])
RIGHTS = {
    "submit": Right.REPORT,
    "take-back": Right.REPORT,
    "return": Right.ACCOUNT,
    "accept": Right.ACCOUNT,
    "close": Right.ACCOUNT,
    "restate": Right.ACCOUNT,
}


class Standing(Schema):
    enterprise_id: int
    year: int
    state: str
    version: int
    due: date | None


class Step(Schema):
    version: int
    at: datetime
    verb: str
    note: str


class Version(Schema):
    id: int
    version: int
    at: datetime
    reason: str
    sha256: str
    is_current: bool


class Check(Schema):
    key: str
    value: Decimal
    against: Decimal
    unit: str
    change: Decimal
    is_outside: bool
    reason: str


class Inventory(Standing):
    steps: list[Step]
    versions: list[Version]
    checks: list[Check]


class Making(Schema):
    note: int  #: Number of the figure; 0 for what went into it.
    level: int
    name: str
    value: Decimal
    unit: str
    how: str
    confidence: str


class Report(Schema):
    kind: str
    title: str
    language: str
    facts: list[tuple[str, str]]
    making: list[Making]


class Words(Schema):
    note: str = ""


@router.get("/{year}", response=list[Standing])
def standings(request: HttpRequest, year: int) -> list[object]:
    """Return where the inventories of a year stand."""
    _require(request, Right.SEE_OWN)
    return list(inventory.standings(year, scope_of(request.user).enterprise_id).values())


@router.get("/{year}/{enterprise}", response=Inventory)
def one(request: HttpRequest, year: int, enterprise: int) -> dict[str, object]:
    """Return one inventory: state, steps, closed versions, and what it is held against."""
    _require(request, Right.SEE_OWN, enterprise)
    found = inventory.standings(year, enterprise).get(enterprise)
    if found is None:
        raise Http404
    reasons = inventory.reasons(found.id)
    held = checks.of_year(year, enterprise).get(enterprise, ())
    return {
        "enterprise_id": enterprise,
        "year": year,
        "state": found.state,
        "version": found.version,
        "due": found.due,
        "steps": inventory.steps(found.id),
        "versions": inventory.versions(found.id),
        "checks": [_check(row, reasons) for row in held],
    }


@router.post("/{year}/{enterprise}/{verb}", response=Standing)
def step(
    request: HttpRequest, year: int, enterprise: int, verb: str, words: Words | None = None
) -> object:
    """Hand in, take back, return, accept, close or restate; a refusal names its rule."""
    if verb not in RIGHTS:
        raise Http404
    _require(request, RIGHTS[verb], enterprise)
    note = words.note if words else ""
    services.take_step(
        enterprise_id=enterprise,
        year=year,
        verb=verb,
        note=note,
        user_id=request.user.pk,
        now=asked.now(),
    )
    return inventory.standing(year, enterprise)


@router.get("/{year}/{enterprise}/versions/{version_id}/pack")
def pack(request: HttpRequest, year: int, enterprise: int, version_id: int) -> HttpResponse:
    """Return the pack of a closed version, to be computed again by ``copark verify``."""
    _require(request, Right.SEE_OWN, enterprise)
    known = inventory.versions(inventory.standing(year, enterprise).id)
    found = inventory.pack(version_id, enterprise)
    if found is None or found[1] not in known:
        raise Http404
    return HttpResponse(found[0], content_type="application/zip")


@router.get("/reports/{kind}/{year}/figures", response=Report)
def report(
    request: HttpRequest,
    kind: str,
    year: int,
    enterprise: int | None = None,
    language: Literal["en", "zh"] = "en",
) -> object:
    """Return every figure of a report, each with its making; without an enterprise: the park's."""
    wanted = _wanted(request, Wanted(kind, year, enterprise, language))
    return report_files.report(wanted, asked.now())


@router.get("/reports/{kind}/{year}/file")
def report_file(
    request: HttpRequest,
    kind: str,
    year: int,
    form: Literal["pdf", "docx", "xlsx"],
    enterprise: int | None = None,
    language: Literal["en", "zh"] = "en",
) -> HttpResponse:
    """Return a report as PDF, Word or Excel; without an enterprise: the park's."""
    wanted = _wanted(request, Wanted(kind, year, enterprise, language, form))
    content = report_files.file_of(wanted, asked.now())
    answer = HttpResponse(content, content_type=report_files.FORMS[form].media_type)
    answer["Content-Disposition"] = f'attachment; filename="{wanted.file_name}"'
    return answer


def _wanted(request: HttpRequest, wanted: Wanted) -> Wanted:
    """Return what is asked for, if this person may have it; 403 if not."""
    if wanted.enterprise_id is None:
        _require(request, Right.SEE_PARK)
    else:
        _require(request, Right.SEE_OWN, wanted.enterprise_id)
    return wanted


def _require(request: HttpRequest, right: Right, enterprise: int | None = None) -> None:
    if not has(request.user, right):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)


def _check(row: checks.Check, reasons: dict) -> dict[str, object]:
    reason = reasons.get(row.pair.key)
    return {
        "key": row.pair.key,
        "value": row.pair.value,
        "against": row.pair.against,
        "unit": row.pair.unit,
        "change": row.change,
        "is_outside": row.is_outside,
        "reason": reason.text if reason else "",
    }
