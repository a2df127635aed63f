"""Read meters of the month that an address names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copark.meters.calc import months
from copark.meters.queries.real import real
from copark.meters.queries.virtual import virtual_meters
from copark.monitoring import queries as monitoring

if TYPE_CHECKING:
    from datetime import datetime

    from copark.meters.calc.months import Month
    from copark.meters.contracts import MeterRow

SHAPE = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$", re.ASCII)


def month_of(text: str, now: datetime) -> Month:
    """Return the month that a text like `2026-11` names, else the running one."""
    zone = monitoring.park_zone()
    local = now.astimezone(zone)
    found = SHAPE.match(text)
    year, number = (int(found[1]), int(found[2])) if found else (local.year, local.month)
    return months.month(year, number, zone, now)


def meters(month: Month, enterprise_id: int | None = None) -> list[MeterRow]:
    """Return every meter of a month, real and virtual."""
    return [*real(month, enterprise_id), *virtual_meters(month, enterprise_id)]
