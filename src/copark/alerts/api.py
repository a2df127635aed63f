"""Early warnings for machines: the same rights as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from copark.alerts import queries
from copark.base.rights import Right, has, require_scope, scope_of

router = Router(tags=["early warnings"])
MOST = 1000


class EarlyWarning(Schema):
    id: int
    domain: str
    kind: str
    subject_id: str
    rule: str
    level: str
    state: str
    raised_at: datetime
    last_at: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    enterprise_id: int | None
    title_en: str
    title_zh: str
    value: float | None
    peak: float | None
    limit: float | None
    unit: str
    times: int
    url: str


@router.get("", response=list[EarlyWarning])
def warnings(
    request: HttpRequest,
    state: Literal["STANDING", "OPEN", "ACKNOWLEDGED", "CLOSED", "ALL"] = "STANDING",
    level: Literal["", "NOTE", "ATTENTION", "ALARM"] = "",
    enterprise: int | None = None,
    limit: int = 100,
) -> list[object]:
    """Return early warnings, newest first; of one's own enterprise, or of all."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    scope = scope_of(request.user).enterprise_id
    if enterprise is not None:
        require_scope(request.user, enterprise)
    rows = queries.found(state=state, level=level, enterprise_id=scope or enterprise)
    return list(rows[: max(0, min(limit, MOST))])


@router.get("/{pk}", response=EarlyWarning)
def warning(request: HttpRequest, pk: int) -> object:
    """Return one early warning."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    found = queries.warning(pk)
    if found is None:
        raise Http404
    require_scope(request.user, found.enterprise_id)
    return found
