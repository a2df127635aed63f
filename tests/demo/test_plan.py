from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from demo import blueprint, curves, declared, fleet, story
from demo.devices import config
from demo.signals import hour_number, year_start

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
NOW_HOUR = hour_number(NOW)
YEAR = np.arange(NOW_HOUR - 8760, NOW_HOUR)


@pytest.fixture(scope="module")
def plan() -> blueprint.Blueprint:
    return blueprint.draw()


def points_of(plan: blueprint.Blueprint):
    return [(outlet, point) for outlet in plan.outlets for point in outlet.station.points]


def test_the_same_seed_gives_the_same_park(plan):
    again = blueprint.draw()

    assert again.firms == plan.firms
    assert again.outlets == plan.outlets
    assert again.drawing.collection() == plan.drawing.collection()


def test_another_seed_gives_another_park(plan):
    other = blueprint.draw(seed=plan.seed + 1)

    assert [firm.code for firm in other.firms] == [firm.code for firm in plan.firms]
    assert other.outlets != plan.outlets


def test_the_park_has_forty_enterprises_and_some_two_hundred_and_fifty_points(plan):
    assert len(plan.firms) == 40
    assert 55 <= len(plan.outlets) <= 80
    assert 220 <= len(points_of(plan)) <= 280


def test_every_enterprise_is_named_in_both_languages_and_says_what_it_is_sized_from(plan):
    for firm in plan.firms:
        assert firm.name_en.isascii()
        assert not firm.name_zh.isascii()
        assert firm.stand_in_of


def test_station_numbers_are_whole_and_differ(plan):
    numbers = [outlet.station.mn for outlet in plan.outlets]

    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {24}


def test_the_park_speaks_every_edition_and_every_check_that_the_field_knows(plan):
    stations = [outlet.station for outlet in plan.outlets]

    assert {station.edition for station in stations} == {"2005", "2017", "2025"}
    assert {station.crc_policy for station in stations} == {"STRICT", "VARIANTS", "MARK"}
    assert {station.edition for station in stations if station.sm4_key_hex} == {"2025"}


def test_every_limit_carries_its_source_and_how_sure_we_are(plan):
    bounds = [bound for _, point in points_of(plan) for bound in point.limits]

    assert bounds
    assert all(bound.source and bound.confidence in {"seen", "memory", "own"} for bound in bounds)


def test_every_enterprise_has_its_plot_on_the_map(plan):
    features = plan.drawing.collection()["features"]

    plots = {
        f["properties"].get("enterprise") for f in features if f["properties"]["kind"] == "plot"
    }

    assert {firm.code for firm in plan.firms} <= plots


def test_the_map_has_every_kind_of_thing_and_names_it_in_both_languages(plan):
    features = plan.drawing.collection()["features"]

    kinds = {feature["properties"]["kind"] for feature in features}
    unnamed = [
        feature["properties"]
        for feature in features
        if feature["properties"]["kind"] in {"boundary", "plot", "road", "water", "green", "fence"}
        and not (feature["properties"].get("name_en") and feature["properties"].get("name_zh"))
    ]

    assert kinds == {"boundary", "plot", "road", "water", "green", "fence", "tank", "building"}
    assert unnamed == []


def test_outside_the_story_nothing_exceeds_a_limit(plan):
    told = {(event.firm, event.outlet) for event in story.events()}
    over = [
        (outlet.firm, outlet.code, point.factor)
        for outlet, point in points_of(plan)
        for bound in point.limits
        if (outlet.firm, outlet.code) not in told
        and (point.signal.values(YEAR) > float(bound.value)).any()
    ]

    assert over == []


def test_every_excess_of_the_story_shows_in_its_hours(plan):
    by_place = {(o.firm, o.code, p.factor): (o, p) for o, p in points_of(plan)}
    for event in story.events():
        if event.kind is not story.Kind.EXCESS:
            continue
        outlet, point = by_place[event.firm, event.outlet, event.factor]

        curve = curves.of_point(outlet, point, YEAR, NOW_HOUR)

        which = story.during(event, YEAR, NOW_HOUR) & (curve.flags == "N")
        assert which.any()
        assert (curve.values[which] > float(point.limits[0].value)).all()


def test_every_event_of_the_story_has_its_place_in_the_park(plan):
    places = {(o.firm, o.code, p.factor) for o, p in points_of(plan)}
    outlets = {(o.firm, o.code) for o in plan.outlets}

    for event in story.events():
        assert (event.firm, event.outlet) in outlets
        assert not event.factor or (event.firm, event.outlet, event.factor) in places
    for firm, code, factor, *_ in story.LIVE:
        assert (firm, code, factor) in places
    assert set(story.DEVICE_FAULTS) <= outlets


def test_an_hour_has_the_same_value_whenever_it_is_asked_for(plan):
    point = next(p for _, p in points_of(plan) if p.factor == "w01018")

    first = point.signal.values(YEAR)
    later = point.signal.values(YEAR[100:200])

    np.testing.assert_array_equal(first[100:200], later)


def test_a_meter_never_runs_backwards(plan):
    for outlet, point in points_of(plan):
        if point.is_counter:
            curve = curves.of_point(outlet, point, YEAR, NOW_HOUR)

            assert (np.diff(curve.values) >= 0).all()


def test_a_stopped_outlet_is_flagged_and_not_silent(plan):
    outlet = next(o for o in plan.outlets if (o.firm, o.code) == ("E36", "DA002"))
    event = next(e for e in story.events() if e.kind is story.Kind.STOP and e.firm == "E36")
    nox = next(p for p in outlet.station.points if p.factor == "a21002")

    curve = curves.of_point(outlet, nox, YEAR, NOW_HOUR)

    which = story.during(event, YEAR, NOW_HOUR)
    assert set(curve.flags[which]) == {"F"}
    assert set(curve.values[which]) == {0.0}
    assert curve.heard[which].mean() > 0.98


@pytest.mark.parametrize("now", [NOW, datetime(2026, 12, 31, 20, tzinfo=UTC)])
def test_the_simulators_go_on_where_history_ends(plan, now, tmp_path):
    path = tmp_path / "devices.json"
    fleet.write(plan, path=path, built_at=now, now=now)
    loggers = {logger["mn"]: logger for logger in json.loads(path.read_text())["loggers"]}
    hour = hour_number(now)

    for outlet, point in points_of(plan):
        if outlet.station.mn not in loggers:
            continue
        told = next(
            row for row in loggers[outlet.station.mn]["points"] if row["factor"] == point.factor
        )
        values = told["series"]["values"]
        passed = hour - year_start(hour)
        if point.is_counter:
            rounds, rest = divmod(passed, len(values))
            reads = told["start"] + rounds * sum(values) + sum(values[:rest])
            last = curves.of_point(outlet, point, np.array([hour - 1]), hour).values[0]
            assert reads == pytest.approx(last, rel=2e-4)
        else:
            shown = curves.ahead(outlet, point, np.array([hour]), built_hour=hour, now_hour=hour)
            assert values[passed % len(values)] == pytest.approx(shown[0], rel=1e-3, abs=1e-3)


def test_the_fleet_reads_its_configuration(plan, tmp_path):
    path = tmp_path / "devices.json"
    fleet.write(plan, path=path, built_at=NOW, now=NOW)

    told = config.load(path)

    assert len(told.loggers) == len(plan.outlets) - 1
    assert sum(len(logger.points) for logger in told.loggers) > 220
    assert sum(logger.sm4_key is not None for logger in told.loggers) == 3
    assert {logger.crc for logger in told.loggers} == {
        "annex-a",
        "modbus",
        "modbus-swapped",
        "swapped",
    }


def test_the_silent_station_is_not_among_the_simulators(plan, tmp_path):
    path = tmp_path / "devices.json"

    count = fleet.write(plan, path=path, built_at=NOW, now=NOW)

    silent = [outlet.station.mn for outlet in plan.outlets if fleet.is_silent(outlet)]
    assert len(silent) == 1
    assert count == len(plan.outlets) - 1
    assert silent[0] not in path.read_text()


def test_what_is_metered_on_line_is_not_declared_as_well(plan):
    sheet = declared.activity(plan, year=2026, months=10, back=0)
    before = declared.activity(plan, year=2025, months=12, back=1)

    assert b"E01,2026-03,electricity" not in sheet.content
    assert b"E13,2026-03,electricity" in sheet.content
    assert b"E01,2025-03,electricity" in before.content


def test_a_small_park_has_six_enterprises_and_the_utilities_among_them():
    small = blueprint.draw(small=True)

    assert len(small.firms) == 6
    assert {"chp", "sewage", "station"} <= {firm.kind for firm in small.firms}
