from __future__ import annotations

from datetime import timedelta

import pytest

from copark.alerts import queries as alerts
from copark.gateways.inbox import status
from copark.monitoring import queries
from copark.monitoring.models import Mark
from copark.monitoring.services import silence
from copark.monitoring.services.ingest import ingest_batch
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW, limit

pytestmark = pytest.mark.django_db


def hour_of(site, start, value, flag="N", **others):
    site.logger.minute(start, cn="2061", flag=flag, arrived=start + HOUR, a21026=value, **others)
    ingest_batch(site.inbox, now=start + HOUR)


def open_rules():
    return [(w.rule, w.level, w.value, w.limit) for w in alerts.open_warnings()]


def test_an_hourly_mean_over_its_limit_raises_an_alarm_and_colours_the_point(stack):
    limit(stack.points["a21026"], 35)

    hour_of(stack, EIGHT, 40.0)

    assert open_rules() == [("limit.hour", "ALARM", 40.0, 35.0)]
    assert queries.latest()[0].state == "ALARM"
    assert alerts.open_warnings()[0].enterprise_id == stack.enterprise.pk


def test_an_hourly_mean_at_its_limit_raises_nothing(stack):
    limit(stack.points["a21026"], 35)

    hour_of(stack, EIGHT, 35.0)

    assert open_rules() == []


def test_the_same_hour_judged_twice_is_one_warning(stack):
    limit(stack.points["a21026"], 35)
    hour_of(stack, EIGHT, 40.0)

    hour_of(stack, EIGHT, 41.0)

    assert [(w.value, w.peak) for w in alerts.open_warnings()] == [(41.0, 41.0)]


def test_the_warning_closes_when_the_mean_is_clearly_below_and_not_before(stack):
    limit(stack.points["a21026"], 35)
    hour_of(stack, EIGHT, 40.0)

    hour_of(stack, EIGHT + HOUR, 34.0)
    still = open_rules()
    hour_of(stack, EIGHT + 2 * HOUR, 30.0)

    assert len(still) == 1
    assert open_rules() == []


def test_an_invalid_hour_raises_nothing(stack):
    limit(stack.points["a21026"], 35)

    hour_of(stack, EIGHT, 400.0, flag="D")

    assert open_rules() == []


def test_a_marked_hour_raises_nothing_but_stays_visible(stack):
    limit(stack.points["a21026"], 35)
    Mark.objects.create(
        outlet_id=stack.outlet.pk,
        kind="FAULT",
        start=EIGHT,
        end=EIGHT + HOUR,
        reason="bag burst",
        marked_at=EIGHT,
    )

    hour_of(stack, EIGHT, 40.0)

    assert open_rules() == []
    assert queries.hours(stack.points["a21026"], EIGHT, EIGHT + HOUR)[0].mean == 40.0


def test_a_limit_at_reference_oxygen_judges_the_converted_mean(stack):
    limit(stack.points["a21026"], 100, at_oxygen=True)

    hour_of(stack, EIGHT, 80.0, a19001=12.0)

    [(rule, _level, value, _limit)] = open_rules()
    assert (rule, round(value, 3)) == ("limit.hour", 106.667)


def test_without_oxygen_nothing_is_converted_and_nothing_judged(stack):
    limit(stack.points["a21026"], 100, at_oxygen=True)

    hour_of(stack, EIGHT, 800.0, a19001=20.9)
    hour_of(stack, EIGHT + HOUR, 800.0)

    assert open_rules() == []


def test_a_limit_in_another_unit_is_converted(stack):
    limit(stack.points["a21026"], 35_000, unit="ug/m3")

    hour_of(stack, EIGHT, 40.0)

    assert open_rules() == [("limit.hour", "ALARM", 40.0, 35.0)]


def test_an_hour_of_real_time_data_is_judged_when_the_next_one_begins(stack):
    limit(stack.points["a21026"], 35)
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=40.0)
        ingest_batch(stack.inbox, now=EIGHT + minute * MINUTE + timedelta(seconds=2))
    before = open_rules()

    stack.logger.real_time(EIGHT + HOUR, a21026=1.0)
    ingest_batch(stack.inbox, now=EIGHT + HOUR + timedelta(seconds=2))

    assert before == []
    assert open_rules() == [("limit.hour", "ALARM", 40.0, 35.0)]


def instants(site, *values):
    for minute, value in values:
        site.logger.real_time(EIGHT + minute * MINUTE, a21026=value)
    ingest_batch(site.inbox, now=NOW)


def test_a_value_must_stay_over_its_limit_before_anybody_is_warned(stack):
    limit(stack.points["a21026"], 50, averaging="INSTANT")

    instants(stack, *((m, 60.0) for m in range(5)))
    short = open_rules()
    instants(stack, (5, 61.0))

    assert short == []
    assert open_rules() == [("limit.instant", "ALARM", 61.0, 50.0)]


def test_one_value_back_below_starts_the_count_anew(stack):
    limit(stack.points["a21026"], 50, averaging="INSTANT")

    instants(stack, (0, 60.0), (1, 60.0), (2, 10.0), (3, 60.0), (6, 60.0))

    assert open_rules() == []


def test_a_value_just_below_keeps_the_warning_and_one_well_below_closes_it(stack):
    limit(stack.points["a21026"], 50, averaging="INSTANT")
    instants(stack, *((m, 60.0) for m in range(6)))

    instants(stack, (6, 49.0))
    still = open_rules()
    instants(stack, (7, 20.0))

    assert len(still) == 1
    assert open_rules() == []


def test_a_value_that_does_not_move_for_hours_is_suspect_until_it_moves(stack):
    for hour in range(4):
        for minute in range(0, 60, 5):
            stack.logger.real_time(EIGHT + hour * HOUR + minute * MINUTE, a21026=7.7)
    ingest_batch(stack.inbox, now=EIGHT + 4 * HOUR)
    frozen = open_rules()
    for minute in range(0, 60, 5):
        stack.logger.real_time(EIGHT + 4 * HOUR + minute * MINUTE, a21026=7.7 + minute)

    ingest_batch(stack.inbox, now=EIGHT + 5 * HOUR)

    assert frozen == [("frozen", "ATTENTION", 7.7, None)]
    assert open_rules() == []


def test_a_silent_station_is_told_once_and_closed_when_it_speaks(stack, django_assert_num_queries):
    stack.logger.real_time(EIGHT, a21026=5.0)
    ingest_batch(stack.inbox, now=EIGHT)
    silence.watch_stations(now=EIGHT + 5 * MINUTE)
    silence.watch_stations(now=EIGHT + 6 * MINUTE)
    told = [(w.rule, w.kind, w.times) for w in alerts.open_warnings()]
    offline = queries.latest()[0].state
    stack.logger.real_time(EIGHT + 7 * MINUTE, a21026=5.0)
    ingest_batch(stack.inbox, now=EIGHT + 7 * MINUTE)

    silence.watch_stations(now=EIGHT + 7 * MINUTE)

    assert told == [("silent", "station", 1)]
    assert offline == "OFFLINE"
    assert (alerts.open_warnings(), queries.latest()[0].state) == ([], "NORMAL")


def test_a_gateway_whose_disk_is_full_raises_an_alarm_until_it_stores_again(
    park, settings, tmp_path
):
    settings.COPARK_STATUS = tmp_path
    write(tmp_path, disk_ok=False, last_error="no space left")
    silence.watch_gateways(now=NOW)
    full = [(w.rule, w.level, w.subject_id) for w in alerts.open_warnings()]
    write(tmp_path, disk_ok=True)

    silence.watch_gateways(now=NOW)

    assert full == [("gateway.disk", "ALARM", "hj212")]
    assert alerts.open_warnings() == []


def test_a_gateway_that_gives_no_sign_of_life_raises_an_alarm_and_a_stopped_one_does_not(
    park, settings, tmp_path
):
    settings.COPARK_STATUS = tmp_path
    write(tmp_path)
    silence.watch_gateways(now=NOW + HOUR)
    stale = [w.rule for w in alerts.open_warnings()]
    write(tmp_path, state="STOPPED")

    silence.watch_gateways(now=NOW + HOUR)

    assert stale == ["gateway.stale"]
    assert alerts.open_warnings() == []


def write(folder, **facts):
    us = int(NOW.timestamp() * 1_000_000)
    one = status.GatewayStatus(
        name="hj212", pid=1, host="127.0.0.1", port=9212, started_us=us, written_us=us, **facts
    )
    status.write(folder, one)
