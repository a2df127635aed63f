"""Notice who says nothing: stations, and the gateways that should hear them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from copark.alerts import queries as alerts
from copark.alerts import services as raising
from copark.alerts.contracts import Raised
from copark.gateways.inbox import status
from copark.monitoring.calc.early_warning import is_silent
from copark.monitoring.models import Heard
from copark.monitoring.queries.calendar import park_zone
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services.pulse import beat
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import datetime

    from copark.gateways.inbox.status import GatewayStatus
    from copark.registry.contracts import PointRef

DOMAIN = "monitoring"
STATION, GATEWAY = "station", "gateway"
SILENT, DISK, STALE = "silent", "gateway.disk", "gateway.stale"


@transaction.atomic
def watch_stations(*, now: datetime) -> int:
    """Mark stations silent that missed their intervals and warn; close when they speak again."""
    rule = rules_on(now.astimezone(park_zone()).date()).warning
    stations = {point.station_id: point for point in registry.points()}
    now_us = _us(now)
    warned = {w.subject_id for w in alerts.open_warnings(domain=DOMAIN, kind=STATION)}
    silent = 0
    for row in Heard.objects.filter(station_id__in=stations).order_by("station_id"):
        point = stations[row.station_id]
        interval = min(point.realtime_seconds, point.minute_minutes * 60)
        if is_silent(row.arrived_us, now_us, interval_s=interval, intervals=rule.silent_intervals):
            silent += 1
            _fall_silent(row, point, now, is_told=str(row.station_id) in warned)
        elif str(row.station_id) in warned:
            raising.close_warning(
                domain=DOMAIN, kind=STATION, subject_id=str(row.station_id), rule=SILENT, at=now
            )
            beat()
    return silent


def _fall_silent(row: Heard, point: PointRef, now: datetime, *, is_told: bool) -> None:
    if row.silent_since_us is None:
        row.silent_since_us = row.arrived_us
        row.save(update_fields=["silent_since_us"])
    if is_told:
        return
    raising.raise_warning(
        Raised(
            domain=DOMAIN,
            kind=STATION,
            subject_id=str(row.station_id),
            rule=SILENT,
            level="ATTENTION",
            at=now,
            enterprise_id=point.enterprise_id,
            title_en=f"{point.outlet_code} station {point.mn} sends no data",
            title_zh=f"{point.outlet_code}监测站点{point.mn}无数据上传",
            url=f"/monitoring/stations/{point.station_id}/",
        )
    )
    beat()


@transaction.atomic
def watch_gateways(*, now: datetime) -> int:
    """Warn of gateways that cannot store, or whose status is stale while they should run."""
    stale_us = rules_on(now.astimezone(park_zone()).date()).warning.stale_seconds * 1_000_000
    warned = {(w.subject_id, w.rule) for w in alerts.open_warnings(domain=DOMAIN, kind=GATEWAY)}
    found = status.read(Path(settings.COPARK_STATUS))
    for one in found:
        is_running = one.state == "RUNNING"
        is_stale = is_running and _us(now) - one.written_us > stale_us
        _tell(one, DISK, now, warned, holds=is_running and not one.disk_ok)
        _tell(one, STALE, now, warned, holds=is_stale)
    return len(found)


_TITLES = {
    DISK: ("Gateway {name} cannot store frames: {error}", "网关{name}无法保存报文：{error}"),
    STALE: ("Gateway {name} gives no sign of life", "网关{name}状态长时间未更新"),
}


def _tell(
    one: GatewayStatus, rule: str, now: datetime, warned: set[tuple[str, str]], *, holds: bool
) -> None:
    is_told = (one.name, rule) in warned
    if holds and not is_told:
        title_en, title_zh = (t.format(name=one.name, error=one.last_error) for t in _TITLES[rule])
        raising.raise_warning(
            Raised(
                domain=DOMAIN,
                kind=GATEWAY,
                subject_id=one.name,
                rule=rule,
                level="ALARM",
                at=now,
                enterprise_id=None,
                title_en=title_en[:200],
                title_zh=title_zh[:200],
                url="/monitoring/gateways/",
            )
        )
    elif is_told and not holds:
        raising.close_warning(domain=DOMAIN, kind=GATEWAY, subject_id=one.name, rule=rule, at=now)


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
