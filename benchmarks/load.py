"""
Devices under load: many connections send prepared frames and count their acknowledgements.

``python -m benchmarks.load PORT CONNECTIONS FRAMES FACTORS [FIRST]`` prints one JSON line
when every frame has been acknowledged: frames, bytes, readings, seconds, and when that began.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta

from copark.protocols.hj212.crc import annex_a

FACTOR_CODES = (
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
START = datetime(2026, 1, 1)  # noqa: DTZ001 - device time, which carries no zone
WINDOW = 256  #: Frames a device may have unacknowledged; a real one has one, a resend has many.


def mn_of(number: int) -> str:
    return f"BENCH{number:019d}"


def frame(number: int, step: int, factors: int) -> bytes:
    """One minute frame: `factors` times Min, Avg, Max and a flag."""
    at = (START + timedelta(minutes=step)).strftime("%Y%m%d%H%M%S")
    level = 20 + step % 7
    cells = ";".join(
        ",".join(
            f"{code}-{field}={level + place}.{place}{step % 10}"
            for place, field in enumerate(FIELDS)
        )
        + f",{code}-Flag=N"
        for code in FACTOR_CODES[:factors]
    )
    head = f"QN={at}000;ST=31;CN=2051;PW=123456;MN={mn_of(number)};Flag=5"
    data = f"{head};CP=&&DataTime={at};{cells}&&".encode()
    return b"##%04d%b%04X\r\n" % (len(data), data, annex_a(data))


async def device(port: int, frames: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    sent = acknowledged = 0
    while acknowledged < len(frames):
        until = min(len(frames), acknowledged + WINDOW)
        if sent < until:
            writer.write(b"".join(frames[sent:until]))
            sent = until
            await writer.drain()
        answers = await asyncio.wait_for(reader.read(1 << 16), 60)
        if not answers:
            message = "the gateway closed the connection"
            raise ConnectionError(message)
        acknowledged += answers.count(b"\r\n")
    writer.close()


async def run(
    port: int, connections: int, frames: int, factors: int, first: int = 0
) -> dict[str, float]:
    steps = range(first, first + frames // connections)
    loads = [[frame(number, step, factors) for step in steps] for number in range(connections)]
    begun = time.monotonic()  # the same in every process of a machine
    await asyncio.gather(*(device(port, load) for load in loads))
    seconds = time.monotonic() - begun
    total = sum(map(len, loads))
    return {
        "frames": total,
        "bytes": sum(len(one) for load in loads for one in load),
        "readings": total * factors * len(FIELDS),
        "seconds": seconds,
        "begun": begun,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(*map(int, sys.argv[1:6])))))
