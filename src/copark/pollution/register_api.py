"""Public registers for machines: the same rights as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from copark.base import asked
from copark.base.rights import Right, has
from copark.pollution import services
from copark.pollution.queries import registers as queries

if TYPE_CHECKING:
    from copark.pollution.contracts import SiteMatch

router = Router(tags=["pollution"])


class Site(Schema):
    kind: str
    key: str
    name: str
    city: str
    postcode: str
    latitude: float
    longitude: float
    sector: str


class Match(Schema):
    id: int
    year: int
    left: Site
    right: Site
    certainty: str
    score: float
    distance: float  #: [m]
    state: str
    co2e: str  #: [tCO2e]


class Decision(Schema):
    state: Literal["CONFIRMED", "REJECTED"]


class Decided(Schema):
    id: int
    state: str


@router.get("/matches", response=list[Match])
def register_matches(request: HttpRequest, state: str = "") -> list[object]:
    """Return the matches of two registers, with the greenhouse gases of each site. [tCO2e]"""
    if not has(request.user, Right.SEE_PARK):
        raise PermissionDenied
    rows = queries.matches(state)
    joined = queries.joined(rows)
    return [_said(row, f"{joined[row.id][0].value:f}") for row in rows]


def _said(row: SiteMatch, co2e: str) -> dict[str, object]:
    return {
        "id": row.id,
        "year": row.year,
        "left": row.left,
        "right": row.right,
        "certainty": row.certainty,
        "score": row.score,
        "distance": row.distance,
        "state": row.state,
        "co2e": co2e,
    }


@router.post("/matches/{match_id}", response=Decided)
def decide_match(request: HttpRequest, match_id: int, decision: Decision) -> dict[str, object]:
    """Confirm or reject a match."""
    if not has(request.user, Right.ACCOUNT):
        raise PermissionDenied
    if queries.match(match_id) is None:
        raise Http404
    services.decide_match(
        match_id=match_id, state=decision.state, user_id=request.user.pk, now=asked.now()
    )
    return {"id": match_id, "state": decision.state}
