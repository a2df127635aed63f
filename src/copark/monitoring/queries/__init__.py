"""The door by which others read monitoring."""

from copark.monitoring.calc.roles import COUNTERS
from copark.monitoring.queries.calendar import park_zone
from copark.monitoring.queries.counted import (
    counted_days,
    counted_hours,
    exchanges,
    outages,
)
from copark.monitoring.queries.curves import series, step_for
from copark.monitoring.queries.evidence import frame_at, frame_of, sources
from copark.monitoring.queries.live import (
    latest,
    limit_on,
    outlet_states,
    positions,
    station_states,
    version,
)
from copark.monitoring.queries.patterns import hours_of_day, mass_of_months
from copark.monitoring.queries.periods import (
    days,
    faults,
    hours,
    marked_hours,
    marks,
    mass_of_year,
    metered,
    metered_months,
    point_of,
    revisions,
)
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.queries.segments import archive_days

__all__ = [
    "COUNTERS",
    "archive_days",
    "counted_days",
    "counted_hours",
    "days",
    "exchanges",
    "faults",
    "frame_at",
    "frame_of",
    "hours",
    "hours_of_day",
    "latest",
    "limit_on",
    "marked_hours",
    "marks",
    "mass_of_months",
    "mass_of_year",
    "metered",
    "metered_months",
    "outages",
    "outlet_states",
    "park_zone",
    "point_of",
    "positions",
    "revisions",
    "rules_on",
    "series",
    "sources",
    "station_states",
    "step_for",
    "version",
]
