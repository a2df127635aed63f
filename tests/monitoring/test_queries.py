from __future__ import annotations

from datetime import UTC

import pytest

from copark.gateways.inbox.sqlite import SqliteInbox
from copark.monitoring import queries
from copark.monitoring.services.importing import import_hours
from copark.monitoring.services.ingest import ingest_batch
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW, limit
from tests.monitoring.test_importing import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def fill(site, minutes, **values):
    for minute in minutes:
        site.logger.real_time(EIGHT + minute * MINUTE, **values)
    while ingest_batch(site.inbox, now=NOW).frames:
        pass


def test_a_curve_of_minutes_shows_its_gap_and_its_flags(stack):
    fill(stack, range(10), a21026=5.0)
    stack.logger.real_time(EIGHT + 40 * MINUTE, flag="C", a21026=900.0)
    fill(stack, range(41, 45), a21026=6.0)

    curve = queries.series(stack.points["a21026"], EIGHT, EIGHT + HOUR)

    assert (curve.step, len(curve.times), curve.unit) == ("REALTIME", 15, "mg/m3")
    assert curve.times[0] == int(EIGHT.timestamp() * 1000)
    assert (curve.flags[10], curve.validity[10], curve.values[10]) == ("C", "INVALID", 900.0)
    assert curve.gaps == ((curve.times[9] + 60_000, curve.times[10]),)


def test_a_curve_of_minute_data_carries_lowest_and_highest(stack):
    for ten in range(6):
        stack.logger.minute(EIGHT + 10 * ten * MINUTE, a21026=5.0)
    ingest_batch(stack.inbox, now=NOW)

    curve = queries.series(stack.points["a21026"], EIGHT, EIGHT + HOUR, "MINUTE")

    assert (set(curve.lows), set(curve.highs), curve.step) == ({4.0}, {6.0}, "MINUTE")


def test_a_long_curve_is_shown_in_hours_and_a_longer_one_in_days(stack):
    assert queries.series(stack.points["a21026"], EIGHT, EIGHT + 200 * HOUR).step == "HOUR"
    assert queries.series(stack.points["a21026"], EIGHT, EIGHT + 20_000 * HOUR).step == "DAY"


def test_an_hour_curve_leaves_out_what_was_not_heard_and_says_so(stack):
    fill(stack, [0, 1, 180, 181], a21026=5.0)

    curve = queries.series(stack.points["a21026"], EIGHT, EIGHT + 8 * HOUR, "HOUR")

    hour = 3_600_000
    assert len(curve.times) == 2
    assert curve.gaps == ((curve.times[0] + hour, curve.times[1]),)


def test_every_value_opens_the_frame_it_came_from(stack, settings, tmp_path):
    settings.COPARK_INBOX = tmp_path / "inbox"
    inbox = SqliteInbox(settings.COPARK_INBOX, "hj212")
    first = stack.logger.real_time(EIGHT, a21026=5.0)
    second = stack.logger.real_time(EIGHT + MINUTE, a21026=6.0)
    inbox.append([row.arrival for row in stack.inbox.rows])
    ingest_batch(inbox, now=NOW)

    evidence = queries.frame_of(stack.points["a21026"], EIGHT + MINUTE)

    assert evidence.raw.encode() == second != first
    assert (evidence.position, evidence.mark, evidence.crc, evidence.mn) == (
        2,
        "GOOD",
        "annex-a",
        stack.station.mn,
    )
    assert evidence.readings[0].value == 6.0
    inbox.close()


def test_a_corrected_value_shows_both_frames_and_which_one_holds(stack):
    stack.logger.real_time(EIGHT, a21026=500.0)
    stack.logger.real_time(EIGHT, a21026=5.0, arrived=EIGHT + HOUR)
    ingest_batch(stack.inbox, now=NOW)

    found = queries.sources(stack.points["a21026"], EIGHT, EIGHT + MINUTE)

    assert [(s.value, s.holds, s.position) for s in found] == [(500.0, False, 1), (5.0, True, 2)]


def test_an_imported_value_names_its_upload_and_row(stack, tmp_path):
    import_hours(
        file_of(tmp_path, f"{stack.station.mn},a21026,2026-08-01 08:00,5,N"), now=NOW, upload_id=7
    )

    evidence = queries.frame_of(stack.points["a21026"], EIGHT)

    assert evidence.note == "row 1 of upload 7"


def test_hours_take_a_constant_number_of_queries(stack, django_assert_num_queries):
    fill(stack, range(0, 600, 30), a21026=5.0)

    with django_assert_num_queries(3):
        queries.hours(stack.points["a21026"], EIGHT, EIGHT + 10 * HOUR)


def test_outlets_show_the_worst_state_and_silent_ones_are_offline(stack, meter):
    fill(stack, [0], a21026=5.0)

    states = {state.outlet_id: state for state in queries.outlet_states()}

    assert states[stack.outlet.pk].state == "NORMAL"
    assert states[meter.outlet.pk].state == "OFFLINE"
    assert states[stack.outlet.pk].at == EIGHT.astimezone(UTC)


def test_another_enterprise_sees_only_its_own(stack, meter):
    fill(stack, [0], a21026=5.0)

    assert queries.latest(meter.enterprise.pk) == []
    assert len(queries.latest(stack.enterprise.pk)) == 1


def test_the_limit_of_the_night_is_that_of_the_parks_day(stack):
    point, day = stack.points["a21026"], EIGHT.date()
    old = limit(point, 50)
    old.valid_to = day
    old.save()
    new = limit(point, 35)
    new.valid_from = day
    new.save()
    stack.logger.real_time(EIGHT - 7 * HOUR, a21026=20.0)  # one in the morning, yesterday in UTC
    ingest_batch(stack.inbox, now=NOW)

    (shown,) = [value for value in queries.latest() if value.point_id == point]

    assert (shown.at.date() < day, shown.limit) == (True, 35)
