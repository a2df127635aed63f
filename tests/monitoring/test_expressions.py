"""Each expression of the archive, on each engine present, against the same said in plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from copark.monitoring.archive import engine, files, schema
from copark.monitoring.archive.asked import Override, Source, Window
from copark.monitoring.calc import tally
from copark.monitoring.calc.readings import newest_word
from copark.monitoring.calc.summing import hours_of_sums
from copark.monitoring.calc.vocabulary import FIELD_CODE, FIELDS, FLAG_CODE, Kind

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as the archive keeps times
BEGIN = EPOCH + timedelta(hours=490_000)
END = BEGIN + timedelta(hours=6)
POINTS = (3, 4, 9)
STRANGE = "Odour"


def rows(seed: int, count: int = 900) -> list[dict]:
    """Readings of some points, resent, corrected, flagged, out of range, in every rhythm."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    found = []
    for number in range(count):
        kind = chance.choice(["REALTIME", "MINUTE", "MINUTE", "HOUR", "DAY"])
        field = chance.choice(
            ["Rtd"] if kind == "REALTIME" else ["Avg", "Avg", "Min", "Max", "Cou"]
        )
        second = chance.randrange(-3600, 7 * 3600)
        step = {"REALTIME": chance.choice([30, 5, 1]), "MINUTE": 60, "HOUR": 3600, "DAY": 3600}[
            kind
        ]
        if number % 9 == 0:
            field = chance.choice([field, "Rtd", STRANGE])
        value = round(chance.uniform(1, 50), 2)
        found.append(
            {
                "point_id": chance.choice([1, *POINTS, 12]),
                "kind": kind,
                "field": field,
                "at": BEGIN + timedelta(seconds=second // step * step),
                "value": chance.choice([None, 999.0]) if number % 13 == 0 else value,
                "flag": chance.choice("FDM3?") if number % 7 == 0 else "N",
                "arrived": BEGIN + timedelta(seconds=second + chance.randrange(600)),
                "position": number,
            }
        )
    return found


def table_of(listed: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(listed, schema=schema.READINGS)


@pytest.fixture(params=["segments", "segments and unsealed"])
def source(request, tmp_path):
    """What the rows lie in: two segments, or one and what waits."""

    def made(listed: list[dict], points=POINTS) -> Source:
        half = len(listed) // 2
        first, second = tmp_path / "a.parquet", tmp_path / "it's b.parquet"
        files.write(first, table_of(listed[:half]))
        window = Window(list(points), BEGIN, END)
        if request.param == "segments":
            files.write(second, table_of(listed[half:]))
            return Source([first, second], window)
        return Source([first], window, table_of(listed[half:]))

    return made


def inside(listed: list[dict], points=POINTS) -> list[dict]:
    return [r for r in listed if r["point_id"] in points and BEGIN <= r["at"] < END]


def bag(listed) -> list[str]:
    return sorted(map(repr, listed))


@pytest.mark.parametrize("points", [POINTS, (3, 4), (9,)])
def test_said_is_what_lies_in_the_window(source, points):
    listed = rows(1)

    found = engine.said(source(listed, points)).to_pylist()

    expected = [
        (
            r["point_id"],
            Kind[r["kind"]],
            FIELD_CODE.get(r["field"], -1),
            None if r["field"] in FIELD_CODE else r["field"],
            r["at"],
            r["value"],
            FLAG_CODE[r["flag"]],
            r["arrived"],
            r["position"],
        )
        for r in inside(listed, points)
    ]
    assert bag(tuple(r.values()) for r in found) == bag(
        (point, int(kind), *rest) for point, kind, *rest in expected
    )


@pytest.mark.parametrize(
    "overrides", [(), (Override((3, 9), BEGIN, BEGIN + timedelta(hours=2), "M"),)]
)
def test_summed_is_what_a_loop_adds_up(source, overrides):
    listed = rows(2)
    groups = defaultdict(list)
    for row in inside(listed):
        flag = row["flag"]
        for mark in overrides:
            if (
                row["point_id"] in mark.points
                and mark.begin <= row["at"] < mark.end
                and row["kind"] in {"REALTIME", "MINUTE"}
            ):
                flag = mark.flag
        hour = row["at"].replace(minute=0, second=0)
        key = (
            row["point_id"],
            hour,
            int(Kind[row["kind"]]),
            FIELD_CODE.get(row["field"], -1),
            FLAG_CODE[flag],
            row["at"].second,
            row["value"] is not None,
        )
        groups[key].append(row)

    found = engine.summed(source(listed), overrides).to_pylist()

    assert len(found) == len(groups)
    for row in found:
        key = tuple(list(row.values())[:7])
        group = sorted(groups[key], key=lambda one: one["at"])
        values = [one["value"] for one in group if one["value"] is not None]
        minutes = 0
        for one in group:
            minutes |= 1 << one["at"].minute
        assert (row["count"], row["minutes"]) == (len(group), minutes)
        assert row["low"] == min(values, default=None)
        assert row["high"] == max(values, default=None)
        assert (row["total"] or 0) == pytest.approx(sum(values))
        firsts = {one["value"] for one in group if one["at"] == group[0]["at"]}
        lasts = {one["value"] for one in group if one["at"] == group[-1]["at"]}
        assert row["first"] in firsts
        assert row["last"] in lasts


@pytest.mark.parametrize("seed", range(8))
def test_hours_of_sums_are_those_of_the_readings_and_doubt_is_rare(source, seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    listed = rows(seed, 60) + a_good_day(chance)
    where = source(listed)
    said = newest_word(schema.said_of(engine.said(where), list(FIELDS)))

    sums = schema.sums_of(engine.summed(where))
    hours, doubtful = hours_of_sums(
        sums, spans(sums), np.full(len(sums), 0.0), np.full(len(sums), 100.0)
    )

    every = tally.hours_of(said, spans(said), np.full(len(said), 0.0), np.full(len(said), 100.0))
    assert len(hours) > 0
    assert not np.isin(hours.key, doubtful).any()
    assert set(hours.key.tolist()) == set(every.key.tolist()) - set(doubtful.tolist())
    twin = every.take(np.isin(every.key, hours.key))
    for name in ("basis", "count", "valid", "stopped", "invalid", "flags"):
        assert getattr(hours, name).tolist() == getattr(twin, name).tolist(), name
    for name in ("total", "low", "high", "first", "last"):
        assert getattr(hours, name) == pytest.approx(getattr(twin, name), nan_ok=True), name


def test_a_reading_said_twice_makes_its_hour_doubtful_even_under_another_flag(source):
    again = reading(minute=5, value=7.0)
    listed = [reading(minute=m, value=5.0) for m in range(60)] + [
        again | {"flag": "D", "position": 99}
    ]

    sums = schema.sums_of(engine.summed(source(listed)))

    hours, doubtful = hours_of_sums(
        sums, spans(sums), np.full(len(sums), np.nan), np.full(len(sums), np.nan)
    )
    assert (len(hours), len(doubtful)) == (0, 1)


def test_a_segment_that_cannot_be_read_is_named(source):
    where = source(rows(3))
    where.segments[0].write_bytes(b"PAR1 and nothing else PAR1")

    with pytest.raises(files.SegmentUnreadable) as caught:
        engine.said(where)

    assert str(caught.value.facts["segment"]).endswith("a.parquet")


def a_good_day(chance: random.Random) -> list[dict]:
    """Minutes of one point and half minutes of another, as they should be."""
    minutes = [reading(minute=m, value=round(chance.uniform(1, 9), 2)) for m in range(5 * 60)]
    halves = [
        reading(
            minute=0, value=round(chance.uniform(1, 9), 2), point=9, kind="REALTIME", second=30 * s
        )
        for s in range(5 * 120)
    ]
    return minutes + halves


def reading(
    *, minute: int, value: float, point: int = 4, kind: str = "MINUTE", second: int = 0
) -> dict:
    at = BEGIN + timedelta(minutes=minute, seconds=second)
    field = "Rtd" if kind == "REALTIME" else "Avg"
    return {
        "point_id": point,
        "kind": kind,
        "field": field,
        "at": at,
        "value": value,
        "flag": "N",
        "arrived": at,
        "position": minute,
    }


def spans(found) -> np.ndarray:
    short = np.where(found.kind == Kind.REALTIME, 30, 60)
    return np.where(found.kind >= Kind.HOUR, 3600, short)
