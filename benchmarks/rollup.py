"""
Raw readings in sealed segments to hours, a year's hours as a report, and a year worked out anew.

The archive is written by the product's own writer: a week of two hundred analysers at a minute, the
same of two hundred counters, and a year of twenty counters at a minute, of which one is worked out
anew. Every hour of that one had been stored wrong, so each is kept as a revision, as after a
correction of its unit; its days are rolled as well. The reference of adding up is a bare scan and
aggregate by DuckDB over the same files, that of the report the bare rows from SQLite.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

WEEK_POINTS, WEEK_DAYS = 200, 7
YEAR_POINTS, YEAR_DAYS = 20, 365
MINUTES_A_DAY = 1440
FIRST_DAY = date(2025, 1, 1)
ROUNDS = 5
ANALYSER, COUNTER = "a21026", "ke0101"


def run() -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as folder:
        environment = os.environ | {
            "COPARK_DATA": folder,
            "COPARK_DEBUG": "true",
            "COPARK_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
        }
        argv = [sys.executable, "-m", "benchmarks.rollup"]
        done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def main() -> list[dict]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return [
        *week(ANALYSER, "rollup.week.analysers", date(2023, 1, 2)),
        *week(COUNTER, "rollup.week.counters", date(2024, 1, 1)),
        *year(),
    ]


def week(factor: str, name: str, first: date) -> list[dict]:
    """A week of readings to hours: added up, and with the hours written and compared."""
    from copark.monitoring.queries.calendar import park_zone
    from copark.monitoring.queries.places import places
    from copark.monitoring.services import hours, rerolling

    points = built(name, factor, WEEK_POINTS)
    paths = archived(points, factor, first, WEEK_DAYS)
    now = datetime.now(UTC)
    span = span_of(first, WEEK_DAYS)
    context = hours.Context(places(), park_zone(), now)
    rows = WEEK_POINTS * WEEK_DAYS * MINUTES_A_DAY
    keys = np.sort((np.repeat(points, len(span)) << 24) + np.tile(np.array(span), len(points)))
    own, bare = rival(
        lambda: hours.from_archive(keys, context),
        lambda: scanned(paths, "Rtd" if factor == COUNTER else "Avg"),
    )
    begin = time.perf_counter()
    start = datetime.fromtimestamp(span.start * 3600, UTC)
    rerolling.reroll_hours(
        start=start, end=start + timedelta(days=WEEK_DAYS), factor=factor, now=now
    )
    stored = time.perf_counter() - begin
    return [
        row(name, rows / own, "rows/s", rows / bare, "ratio > 0.5"),
        row(f"{name}.stored", rows / stored, "rows/s", rows / bare, "> 330,000 (a peer)"),
    ]


def year() -> list[dict]:
    """A year of one of twenty counters: worked out anew, and read as a report."""
    from copark.monitoring import queries

    points = built("rollup.year", COUNTER, YEAR_POINTS)
    paths = archived(points, COUNTER, FIRST_DAY, YEAR_DAYS)
    start = datetime.fromtimestamp(span_of(FIRST_DAY, YEAR_DAYS).start * 3600, UTC)
    end = start + timedelta(days=YEAR_DAYS)
    one = int(points[7])
    taken = worked_out(one, start, end)
    scan = best(lambda: scanned(paths, "Rtd", one))
    report, bare = rival(lambda: queries.hours(one, start, end), lambda: selected(one))
    return [
        row("rollup.year.reroll", taken, "s", scan, "< 1 (a peer: 13)"),
        row("rollup.year.report", report, "s", bare, "< 0.1 (a peer: 18)"),
    ]


def worked_out(point: int, start: datetime, end: datetime) -> float:
    """Work a point's hours and days out anew, all of them wrong before; return the best seconds."""
    from django.db.models import F

    from copark.monitoring import queries
    from copark.monitoring.models import Hour, Revision
    from copark.monitoring.services import rerolling, rolling

    mn, taken = queries.point_of(point).mn, []
    for _ in range(1 + ROUNDS):
        Hour.objects.filter(point_id=point).update(total=F("total") * 1000)
        Revision.objects.all().delete()
        begin, now = time.perf_counter(), datetime.now(UTC)
        done = rerolling.reroll_hours(start=start, end=end, mn=mn, now=now)
        while rolling.roll_days(now=now):
            pass
        taken.append(time.perf_counter() - begin)
    if done.changed < done.hours - 1:  # the first one opens the count and has no amount
        message = f"{done.changed} hours of {done.hours} were revised"
        raise AssertionError(message)
    return min(taken[1:])  # the first time there was nothing to revise


def built(code: str, factor: str, count: int) -> np.ndarray:
    """Make an enterprise with so many stations of one point each; return the points."""
    from copark.registry.models import Enterprise, Outlet, Park, Point, Station

    named = {"name_en": "Bench", "name_zh": "基准", "longitude": 121, "latitude": 28}
    park = Park.objects.first() or Park.objects.create(code="bench", **named)
    enterprise = Enterprise.objects.create(park=park, code=code, sector="2710", **named)
    medium, unit = ("ENERGY", "kWh") if factor == COUNTER else ("AIR", "mg/m3")
    found = []
    for number in range(count):
        outlet = Outlet.objects.create(
            enterprise=enterprise, code=f"{number:03d}", medium=medium, **named
        )
        station = Station.objects.create(
            outlet=outlet, mn=f"{code}{number:03d}", name_en="Station", name_zh="站点",
            realtime_seconds=60, minute_minutes=1,
        )  # fmt: skip
        found.append(Point.objects.create(station=station, factor=factor, unit=unit).pk)
    return np.array(found, dtype=np.int64)


def archived(points: np.ndarray, factor: str, first: date, days: int) -> list[str]:
    """Write days of minutes as sealed segments; return the files."""
    from copark.monitoring.archive import files, schema
    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.vocabulary import FIELD_CODE, Kind
    from copark.monitoring.models import SegmentKind
    from copark.monitoring.queries import segments
    from copark.monitoring.services import sealing

    chance = np.random.default_rng(20260801)
    kind, field = (Kind.REALTIME, "Rtd") if factor == COUNTER else (Kind.MINUTE, "Avg")
    count = len(points) * MINUTES_A_DAY
    point = np.repeat(points, MINUTES_A_DAY)
    minute = np.tile(np.arange(MINUTES_A_DAY), len(points))
    standing = point * 1000.0
    found = []
    for number in range(days):
        at = (span_of(first, days).start + 24 * number) * 3600 + minute * 60
        if factor == COUNTER:
            grown = chance.uniform(0, 3, (len(points), MINUTES_A_DAY)).cumsum(axis=1).round(2)
            value = standing + grown.ravel()
            standing = np.repeat(value[MINUTES_A_DAY - 1 :: MINUTES_A_DAY], MINUTES_A_DAY)
        else:
            value = chance.uniform(10, 30, count).round(2)
        readings = Readings(
            point=point, kind=np.full(count, int(kind)), field=np.full(count, FIELD_CODE[field]),
            at=at, value=value, flag=np.zeros(count, dtype=np.int64), arrived=(at + 60) * 1_000_000,
            position=np.arange(count) + number * count,
        )  # fmt: skip
        day, now = first + timedelta(days=number), datetime.now(UTC)
        segment = sealing.plan(
            SegmentKind.READINGS, day, factor, (number * count + 1, (number + 1) * count), now=now
        )
        path = segments.path_of(segment)
        sealing.finish(segment, files.write(path, schema.table_of(readings)), now=now)
        found.append(str(path))
    return found


def span_of(first: date, days: int) -> range:
    """Return the hours of days of the park."""
    begin = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) // 3600 - 8
    return range(begin, begin + 24 * days)


def scanned(paths: list[str], field: str, point: int | None = None) -> object:
    """Scan and aggregate, as DuckDB alone would."""
    only = "" if point is None else f"AND point_id = {point}"
    listed = ", ".join(f"'{path}'" for path in paths)
    statement = f"""
        SELECT point_id, date_trunc('hour', "at"), count(*), sum(value), min(value), max(value)
        FROM read_parquet([{listed}], hive_partitioning = false)
        WHERE field = '{field}' {only} GROUP BY 1, 2
    """  # noqa: S608 - our own names
    return _rival().sql(statement).to_arrow_table()


@cache
def _rival():
    import duckdb

    database = duckdb.connect()
    database.execute("SET parquet_metadata_cache = true")
    return database


def selected(point: int) -> list:
    """Read the rows of a year's hours, and make nothing of them."""
    from django.db import connection

    from copark.monitoring.models import Hour

    with connection.cursor() as cursor:
        table = Hour._meta.db_table
        cursor.execute(f"SELECT * FROM {table} WHERE point_id = %s ORDER BY hour", [point])  # noqa: S608
        return cursor.fetchall()


def rival(own: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the best seconds of each, measured in turns so that both meet the same load."""
    taken = [(_seconds(own), _seconds(other)) for _ in range(ROUNDS)]
    return min(a for a, _ in taken), min(b for _, b in taken)


def best(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def row(name: str, value: float, unit: str, reference: float, goal: str) -> dict:
    return {
        "name": name, "value": value, "unit": unit, "reference": reference,
        "ratio": value / reference, "goal": goal,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
