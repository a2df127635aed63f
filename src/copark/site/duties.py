"""What the worker does for the domains above monitoring."""

from __future__ import annotations

from copark.inventory import services as inventory
from copark.monitoring.jobs import Duty
from copark.monitoring.queries.calendar import park_zone

HOUR_S = 3600.0


def duties() -> list[Duty]:
    """Return the duties, each with its interval."""
    return [
        Duty(
            "reminders",
            HOUR_S,
            lambda now: inventory.remind(now=now, today=now.astimezone(park_zone()).date()),
        )
    ]
