"""Meters that roll over, are exchanged, or stay silent: nothing is lost and nothing made up."""

from __future__ import annotations

from datetime import date

import pytest

from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.models import Revision
from copark.monitoring.services.exchanging import record_exchange, withdraw_exchange
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.rolling import roll_days
from copark.registry.models import Point
from tests.monitoring.conftest import BEIJING, HOUR, MINUTE, datetime

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 8, 1, tzinfo=BEIJING)
EVENING = MIDNIGHT + 22 * HOUR
STEP = 5


def heard(meter, *stretches, per_hour=30.0, register=None):
    """Let a meter speak every five minutes of some hours, and return what its hours became."""
    for first, last, standing in stretches:
        for minute in range(0, (last - first) * 60, STEP):
            value = standing + per_hour * minute / 60
            value = value % register if register else value
            at = MIDNIGHT + first * HOUR + minute * MINUTE
            meter.logger.real_time(at, ke0101=round(value, 3))
    while ingest_batch(meter.inbox, now=EVENING).frames:
        pass
    roll_days(now=EVENING)


def hours(meter, count):
    return queries.hours(meter.points["ke0101"], MIDNIGHT, MIDNIGHT + count * HOUR)


def day(meter):
    return queries.counted_days(date(2026, 8, 1), date(2026, 8, 2))[meter.points["ke0101"]]


def told(meter, **facts):
    Point.objects.filter(pk=meter.points["ke0101"]).update(**facts)


def test_a_register_that_rolls_over_counts_on(meter):
    told(meter, register=10_000)

    heard(meter, (0, 4, 9_950.0), register=10_000)

    assert [round(one.total, 6) for one in hours(meter, 3)] == [30.0] * 3
    assert [one.validity for one in hours(meter, 3)] == ["VALID"] * 3


def test_without_a_known_register_the_same_fall_is_a_reset_and_books_nothing(meter):
    heard(meter, (0, 4, 9_950.0), register=10_000)

    assert round(hours(meter, 3)[1].total, 6) == pytest.approx(27.5)


def test_a_fall_from_the_middle_of_the_register_is_no_roll_over(meter):
    told(meter, register=10_000)

    heard(meter, (0, 1, 5_000.0), (1, 2, 0.0))

    assert hours(meter, 2)[1].total == pytest.approx(27.5)


def test_an_exchanged_meter_counts_on_from_where_the_old_one_stopped(meter):
    heard(meter, (0, 2, 7_000.0), (2, 4, 12.0))
    at = MIDNIGHT + 2 * HOUR

    record(meter, at=at, closing=7_060.0, opening=12.0)

    assert [round(one.total, 6) for one in hours(meter, 3)] == [30.0] * 3
    assert Revision.objects.filter(reason="EXCHANGED").exists()


def test_a_taken_back_exchange_leaves_what_was_before(meter):
    heard(meter, (0, 2, 7_000.0), (2, 4, 12.0))
    before = hours(meter, 3)
    made = record(meter, at=MIDNIGHT + 2 * HOUR, closing=7_060.0, opening=12.0)

    withdraw_exchange(point_id=meter.points["ke0101"], exchange_id=made, now=EVENING)

    assert hours(meter, 3) == before
    assert queries.exchanges(meter.points["ke0101"]) == []


def test_readings_after_an_exchange_count_on_when_they_come(meter):
    heard(meter, (0, 2, 7_000.0))
    record(meter, at=MIDNIGHT + 2 * HOUR, closing=7_060.0, opening=12.0)

    heard(meter, (2, 4, 12.0))

    assert [round(one.total, 6) for one in hours(meter, 3)] == [30.0] * 3


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"at": EVENING + HOUR}, "future"),
        ({"closing": -1.0}, "standing"),
        ({"opening": float("nan")}, "standing"),
        ({"closing": float("inf")}, "standing"),
        ({"reason": "  "}, "reason"),
        ({"point_id": 0}, "point"),
    ],
)
def test_an_exchange_that_cannot_be_is_refused_by_name(meter, facts, code):
    heard(meter, (0, 1, 7_000.0))

    with pytest.raises(Refused) as refusal:
        record(meter, **{"at": MIDNIGHT, "closing": 1.0, "opening": 0.0} | facts)

    assert refusal.value.code == f"monitoring.exchange.{code}"
    assert queries.exchanges(meter.points["ke0101"]) == []


def test_the_same_exchange_twice_is_refused(meter):
    heard(meter, (0, 1, 7_000.0))
    record(meter, at=MIDNIGHT, closing=1.0, opening=0.0)

    with pytest.raises(Refused, match="already"):
        record(meter, at=MIDNIGHT, closing=1.0, opening=0.0)


def test_an_outage_kept_as_one_interval_leaves_its_hours_unknown_and_its_total_right(meter):
    told(meter, outage="KEEP")

    heard(meter, (0, 1, 1_000.0), (4, 6, 1_120.0))

    assert [one.total is None for one in hours(meter, 5)] == [True, True, True, True, False]
    [outage] = queries.outages(meter.points["ke0101"], MIDNIGHT, MIDNIGHT + 6 * HOUR)
    assert (outage.start, outage.end) == (MIDNIGHT, MIDNIGHT + 4 * HOUR)
    assert outage.amount == pytest.approx(120.0)
    assert outage.minutes == 185
    assert day(meter).amount == pytest.approx(120.0 + 57.5)


def test_the_curve_of_a_meter_that_keeps_its_outages_has_no_value_in_them(meter):
    told(meter, outage="KEEP")
    heard(meter, (0, 1, 1_000.0), (4, 6, 1_120.0))

    drawn = queries.series(meter.points["ke0101"], MIDNIGHT, MIDNIGHT + 5 * HOUR, "HOUR")

    assert drawn.values[:4] == (None,) * 4
    assert drawn.values[4] == pytest.approx(30.0)


def test_a_day_says_how_much_of_it_was_estimated_until_late_readings_replace_the_estimate(meter):
    heard(meter, (0, 1, 1_000.0), (4, 6, 1_120.0))
    assert (day(meter).hours_estimated, round(day(meter).estimated, 3)) == (3, 120.0)

    heard(meter, (1, 4, 1_030.0))

    assert (day(meter).hours_estimated, day(meter).estimated) == (0, 0.0)
    assert day(meter).amount == pytest.approx(177.5)


def record(meter, **facts):
    whole = {"point_id": meter.points["ke0101"], "reason": "exchanged"} | facts
    return record_exchange(author_id=None, now=EVENING, **whole)
