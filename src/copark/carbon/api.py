"""Carbon for machines: the same rights as the pages."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema

from copark.base import asked
from copark.base.rights import Right, has, require_scope, scope_of
from copark.carbon import queries, services, words
from copark.carbon.calc.entering import new_entry, understood_row
from copark.kernel.certainty import certainty
from copark.kernel.errors import Refused

router = Router(tags=["carbon"])


class Fault(Schema):
    place: str
    field: str
    code: str
    sentence: str


class Sure(Schema):
    """How sure a total is (IPCC approach 1), and how much of it states an uncertainty."""

    relative: Decimal
    amounts: Decimal
    factors: Decimal


class CarbonYear(Schema):
    enterprise_id: int
    year: int
    tco2: Decimal
    tco2e: Decimal
    scope_1: Decimal | None
    scope_2_location: Decimal | None
    scope_2_market: Decimal | None
    beyond: Decimal | None
    sources: dict[str, Decimal]
    factor_set: str
    method: str
    gwp_set: str
    grid: str
    grade: str
    certainty: Sure | None
    faults: list[Fault]


class Entry(Schema):
    id: int
    enterprise_id: int
    year: int
    month: int | None
    plant: str
    block: str
    values: dict[str, Any]
    evidence: str
    reason: str
    uncertainty: Decimal | None
    origin: str


class NewRow(Schema):
    enterprise_id: int
    year: int
    month: int | None = None
    block: str
    #: As text or number, by the fields of the block; ``unit`` is the unit of the amounts.
    values: dict[str, str | int | Decimal]
    plant: str = ""
    evidence: str = ""
    uncertainty: Decimal | None = None
    reason: str = ""


class Recorded(Schema):
    id: int


def narrowed(request: HttpRequest, enterprise: int | None) -> int | None:
    """Return the enterprise to narrow to; 403 without the right, or for another's data."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)
    own = scope_of(request.user).enterprise_id
    return own if own is not None else enterprise


@router.get("/years/{year}", response=list[CarbonYear])
def year_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return greenhouse gases of a year by enterprise, source and scope. [tCO2e]"""
    rows = queries.year_of(year, narrowed(request, enterprise))
    figures = ("scope_1", "scope_2_location", "scope_2_market", "beyond")
    return [
        {
            "enterprise_id": row.enterprise_id,
            "year": row.year,
            "tco2": row.figure.value,
            "tco2e": row.figure.value,
            **{key: figure.value if (figure := getattr(row, key)) else None for key in figures},
            "sources": dict(row.sources),
            "factor_set": row.factor_set,
            "method": row.method,
            "gwp_set": row.gwp_set,
            "grid": row.grid,
            "grade": row.figure.grade,
            "certainty": certainty(row.figure),
            "faults": [asdict(fault) for fault in row.faults],
        }
        for row in rows
    ]


@router.get("/entries/{year}", response=list[Entry])
def entries_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return the rows that carbon keeps of a year: what energy does not know."""
    return list(queries.entries_of(year, narrowed(request, enterprise)))


@router.post("/entries", response=Recorded)
def entry_new(request: HttpRequest, row: NewRow) -> object:
    """Record one row. What is wrong is named by field; nothing is written then."""
    if not has(request.user, Right.REPORT):
        raise PermissionDenied
    require_scope(request.user, row.enterprise_id)
    block = queries.stored_blocks(queries.method_of(row.year).factor_set).get(row.block)
    if block is None:
        message = words.refusal(Refused("carbon.entry.block", "", value=row.block, allowed="…"))
        raise Refused("carbon.entry.block", message, value=row.block)
    said = {key: str(value) for key, value in row.values.items()}
    said |= {"plant": row.plant, "source": row.evidence, "period": _period(row)}
    said["uncertainty"] = "" if row.uncertainty is None else str(row.uncertainty)
    values, faults = understood_row(block, said, row.year)
    if faults:
        sentences = {fault.column: words.fault(fault) for fault in faults}
        raise Refused("carbon.entry.bad", "The row has faults.", **sentences)
    fresh = new_entry(row.enterprise_id, row.year, block, values, reason=row.reason, origin="API")
    (made,) = services.record_entries(entries=[fresh], user_id=request.user.pk, now=asked.now())
    return {"id": made}


def _period(row: NewRow) -> str:
    return str(row.year) if row.month is None else f"{row.year}-{row.month:02}"
