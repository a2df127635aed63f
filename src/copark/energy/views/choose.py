"""What the pages of energy choose from: years and enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import require_scope, scope_of
from copark.energy import queries
from copark.energy.queries.tables import local
from copark.registry import queries as registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.registry.contracts import EnterpriseRef


def years(chosen: int) -> list[int]:
    """Return the years to choose from, the newest first."""
    this = asked.now().year
    return sorted({chosen, this, this - 1, *queries.years()}, reverse=True)


def enterprise(request: HttpRequest, enterprise_id: int) -> EnterpriseRef:
    """Return the enterprise, if this person may see it."""
    require_scope(request.user, enterprise_id)
    found = registry.enterprises(enterprise_id)
    if not found:
        raise Http404(_("There is no such enterprise."))
    return found[0]


def names() -> dict[int, str]:
    return {row.id: local(row.name_en, row.name_zh) for row in registry.enterprises()}


def offered(request: HttpRequest) -> list[tuple[int, str]]:
    """Return the enterprises this person may report for."""
    rows = registry.enterprises(scope_of(request.user).enterprise_id)
    return [(row.id, f"{local(row.name_en, row.name_zh)} · {row.code}") for row in rows]
