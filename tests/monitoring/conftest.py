from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from copark.gateways.inbox.contract import Arrival, Mark, Stored
from copark.protocols.hj212.crc import written
from copark.registry.models import Enterprise, Limit, Outlet, Park, Point, Station

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BEIJING = timezone(timedelta(hours=8))
EIGHT = datetime(2026, 8, 1, 8, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass
class ListInbox:
    """An inbox in memory, with the promises of the real ones."""

    name: str = "hj212"
    rows: list[Stored] = field(default_factory=list)

    def append(self, arrivals: Sequence[Arrival]) -> int:
        for arrival in arrivals:
            self.rows.append(Stored(len(self.rows) + 1, arrival))
        return len(self.rows)

    def read(self, after: int, limit: int) -> list[Stored]:
        return [row for row in self.rows if row.position > after][:limit]

    def one(self, position: int) -> Stored | None:
        return next((row for row in self.rows if row.position == position), None)

    def trim(self, before: int) -> int:
        count = len(self.rows)
        self.rows = [row for row in self.rows if row.position >= before]
        return count - len(self.rows)


@dataclass
class Logger:
    """A station on paper: writes frames and puts them into an inbox."""

    mn: str
    inbox: ListInbox
    st: str = "31"

    def says(
        self,
        cp: str,
        *,
        cn: str = "2011",
        at: datetime,
        arrived: datetime | None = None,
        mark: Mark = Mark.GOOD,
    ) -> bytes:
        raw = frame(self.mn, cp, cn=cn, at=at, st=self.st)
        moment = arrived or at + SECOND
        self.inbox.append(
            [Arrival(raw, int(moment.timestamp() * 1_000_000), "192.0.2.1:5000", self.mn, mark)]
        )
        return raw

    def real_time(
        self, at: datetime, *, flag: str = "N", arrived: datetime | None = None, **values: float
    ) -> bytes:
        parts = ";".join(
            f"{factor}-Rtd={value},{factor}-Flag={flag}" for factor, value in values.items()
        )
        return self.says(parts, at=at, arrived=arrived)

    def minute(
        self,
        at: datetime,
        *,
        flag: str = "N",
        cn: str = "2051",
        arrived: datetime | None = None,
        **values: float,
    ) -> bytes:
        parts = ";".join(
            f"{f}-Min={v - 1},{f}-Avg={v},{f}-Max={v + 1},{f}-Flag={flag}"
            for f, v in values.items()
        )
        return self.says(parts, cn=cn, at=at, arrived=arrived or at + 10 * MINUTE)


def frame(mn: str, cp: str, *, cn: str, at: datetime, st: str = "31", flag: int = 5) -> bytes:
    stamp = at.astimezone(BEIJING).strftime("%Y%m%d%H%M%S")
    head = f"QN={stamp}000;ST={st};CN={cn};PW=123456;MN={mn};Flag={flag}"
    segment = f"{head};CP=&&DataTime={stamp};{cp}&&".encode()
    return b"##%04d%b%b" % (len(segment), segment, written(segment))


@dataclass
class Site:
    """One stack of one enterprise, with its points by factor."""

    enterprise: Enterprise
    outlet: Outlet
    station: Station
    points: dict[str, int]
    logger: Logger
    inbox: ListInbox


@pytest.fixture
def inbox() -> ListInbox:
    return ListInbox()


@pytest.fixture
def park(db) -> Park:
    return Park.objects.create(
        name_en="Reed Bay", name_zh="芦湾", code="reed-bay", longitude=121.5, latitude=28.7
    )


@pytest.fixture
def stack(park: Park, inbox: ListInbox) -> Site:
    return build(
        park, inbox, mn="MN-STACK-1", factors={"a21026": "mg/m3", "a00000": "m3/h", "a19001": "%"}
    )


@pytest.fixture
def meter(park: Park, inbox: ListInbox) -> Site:
    return build(
        park, inbox, mn="MN-METER-1", medium="ENERGY", st="44", factors={"ke0101": "kWh"}, code="E2"
    )


def build(
    park: Park,
    inbox: ListInbox,
    *,
    mn: str,
    factors: dict[str, str],
    medium: str = "AIR",
    st: str = "31",
    code: str = "E1",
) -> Site:
    enterprise = Enterprise.objects.create(
        park=park,
        code=code,
        name_en="Heron Pharma",
        name_zh="鹭源药业",
        sector="2710",
        longitude=121.5,
        latitude=28.7,
    )
    outlet = Outlet.objects.create(
        enterprise=enterprise,
        code="DA001",
        name_en="Boiler stack",
        name_zh="锅炉排气筒",
        medium=medium,
        reference_oxygen=Decimal(9) if medium == "AIR" else None,
        longitude=121.5,
        latitude=28.7,
    )
    station = Station.objects.create(
        outlet=outlet, mn=mn, name_en="Logger", name_zh="数采仪", st=st, realtime_seconds=60
    )
    points = {
        factor: Point.objects.create(station=station, factor=factor, unit=unit).pk
        for factor, unit in factors.items()
    }
    return Site(enterprise, outlet, station, points, Logger(mn, inbox, st), inbox)


def limit(
    point_id: int,
    value: float,
    *,
    averaging: str = "HOUR",
    at_oxygen: bool = False,
    unit: str = "mg/m3",
) -> Limit:
    return Limit.objects.create(
        point_id=point_id,
        averaging=averaging,
        value=Decimal(str(value)),
        unit=unit,
        is_at_reference_oxygen=at_oxygen,
        valid_from=date(2020, 1, 1),
        source="GB 13271-2014 table 3",
    )


@pytest.fixture
def archive(settings, tmp_path: Path) -> Path:
    settings.COPARK_ARCHIVE = tmp_path / "archive"
    return settings.COPARK_ARCHIVE


NOW = datetime(2026, 8, 1, 2, tzinfo=UTC)
