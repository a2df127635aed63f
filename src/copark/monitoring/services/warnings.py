"""Evaluate the rules of early warning on what a batch brought; only exceptions cost a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.monitoring.services.instants import judge_instants
from copark.monitoring.services.means import complete, judge_frozen, judge_hours
from copark.monitoring.services.telling import bench

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.tally import Hours
    from copark.monitoring.services.hours import Context


def judge(fresh: Readings, changed: Sequence[Hours], context: Context) -> None:
    """Evaluate every rule on readings that are new and on hours that changed."""
    one = bench(context)
    judge_instants(fresh, one)
    hours = complete(fresh, changed, one)
    judge_hours(hours, one)
    judge_frozen(hours, one)
