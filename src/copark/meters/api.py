"""Meters for machines: amounts of a month with their standing, and balances."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema

from copark.base import asked
from copark.base.rights import Right, has, scope_of
from copark.meters import queries

router = Router(tags=["meters"])


class Total(Schema):
    amount: float
    hours_due: int
    hours_measured: int
    hours_estimated: int
    amount_estimated: float
    meters: int
    silent: int
    coverage: float | None
    estimated: float


class Meter(Schema):
    key: str
    name: str
    carrier: str
    unit: str
    enterprise_id: int | None
    total: Total
    grade: str
    last_day: date | None
    main_id: int | None
    formula: str


class Outcome(Schema):
    difference: float
    share: float | None
    verdict: str


class Balance(Schema):
    main: Meter
    subs: list[Meter]
    balance: Outcome


def _scope(request: HttpRequest) -> int | None:
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    return scope_of(request.user).enterprise_id


@router.get("/", response=list[Meter])
def meters(request: HttpRequest, month: str = "") -> object:
    """Meters of a month (`month=2026-11`; by default the running one), real and virtual."""
    scope = _scope(request)
    return queries.meters(queries.month_of(month, asked.now()), scope)


@router.get("/balances", response=list[Balance])
def balances(request: HttpRequest, month: str = "") -> object:
    """Main meters against those behind them, the widest open first."""
    scope = _scope(request)
    chosen = queries.month_of(month, asked.now())
    return queries.balances(queries.meters(chosen, scope), chosen)
