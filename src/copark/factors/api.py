"""Tables of factors for machines: the same rights as the pages."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from copark.base.rights import Right, has
from copark.factors import queries
from copark.factors.calc.catalogue import Table
from copark.factors.contracts import Version
from copark.kernel.errors import Refused

router = Router(tags=["factors"])


class TableRow(Schema):
    name: str
    package: str
    file: str
    name_en: str
    name_zh: str
    holds_en: str
    holds_zh: str
    number: int
    valid_from: date | None
    rows: int
    seen: int
    drafts: int


class VersionRow(Schema):
    id: int | None
    number: int
    base_number: int
    state: str
    sha256: str
    title: str
    source: str
    confidence: str
    reason: str
    valid_from: date | None
    made_at: datetime | None
    made_by: str
    activated_at: datetime | None
    activated_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str


class Content(Schema):
    table: str
    number: int
    state: str
    sha256: str
    rows: list[dict[str, str]]


@router.get("/", response=list[TableRow])
def tables(request: HttpRequest) -> list[object]:
    """Return every table of factors: what it holds, and which version is in force."""
    _require(request)
    return list(queries.table_facts())


@router.get("/{table}", response=Content)
def table_of(request: HttpRequest, table: str, number: int | None = None) -> object:
    """Return the rows of a table: those in force, or those of a version by its number."""
    _require(request)
    one = _table(table)
    version = queries.in_force(one) if number is None else _version(one, number)
    return {
        "table": one.name,
        "number": version.number,
        "state": version.state,
        "sha256": version.sha256,
        "rows": queries.rows_of(queries.content(version)),
    }


@router.get("/{table}/versions", response=list[VersionRow])
def versions_of(request: HttpRequest, table: str) -> list[object]:
    """Return every version of a table, the newest first, with who decided what."""
    _require(request)
    return list(queries.versions(_table(table)))


def _require(request: HttpRequest) -> None:
    if not has(request.user, Right.SEE_PARK):
        raise PermissionDenied


def _table(name: str) -> Table:
    try:
        return queries.table(name)
    except Refused as refused:
        raise Http404(refused.message) from None


def _version(one: Table, number: int) -> Version:
    try:
        return queries.numbered(one, number)
    except Refused as refused:
        raise Http404(refused.message) from None
