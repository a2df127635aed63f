"""Killed at any moment: no acknowledged frame is lost, and no reading is counted twice."""

from __future__ import annotations

import pytest

from benchmarks.crash import crash, crash_with_worker


@pytest.mark.crash
def test_killing_the_gateway_under_load_loses_no_acknowledged_frame(tmp_path):
    found = crash(kills=10, folder=tmp_path)

    assert found.kills == 10
    assert found.acknowledged > 500
    assert found.stored >= found.acknowledged
    assert (found.lost, found.gaps) == (0, 0)


@pytest.mark.crash
def test_killing_gateway_and_worker_counts_every_reading_once():
    found = crash_with_worker(kills=6)

    assert found.acknowledged > 300
    assert (found.lost, found.gaps) == (0, 0)
    assert found.counted == found.distinct
