"""Energy for machines: the same rights as the pages."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema

from copark.base.rights import Right, has, require_scope, scope_of
from copark.energy import queries

router = Router(tags=["energy"])


class Part(Schema):
    carrier: str
    kind: str
    unit: str
    bought: Decimal
    sold: Decimal
    made: Decimal
    feedstock: Decimal
    metered: Decimal
    tce: Decimal


class EnergyYear(Schema):
    enterprise_id: int
    year: int
    tce: Decimal
    balances: list[Part]


class Use(Schema):
    id: int
    enterprise_id: int
    year: int
    month: int | None
    carrier: str
    direction: str
    amount: Decimal
    unit: str
    origin: str
    evidence: str


def narrowed(request: HttpRequest, enterprise: int | None) -> int | None:
    """Return the enterprise to narrow to; 403 without the right, or for another's data."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if enterprise is not None:
        require_scope(request.user, enterprise)
    own = scope_of(request.user).enterprise_id
    return own if own is not None else enterprise


@router.get("/years/{year}", response=list[EnergyYear])
def year_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return comprehensive energy use of a year by enterprise. [tce]"""
    rows = queries.year_of(year, narrowed(request, enterprise))
    return [
        {
            "enterprise_id": row.enterprise_id,
            "year": row.year,
            "tce": row.figure.value,
            "balances": list(row.balances),
        }
        for row in rows
    ]


@router.get("/uses/{year}", response=list[Use])
def uses_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return the activity data that counts in a year."""
    return list(queries.uses_of(year, narrowed(request, enterprise)))


class Output(Schema):
    id: int
    enterprise_id: int
    year: int
    month: int | None
    product: str
    name_en: str
    name_zh: str
    amount: Decimal
    unit: str
    origin: str
    evidence: str


class Turnover(Schema):
    id: int
    enterprise_id: int
    year: int
    price_year: int
    output_value: Decimal
    added_value: Decimal | None
    origin: str
    evidence: str


@router.get("/output/{year}", response=list[Output])
def output_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return what was brought forth in a year, by enterprise, product and month."""
    return list(queries.output_of(year, narrowed(request, enterprise)))


@router.get("/turnover/{year}", response=list[Turnover])
def turnover_of(request: HttpRequest, year: int, enterprise: int | None = None) -> list[object]:
    """Return output value and added value of a year, at each price basis. [1e4 CNY]"""
    return list(queries.turnover_of(year, narrowed(request, enterprise)))
