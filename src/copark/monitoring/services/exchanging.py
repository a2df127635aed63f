"""Record that a meter was exchanged; what was counted since is worked out anew."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from copark.kernel.errors import Refused
from copark.monitoring.calc import tally
from copark.monitoring.calc.roles import COUNTERS
from copark.monitoring.models import Exchange, Hour
from copark.monitoring.queries.calendar import hour_at, park_zone, start_of
from copark.monitoring.queries.places import places
from copark.monitoring.services import hours
from copark.monitoring.services.pulse import beat

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def record_exchange(
    *,
    point_id: int,
    at: datetime,
    closing: float,
    opening: float,
    reason: str,
    author_id: int | None,
    now: datetime,
) -> int:
    """
    Say that the meter of a point was exchanged; return the number of the record.

    Raises
    ------
    Refused
        ``monitoring.exchange.point``, ``.future``, ``.standing``, ``.reason`` or ``.again``.
    """
    _check_point(point_id)
    _check_standings(closing, opening)
    if at > now:
        message = "The meter was exchanged in the future; record it once it is done."
        raise Refused("monitoring.exchange.future", message)
    if not reason.strip():
        message = "An exchange needs a reason."
        raise Refused("monitoring.exchange.reason", message)
    at_s = int(at.timestamp())
    if Exchange.objects.filter(point_id=point_id, at_s=at_s).exists():
        message = "An exchange of this meter is recorded for that moment already."
        raise Refused("monitoring.exchange.again", message)
    made = Exchange.objects.create(
        point_id=point_id,
        at_s=at_s,
        closing=closing,
        opening=opening,
        reason=reason.strip(),
        author_id=author_id,
        recorded_at=now,
    )
    _count_again(point_id, at, now)
    return made.pk


@transaction.atomic
def withdraw_exchange(*, point_id: int, exchange_id: int, now: datetime) -> None:
    """Take a record back; what it changed is worked out anew."""
    row = Exchange.objects.filter(pk=exchange_id, point_id=point_id).first()
    if row is None:
        message = f"There is no exchange {exchange_id} of this meter."
        raise Refused("monitoring.exchange.unknown", message, id=exchange_id)
    at = start_of(0) + timedelta(seconds=row.at_s)
    row.delete()
    _count_again(point_id, at, now)


def _check_point(point_id: int) -> None:
    known = places().refs.get(point_id)
    if known is None or known.factor not in COUNTERS:
        message = "Only a counter can be exchanged; this point measures no amount."
        raise Refused("monitoring.exchange.point", message, point=point_id)


def _check_standings(closing: float, opening: float) -> None:
    for value in (closing, opening):
        if not math.isfinite(value) or value < 0:
            message = f"“{value:g}” is no standing of a meter; it is a number from nought on."
            raise Refused("monitoring.exchange.standing", message, value=value)


def _count_again(point_id: int, at: datetime, now: datetime) -> None:
    """
    Work out the hours around an exchange.

    Only the step over it changes: standings before and after keep their distances.
    """
    first = hour_at(at)
    heard = Hour.objects.filter(point_id=point_id, count__gt=0)
    before = heard.filter(hour__lte=first).order_by("-hour").values_list("hour", flat=True).first()
    after = heard.filter(hour__gte=first).order_by("hour").values_list("hour", flat=True).first()
    ends = {hour for hour in (before, after) if hour is not None}
    if ends:
        keys = tally.key_of(
            np.full(len(ends), point_id, dtype=np.int64), np.array(sorted(ends), dtype=np.int64)
        )
        context = hours.Context(places(), park_zone(), now)
        hours.recompute(keys, context, reason="EXCHANGED")
    beat()
