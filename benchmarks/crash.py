"""
Kill processes at any moment, and look whether an acknowledged frame is missing.

A real gateway (and, where they are given, further processes that read its inbox) runs under load
and is killed with SIGKILL again and again. Devices keep what was not acknowledged and send it again
on the next connection, as real ones do. At the end every frame that a device saw acknowledged must
lie in the inbox or, where the worker has moved it, in the archive, and the positions must have no
gap.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from copark.gateways import roster
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.protocols.hj212.crc import annex_a

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Name = tuple[str, str]  #: Station and request number of a frame.
CONNECTIONS = 20
KILLS = 200
WINDOW = 40  #: Frames that a device has under way.
NAME = "hj212"
BEGIN = 1_767_225_600  #: Data time of the first frame; a second passes with each.
PASSWORD = "123456"  # noqa: S105 - of devices that do not exist
GATEWAY = (sys.executable, "-m", "copark.gateways")
WORKER = (sys.executable, "-m", "copark.site.cli", "worker")


def run(kills: int = KILLS) -> list[dict]:
    found = crash_with_worker(kills)
    facts = {"unit": f"frames, {kills} kills", "reference": found.acknowledged, "goal": "0"}
    return [
        {"name": name, "value": value, "ratio": value / found.acknowledged, **facts}
        for name, value in (
            ("crash.lost", found.lost),
            ("crash.gaps", found.gaps),
            ("crash.counted_twice", abs(found.counted - found.distinct)),
        )
    ]


@dataclass
class Crashed:
    """What was found after the last kill."""

    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    stored: int = 0  #: Resent frames are stored again; ingest counts them once.
    distinct: int = 0  #: Frames in the inbox, each once however often it was resent.
    lost: int = 0
    gaps: int = 0
    counted: int = 0  #: Readings counted in the hours, where a worker ran.


@dataclass
class Device:
    """One station that never gives up."""

    mn: str
    port: int
    number: int = 0
    sent: int = 0
    waiting: dict[str, bytes] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    is_over: bool = False

    async def live(self) -> None:
        while not self.is_over or self.waiting:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                await self._talk()
            await asyncio.sleep(0.01)

    async def _talk(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(b"".join(self.waiting.values()))
            while (self.waiting or not self.is_over) and not writer.is_closing():
                while len(self.waiting) < WINDOW and not self.is_over:
                    writer.write(self._next())
                async with asyncio.timeout(10):
                    answer = await reader.readuntil(b"\r\n")
                qn = answer.partition(b"QN=")[2][:17].decode()
                if self.waiting.pop(qn, None) is not None:
                    self.acknowledged.add(qn)
        finally:
            writer.close()

    def _next(self) -> bytes:
        self.number += 1
        at = time.strftime("%Y%m%d%H%M%S", time.gmtime(BEGIN + self.number))
        qn = f"{at}000"
        body = (
            f"QN={qn};ST=31;CN=2011;PW={PASSWORD};MN={self.mn};Flag=5;"
            f"CP=&&DataTime={at};a21026-Rtd={self.number % 97}.5,a21026-Flag=N&&"
        ).encode()
        self.waiting[qn] = frame = b"##%04d%b%04X\r\n" % (len(body), body, annex_a(body))
        self.sent += 1
        return frame


class Victim:
    """A process that is killed and started again."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self._argv, self._environment = argv, environment
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            self._argv, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.start()

    def end(self) -> int:
        self._process.terminate()
        return self._process.wait(20)


def crash(
    kills: int,
    *,
    folder: Path | None = None,
    others: Sequence[Sequence[str]] = (),
    environment: Mapping[str, str] | None = None,
    seed: int = 20260801,
) -> Crashed:
    """
    Kill at random under load; say what was lost.

    Parameters
    ----------
    kills
        How many.
    folder
        Data folder; a temporary one if not given. The roster in it gets the devices' stations.
    others
        Further processes to be killed as well, such as the worker that reads the inbox.
    environment
        Added to ours for every process.
    seed
        Of the moments and the victims.
    """
    with tempfile.TemporaryDirectory(prefix="copark-crash-") as temporary:
        return asyncio.run(
            _crash(kills, folder or Path(temporary), others, environment or {}, seed)
        )


def crash_with_worker(kills: int, *, seed: int = 20260801) -> Crashed:
    """Kill gateway and worker in turn; say what was lost, and what the hours counted."""
    with tempfile.TemporaryDirectory(prefix="copark-crash-") as name:
        environment = {
            "COPARK_DATA": name,
            "COPARK_DEBUG": "true",
            "COPARK_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
        }
        in_django(environment, "from benchmarks.crash import prepare; prepare()")
        found = crash(kills, folder=Path(name), others=[WORKER], environment=environment, seed=seed)
        counted = in_django(environment, "from benchmarks.crash import count; count()")
        found.counted = int(counted)
    return found


def prepare() -> None:
    """Make the tables, the devices' stations and the roster."""
    from django.core.management import call_command

    from copark.registry import services
    from copark.registry.models import Enterprise, Outlet, Park, Point, Station

    call_command("migrate", verbosity=0)
    named = {"name_en": "Crash", "name_zh": "试验", "longitude": 121, "latitude": 28}
    park = Park.objects.create(code="crash", **named)
    enterprise = Enterprise.objects.create(park=park, code="E1", sector="2710", **named)
    outlet = Outlet.objects.create(enterprise=enterprise, code="DA001", medium="AIR", **named)
    for mn in stations():
        station = Station.objects.create(
            outlet=outlet, mn=mn, password=PASSWORD, name_en="Station", name_zh="站点"
        )
        Point.objects.create(station=station, factor="a21026", unit="mg/m3")
    services.publish_roster()


def count() -> None:
    """Read what the worker has not read yet, and print how many readings the hours count."""
    from django.conf import settings
    from django.db.models import Sum

    from copark.monitoring.models import Hour
    from copark.monitoring.services import ingest

    inbox = SqliteInbox(settings.COPARK_INBOX, NAME)
    while ingest.ingest_batch(inbox, now=datetime.now(UTC)).frames:
        pass
    inbox.close()
    print(Hour.objects.aggregate(total=Sum("count"))["total"] or 0, end="")


def in_django(environment: Mapping[str, str], code: str) -> str:
    argv = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    told = os.environ | dict(environment)
    done = subprocess.run(argv, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def stations() -> list[str]:
    """Name the stations of the devices, for whoever prepares a registry for them."""
    return [f"CRASH{number:019d}" for number in range(CONNECTIONS)]


async def _crash(
    kills: int,
    folder: Path,
    others: Sequence[Sequence[str]],
    environment: Mapping[str, str],
    seed: int,
) -> Crashed:
    port = _free_port()
    if not (folder / "roster.json").exists():
        roster.write(folder / "roster.json", [roster.Entry(mn, PASSWORD) for mn in stations()])
    told = {
        **os.environ,
        "COPARK_DATA": str(folder),
        "COPARK_GATEWAY_PORT": str(port),
        "COPARK_GATEWAY_FRAMES_PER_SECOND": "100000",
        "COPARK_GATEWAY_FRAMES_BURST": "100000",
        **environment,
    }
    victims = [Victim(argv, told) for argv in (GATEWAY, *others)]
    devices = [Device(mn, port) for mn in stations()]
    living = [asyncio.create_task(device.live()) for device in devices]
    chance = random.Random(seed)  # noqa: S311 - a seeded choice of victims
    try:
        await _until_acknowledged(devices, 1)
        for _ in range(kills):
            before = sum(len(device.acknowledged) for device in devices)
            await asyncio.sleep(chance.uniform(0, 0.15))
            await asyncio.to_thread(_victim(victims, chance).kill)
            await _until_acknowledged(devices, before + chance.randrange(1, 400))
        for device in devices:
            device.is_over = True
        async with asyncio.timeout(60):
            await asyncio.gather(*living)
    finally:
        for task in living:
            task.cancel()
        codes = [victim.end() for victim in victims]
    if set(codes) - {0, -signal.SIGTERM}:  # the latter when it had not yet begun to listen
        message = f"not every process ended cleanly: {codes}"
        raise AssertionError(message)
    return _found(kills, folder, devices)


def _found(kills: int, folder: Path, devices: Sequence[Device]) -> Crashed:
    """Hold what devices saw acknowledged against what lies in the inbox and in the archive."""
    found = Crashed(kills, sent=sum(device.sent for device in devices))
    stored = dict(_archived(folder)) | dict(_waiting(folder))
    found.stored = len(stored)
    found.gaps = sum(place != position for place, position in enumerate(sorted(stored), start=1))
    kept = set(stored.values())
    acknowledged = {(device.mn, qn) for device in devices for qn in device.acknowledged}
    found.acknowledged = len(acknowledged)
    found.distinct = len(kept)
    found.lost = len(acknowledged - kept)
    return found


def _waiting(folder: Path) -> Iterator[tuple[int, Name]]:
    """Yield position and name of the frames in the inbox."""
    inbox = SqliteInbox(folder / "inbox", NAME)
    after = 0
    while rows := inbox.read(after, 5000):
        yield from ((row.position, _named(row.arrival.mn, row.arrival.raw)) for row in rows)
        after = rows[-1].position
    inbox.close()


def _archived(folder: Path) -> Iterator[tuple[int, Name]]:
    """Yield the same of the frames that the worker has moved to the archive."""
    for path in sorted(folder.glob("archive/raw/**/*.parquet")):
        columns = pq.read_table(path, columns=["position", "mn", "raw"]).to_pydict()
        for position, mn, raw in zip(*columns.values(), strict=True):
            yield position, _named(mn, raw)


def _named(mn: str, raw: bytes) -> Name:
    return mn, raw.partition(b"QN=")[2][:17].decode()


def _victim(victims: Sequence[Victim], chance: random.Random) -> Victim:
    """Choose the gateway, or another process once it has had time to start and to work."""
    ripe = [one for one in victims[1:] if time.monotonic() - one.started > chance.uniform(2, 6)]
    return chance.choice([victims[0], *ripe])


async def _until_acknowledged(devices: Sequence[Device], count: int) -> None:
    async with asyncio.timeout(60):
        while sum(len(device.acknowledged) for device in devices) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
