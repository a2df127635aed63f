from __future__ import annotations

import tracemalloc

from benchmarks import fuzz


def test_junk_and_damaged_frames_crash_nothing_and_hide_no_neighbour():
    noise, damaged = fuzz.fuzz(size=200_000, count=2_000)

    assert noise.noise > 100
    assert damaged.refused > 100
    assert damaged.decoded > damaged.neighbours >= 1_980


def test_junk_and_damaged_frames_take_a_bounded_memory():
    fuzz.fuzz(size=1_000, count=10)  # what is loaded and compiled once does not count
    tracemalloc.start()

    fuzz.fuzz(size=30_000, count=200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < fuzz.BOUND
