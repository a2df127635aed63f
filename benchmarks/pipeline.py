"""
From the wire to warned and archived, with real processes and real sockets.

A gateway and a worker run as they do in a park, on SQLite with ``synchronous=FULL``; devices on
fifty connections send minute frames of ten factors and count acknowledgements. Every tenth point is
above its limit. The clock starts with the first frame, when gateway and worker have served some
before, and stops when every reading lies in a sealed Parquet segment, and every raw frame beside
them. The reference is a bare asyncio reader that takes the same bytes from the same devices, writes
them to one file, flushes it as often as the gateway commits, and answers with as many lines.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.load import FACTOR_CODES, mn_of

CONNECTIONS = 50
FACTORS = 10
FRAMES = 30_000
WARM = 500  #: Frames before the clock starts: gateway and worker run for months.
ROUNDS = 2
PATIENCE_S = 60  #: How long the worker may take over a batch, or to start.
GOAL = 100_000


def run() -> list[dict]:
    runs = [(pipeline(FRAMES), reference(FRAMES)) for _ in range(ROUNDS)]
    whole = max(own["readings"] / own["total_seconds"] for own, _ in runs)
    durable = max(own["readings"] / own["seconds"] for own, _ in runs)
    bare = max(other["readings"] / other["seconds"] for _, other in runs)
    facts = {"unit": "readings/s", "reference": bare}
    return [
        {
            "name": "pipeline.archived",
            "value": whole,
            "ratio": whole / bare,
            "goal": f"> {GOAL:,}, never < 20,000",
            **facts,
        },
        {
            "name": "pipeline.durable",
            "value": durable,
            "ratio": durable / bare,
            "goal": "",
            **facts,
        },
    ]


def pipeline(frames: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as folder:
        environment = _environment(Path(folder))
        _in_django(environment, "from benchmarks.pipeline import prepare; prepare()")
        port = environment["COPARK_GATEWAY_PORT"]
        gateway, worker = [sys.executable, "-m", "copark.gateways"], [
            sys.executable, "-m", "copark.site.cli", "worker",
        ]  # fmt: skip
        with _running(gateway, environment), _running(worker, environment):
            _wait_for_port(int(port))
            with _watching(environment, frames) as watcher:
                _load(port, WARM)
                _told(watcher, "warm")
                result = _load(port, frames, WARM // CONNECTIONS)
                ended, rows, raised = _told(watcher, "done")
    result["total_seconds"] = float(ended) - result["begun"]
    expected = result["readings"] + WARM * FACTORS * 3
    if int(rows) != expected:
        message = f"{rows} readings archived of {expected} sent"
        raise AssertionError(message)
    if not int(raised):
        message = "no early warning was raised"
        raise AssertionError(message)
    return result


@contextmanager
def _watching(environment: dict[str, str], frames: int):
    """Run `watch` in a process of its own, which has loaded everything before the clock starts."""
    code = f"import django; django.setup(); from benchmarks.pipeline import watch; watch({frames})"
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            _told(process, "ready")
            yield process
        finally:
            process.terminate()


def _told(process: subprocess.Popen, word: str) -> list[str]:
    """Wait for a line that begins with a word; return the rest of it."""
    first, *rest = process.stdout.readline().split() or [""]
    if first != word:
        message = f"the watcher said “{first}” instead of “{word}”"
        raise AssertionError(message)
    return rest


def prepare() -> None:
    """Make the tables, fifty stations with limits, and the roster."""
    from datetime import date

    from django.core.management import call_command

    from copark.registry import services
    from copark.registry.models import Enterprise, Limit, Outlet, Park, Point, Station

    call_command("migrate", verbosity=0)
    park = Park.objects.create(
        code="bench", name_en="Bench", name_zh="基准", longitude=121, latitude=28
    )
    enterprise = Enterprise.objects.create(
        park=park,
        code="E1",
        name_en="Bench",
        name_zh="基准",
        sector="2710",
        longitude=121,
        latitude=28,
    )
    outlets = Outlet.objects.bulk_create(
        Outlet(
            enterprise=enterprise,
            code=f"DA{n:03d}",
            medium="AIR",
            name_en="Stack",
            name_zh="排气筒",
            longitude=121,
            latitude=28,
        )
        for n in range(CONNECTIONS)
    )
    stations = Station.objects.bulk_create(
        Station(outlet=outlet, mn=mn_of(n), name_en="Station", name_zh="站点")
        for n, outlet in enumerate(outlets)
    )
    points = Point.objects.bulk_create(
        Point(station=station, factor=code, unit="m3/s" if code == "a00000" else "mg/m3")
        for station in stations
        for code in FACTOR_CODES
    )
    Limit.objects.bulk_create(
        Limit(
            point=point,
            averaging="HOUR",
            value=35 if number % 10 else 24,  # frames carry 20 to 28
            unit=point.unit,
            valid_from=date(2020, 1, 1),
            source="bench",
        )
        for number, point in enumerate(points)
        if point.unit == "mg/m3"
    )
    services.publish_roster()


def watch(frames: int) -> None:
    """Say when the worker has read the warming frames; when all are read, seal them and say so."""
    from datetime import UTC, datetime

    from django.db.models import Sum

    from copark.alerts.models import EarlyWarning
    from copark.monitoring.models import Segment, SegmentKind, SegmentState
    from copark.monitoring.services import sealing

    print("ready", flush=True)
    _until_read(WARM)
    sealing.seal_all(now=datetime.now(UTC))  # what sealing imports and opens is there
    print("warm", flush=True)
    _until_read(WARM + frames)
    sealing.seal_all(now=datetime.now(UTC))
    sealing.archive_inboxes(now=datetime.now(UTC), at_once=True)
    ended = time.monotonic()
    sealed = Segment.objects.filter(kind=SegmentKind.READINGS, state=SegmentState.SEALED)
    rows = sealed.aggregate(total=Sum("rows"))["total"]
    print("done", ended, rows, EarlyWarning.objects.count(), flush=True)


def _until_read(frames: int) -> None:
    from django.db import connection

    from copark.monitoring.models import Position

    reached, limit = -1, 0.0
    while reached < frames:
        found = Position.objects.filter(consumer="monitoring").values_list("position", flat=True)
        at = found.first() or 0
        connection.close()
        if at > reached:
            reached, limit = at, time.monotonic() + PATIENCE_S
        elif time.monotonic() > limit:
            message = f"the worker has read {reached} frames of {frames} and gets no further"
            raise TimeoutError(message)
        time.sleep(0.05)


def reference(frames: int) -> dict[str, float]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as folder:
        argv = [
            sys.executable,
            "-m",
            "benchmarks.bare_reader",
            str(port),
            str(Path(folder) / "frames"),
        ]
        with _running(argv, dict(os.environ)):
            _wait_for_port(port)
            return _load(str(port), frames)


@contextmanager
def _running(argv: list[str], environment: dict[str, str]):
    process = subprocess.Popen(
        argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _load(port: str, frames: int, first: int = 0) -> dict[str, float]:
    argv = [sys.executable, "-m", "benchmarks.load", port]
    argv += [str(number) for number in (CONNECTIONS, frames, FACTORS, first)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "COPARK_DATA": str(folder),
        "COPARK_DEBUG": "true",
        "COPARK_DATABASE_URL": "",
        "COPARK_GATEWAY_PORT": str(_free_port()),
        "COPARK_GATEWAY_CONNECTIONS_PER_ADDRESS": "1000",  # all devices share one address
        "COPARK_GATEWAY_FRAMES_PER_SECOND": "100000",
        "COPARK_GATEWAY_FRAMES_BURST": "100000",
        "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
    }


def _in_django(environment: dict[str, str], code: str) -> str:
    argv = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(argv, env=environment, capture_output=True, text=True, check=True).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_port(port: int) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = f"nothing listens on {port}"
    raise TimeoutError(message)
