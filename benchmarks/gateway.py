"""
From the wire to a durable answer: a real gateway process, real sockets, ``synchronous=FULL``.

The reference is a bare asyncio reader in the same run: it takes the same bytes from the same
devices, writes them to one file, flushes it as often as the gateway commits, and answers with as
many lines. It neither frames nor checks nor knows anybody. Both are measured twice: with devices
that have many frames under way (an upload after an outage), and with devices that wait for each
answer (every day).
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

from benchmarks.load import frame, mn_of
from copark.gateways import roster
from copark.gateways.inbox.contract import Arrival, Mark
from copark.gateways.inbox.sqlite import SqliteInbox

CONNECTIONS = 100
FACTORS = 7  #: Makes frames of about 600 bytes.
PASSWORD = "123456"  # noqa: S105 - of devices that do not exist
GOAL = 5_000
WAYS = {"pipelined": 256, "one_at_a_time": 1}  #: Frames a device has under way.


def run(frames: int = 60_000) -> list[dict]:
    rows = []
    size = len(frame(0, 0, FACTORS))
    for way, window in WAYS.items():
        count = frames if window > 1 else frames // 3
        own = best(gateway(count, window) for _ in range(2))
        bare = best(reference(count, window) for _ in range(2))
        rows.append(
            {
                "name": f"gateway.{way}",
                "value": own,
                "unit": f"frames/s of {size} bytes",
                "reference": bare,
                "ratio": own / bare,
                "goal": f"> {GOAL}",
            }
        )
    from benchmarks import gateway_fuzz  # it is built on this module

    return [*rows, *commits(), *gateway_fuzz.rows()]


def best(rates) -> float:
    return max(rates)


def gateway(frames: int, window: int) -> float:
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as name:
        folder, port = Path(name), free_port()
        roster.write(
            folder / "roster.json",
            [roster.Entry(mn_of(number), PASSWORD) for number in range(CONNECTIONS)],
        )
        environment = {
            "COPARK_DATA": name,
            "COPARK_GATEWAY_PORT": str(port),
            "COPARK_GATEWAY_FRAMES_PER_SECOND": "1000000",
            "COPARK_GATEWAY_FRAMES_BURST": "1000000",
        }
        with running([sys.executable, "-m", "copark.gateways"], environment, port):
            rate = load(port, frames, window)
        inbox = SqliteInbox(folder / "inbox", "hj212")
        kept = inbox.last()
        inbox.close()
    if kept != frames // CONNECTIONS * CONNECTIONS:
        message = f"{kept} frames kept of {frames}"
        raise AssertionError(message)
    return rate


def reference(frames: int, window: int) -> float:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as name:
        argv = [
            sys.executable,
            "-m",
            "benchmarks.bare_reader",
            str(port),
            str(Path(name) / "frames"),
        ]
        with running(argv, {}, port):
            return load(port, frames, window)


def load(port: int, frames: int, window: int) -> float:
    code = (
        "import asyncio, json; from benchmarks import load;"
        f"load.WINDOW = {window};"
        f"print(json.dumps(asyncio.run(load.run({port}, {CONNECTIONS}, {frames}, {FACTORS}))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["frames"] / found["seconds"]


def commits(frames: int = 400) -> list[dict]:
    """A flush for each frame, against a flush for a hundred: why there is a group commit."""
    arrivals = [
        Arrival(frame(0, step, FACTORS), step, "127.0.0.1:1", mn_of(0), Mark.GOOD)
        for step in range(100)
    ]
    with tempfile.TemporaryDirectory(prefix="copark-bench-") as name:
        inbox = SqliteInbox(Path(name), "bench")
        begun = time.perf_counter()
        for _ in range(frames):
            inbox.append(arrivals[:1])
        single = frames / (time.perf_counter() - begun)
        begun = time.perf_counter()
        for _ in range(frames // 4):
            inbox.append(arrivals)
        grouped = frames // 4 * 100 / (time.perf_counter() - begun)
        inbox.close()
    return [
        {
            "name": "gateway.commits",
            "value": grouped,
            "unit": "frames/s, a hundred a commit beside one",
            "reference": single,
            "ratio": grouped / single,
            "goal": "ratio > 10",
        }
    ]


@contextmanager
def running(argv: list[str], environment: dict[str, str], port: int):
    process = subprocess.Popen(
        argv, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port: int) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = f"nothing listens on {port}"
    raise TimeoutError(message)
