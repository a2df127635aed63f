"""One snapshot of everything on the wall."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, TypeGuard
from zoneinfo import ZoneInfo

from copark.alerts import queries as alerts
from copark.monitoring import queries as monitoring
from copark.registry import queries as registry
from copark.screen.contracts import Overview, Releases
from copark.screen.queries import live, notices, pages
from copark.screen.queries.standing import Standing, lists_before, standing

if TYPE_CHECKING:
    from datetime import datetime

MINUTE = timedelta(minutes=1)
ANY_AGE = timedelta(days=1)  #: For a page whose stream brings the fresh figures a second later.
ZONE = "Asia/Shanghai"  #: Of a Copark that has no park yet.
RECENT = 40
NEAREST = 7


def overview(year: int, now: datetime, *, kept_for: timedelta = MINUTE) -> Overview:
    """Return the park as it is; what moves slowly may be as old as `kept_for`."""
    slow = _KEEPER.of(year, now, kept_for)
    states = monitoring.outlet_states()
    margins = live.margins(states, slow.places)
    return Overview(
        year=year,
        at=now,
        freshness=live.freshness(states, slow.places),
        energy=slow.standing.energy,
        carbon=slow.standing.carbon,
        releases=Releases(
            margins=live.worst_of_each(margins),
            totals=slow.standing.totals,
            within=sum(margin.ratio <= 1 for margin in margins),
            judged=len(margins),
            url=pages.pollution(year),
        ),
        nearest=margins[:NEAREST],
        outlets=live.outlets(states, slow.places),
        warnings=notices.warnings(alerts.open_warnings(), slow.places.enterprises),
        lists=slow.standing.lists,
        ranking=slow.standing.ranking,
        ticker=notices.ticker(alerts.recent(RECENT), slow.places.enterprises),
    )


def map_text(year: int, now: datetime) -> str:
    """Return the park's map as JSON; it is large, so its text is kept."""
    return _KEEPER.of(year, now, ANY_AGE).map


@dataclass(frozen=True, slots=True)
class _Slow:
    year: int
    at: datetime
    standing: Standing
    places: live.Places
    map: str


class _Keeper:
    """Keeps what moves slowly, of one year, and says how old it is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: _Slow | None = None

    def of(self, year: int, now: datetime, kept_for: timedelta) -> _Slow:
        """Return what is kept if it is young enough; else one works it out, and the others wait."""
        kept = self._kept
        if not _is_young(kept, year, now, kept_for):
            with self._lock:
                kept = self._kept
                if not _is_young(kept, year, now, kept_for):
                    kept = self._kept = _worked_out(year, now)
        return kept

    def forget(self) -> None:
        self._kept = None


def _is_young(
    kept: _Slow | None, year: int, now: datetime, kept_for: timedelta
) -> TypeGuard[_Slow]:
    return kept is not None and kept.year == year and timedelta() <= now - kept.at < kept_for


_KEEPER = _Keeper()


def _worked_out(year: int, now: datetime) -> _Slow:
    park = registry.park()
    zone = ZoneInfo(park.zone_name if park else ZONE)
    return _Slow(year, now, standing(year, now, zone), _places(), json.dumps(registry.park_map()))


def _places() -> live.Places:
    points = registry.points()
    return live.Places(
        outlets={ref.id: ref for ref in registry.outlets()},
        enterprises={ref.id: ref for ref in registry.enterprises()},
        banded=frozenset(
            point.id for point in points if any(limit.low is not None for limit in point.limits)
        ),
    )


def forget() -> None:
    """Drop what is kept of the minute: after an import, and between tests."""
    _KEEPER.forget()
    lists_before.cache_clear()
