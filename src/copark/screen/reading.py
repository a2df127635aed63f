"""Reads the park for the broadcast: only when something changed, and in parts."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import close_old_connections

from copark.monitoring import queries as monitoring
from copark.registry import queries as registry
from copark.screen import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.screen.contracts import Overview

ANYWAY = timedelta(
    seconds=5
)  #: Warnings are acknowledged, and stations fall silent, without a reading.
SEPARATE = ("outlets", "at", "year")  #: Not parts by their own name.


def text(thing: object) -> str:
    """Return a snapshot's value as JSON."""
    return json.dumps(thing, default=_plain, ensure_ascii=False, separators=(",", ":"))


def parts_of(overview: Overview) -> dict[str, str]:
    """Cut a snapshot into its parts; every outlet is one of them."""
    names = [field.name for field in fields(overview) if field.name not in SEPARATE]
    parts = {name: text(getattr(overview, name)) for name in names}
    return parts | {f"outlet:{outlet.id}": text(outlet) for outlet in overview.outlets}


def whole(parts: Mapping[str, str]) -> str:
    """Return parts as one JSON object."""
    return "{" + ",".join(f'"{name}":{part}' for name, part in parts.items()) + "}"


class Reader:
    """Called once a second in the watcher's thread; holds no connection between calls."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._version = -1
        self._read_at: datetime | None = None

    def __call__(self, known: Mapping[str, str]) -> Mapping[str, str]:
        """Return the parts as they are now, or `known` itself when nothing happened."""
        close_old_connections()
        try:
            return self._read(known, self._clock())
        finally:
            close_old_connections()

    def _read(self, known: Mapping[str, str], now: datetime) -> Mapping[str, str]:
        version = monitoring.version()
        if known and version == self._version and self._read_at and now - self._read_at < ANYWAY:
            return known
        parts = parts_of(queries.overview(year=year_at(now), now=now))
        self._version, self._read_at = version, now
        return parts


def year_at(now: datetime) -> int:
    """Return the park's calendar year."""
    park = registry.park()
    return now.astimezone(ZoneInfo(park.zone_name)).year if park else now.year


def _plain(thing: object) -> object:
    if isinstance(thing, datetime):
        return thing.isoformat(timespec="seconds")
    if isinstance(thing, Decimal):
        return float(thing)
    return {field.name: getattr(thing, field.name) for field in fields(thing)}  # type: ignore[arg-type]
