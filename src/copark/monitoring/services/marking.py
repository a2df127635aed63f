"""Mark a period by the marking rules; the hours it touches are worked out anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q

from copark.kernel.errors import Refused
from copark.monitoring.calc import tally
from copark.monitoring.models import Hour, Mark, MarkKind
from copark.monitoring.queries.calendar import hour_at, park_zone
from copark.monitoring.queries.places import places
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services import hours
from copark.monitoring.services.marks import points_of
from copark.monitoring.services.pulse import beat


class MarkRefused(Refused):
    """The mark cannot be made; nothing was changed."""


@transaction.atomic
def mark_period(  # noqa: PLR0913 - a mark has that many sides, all by name
    *,
    outlet_id: int,
    factor: str = "",
    start: datetime,
    end: datetime,
    kind: str,
    reason: str,
    evidence: str = "",
    author_id: int | None,
    now: datetime,
) -> int:
    """
    Say what state an outlet or its monitor was in; return the mark's number.

    A mark never edits a value. Stops and troubles of the monitor take the values in it out of the
    averages; start-up, shut-down and fault of production leave them in. No marked hour is judged
    against a limit.

    Raises
    ------
    Refused
        ``monitoring.mark.kind``, ``.period``, ``.reason``, ``.future``, ``.late``, ``.overlap``.
    """
    _check(start, end, kind, reason, now)
    _check_free(outlet_id, factor, start, end)
    mark = Mark.objects.create(
        outlet_id=outlet_id,
        factor=factor,
        start=start,
        end=end,
        kind=kind,
        reason=reason,
        evidence=evidence,
        author_id=author_id,
        marked_at=now,
    )
    _reopen(mark, now)
    return mark.pk


@transaction.atomic
def withdraw_mark(*, id: int, now: datetime) -> None:  # noqa: A002 - one word for it everywhere
    """Take a mark back, as late as it could have been made; its hours are worked out anew."""
    mark = Mark.objects.filter(pk=id).first()
    if mark is None:
        message = f"There is no mark {id}."
        raise MarkRefused("monitoring.mark.unknown", message, id=id)
    _check_late(mark.start, now)
    mark.delete()
    mark.pk = id
    _reopen(mark, now)


def _check(start: datetime, end: datetime, kind: str, reason: str, now: datetime) -> None:
    if kind not in MarkKind.values:
        message = f"“{kind}” is no kind of mark; use one of {', '.join(MarkKind.values)}."
        raise MarkRefused("monitoring.mark.kind", message, kind=kind)
    if end <= start:
        message = "The mark ends before it begins; check the two times."
        raise MarkRefused("monitoring.mark.period", message)
    if not reason.strip():
        message = "A mark needs a reason."
        raise MarkRefused("monitoring.mark.reason", message)
    if end > now:
        message = "The mark ends in the future; mark what has been."
        raise MarkRefused("monitoring.mark.future", message, end=end.isoformat())
    _check_late(start, now)


def _check_late(start: datetime, now: datetime) -> None:
    days = rules_on(now.astimezone(park_zone()).date()).marking_late_days
    if now - start > timedelta(days=days):
        message = f"The mark begins more than {days} days ago; data can be marked for {days} days."
        raise MarkRefused("monitoring.mark.late", message, days=days)


def _check_free(outlet_id: int, factor: str, start: datetime, end: datetime) -> None:
    """Refuse a mark where another one of the same outlet and factor lies already."""
    same = Q() if not factor else Q(factor__in=("", factor))
    other = Mark.objects.filter(same, outlet_id=outlet_id, start__lt=end, end__gt=start).first()
    if other is not None:
        zone = park_zone()
        begin, stop = (
            moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            for moment in (other.start, other.end)
        )
        message = (
            f"From {begin} to {stop} the outlet is marked already ({other.get_kind_display()})."
        )
        raise MarkRefused("monitoring.mark.overlap", message, other=other.pk)


def _reopen(mark: Mark, now: datetime) -> None:
    known = places()
    points = points_of(mark.outlet_id, mark.factor, known)
    first, last = hour_at(mark.start), hour_at(mark.end - timedelta(microseconds=1)) + 1
    rows = Hour.objects.filter(point_id__in=points, hour__gte=first, hour__lt=last)
    pairs = np.array(list(rows.values_list("point_id", "hour")), dtype=np.int64).reshape(-1, 2)
    if len(pairs):
        context = hours.Context(known, park_zone(), now)
        hours.recompute(tally.key_of(pairs[:, 0], pairs[:, 1]), context, reason="MARKED")
    beat()
