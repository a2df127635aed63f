"""Hours since 1970 and the park's days, both ways."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from copark.kernel.periods import day_of
from copark.registry import queries as registry

HOUR_S = 3600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_ZONE = "Asia/Shanghai"


def park_zone() -> ZoneInfo:
    """Return the zone in which the park counts its days."""
    park = registry.park()
    return ZoneInfo(park.zone_name if park else DEFAULT_ZONE)


@lru_cache(maxsize=200_000)
def day_of_hour(hour: int, zone: ZoneInfo) -> date:
    """Return the day of the park's zone in which an hour lies."""
    return datetime.fromtimestamp(hour * HOUR_S, zone).date()


def days_of_hours(hours: np.ndarray, zone: ZoneInfo) -> np.ndarray:
    """Return the day numbers (`date.toordinal`) of many hours, each hour looked up once."""
    distinct, place = np.unique(hours, return_inverse=True)
    days = [day_of_hour(int(hour), zone).toordinal() for hour in distinct]
    return np.asarray(days, dtype=np.int64)[place]


def hours_of_day(day: date, zone: ZoneInfo) -> range:
    """Return the hours of a day of the park's zone."""
    period = day_of(day, zone)
    return range(hour_at(period.start), hour_at(period.end))


def hour_at(moment: datetime) -> int:
    """Return the hour, since 1970, in which a moment lies."""
    return int(moment.timestamp()) // HOUR_S


def start_of(hour: int) -> datetime:
    """Return when an hour starts, in UTC."""
    return EPOCH + timedelta(hours=hour)
