"""Read early warnings: what is open, what happened lately, and the life of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from copark.alerts import contracts
from copark.alerts.models import EarlyWarning, Level, State, Step
from copark.base.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

Row = EarlyWarning  #: As our own pages show it, with its labels.
_NAMES = tuple(contracts.EarlyWarning.__dataclass_fields__)
_URGENCY = Case(
    When(level=Level.ALARM, then=Value(0)),
    When(level=Level.ATTENTION, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def open_warnings(
    scope_enterprise_id: int | None = None,
    limit: int | None = None,
    *,
    domain: str | None = None,
    kind: str | None = None,
) -> list[contracts.EarlyWarning]:
    """Return what is not closed: unacknowledged first, then the most urgent, then the newest."""
    rows = _scoped(scope_enterprise_id).exclude(state=State.CLOSED)
    if domain is not None:
        rows = rows.filter(domain=domain)
    if kind is not None:
        rows = rows.filter(kind=kind)
    ordered = rows.order_by(
        "-state", _URGENCY, "-raised_at", "-pk"
    )  # OPEN after ACKNOWLEDGED in the alphabet
    return _contracts(ordered, limit)


def recent(
    limit: int, scope_enterprise_id: int | None = None, *, offset: int = 0
) -> list[contracts.EarlyWarning]:
    """Return the newest early warnings, open and closed."""
    rows = _scoped(scope_enterprise_id).order_by("-raised_at", "-pk")
    return _contracts(rows[offset : offset + limit], None)


def count_open(scope_enterprise_id: int | None = None) -> dict[str, int]:
    """Return how many are open, by level."""
    counts = dict.fromkeys(Level.values, 0)
    levels = (
        _scoped(scope_enterprise_id).exclude(state=State.CLOSED).values_list("level", flat=True)
    )
    for level in levels:
        counts[level] += 1
    return counts


def warning(pk: int, scope_enterprise_id: int | None = None) -> contracts.EarlyWarning | None:
    """Return one early warning, or None where it does not exist in this scope."""
    return next(iter(_contracts(_scoped(scope_enterprise_id).filter(pk=pk), 1)), None)


def steps(pk: int) -> list[contracts.Step]:
    """Return what was done about an early warning, in order."""
    rows = Step.objects.filter(warning_id=pk).order_by("at", "pk")
    return [contracts.Step(*row) for row in rows.values_list("at", "verb", "user_id", "note")]


def _scoped(enterprise_id: int | None) -> QuerySet[EarlyWarning]:
    return EarlyWarning.objects.filter(
        Q() if enterprise_id is None else Q(enterprise_id=enterprise_id)
    )


def _contracts(rows: QuerySet[EarlyWarning], limit: int | None) -> list[contracts.EarlyWarning]:
    found = rows.values(*_NAMES)
    return [contracts.EarlyWarning(**row) for row in (found if limit is None else found[:limit])]


def found(
    *, state: str, level: str = "", enterprise_id: int | None = None
) -> QuerySet[EarlyWarning]:
    """Return what a list page asks for; `state` may also be STANDING (not closed) or ALL."""
    rows = _scoped(enterprise_id).order_by("-raised_at", "-pk")
    if state == "STANDING":
        rows = rows.exclude(state=State.CLOSED).order_by("-state", _URGENCY, "-raised_at", "-pk")
    elif state != "ALL":
        rows = rows.filter(state=state)
    return rows.filter(level=level) if level else rows


def names_of_people(ids: Iterable[int | None]) -> dict[int, str]:
    """Return how to name the people behind the steps of an early warning."""
    people = User.objects.filter(pk__in={pk for pk in ids if pk is not None})
    return {person.pk: person.get_full_name() or person.username for person in people}
