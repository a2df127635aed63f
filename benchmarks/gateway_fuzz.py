"""
Rubbish at a real gateway: random bytes and damaged frames, while a neighbour keeps being served.

The limits on noise and strangers are lifted, so that every byte reaches the framer and the judge;
the quota of evidence stays, as it is what bounds the disk.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.gateway import PASSWORD, free_port, running
from benchmarks.load import frame, mn_of
from copark.gateways import roster
from copark.gateways.inbox import status

RANDOM_BYTES = 10_000_000
MUTATED = 100_000
PIECE = 250_000
CALLERS = 8
GOAL_MS = 1_000
GOAL_MIB = 150
CODE = """
from pathlib import Path
from copark.gateways.__main__ import run
from copark.gateways.gateway import Folders, Settings
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.gateways.limits import Limits
folders = Folders(Path({folder!r}))
limits = Limits(
    noise_bytes=10**12, frames_per_second=1e9, frames_burst=1e9,
    stranger_frames_per_second=1e9, stranger_burst=1e9,
)
run(Settings(folders, port={port}, limits=limits), SqliteInbox(folders.inbox, "hj212"))
"""


def rows(random_bytes: int = RANDOM_BYTES, mutated: int = MUTATED) -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="copark-fuzz-") as name:
        folder, port = Path(name), free_port()
        roster.write(
            folder / "roster.json", [roster.Entry(mn_of(number), PASSWORD) for number in range(2)]
        )
        code = CODE.format(folder=name, port=port)
        with running([sys.executable, "-c", code], {}, port) as process:
            waited, seconds = asyncio.run(attack(port, random_bytes, mutated))
            peak = peak_mib(process.pid)
            is_alive = process.poll() is None
        (found,) = status.read(folder / "status")
    if not is_alive or found.state != "STOPPED":
        message = f"the gateway did not survive: {found.state}"
        raise AssertionError(message)
    bare_waited, bare_seconds, sent = bare(random_bytes, mutated)
    return [
        {
            "name": "gateway.fuzz.wait",
            "value": max(waited) * 1000,
            "unit": "ms, longest of a neighbour",
            "reference": max(bare_waited) * 1000,
            "ratio": max(waited) / max(bare_waited),
            "goal": f"< {GOAL_MS:,}",
        },
        {
            "name": "gateway.fuzz.memory",
            "value": peak,
            "unit": "MiB at most",
            "reference": GOAL_MIB,
            "ratio": peak / GOAL_MIB,
            "goal": "ratio < 1",
        },
        {
            "name": "gateway.fuzz.rate",
            "value": found.bytes / seconds / 1e6,
            "unit": f"MB/s of {random_bytes:,} random bytes and {mutated:,} damaged frames",
            "reference": sent / bare_seconds / 1e6,
            "ratio": found.bytes / seconds / (sent / bare_seconds),
            "goal": "",
        },
    ]


def bare(random_bytes: int, mutated: int) -> tuple[list[float], float, int]:
    """Do the same to a reader that looks at nothing: its waits, seconds, and the bytes it took."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="copark-fuzz-") as name:
        file = Path(name) / "bytes"
        argv = [sys.executable, "-m", "benchmarks.bare_reader", str(port), str(file)]
        with running(argv, {}, port):
            waited, seconds = asyncio.run(attack(port, random_bytes, mutated))
        return waited, seconds, file.stat().st_size


async def attack(port: int, random_bytes: int, mutated: int) -> tuple[list[float], float]:
    chance = random.Random(20260801)  # noqa: S311 - seeded, so that a failure repeats
    pieces = [chance.randbytes(PIECE) for _ in range(-(-random_bytes // PIECE))]
    damaged = [damage(frame(0, step % 5000, 6), chance) for step in range(mutated)]
    pieces += [b"".join(damaged[begin : begin + 500]) for begin in range(0, mutated, 500)]
    chance.shuffle(pieces)
    over = asyncio.Event()
    neighbour = asyncio.create_task(serve(port, over))
    begun = time.perf_counter()
    await asyncio.gather(*(caller(port, pieces[place::CALLERS]) for place in range(CALLERS)))
    seconds = time.perf_counter() - begun
    over.set()
    return await neighbour, seconds


async def caller(port: int, pieces: list[bytes]) -> None:
    for piece in pieces:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for begin in range(0, len(piece), 10_007):
                writer.write(piece[begin : begin + 10_007])
                await writer.drain()
            writer.write_eof()
            while await reader.read(1 << 16):
                pass
        finally:
            writer.close()


async def serve(port: int, over: asyncio.Event) -> list[float]:
    """Be the neighbour: send a frame, wait for its answer, again and again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    waited = []
    step = 0
    while not over.is_set():
        begun = time.perf_counter()
        writer.write(frame(1, step, 6))
        async with asyncio.timeout(30):
            await reader.readuntil(b"\r\n")
        waited.append(time.perf_counter() - begun)
        step += 1
        await asyncio.sleep(0.02)
    writer.close()
    return waited


def damage(whole: bytes, chance: random.Random) -> bytes:
    """Change, lose or add a few bytes, anywhere in a frame."""
    damaged = bytearray(whole)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(damaged))
        match chance.randrange(3):
            case 0:
                damaged[place] = chance.randrange(256)
            case 1:
                del damaged[place]
            case _:
                damaged[place:place] = chance.randbytes(chance.randint(1, 9))
    return bytes(damaged)


def peak_mib(pid: int) -> float:
    """Return the peak of resident memory, as Linux tells it. [MiB]"""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    (peak,) = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak) / 1024
