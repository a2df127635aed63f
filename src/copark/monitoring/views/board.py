"""Every station with all that is known of it now: registry, readings and gateway side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from copark.gateways.inbox import status
from copark.monitoring import queries
from copark.monitoring.views import names
from copark.registry import queries as registry

if TYPE_CHECKING:
    from copark.gateways.inbox.status import StationStatus
    from copark.monitoring.contracts import LatestValue, OutletState, StationState
    from copark.registry.contracts import OutletRef

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHOWN = 3
STATES = ("ALARM", "ATTENTION", "OFFLINE", "NORMAL")


@dataclass(frozen=True, slots=True)
class Cell:
    """One newest value in the table."""

    name: str
    value: float | None
    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A station as the table shows it."""

    station_id: int
    mn: str
    outlet: OutletRef
    outlet_name: str
    enterprise: str
    state: str
    values: tuple[LatestValue, ...]
    last_at: datetime | None
    heard_at: datetime | None
    lag: timedelta | None  #: Between sampling and arrival of the newest value.
    is_connected: bool
    edition: str
    frames: int
    rejected: int
    last_error: str

    @property
    def cells(self) -> list[Cell]:
        """The newest values, those that have a limit first; the station's page shows the rest."""
        first = sorted(self.values, key=lambda one: one.limit is None)[:SHOWN]
        return [Cell(names.factor(one.factor), one.value, one.unit, one.state) for one in first]

    @property
    def lag_text(self) -> str:
        return names.duration(self.lag)


def rows(enterprise_id: int | None = None) -> list[Row]:
    """Return the stations of one enterprise or of all, the worst state first."""
    points = registry.points(enterprise_id)
    stations = {point.station_id: (point.mn, point.outlet_id) for point in points}
    outlets = {ref.id: ref for ref in registry.outlets(enterprise_id)}
    owners = names.enterprises(enterprise_id)
    states = {state.outlet_id: state for state in queries.outlet_states(enterprise_id, points)}
    heard = {row.station_id: row for row in queries.station_states(enterprise_id, points)}
    lines = connections()
    found = [
        _row(
            key,
            mn,
            outlets[outlet_id],
            owners,
            states.get(outlet_id),
            heard.get(key),
            lines.get(mn),
        )
        for key, (mn, outlet_id) in stations.items()
    ]
    return sorted(found, key=lambda row: (STATES.index(row.state), row.enterprise, row.outlet.code))


def connections() -> dict[str, StationStatus]:
    """Return what the gateways say of their stations; the one heard last wins."""
    found: dict[str, StationStatus] = {}
    for gateway in status.read(settings.COPARK_STATUS):
        for line in gateway.stations:
            known = found.get(line.mn)
            if known is None or (line.last_frame_us or 0) > (known.last_frame_us or 0):
                found[line.mn] = line
    return found


def _row(
    key: int,
    mn: str,
    outlet: OutletRef,
    owners: dict[int, str],
    state: OutletState | None,
    heard: StationState | None,
    line: StationStatus | None,
) -> Row:
    values = state.values if state else ()
    newest = max(values, key=lambda value: value.at, default=None)
    return Row(
        station_id=key,
        mn=mn,
        outlet=outlet,
        outlet_name=names.of(outlet),
        enterprise=owners.get(outlet.enterprise_id, "–"),
        state=state.state if state else "OFFLINE",
        values=values,
        last_at=newest.at if newest else None,
        heard_at=heard.heard_at if heard else None,
        lag=max(newest.arrived_at - newest.at, timedelta()) if newest else None,
        is_connected=bool(line and line.is_connected),
        edition=line.edition if line else "",
        frames=heard.frames if heard else 0,
        rejected=line.rejected if line else 0,
        last_error=line.last_error if line else "",
    )


def moment_of(us: int | None) -> datetime | None:
    """Return microseconds since 1970 as a moment."""
    return None if us is None else EPOCH + timedelta(microseconds=us)
