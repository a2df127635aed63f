"""
Ten million random bytes and a hundred thousand damaged frames through the codec.

What must hold is checked and not measured: no exception but `Malformed`, memory bounded, no byte
lost, and the good frames between the bad ones still found.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from dataclasses import dataclass
from typing import Any

from copark.protocols.hj212.cp import time_of
from copark.protocols.hj212.decoding import decode
from copark.protocols.hj212.encoding import Header, Item, packets
from copark.protocols.hj212.errors import Malformed
from copark.protocols.hj212.framing import LONGEST, Frame, Framer

BYTES = 10_000_000
MUTANTS = 100_000
PIECE = 1_400  #: A packet of the net. [byte]
BOUND = 16_000_000  #: Memory that decoding may take at most. [byte]
NEIGHBOUR = Header("NEIGHBOUR0001", "2011", "31", qn="20260801000000000", wants_answer=True)
SPELLS = (
    b"##",
    b"##0000",
    b"##9999",
    b"\r\n",
    b"\n",
    b"CP=&&",
    b"&&",
    b"{0x",
    b";",
    b",",
    b"=",
    b"//",
)


@dataclass(slots=True)
class Outcome:
    """What came of a stream."""

    frames: int = 0
    decoded: int = 0
    refused: int = 0
    noise: int = 0
    kept: int = 0  # bytes that came out again
    pending: int = 0
    neighbours: int = 0


def through(pieces, outcome: Outcome) -> int:
    """Send pieces through framer and decoder; return the bytes sent."""
    framer, sent = Framer(), 0
    for piece in pieces:
        sent += len(piece)
        for event in framer.receive(piece):
            _account(event, outcome)
        outcome.pending = max(outcome.pending, len(framer.pending))
    for event in framer.finish():
        _account(event, outcome)
    return sent


def _account(event, outcome: Outcome) -> None:
    outcome.kept += len(event.raw)
    if not isinstance(event, Frame):
        outcome.noise += 1
        return
    outcome.kept += len(event.tail)
    outcome.frames += 1
    try:
        message = decode(event.raw, key=b"0" * 16)
    except Malformed:
        outcome.refused += 1
        return
    outcome.decoded += 1
    outcome.neighbours += message.mn == NEIGHBOUR.mn and message.crc == "annex-a"


def junk(draw: random.Random, size: int):
    """Yield random bytes, with words of the protocol strewn in so that they get past the gate."""
    while size > 0:
        piece = draw.randbytes(min(size, PIECE))
        if draw.randrange(3) == 0:
            place = draw.randrange(len(piece))
            spell = draw.choice(SPELLS)
            piece = (piece[:place] + spell + piece[place:])[: min(size, PIECE)]
        size -= len(piece)
        yield piece


def mutants(draw: random.Random, count: int):
    """Yield damaged frames, each followed by a whole one of a neighbour on the same line."""
    at = time_of("20260801085800")
    items = [Item(f"a{number:05d}", {"Rtd": number * 1.5, "Avg": 2.5}, "N") for number in range(12)]
    seeds = [
        packets(
            Header("M1", "2051", "31", qn="20260801085800000", edition=edition), at, items, key=key
        )[0]
        for edition, key in (("2005", None), ("2017", None), ("2025", b"0" * 16))
    ]
    good = packets(NEIGHBOUR, at, items[:2])[0]
    for _ in range(count):
        yield mutated(draw, draw.choice(seeds)) + b"\r\n" + good


def mutated(draw: random.Random, raw: bytes) -> bytes:
    body = bytearray(raw)
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(body) or 1)
        change = draw.randrange(4)
        if change == 0:
            body[place : place + 1] = draw.randbytes(1)
        elif change == 1:
            del body[place : place + draw.randint(1, 40)]
        elif change == 2:
            body[place:place] = draw.choice(SPELLS)
        else:
            body[place:place] = body[place : place + draw.randint(1, 60)]
    return bytes(body)


def fuzz(size: int, count: int, seed: int = 212) -> tuple[Outcome, Outcome]:
    """Send junk and mutants through; raise if anything that must hold does not."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    noise, damaged = Outcome(), Outcome()
    assert through(junk(draw, size), noise) == noise.kept
    assert through(mutants(draw, count), damaged) == damaged.kept
    assert max(noise.pending, damaged.pending) <= LONGEST + 2 * PIECE
    assert damaged.neighbours >= count * 0.99, (damaged, count)
    return noise, damaged


def run() -> list[dict[str, Any]]:
    begun = time.process_time()
    noise, damaged = fuzz(BYTES, MUTANTS)
    took = time.process_time() - begun
    drawn = drawing(BYTES, MUTANTS)
    tracemalloc.start()
    fuzz(BYTES // 20, MUTANTS // 20, seed=5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BOUND, peak
    pending = max(noise.pending, damaged.pending)
    rows = [
        ("fuzz.bytes", noise.kept, "random bytes", BYTES, "no crash, none lost"),
        ("fuzz.mutants", MUTANTS, "damaged frames", MUTANTS, "no crash"),
        ("fuzz.neighbours", damaged.neighbours, "whole frames found", MUTANTS, "ratio > 0.99"),
        ("fuzz.memory", peak / 1e6, "MB at most", BOUND / 1e6, "ratio < 1"),
        ("fuzz.pending", pending, "bytes waiting at most", LONGEST, "ratio < 1.3"),
        ("fuzz.seconds", took, "s, beside drawing alone", drawn, ""),
    ]
    return [
        {
            "name": name,
            "value": value,
            "unit": unit,
            "reference": reference,
            "ratio": value / reference,
            "goal": goal,
        }
        for name, value, unit, reference, goal in rows
    ]


def drawing(size: int, count: int, seed: int = 212) -> float:
    """Return the seconds that drawing junk and mutants takes, with nobody to read them."""
    begun, draw = time.process_time(), random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in junk(draw, size):
        pass
    for _ in mutants(draw, count):
        pass
    return time.process_time() - begun
