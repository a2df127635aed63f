"""
HJ 212 bytes to readings on one core: framing, check and decoding of thirty-reading minute frames.

The reference is the same work done the plain way, as public parsers do it: the check byte by byte
from the text of the standard, the data part split item by item. No published throughput of another
HJ 212 parser is known.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from copark.protocols.hj212 import crc
from copark.protocols.hj212.cp import time_of
from copark.protocols.hj212.decoding import decode
from copark.protocols.hj212.encoding import Header, Item, packets
from copark.protocols.hj212.framing import Frame, Framer

if TYPE_CHECKING:
    from collections.abc import Callable

FRAMES = 20_000
CHUNK = 65_536
FACTORS = ("a21026", "a21002", "a34013", "a01011", "a01012", "a01013")


def stream(count: int = FRAMES) -> bytes:
    """Return minute frames of one station: six factors, five values each, all of them different."""
    sent = []
    for number in range(count):
        at = time_of(
            f"202608{1 + number // 1440 % 28:02d}{number // 60 % 24:02d}{number % 60:02d}00"
        )
        values = [f"{number % 997 + place * 1.25:.3f}" for place in range(5)]
        fields = dict(zip(("Min", "Avg", "Max", "Cou", "ZsAvg"), values, strict=True))
        header = Header(
            "010000A8900016F000169DC0", "2051", "31", qn=f"{number:017d}", wants_answer=True
        )
        sent += packets(header, at, [Item(factor, fields, "N") for factor in FACTORS])
    return b"".join(sent)


def framed(sent: bytes) -> list[bytes]:
    framer = Framer()
    return [
        event.raw
        for at in range(0, len(sent), CHUNK)
        for event in framer.receive(sent[at : at + CHUNK])
        if isinstance(event, Frame)
    ]


def plainly(raw: bytes) -> tuple[bool, list[tuple[str, str, float, str]]]:
    """Decode as a straightforward parser does."""
    segment, declared = raw[6:-4], int(raw[-4:], 16)
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    readings = []
    for item in segment.decode().partition("CP=&&")[2].removesuffix("&&").split(";"):
        values, flag = [], ""
        for sub in item.split(","):
            key, _, text = sub.partition("=")
            factor, _, field = key.partition("-")
            if field == "Flag":
                flag = text
            elif field:
                values.append((factor, field, float(text)))
        readings += [(*value, flag) for value in values]
    return register == declared, readings


def seconds(work: Callable[[bytes], object], inputs: list[bytes], rounds: int = 3) -> float:
    """Return the processor time of one core for all inputs, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for one in inputs:
            work(one)
        best = min(best, time.process_time() - begun)
    return best


def run() -> list[dict[str, Any]]:
    sent = stream()
    frames = framed(sent)
    readings = sum(len(decode(raw).readings) for raw in frames)
    few = frames[: FRAMES // 20]
    plain = seconds(plainly, few, 1)
    split = seconds(lambda whole: whole.split(b"\r\n"), [sent])
    cutting = seconds(framed, [sent])
    decoding = cutting + seconds(decode, frames)
    segment = frames[0][6:-4]
    check = seconds(crc.annex_a, [segment] * FRAMES) / FRAMES
    table = seconds(crc.modbus, [segment] * len(few), 1) / len(few)
    return [
        _result(
            "decode.readings", readings / decoding, "readings/s", readings / 20 / plain, "> 500,000"
        ),
        _result(
            "decode.frame", decoding / FRAMES * 1e6, "us/frame", plain / len(few) * 1e6, "< 60"
        ),
        _result("decode.check", check * 1e6, "us/frame", table * 1e6, "< 15"),
        _result("decode.framing", len(sent) / cutting / 1e6, "MB/s", len(sent) / split / 1e6, ""),
    ]


def _result(name: str, value: float, unit: str, reference: float, goal: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "reference": reference,
        "ratio": value / reference,
        "goal": goal,
    }
