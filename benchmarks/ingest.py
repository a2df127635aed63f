"""
Frames in an inbox to readings in sealed segments, on one core.

The inbox is filled first. Then the clock runs while the frames are decoded, stored with newest
values, hours, faults and early warnings (limits are set on every concentration), and sealed into
Parquet, raw frames too. SQLite, ``synchronous=FULL``. The reference is the decoding of the same
frames alone, on the same core.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

STATIONS = 50
FACTORS = (
    "a21026",
    "a21002",
    "a34013",
    "a00000",
    "a01012",
    "a01013",
    "a01014",
    "a19001",
    "a21005",
    "a24088",
)
FIELDS = ("Min", "Avg", "Max")
MINUTE_FRAMES = 30_000
REALTIME_FRAMES = 60_000
WARM = 500  #: Frames before the clock starts: a worker runs for months.
GOAL = 100_000
START = datetime(2026, 7, 31, 16, tzinfo=UTC)
BEIJING = timedelta(hours=8)


def run(scale: float = 1.0) -> list[dict]:
    minute, realtime = int(MINUTE_FRAMES * scale), int(REALTIME_FRAMES * scale)
    return [
        _measured("minute", minute, "minute frames of 30 readings, 10 min apart"),
        _measured("realtime", realtime, "real-time frames of 10 readings, 30 s apart"),
    ]


def _measured(shape: str, frames: int, what: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as folder:
        environment = os.environ | {
            "COPARK_DATA": folder,
            "COPARK_DEBUG": "true",
            "COPARK_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
        }
        argv = [sys.executable, "-m", "benchmarks.ingest", shape, str(frames)]
        done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    return {
        "name": f"ingest.{shape}",
        "value": found["readings"] / found["seconds"],
        "unit": "readings/s",
        "reference": found["readings"] / found["decode_seconds"],
        "ratio": found["decode_seconds"] / found["seconds"],
        "goal": f">= {GOAL}",
    }


def frame(number: int, at: datetime, shape: str) -> bytes:
    from copark.protocols.hj212.crc import written

    stamp = (at + BEIJING).strftime("%Y%m%d%H%M%S")
    level = 20 + at.minute % 7
    if shape == "minute":
        cells = ";".join(
            ",".join(
                f"{code}-{name}={level + place}.{place}{at.hour % 10}"
                for place, name in enumerate(FIELDS)
            )
            + f",{code}-Flag=N"
            for code in FACTORS
        )
    else:
        value = f"{level + at.second % 5}.{at.minute % 10}"
        cells = ";".join(f"{code}-Rtd={value},{code}-Flag=N" for code in FACTORS)
    command = "2051" if shape == "minute" else "2011"
    head = f"QN={stamp}000;ST=31;CN={command};PW=123456;MN={mn_of(number)};Flag=5"
    data = f"{head};CP=&&DataTime={stamp};{cells}&&".encode()
    return b"##%04d%b%b" % (len(data), data, written(data))


def mn_of(number: int) -> str:
    return f"BENCH{number:019d}"


def fill(frames: int, shape: str):
    """Put frames of all stations into an inbox, in the order of time."""
    from django.conf import settings

    from copark.gateways.inbox.contract import Arrival, Mark
    from copark.gateways.inbox.sqlite import SqliteInbox

    step = timedelta(minutes=10) if shape == "minute" else timedelta(seconds=30)
    inbox = SqliteInbox(Path(settings.COPARK_INBOX), "hj212")
    arrivals = []
    for place in range(frames):
        at = START + place // STATIONS * step
        number = place % STATIONS
        us = int((at + step).timestamp() * 1_000_000) + number
        raw = frame(number, at, shape)
        arrivals.append(Arrival(raw, us, "192.0.2.1:1", mn_of(number), Mark.GOOD))
    for begin in range(0, frames, 5000):
        inbox.append(arrivals[begin : begin + 5000])
    return inbox, [arrival.raw for arrival in arrivals]


def prepare() -> None:
    """Make the tables and fifty stations with limits."""
    from django.core.management import call_command

    from copark.registry.models import Enterprise, Limit, Outlet, Park, Point, Station

    call_command("migrate", verbosity=0)
    place = {"longitude": 121, "latitude": 28}
    name = {"name_en": "Bench", "name_zh": "基准"}
    park = Park.objects.create(code="bench", **name, **place)
    enterprise = Enterprise.objects.create(park=park, code="E1", sector="2710", **name, **place)
    for number in range(STATIONS):
        outlet = Outlet.objects.create(
            enterprise=enterprise, code=f"DA{number:03d}", medium="AIR", **name, **place
        )
        station = Station.objects.create(outlet=outlet, mn=mn_of(number), **name)
        for code in FACTORS:
            unit = "m3/s" if code == "a00000" else "mg/m3"
            point = Point.objects.create(station=station, factor=code, unit=unit)
            if unit == "mg/m3":
                for averaging, value in (("HOUR", 35), ("INSTANT", 60)):
                    Limit.objects.create(
                        point=point,
                        averaging=averaging,
                        value=value,
                        unit=unit,
                        valid_from=date(2020, 1, 1),
                        source="bench",
                    )


def main(shape: str, frames: int) -> None:
    import django

    django.setup()
    from copark.monitoring.queries.places import places
    from copark.monitoring.services import ingest, rolling, sealing
    from copark.protocols.hj212.decoding import decode

    prepare()
    inbox, raws = fill(frames, shape)
    begun = time.perf_counter()
    for raw in raws:
        decode(raw)
    decoded = time.perf_counter() - begun
    del raws
    now = START + timedelta(days=400)
    known = places()
    ingest.ingest_batch(
        inbox, now=now, known=lambda: known, limit=WARM
    )  # loads modules, opens tables
    sealing.seal_all(now=now)
    readings = 0
    begun = time.perf_counter()
    while (done := ingest.ingest_batch(inbox, now=now, known=lambda: known)).frames:
        readings += done.readings
    ingested = time.perf_counter() - begun
    sealing.seal_all(now=now)
    sealing.archive_inboxes(now=now, at_once=True)
    seconds = time.perf_counter() - begun
    while rolling.roll_days(now=now):
        pass
    rolled = time.perf_counter() - begun - seconds
    found = {
        "readings": readings,
        "seconds": seconds,
        "decode_seconds": decoded,
        "ingest_seconds": ingested,
        "seal_seconds": seconds - ingested,
        "roll_seconds": rolled,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
