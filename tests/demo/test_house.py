from __future__ import annotations

import socket

import pytest

from copark.kernel.errors import Refused
from demo import __main__ as demo
from demo.house import BUILDING, READY, House, Marker


def marker(state: str) -> Marker:
    return Marker(state, "full", 1, "2026-11-23T00:00:00+00:00")


def test_a_folder_is_ready_only_when_the_build_was_finished(tmp_path):
    house = House(tmp_path / "demo")

    assert not house.is_ready()
    house.mark(marker(BUILDING))
    assert not house.is_ready()
    house.mark(marker(READY))
    assert house.is_ready()


def test_a_half_built_park_is_thrown_away(tmp_path):
    house = House(tmp_path)
    house.mark(marker(BUILDING))
    (tmp_path / "records.sqlite3").write_bytes(b"half")
    (tmp_path / "archive").mkdir()

    house.clear()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_elses_is_not_touched(tmp_path):
    (tmp_path / "records.sqlite3").write_bytes(b"a park's own records")

    with pytest.raises(Refused, match="COPARK_DATA"):
        House(tmp_path).clear()

    assert (tmp_path / "records.sqlite3").read_bytes() == b"a park's own records"


def test_a_torn_marker_counts_as_none(tmp_path):
    (tmp_path / "demo.json").write_text('{"state": "READY"')

    assert House(tmp_path).marker() is None


def test_a_busy_port_gets_one_line_that_names_the_setting(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COPARK_DATA", str(tmp_path / "never-made"))
    with socket.create_server(("127.0.0.1", 0)) as busy:
        monkeypatch.setenv("COPARK_PORT", str(busy.getsockname()[1]))

        code = demo.main([])

    assert code == 2
    told = capsys.readouterr().err
    assert "COPARK_PORT" in told
    assert "Traceback" not in told
    assert not (tmp_path / "never-made").exists()
