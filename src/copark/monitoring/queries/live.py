"""Read what is true now: newest values, states of outlets, who is silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from copark.alerts import queries as alerts
from copark.monitoring import contracts
from copark.monitoring.calc.vocabulary import Kind
from copark.monitoring.models import Heard, Latest, Position, Pulse
from copark.monitoring.queries.calendar import park_zone
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from zoneinfo import ZoneInfo

    from copark.registry.contracts import LimitRef, PointRef

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WORST = ("ALARM", "ATTENTION", "OFFLINE", "NORMAL")  #: The first that a point has is the outlet's.
_SHOWN = ("Rtd", "Avg", "Cou")  #: Fields that stand for a point's value, the best first.


def version() -> int:
    """Return a number that grows with every change of what readers see."""
    return Pulse.objects.values_list("version", flat=True).first() or 0


def positions(consumer: str = "monitoring") -> dict[str, int]:
    """Return how far a consumer has read each inbox."""
    rows = Position.objects.filter(consumer=consumer).order_by("inbox")
    return dict(rows.values_list("inbox", "position"))


def latest(enterprise_id: int | None = None) -> list[contracts.LatestValue]:
    """Return the newest value of every point that has one, in a constant number of queries."""
    return _latest_of(registry.points(enterprise_id), enterprise_id)


def _latest_of(points: list[PointRef], enterprise_id: int | None) -> list[contracts.LatestValue]:
    newest = _newest({point.id for point in points}, everything=enterprise_id is None)
    silent = set(Heard.objects.exclude(silent_since_us=None).values_list("station_id", flat=True))
    warned = _warned(enterprise_id)
    zone = park_zone()
    return [
        _latest(
            point,
            newest[point.id],
            zone,
            warned=warned.get(point.id, ""),
            is_silent=point.station_id in silent,
        )
        for point in points
        if point.id in newest
    ]


def outlet_states(
    enterprise_id: int | None = None, points: list[PointRef] | None = None
) -> list[contracts.OutletState]:
    """
    Return every outlet with its newest values and the worst of their states.

    Who has read the points already may hand them in: they are the dearest part.
    """
    values: dict[int, list[contracts.LatestValue]] = {}
    points = registry.points(enterprise_id) if points is None else points
    outlet_of = {point.id: point.outlet_id for point in points}
    for value in _latest_of(points, enterprise_id):
        values.setdefault(outlet_of[value.point_id], []).append(value)
    return [
        contracts.OutletState(
            outlet_id=outlet.id,
            enterprise_id=outlet.enterprise_id,
            state=_worst(value.state for value in values.get(outlet.id, ())),
            at=max((value.at for value in values.get(outlet.id, ())), default=None),
            values=tuple(values.get(outlet.id, ())),
        )
        for outlet in registry.outlets(enterprise_id)
    ]


def station_states(
    enterprise_id: int | None = None, points: list[PointRef] | None = None
) -> list[contracts.StationState]:
    """Return when each station was last heard; a station that never spoke is there too."""
    heard = {row.station_id: row for row in Heard.objects.all()}
    points = registry.points(enterprise_id) if points is None else points
    stations = {point.station_id: point.mn for point in points}
    return [_station(key, mn, heard.get(key)) for key, mn in sorted(stations.items())]


def limit_on(point: PointRef, day: date, averaging: str | None = None) -> LimitRef | None:
    """Return the limit in force on a day; without an averaging time the shortest there is."""
    order = [averaging] if averaging else ["INSTANT", "HOUR", "DAY"]
    for wanted in order:
        found = [
            limit
            for limit in point.limits
            if limit.averaging == wanted
            and limit.valid_from <= day
            and (limit.valid_to is None or day < limit.valid_to)
        ]
        if found:
            return min(found, key=lambda limit: limit.value)  # several rules: the strictest
    return None


def _newest(points: set[int], *, everything: bool) -> dict[int, Latest]:
    rows = Latest.objects.filter(kind__lt=Kind.DAY, field__in=_SHOWN)
    if not everything:
        rows = rows.filter(point_id__in=points)
    newest: dict[int, Latest] = {}
    for row in rows:
        known = newest.get(row.point_id)
        if known is None or _order(row) > _order(known):
            newest[row.point_id] = row
    return newest


def _order(row: Latest) -> tuple[int, int, int]:
    return (row.at_s, -row.kind, -_SHOWN.index(row.field))


def _warned(enterprise_id: int | None) -> dict[int, str]:
    found: dict[int, str] = {}
    for warning in alerts.open_warnings(enterprise_id, domain="monitoring", kind="point"):
        point = int(warning.subject_id)
        found[point] = _worst((warning.level, found.get(point, "NORMAL")))
    return found


def _latest(
    point: PointRef, row: Latest, zone: ZoneInfo, *, warned: str, is_silent: bool
) -> contracts.LatestValue:
    at = EPOCH + timedelta(seconds=row.at_s)
    limit = limit_on(point, at.astimezone(zone).date())
    return contracts.LatestValue(
        point_id=point.id,
        factor=point.factor,
        unit=point.unit,
        value=row.value,
        flag=row.flag,
        at=at,
        arrived_at=EPOCH + timedelta(microseconds=row.arrived_us),
        inbox=row.inbox,
        position=row.position,
        state=_state(row.flag, warned, is_silent=is_silent),
        limit=limit.value if limit else None,
    )


def _state(flag: str, warned: str, *, is_silent: bool) -> str:
    if warned == "ALARM":
        return "ALARM"
    if is_silent:
        return "OFFLINE"
    if warned == "ATTENTION" or flag not in {"N", "F"}:
        return "ATTENTION"
    return "NORMAL"


def _worst(states: Iterable[str]) -> str:
    met = set(states)
    return next((state for state in WORST if state in met), "OFFLINE")


def _station(key: int, mn: str, row: Heard | None) -> contracts.StationState:
    if row is None:
        return contracts.StationState(key, mn, None, None, 0)
    silent = row.silent_since_us
    return contracts.StationState(
        station_id=key,
        mn=mn,
        heard_at=EPOCH + timedelta(microseconds=row.arrived_us),
        silent_since=None if silent is None else EPOCH + timedelta(microseconds=silent),
        frames=row.frames,
    )
