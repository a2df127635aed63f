from __future__ import annotations

import json
from datetime import datetime

import pytest

from copark.protocols.hj212.cp import BEIJING
from demo.devices import config, series
from demo.devices.config import Fault, Point
from demo.devices.reports import Memory, begins, starts_between
from demo.devices.series import Curve, Signal, Trouble, flag_of, over
from tests.devices.platform import METER, SO2, logger_of

NOON = datetime(2026, 8, 1, 12, 0, tzinfo=BEIJING).timestamp()


def signal(point: Point, *kinds: str) -> Signal:
    faults = [Trouble(kind, "", 7200.0, 3600.0, NOON) for kind in kinds]
    return Signal(point, faults, seed="s", year=2026)


def test_a_series_of_hours_is_interpolated_and_repeats():
    curve = Curve([0.0, 10.0, 20.0])

    assert [curve.at(h) for h in (0, 0.5, 1.25, 2.5, 3, 4.5, -1)] == [0, 5, 12.5, 10, 0, 15, 20]


def test_a_rate_is_summed_up_over_whole_rounds_and_parts():
    curve = Curve([1.0, 2.0, 3.0])

    assert [curve.total(h) for h in (0, 1, 1.5, 3, 7, 9)] == [0, 1, 2, 6, 13, 18]


def test_a_counter_runs_on_from_its_start_at_new_year_and_never_falls():
    zero = datetime(2026, 1, 1, tzinfo=BEIJING).timestamp()
    meter = signal(METER, "stopped", "drift")

    found = [meter.at(zero + hour * 3600).value for hour in range(50)]

    assert found[0] == 500.0
    assert found == sorted(found)
    assert found[24] == 500.0 + 24 * 3600.0


def test_the_same_moment_gives_the_same_value():
    assert signal(SO2).at(NOON + 7) == signal(SO2).at(NOON + 7)
    assert signal(SO2).at(NOON + 7) != signal(SO2).at(NOON + 8)


@pytest.mark.parametrize(
    ("kind", "flag", "early", "late"),
    [
        ("calibration", "C", 0.0, 80.0),
        ("stopped", "F", 0.0, 0.0),
        ("over_range", "T", 100.0, 100.0),
        ("fault", "D", 20.0, 20.0),
        ("maintenance", "M", 20.0, 20.0),
        ("exceed", "N", 30.0, 30.0),
    ],
)
def test_a_fault_bends_values_and_flags_for_its_time(kind, flag, early, late):
    point = Point("a21026", (20.0,), high=100.0)

    found = [signal(point, kind).at(NOON + minutes * 60) for minutes in (1, 59, 61)]

    assert found == [(early, flag), (late, flag), (20.0, "N")]


def test_a_drift_grows_and_keeps_its_normal_flag():
    point = Point("a21026", (20.0,))

    found = [signal(point, "drift").at(NOON + minutes * 60) for minutes in (0, 30, 59)]

    assert [sample.flag for sample in found] == ["N", "N", "N"]
    assert 20.0 == found[0].value < found[1].value < found[2].value < 20.0 * 1.34


def test_an_interval_tells_its_extremes_mean_and_flag():
    span = over(signal(Point("a21026", (20.0,)), "calibration"), NOON - 600, NOON, 10)
    during = over(signal(Point("a21026", (20.0,)), "calibration"), NOON, NOON + 600, 10)

    assert (span.low, span.mean, span.high, span.flag) == (20.0, 20.0, 20.0, "N")
    assert during.flag == "C"


def test_the_flag_of_an_interval_is_that_of_most_of_its_bad_part():
    assert flag_of(["N"] * 8 + ["C"] * 2) == "N"
    assert flag_of(["N"] * 6 + ["C"] * 1 + ["D"] * 3) == "D"


def test_the_mass_of_an_interval_is_concentration_times_flow():
    memory = Memory(
        logger_of(points=(Point("a21026", (50.0,)), Point("a00000", (20.0,)))), seed=1, year=2026
    )

    so2, flow = memory.interval("2061", NOON, NOON + 3600)

    assert so2.values["Cou"] == f"{50.0 * 20.0 * 3600 * 1e-6:.4f}"  # kg
    assert flow.values["Cou"] == "72000.000"  # m3


def test_a_lost_time_is_not_in_memory():
    memory = Memory(logger_of(Fault("lost", 60, 60)), seed=1, year=2026)

    assert memory.interval("2061", NOON, NOON + 3600) == []


def test_intervals_begin_on_the_clock_and_days_in_beijing_time():
    assert begins(NOON + 599, 600) == NOON
    assert begins(NOON, 86_400) == NOON - 12 * 3600
    assert starts_between(NOON + 1, NOON + 1800, 600) == [NOON + 600, NOON + 1200, NOON + 1800]
    assert starts_between(NOON, NOON - 1, 600) == []


def test_a_configuration_is_read_with_its_series(tmp_path):
    (tmp_path / "stack.csv").write_text("hour,so2\n0,1.5\n1,2.5\n")
    told = {"mn": "M1", "password": "1", "st": "31", "sm4_key": "30" * 16, "remark": "ignored"}
    told["points"] = [{"factor": "a21026", "series": {"file": "stack.csv", "column": "so2"}}]
    told["faults"] = [{"kind": "gap", "every_minutes": 60, "lasts_minutes": 5}]
    path = tmp_path / "fleet.json"
    path.write_text(json.dumps({"seed": 7, "loggers": [told]}))

    fleet = config.load(path)

    assert fleet.seed == 7
    assert fleet.loggers[0].points[0].values == (1.5, 2.5)
    assert fleet.loggers[0].sm4_key == b"0" * 16
    assert fleet.loggers[0].intervals == config.INTERVALS
    assert series.troubles(fleet.loggers[0].faults, "x")[0].every == 3600


POINT = {"factor": "a"}


@pytest.mark.parametrize(
    "more",
    [
        {"password": None, "edition": "1999"},
        {"crc": "crc32"},
        {"sm4_key": "zz"},
        {"faults": [{"kind": "x", "every_minutes": 1, "lasts_minutes": 1}]},
        {"points": [POINT]},
        {"points": [POINT | {"series": {"values": []}}]},
        {"points": [POINT | {"series": {"file": "none.csv", "column": "x"}}]},
    ],
)
def test_a_configuration_that_cannot_be_used_is_named(tmp_path, more):
    path = tmp_path / "fleet.json"
    told = {"mn": "M1", "password": "1", "st": "31"} | more
    path.write_text(json.dumps({"loggers": [told]}))

    with pytest.raises(config.Unreadable, match=r"fleet\.json"):
        config.load(path)


@pytest.mark.parametrize("text", ["{", "{}", '{"loggers": [{"mn": "M1"}]}'])
def test_a_file_that_is_no_configuration_is_named(tmp_path, text):
    path = tmp_path / "fleet.json"
    path.write_text(text)

    with pytest.raises(config.Unreadable, match=r"fleet\.json"):
        config.load(path)
