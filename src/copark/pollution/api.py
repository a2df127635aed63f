"""Releases, entries and balances for machines: the same rights as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from copark.base import asked
from copark.base.rights import Right, has, require_scope, scope_of
from copark.pollution import contracts, queries, register_api, services
from copark.pollution.calc.taxes import NoTax

if TYPE_CHECKING:
    from copark.pollution.calc.balances import Account
    from copark.pollution.calc.taxes import Tax

router = Router(tags=["pollution"])
router.add_router("/registers", register_api.router)


class Unused(Schema):
    place: str
    way: str
    tonnes: Decimal
    why: str


class PollutantYear(Schema):
    enterprise_id: int
    year: int
    medium: str
    pollutant: str
    tonnes: Decimal
    method: str
    reason: str
    declared: Decimal | None
    monitored: Decimal | None
    coverage: Decimal | None
    uncertainty: Decimal | None
    unused: list[Unused]


class Entry(Schema):
    id: int
    enterprise_id: int
    year: int
    month: int | None
    block: str
    values: dict[str, str]
    uncertainty: Decimal | None
    origin: str
    evidence: str
    reason: str


class NewEntry(Schema):
    enterprise_id: int
    year: int
    block: str
    values: dict[str, str]
    uncertainty: Decimal | None = None
    evidence: str = ""
    reason: str = ""


class Recorded(Schema):
    ids: list[int]


class Balance(Schema):
    key: str
    terms: dict[str, Decimal]
    refused: str


class Balances(Schema):
    voc: dict[str, Decimal]
    solvents: list[Balance]
    wastes: list[Balance]
    tax: Decimal | None
    tax_quarters: list[Decimal]
    is_tax_estimated: bool


def narrowed(request: HttpRequest, enterprise: int | None) -> int | None:
    """Return the enterprise to narrow to; 403 without the right, or for another's data."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)
    own = scope_of(request.user).enterprise_id
    return own if own is not None else enterprise


@router.get("/years/{year}", response=list[PollutantYear])
def year_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return the releases of a year by enterprise, medium and pollutant. [t]"""
    rows = queries.year_of(year, narrowed(request, enterprise))
    return [
        {
            "enterprise_id": row.enterprise_id,
            "year": row.year,
            "medium": row.medium,
            "pollutant": row.pollutant,
            "tonnes": row.figure.value,
            "method": row.method,
            "reason": row.reason,
            "declared": row.declared,
            "monitored": row.monitored,
            "coverage": row.figure.coverage,
            "uncertainty": row.uncertainty,
            "unused": list(row.unused),
        }
        for row in rows
    ]


@router.get("/entries/{year}", response=list[Entry])
def entries_of(
    request: HttpRequest, year: int, enterprise: int | None = None, block: str = ""
) -> list[object]:
    """Return what was entered for a year; amounts in the units of their block."""
    return list(queries.entries_of(year, narrowed(request, enterprise), block))


@router.post("/entries", response={201: Recorded})
def record(request: HttpRequest, entries: list[NewEntry]) -> Status[dict[str, list[int]]]:
    """Record rows, all or none; a refusal names row and field."""
    if not has(request.user, Right.REPORT):
        raise PermissionDenied
    for row in entries:
        require_scope(request.user, row.enterprise_id)
    new = [contracts.NewEntry(**row.dict(), origin="API") for row in entries]
    ids = services.record_entries(entries=new, user_id=request.user.pk, now=asked.now())
    return Status(201, {"ids": ids})


@router.post("/entries/{entry_id}/withdraw", response={200: Recorded})
def withdraw(request: HttpRequest, entry_id: int) -> dict[str, list[int]]:
    """Take a row out of every sum."""
    if not has(request.user, Right.REPORT):
        raise PermissionDenied
    row = queries.entry(entry_id)
    if row is None:
        raise Http404
    require_scope(request.user, row.enterprise_id)
    services.withdraw_entry(entry_id=entry_id, user_id=request.user.pk, now=asked.now())
    return {"ids": [entry_id]}


@router.get("/balances/{year}/{enterprise}", response=Balances)
def balances_of(request: HttpRequest, year: int, enterprise: int) -> dict[str, object]:
    """Return VOC by source [t], solvents and hazardous waste [t], and the tax of a year [CNY]."""
    narrowed(request, enterprise)
    found = queries.figures_of(year, enterprise)
    tax = None if isinstance(found.tax, NoTax) else found.tax
    categories = found.voc.categories if found.voc else {}
    return {
        "voc": {code: figure.value for code, figure in categories.items()},
        "solvents": [_balance(row) for row in found.solvents],
        "wastes": [_balance(row) for row in found.wastes],
        **_tax(tax),
    }


def _tax(tax: Tax | None) -> dict[str, object]:
    return {
        "tax": tax.figure.value if tax else None,
        "tax_quarters": [one.value for one in tax.quarters] if tax else [],
        "is_tax_estimated": bool(tax and tax.is_estimated),
    }


def _balance(row: Account) -> dict[str, object]:
    terms = {term: figure.value for term, figure in row.figures.items()}
    return {"key": row.key, "terms": terms, "refused": row.refused}
