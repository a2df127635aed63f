"""Work hours out anew from all that was ever said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from copark.kernel.errors import Refused
from copark.monitoring.calc import tally
from copark.monitoring.models import Revision
from copark.monitoring.queries.calendar import HOUR_S, hour_at, park_zone
from copark.monitoring.queries.places import places
from copark.monitoring.services import hours
from copark.monitoring.services.pulse import beat

if TYPE_CHECKING:
    from datetime import datetime

    from copark.monitoring.queries.places import Places

AT_ONCE = 50_000  #: Hours of one transaction: a second or two in which nobody else writes.
REASON = "REROLLED"


@dataclass(frozen=True, slots=True)
class Rerolled:
    """What working hours out anew came to."""

    points: int
    hours: int  #: Worked out, changed or not.
    changed: int  #: Hours that became something else; each is kept as a revision.


class RerollRefused(Refused):
    """There is nothing to work out."""


def reroll_hours(
    *, start: datetime, end: datetime, now: datetime, mn: str = "", factor: str = ""
) -> Rerolled:
    """
    Work out anew every hour that begins in a period, from the archive.

    For when what an hour rests on was corrected: the range of a point, the rhythm in which it
    speaks, a mistake in Copark itself. Days follow with the next turn of the worker.

    Parameters
    ----------
    start, end
        The period, half-open; both aware.
    now
        Noted with every hour that changes.
    mn, factor
        One station, one factor; empty for all.

    Raises
    ------
    Refused
        ``monitoring.reroll.period`` or ``monitoring.reroll.points``.
    """
    first, last = hour_at(start), min(-(-int(end.timestamp()) // HOUR_S), hour_at(now) + 1)
    if last <= first:
        message = "The period is empty or lies ahead; hours that have been can be worked out."
        raise RerollRefused("monitoring.reroll.period", message)
    known = places()
    points = [r.id for r in known.refs.values() if mn in {"", r.mn} and factor in {"", r.factor}]
    if not points:
        message = "No point of the park has that station and factor."
        raise RerollRefused("monitoring.reroll.points", message, mn=mn, factor=factor)
    count = changed = 0
    share = max(1, AT_ONCE // (last - first))
    for begin in range(0, len(points), share):
        done = _reroll(points[begin : begin + share], range(first, last), known, now)
        count, changed = count + done[0], changed + done[1]
    return Rerolled(len(points), count, changed)


@transaction.atomic
def _reroll(points: list[int], span: range, known: Places, now: datetime) -> tuple[int, int]:
    beat()
    point, hour = np.meshgrid(
        np.array(sorted(points)), np.arange(span.start, span.stop), indexing="ij"
    )
    keys = tally.key_of(point.ravel().astype(np.int64), hour.ravel())
    revised = Revision.objects.filter(point_id__in=points, revised_at=now, reason=REASON)
    before = revised.count()
    fresh = hours.recompute(keys, hours.Context(known, park_zone(), now), reason=REASON)
    return len(fresh), revised.count() - before
