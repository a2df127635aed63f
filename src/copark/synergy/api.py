"""The three lists for machines: the same rights as the pages."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router

from copark.base import asked
from copark.base.rights import Right, has, require_scope, scope_of
from copark.kernel.errors import Refused
from copark.synergy import queries
from copark.synergy.calc import places, table
from copark.synergy.calc.rulesets import THREE, RuleSet
from copark.synergy.queries import coreduction, coreduction_document

router = Router(tags=["three lists"])
HUNDRED = Decimal(100)
Margin = Query(default=Decimal(10), gt=0, le=100)
Assumed = Query(default=None, ge=0, le=100)


@router.get("/publications", response=list[dict[str, Any]])
def publications(request: HttpRequest, year: int | None = None) -> list[object]:
    """Return the decisions about lists, the newest first, without their rows."""
    _own(request)
    return [_said(ref) for ref in queries.publications_of(year)]


@router.get("/{int:year}", response=dict[str, Any])
def lists_of(
    request: HttpRequest, year: int, rules: str = "default", area: str = ""
) -> dict[str, object]:
    """Return the three lists of a year; enterprise staff get their own rows."""
    own = _own(request)
    _known(year)
    try:
        drawn = queries.lists_of(year, rules, area)
    except Refused as refused:
        raise Http404(refused.message) from None
    if own is not None:
        drawn = replace(drawn, rows=places.own_rows(drawn.rows, own), notes=())
    return table.document(drawn)


@router.get("/{int:year}/candidates", response=dict[str, Any])
def candidates(
    request: HttpRequest,
    year: int,
    rules: str = "default",
    margin: Decimal = Margin,
    assumed: Decimal | None = Assumed,
) -> dict[str, object]:
    """Return the units within `margin` per cent of a threshold; `assumed` is in per cent too."""
    own = _own(request)
    _known(year)
    rule_set = _named(rules)
    unsure = None if assumed is None else assumed / HUNDRED
    found = queries.candidates_of(year, rule_set, margin / HUNDRED, unsure)
    return {
        "year": year,
        "rules": rule_set.name,
        "version": rule_set.version,
        "margin": f"{margin:f}",
        "rows": [
            table.candidate(one) for one in found if own is None or one.unit.enterprise_id == own
        ],
    }


@router.get("/{int:year}/changes", response=dict[str, Any])
def changes(request: HttpRequest, year: int, rules: str = "default") -> dict[str, object]:
    """Return who entered and left the lists against the year before, and why."""
    own = _own(request)
    _known(year)
    rule_set = _named(rules)
    found, decided = queries.changes_of(year, rule_set)
    return {
        "year": year,
        "rules": rule_set.name,
        "version": rule_set.version,
        "against": [frozen.ref.number for frozen in decided.values()],
        "rows": [table.change(one) for one in found if own is None or one.row.enterprise_id == own],
    }


@router.get("/{int:year}/designated", response=list[dict[str, Any]])
def designated(request: HttpRequest, year: int) -> list[object]:
    """Return the units that an authority designated for a year."""
    return [_said(row) for row in queries.designated_of(year, _own(request))]


@router.get("/{int:year}/publications/{slug:name}", response=dict[str, Any])
def publication(
    request: HttpRequest, year: int, name: str, turn: int | None = None
) -> dict[str, object]:
    """
    Return what a decision froze: of one turn, else the newest; `name` is the list's.

    Who sees every enterprise gets `sealed`, the very text whose SHA-256 in UTF-8 is the seal.
    """
    own = _own(request)
    found = queries.frozen_list(year, name, turn) if name in THREE else None
    if found is None:
        raise Http404
    differences = [
        {
            "kind": one.kind,
            "enterprise_id": one.row.enterprise_id,
            "rule": one.row.rule,
            "subject": one.row.subject,
        }
        for one in queries.differences(found)
        if own is None or one.row.enterprise_id == own
    ]
    answer: dict[str, object] = {"decision": _said(found.ref), "would_differ_by": differences}
    if own is None:
        return answer | {"sealed": found.text, "content": json.loads(found.text)}
    rows = [table.plain(row) for row in places.own_rows(found.rows, own)]
    return answer | {"rows": rows}


@router.get("/coreduction/{int:year}", response=dict[str, Any])
def coreduction_of(  # noqa: PLR0913 - a question has that many sides
    request: HttpRequest,
    year: int,
    *,
    before: int | None = None,
    weights: str = "",
    price: str = "",
    prices: int = 0,
    scheme: str = "",
    enterprise: int | None = None,
) -> dict[str, object]:
    """
    Return reductions of pollutants and carbon since an earlier year, of the park and enterprises.

    Without `before` it is the year before. Reductions are in t and tCO2e, negative for a rise;
    `price` is that of carbon in CNY/t, `prices` the price basis of the output value. Enterprise
    staff get their own enterprise only.
    """
    own = _own(request)
    if enterprise is not None:
        require_scope(request.user, enterprise)
    wish = coreduction.wish_of(
        year - 1 if before is None else before,
        year,
        weights=weights,
        price=price,
        price_year=prices,
        scheme=scheme,
    )
    one = own if own is not None else enterprise
    if one is not None:
        found = coreduction.of_one(wish, one)
        return coreduction_document.document(wish, [found])
    whole, rows = coreduction.of_everybody(wish)
    return coreduction_document.document(wish, [whole, *rows])


def _own(request: HttpRequest) -> int | None:
    """Return the one enterprise that a person may see; None for all of them."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    return scope_of(request.user).enterprise_id


def _known(year: int) -> None:
    if year not in asked.YEARS:
        raise Http404


def _named(rules: str) -> RuleSet:
    try:
        return queries.named(rules, queries.area_code())
    except Refused as refused:
        raise Http404(refused.message) from None


def _said(value: object) -> object:
    """Return a contract with its dates as text."""
    plain = table.plain(value)
    if isinstance(plain, dict):
        return {
            name: item.isoformat() if hasattr(item, "isoformat") else item
            for name, item in plain.items()
        }
    return plain
