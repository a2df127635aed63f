from __future__ import annotations

import json

import pytest

from copark.gateways import roster
from copark.gateways.roster import Entry, Roster, RosterUnreadable


def test_what_is_published_is_what_a_gateway_reads(tmp_path):
    path = tmp_path / "roster.json"
    entries = [
        Entry("MN1", "123456"),
        Entry("站2", "", "VARIANTS", ("modbus", "swapped"), "30" * 16, "2025"),
    ]

    count = roster.write(path, entries)

    assert count == 2
    assert list(roster.read(path).values()) == entries
    assert path.stat().st_mode & 0o077 == 0  # it holds passwords and keys
    assert [one.name for one in tmp_path.iterdir()] == ["roster.json"]


def test_a_park_that_never_published_a_roster_knows_no_station(tmp_path):
    assert roster.read(tmp_path / "roster.json") == {}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"stations": [{}]}',
        '{"stations": [{"mn": "A", "crc_policy": "LAX"}]}',
        '{"stations": [{"mn": "A", "sm4_key_hex": "30"}]}',
        '{"stations": [{"mn": "A", "sm4_key_hex": "xy"}]}',
    ],
)
def test_a_roster_that_makes_no_sense_is_refused_by_name(tmp_path, text):
    path = tmp_path / "roster.json"
    path.write_text(text, "utf-8")

    with pytest.raises(RosterUnreadable, match=r"roster\.json cannot be read"):
        roster.read(path)


def test_a_field_of_a_later_roster_is_passed_over(tmp_path):
    path = tmp_path / "roster.json"
    path.write_text(json.dumps({"format": 1, "stations": [{"mn": "A", "colour": "blue"}]}), "utf-8")

    assert roster.read(path) == {"A": Entry("A")}


def test_a_running_gateway_follows_the_file_and_keeps_the_last_good_one(tmp_path):
    path = tmp_path / "roster.json"
    running = Roster(path)
    roster.write(path, [Entry("A")])
    follows = running.refresh()
    unchanged = running.refresh()
    path.write_text("{", "utf-8")
    damaged = running.refresh()
    error = running.error
    path.unlink()
    running.refresh()

    assert (follows, unchanged, damaged) == (True, False, False)
    assert "cannot be read" in error
    assert "is gone" in running.error
    assert running.get("A") == Entry("A")
    assert len(running) == 1


@pytest.mark.parametrize(
    ("policy", "variants", "crc", "accepted"),
    [
        ("STRICT", (), "annex-a", True),
        ("STRICT", ("modbus",), "modbus", False),
        ("VARIANTS", ("modbus",), "modbus", True),
        ("VARIANTS", ("modbus",), "swapped", False),
        ("VARIANTS", ("modbus",), "bad", False),
        ("MARK", (), "bad", True),
        ("STRICT", (), None, True),
    ],
)
def test_the_policy_of_a_station_decides_over_its_check_field(policy, variants, crc, accepted):
    assert Entry("A", "", policy, variants).accepts(crc) is accepted
