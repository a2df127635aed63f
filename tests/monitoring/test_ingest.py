from __future__ import annotations

import pytest

from copark.gateways.inbox.contract import Mark
from copark.monitoring import queries
from copark.monitoring.jobs import Worker
from copark.monitoring.models import Chunk, Hour
from copark.monitoring.services import ingest
from copark.monitoring.services.ingest import ingest_batch
from copark.registry.models import Point, Station
from copark.registry.services import publish_roster
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW, SECOND, Logger

pytestmark = pytest.mark.django_db


def hours(site, factor="a21026", count=2):
    return queries.hours(site.points[factor], EIGHT, EIGHT + count * HOUR)


def test_an_hour_of_real_time_data_becomes_its_mean(stack):
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=float(minute))

    done = ingest_batch(stack.inbox, now=NOW)

    [hour] = hours(stack)
    assert (done.frames, done.readings, done.faults) == (60, 60, 0)
    assert (hour.mean, hour.low, hour.high, hour.count) == (29.5, 0.0, 59.0, 60)
    assert (hour.basis, hour.validity, hour.coverage, hour.flags) == ("REALTIME", "VALID", 1.0, "N")


def test_batches_merge_to_the_same_hour_as_one_batch(stack):
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=float(minute))

    while ingest_batch(stack.inbox, now=NOW, limit=7).frames:
        pass

    [hour] = hours(stack)
    assert (hour.mean, hour.count, hour.coverage) == (29.5, 60, 1.0)


def test_a_frame_sent_twice_counts_once(stack):
    stack.logger.real_time(EIGHT, a21026=5.0)
    stack.logger.real_time(EIGHT + MINUTE, a21026=7.0)
    ingest_batch(stack.inbox, now=NOW)
    stack.logger.real_time(EIGHT, a21026=5.0)
    stack.logger.real_time(EIGHT + MINUTE, a21026=7.0)

    ingest_batch(stack.inbox, now=NOW)

    [hour] = hours(stack)
    assert (hour.count, hour.mean) == (2, 6.0)


def test_a_frame_sent_twice_within_one_batch_counts_once(stack):
    stack.logger.real_time(EIGHT, a21026=5.0)
    stack.logger.real_time(EIGHT, a21026=5.0)

    ingest_batch(stack.inbox, now=NOW)

    assert hours(stack)[0].count == 1


def test_a_late_minute_reopens_only_its_hour(stack):
    for minute in [0, 1, 60, 61]:
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=10.0)
    ingest_batch(stack.inbox, now=NOW)
    untouched = Hour.objects.get(point_id=stack.points["a21026"], hour__gt=queries_hour(EIGHT))
    stack.logger.real_time(EIGHT + 30 * MINUTE, a21026=40.0, arrived=EIGHT + 2 * HOUR)

    done = ingest_batch(stack.inbox, now=NOW)

    first, second = hours(stack)
    assert done.late == 1
    assert (first.count, first.mean, second.count) == (3, 20.0, 2)
    assert Hour.objects.get(pk=untouched.pk).total == untouched.total
    [revision] = queries.revisions(stack.points["a21026"], EIGHT, EIGHT + HOUR)
    assert (revision.before["count"], revision.after["count"], revision.reason) == (2, 3, "LATE")


def queries_hour(moment):
    from copark.monitoring.queries.calendar import hour_at

    return hour_at(moment)


def test_a_correction_of_the_same_time_replaces_the_value(stack):
    stack.logger.real_time(EIGHT, a21026=500.0)
    stack.logger.real_time(EIGHT + MINUTE, a21026=5.0)
    ingest_batch(stack.inbox, now=NOW)
    stack.logger.real_time(EIGHT, a21026=5.0, arrived=EIGHT + HOUR)

    ingest_batch(stack.inbox, now=NOW)

    [hour] = hours(stack)
    assert (hour.count, hour.mean, hour.high) == (2, 5.0, 5.0)


def test_frames_out_of_order_give_the_hours_of_frames_in_order(stack):
    minutes = [*range(0, 120, 2), *range(119, 0, -2)]
    for place, minute in enumerate(minutes):
        stack.logger.real_time(
            EIGHT + minute * MINUTE, a21026=float(minute), arrived=EIGHT + 3 * HOUR + place * SECOND
        )

    while ingest_batch(stack.inbox, now=NOW, limit=11).frames:
        pass

    assert [(h.count, h.mean, h.coverage) for h in hours(stack)] == [
        (60, 29.5, 1.0),
        (60, 89.5, 1.0),
    ]


def test_minute_data_outrank_real_time_data_and_the_devices_own_hour_outranks_both(stack):
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=1.0)
    ingest_batch(stack.inbox, now=NOW)
    for ten in range(6):
        stack.logger.minute(EIGHT + 10 * ten * MINUTE, a21026=2.0)
    ingest_batch(stack.inbox, now=NOW)
    by_minutes = hours(stack)[0]
    stack.logger.minute(EIGHT, cn="2061", a21026=3.0)

    ingest_batch(stack.inbox, now=NOW)

    [by_hour] = hours(stack)
    assert (by_minutes.basis, by_minutes.mean, by_minutes.count, by_minutes.high) == (
        "MINUTE",
        2.0,
        6,
        3.0,
    )
    assert (by_hour.basis, by_hour.mean, by_hour.count, by_hour.validity) == (
        "HOUR",
        3.0,
        1,
        "VALID",
    )


def test_flagged_values_are_kept_and_left_out_of_the_mean(stack):
    for minute in range(60):
        flag = "C" if minute < 20 else "N"
        stack.logger.real_time(
            EIGHT + minute * MINUTE, a21026=900.0 if minute < 20 else 10.0, flag=flag
        )

    ingest_batch(stack.inbox, now=NOW)

    [hour] = hours(stack)
    assert (hour.mean, hour.count, hour.validity, hour.flags) == (10.0, 40, "INVALID", "NC")
    assert sum(Chunk.objects.values_list("rows", flat=True)) == 60


@pytest.mark.parametrize(("minutes", "validity"), [(44, "INVALID"), (45, "VALID")])
def test_an_hour_needs_forty_five_valid_minutes(stack, minutes, validity):
    for minute in range(minutes):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=1.0)

    ingest_batch(stack.inbox, now=NOW)

    assert hours(stack)[0].validity == validity


def test_a_stopped_hour_is_neither_valid_nor_invalid(stack):
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=0.0, flag="F")

    ingest_batch(stack.inbox, now=NOW)

    assert (hours(stack)[0].validity, hours(stack)[0].mean) == ("STOPPED", None)


def test_an_hour_without_a_reading_is_shown_as_missing(stack):
    stack.logger.real_time(EIGHT, a21026=1.0)
    stack.logger.real_time(EIGHT + 2 * HOUR, a21026=1.0)

    ingest_batch(stack.inbox, now=NOW)

    assert [h.validity for h in hours(stack, count=4)] == ["INVALID", "MISSING", "INVALID"]


def test_frames_the_gateway_marked_are_faults_and_no_readings(stack):
    stack.logger.says("a21026-Rtd=5", at=EIGHT, mark=Mark.CRC)
    stack.logger.says("a21026-Rtd=5", at=EIGHT, mark=Mark.CRC)
    stack.logger.says("a21026-Rtd=5", at=EIGHT, mark=Mark.PASSWORD)

    done = ingest_batch(stack.inbox, now=NOW)

    assert (done.frames, done.readings) == (3, 0)
    assert {(f.code, f.count, f.mn) for f in queries.faults()} == {
        ("gateway.crc", 2, "MN-STACK-1"),
        ("gateway.password", 1, "MN-STACK-1"),
    }


def test_a_frame_that_cannot_be_decoded_is_a_fault_and_stops_nothing(stack):
    stack.logger.real_time(EIGHT, a21026=5.0)
    broken = stack.inbox.rows[0].arrival
    stack.inbox.append(
        [broken.__class__(b"##0004ST=31", broken.arrived_us, broken.peer, broken.mn, Mark.GOOD)]
    )
    stack.logger.real_time(EIGHT + MINUTE, a21026=5.0)

    done = ingest_batch(stack.inbox, now=NOW)

    [fault] = queries.faults()
    assert (done.readings, done.faults, fault.first_position) == (2, 1, 2)
    assert fault.code.startswith("hj212.")


def test_a_factor_without_a_point_is_told_once_and_not_stored(stack):
    stack.logger.real_time(EIGHT, a21026=5.0, a99999=1.0)

    done = ingest_batch(stack.inbox, now=NOW)

    [fault] = queries.faults()
    assert done.readings == 1
    assert "a99999" in fault.sentence


def test_a_sample_dated_far_ahead_is_not_believed(stack):
    stack.logger.real_time(EIGHT + 400 * 24 * HOUR, a21026=5.0, arrived=EIGHT)

    done = ingest_batch(stack.inbox, now=NOW)

    assert done.readings == 0
    assert queries.faults()[0].code == "monitoring.time.ahead"


def test_factor_codes_of_2005_find_the_points_of_2017(stack):
    stack.logger.says("02-Rtd=5,02-Flag=N", at=EIGHT)

    ingest_batch(stack.inbox, now=NOW)

    assert hours(stack)[0].mean == 5.0


def test_latest_values_take_a_constant_number_of_queries(stack, django_assert_num_queries):
    stack.logger.real_time(EIGHT, a21026=5.0, a00000=20_000.0)
    stack.logger.real_time(EIGHT + MINUTE, a21026=6.0)
    ingest_batch(stack.inbox, now=NOW)

    with django_assert_num_queries(6):
        values = {value.factor: value for value in queries.latest()}

    assert (values["a21026"].value, values["a00000"].value) == (6.0, 20_000.0)
    assert (values["a21026"].position, values["a21026"].inbox, values["a21026"].state) == (
        2,
        "hj212",
        "NORMAL",
    )


def test_the_version_grows_with_every_batch(stack):
    stack.logger.real_time(EIGHT, a21026=5.0)
    before = queries.version()

    ingest_batch(stack.inbox, now=NOW)

    assert queries.version() > before
    assert queries.positions() == {"hj212": 1}


def test_a_batch_that_fails_did_not_happen(stack, monkeypatch):
    stack.logger.real_time(EIGHT, a21026=5.0)
    monkeypatch.setattr(ingest.warnings, "judge", fail)

    with pytest.raises(RuntimeError):
        ingest_batch(stack.inbox, now=NOW)

    assert (queries.positions(), Chunk.objects.count(), Hour.objects.count()) == (
        {"hj212": 0},
        0,
        0,
    )


def fail(*args, **kwargs):
    raise RuntimeError


def test_two_workers_on_one_inbox_count_nothing_twice(stack):
    stack.logger.real_time(EIGHT, a21026=5.0)
    first = OvertakenInbox(stack.inbox)

    done = ingest_batch(first, now=NOW)

    assert done.frames == 0
    assert Hour.objects.get().count == 1


class OvertakenInbox:
    """Lets another worker ingest the batch between reading and writing."""

    def __init__(self, inbox):
        self.inbox = inbox
        self.name = inbox.name

    def read(self, after, limit):
        rows = self.inbox.read(after, limit)
        ingest_batch(self.inbox, now=NOW)
        return rows


def test_a_station_is_known_to_the_worker_as_soon_as_the_gateways_may_let_it_in(
    stack, settings, tmp_path
):
    settings.COPARK_ROSTER = tmp_path / "roster.json"
    publish_roster()
    worker = Worker(tmp_path, duties=[])
    assert "NEW" not in worker.known().stations
    station = Station.objects.get(mn=stack.logger.mn)
    station.pk, station.mn = None, "NEW"
    station.save()
    Point.objects.create(station=station, factor="a21026", unit="mg/m3")

    publish_roster()

    Logger("NEW", stack.inbox).real_time(EIGHT, a21026=5.0)
    done = ingest_batch(stack.inbox, now=NOW, known=worker.known)
    assert (done.readings, done.faults) == (1, 0)
