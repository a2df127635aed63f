"""What the pages of meters are asked: which month, which meter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import require_scope, scope_of
from copark.meters import queries
from copark.monitoring import queries as monitoring
from copark.registry import queries as registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from copark.meters.calc.months import Month
    from copark.meters.contracts import MeterRow, VirtualRow
    from copark.registry.contracts import PointRef


def month(request: HttpRequest) -> Month:
    """Return the month asked for, else the running one."""
    return queries.month_of(request.GET.get("month", ""), asked.now())


def point(request: HttpRequest, pk: int) -> PointRef:
    """Return a counter that this person may see; 404 or 403 otherwise."""
    found = registry.point_ref(pk)
    if found is None or found.factor not in monitoring.COUNTERS:
        raise Http404(_("There is no such meter."))
    require_scope(request.user, found.enterprise_id)
    return found


def virtual(request: HttpRequest, pk: int) -> VirtualRow:
    """Return a virtual meter that this person may see; 404 or 403 otherwise."""
    found = queries.virtual(pk)
    if found is None:
        raise Http404(_("There is no such meter."))
    require_scope(request.user, found.enterprise_id)
    return found


def rows(request: HttpRequest, chosen: Month) -> list[MeterRow]:
    """Return every meter that this person may see, real and virtual."""
    return queries.meters(chosen, scope_of(request.user).enterprise_id)
