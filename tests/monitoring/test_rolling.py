from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from copark.monitoring import queries
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.rolling import roll_days
from tests.monitoring.conftest import BEIJING, HOUR, MINUTE, build

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 8, 1, tzinfo=BEIJING)
EVENING = datetime(2026, 8, 2, 1, tzinfo=BEIJING)
DAY = date(2026, 8, 1)
NEXT = date(2026, 8, 2)


def a_day(site, hours=24, **values):
    for hour in range(hours):
        site.logger.minute(
            MIDNIGHT + hour * HOUR, cn="2061", arrived=MIDNIGHT + (hour + 1) * HOUR, **values
        )


def everything(site, now=EVENING):
    while ingest_batch(site.inbox, now=now).frames:
        pass
    while roll_days(now=now):
        pass


def test_mass_is_concentration_times_flow(stack):
    a_day(stack, a21026=50.0, a00000=20_000.0)

    everything(stack)

    [day] = queries.days(stack.points["a21026"], DAY, NEXT)
    [mass] = queries.mass_of_year(2026)
    assert (day.validity, day.hours_valid, day.mean) == ("VALID", 24, 50.0)
    assert day.mass_kg == pytest.approx(24.0)
    assert (mass.kg, mass.factor, mass.hours_valid, mass.medium) == (
        Decimal("24.000"),
        "a21026",
        24,
        "AIR",
    )


def test_a_flow_in_cubic_metres_a_second_gives_the_same_mass(park, inbox):
    site = build(park, inbox, mn="MN-2", factors={"a21026": "mg/m3", "a00000": "m3/s"})
    a_day(site, hours=1, a21026=50.0, a00000=20_000 / 3600)

    everything(site)

    assert queries.mass_of_year(2026)[0].kg == Decimal("1.000")


def test_waste_water_in_milligrams_and_litres_a_second_becomes_kilograms(park, inbox):
    site = build(
        park, inbox, mn="MN-W", medium="WATER", st="32", factors={"w01018": "mg/L", "w00000": "L/s"}
    )
    a_day(site, hours=1, w01018=80.0, w00000=10.0)

    everything(site)

    assert queries.mass_of_year(2026)[0].kg == Decimal("2.880")


def test_the_daily_mean_of_water_is_weighted_by_flow(park, inbox):
    site = build(
        park,
        inbox,
        mn="MN-W",
        medium="WATER",
        st="32",
        factors={"w01018": "mg/L", "w00000": "m3/h"},
    )
    for hour in range(24):
        site.logger.minute(
            MIDNIGHT + hour * HOUR,
            cn="2061",
            w01018=10.0 if hour < 12 else 40.0,
            w00000=30.0 if hour < 12 else 10.0,
        )

    everything(site)

    assert queries.days(site.points["w01018"], DAY, NEXT)[0].mean == pytest.approx(
        (10 * 30 + 40 * 10) / 40
    )


@pytest.mark.parametrize(("valid", "validity"), [(19, "INVALID"), (20, "VALID")])
def test_a_day_needs_twenty_valid_hours(stack, valid, validity):
    a_day(stack, hours=valid, a21026=5.0)
    for hour in range(valid, 24):
        stack.logger.minute(MIDNIGHT + hour * HOUR, cn="2061", flag="D", a21026=900.0)

    everything(stack)

    [day] = queries.days(stack.points["a21026"], DAY, NEXT)
    assert (day.validity, day.hours_valid, day.hours_invalid, day.mean) == (
        validity,
        valid,
        24 - valid,
        5.0,
    )


def test_an_hour_of_which_nothing_was_heard_is_missing_from_its_day(stack):
    a_day(stack, hours=21, a21026=5.0)

    everything(stack)

    assert queries.days(stack.points["a21026"], DAY, NEXT)[0].hours_missing == 3


def test_a_stopped_hour_emits_nothing_and_an_invalid_one_is_not_known(stack):
    stack.logger.minute(MIDNIGHT, cn="2061", a21026=50.0, a00000=20_000.0)
    stack.logger.minute(MIDNIGHT + HOUR, cn="2061", flag="F", a21026=0.0, a00000=0.0)
    stack.logger.minute(MIDNIGHT + 2 * HOUR, cn="2061", flag="D", a21026=900.0, a00000=20_000.0)

    everything(stack)

    masses = [
        h.mass_kg for h in queries.hours(stack.points["a21026"], MIDNIGHT, MIDNIGHT + 3 * HOUR)
    ]
    assert masses == [pytest.approx(1.0), 0.0, None]


def test_a_late_flow_gives_the_hour_its_mass(stack):
    stack.logger.minute(MIDNIGHT, cn="2061", a21026=50.0)
    everything(stack)
    before = queries.hours(stack.points["a21026"], MIDNIGHT, MIDNIGHT + HOUR)[0].mass_kg
    stack.logger.minute(MIDNIGHT, cn="2061", a00000=20_000.0)

    everything(stack)

    after = queries.hours(stack.points["a21026"], MIDNIGHT, MIDNIGHT + HOUR)[0].mass_kg
    assert (before, after) == (None, pytest.approx(1.0))


def counted(site, start, readings):
    for minute, value in readings:
        site.logger.real_time(
            start + minute * MINUTE, ke0101=value, arrived=start + minute * MINUTE
        )
    everything(site)
    return queries.hours(site.points["ke0101"], start, start + 8 * HOUR)


def steady(hours, per_hour=30.0):
    return [
        (minute, 1000.0 + per_hour * minute / 60)
        for h in hours
        for minute in range(h * 60, h * 60 + 60, 5)
    ]


def test_a_counter_gives_what_it_advanced_in_each_hour(meter):
    found = counted(meter, MIDNIGHT, steady(range(4)))

    assert [round(h.total, 6) for h in found[:3]] == [30.0, 30.0, 30.0]
    assert found[0].validity == "VALID"
    assert found[0].mean is None


def test_three_silent_hours_are_spread_and_marked_not_booked_where_the_meter_returns(meter):
    found = counted(meter, MIDNIGHT, [*steady([0]), *steady([4, 5])])

    assert [round(h.total, 6) for h in found[:5]] == [30.0] * 5
    assert [h.validity for h in found[:5]] == [
        "VALID",
        "ESTIMATED",
        "ESTIMATED",
        "ESTIMATED",
        "VALID",
    ]


def test_late_counter_readings_turn_estimated_hours_into_measured_ones(meter):
    counted(meter, MIDNIGHT, [*steady([0]), *steady([4, 5])])

    found = counted(meter, MIDNIGHT, steady([1, 2, 3], per_hour=30.0))

    assert [h.validity for h in found[:5]] == ["VALID"] * 5
    assert [round(h.total, 6) for h in found[:5]] == [30.0] * 5


def test_the_same_counter_readings_in_any_batches_give_the_same_hours(meter):
    for minute, value in steady(range(5)):
        meter.logger.real_time(MIDNIGHT + minute * MINUTE, ke0101=value)
    while ingest_batch(meter.inbox, now=EVENING, limit=7).frames:
        pass

    found = queries.hours(meter.points["ke0101"], MIDNIGHT, MIDNIGHT + 4 * HOUR)

    assert [round(h.total, 6) for h in found] == [30.0] * 4


def test_a_spike_that_comes_down_again_is_not_booked(meter):
    readings = [(m, v + 900_000 if m == 65 else v) for m, v in steady([0, 1, 2])]

    found = counted(meter, MIDNIGHT, readings)

    assert [round(h.total, 6) for h in found[:2]] == [30.0, 30.0]


def test_a_counter_that_starts_anew_books_no_negative_step(meter):
    readings = [(m, v) for m, v in steady([0])] + [(60 + m, m / 2) for m in range(0, 60, 5)]

    found = counted(meter, MIDNIGHT, readings)

    assert found[0].total == pytest.approx(27.5)
    assert found[1].total == pytest.approx(27.5)


def test_the_first_reading_of_a_meter_opens_the_count_and_books_nothing(meter):
    found = counted(meter, MIDNIGHT, [(0, 5000.0)])

    assert (found[0].total, found[0].validity) == (None, "MISSING")


def test_metered_energy_of_a_day_says_on_how_many_hours_it_stands(meter):
    counted(meter, MIDNIGHT, steady(range(12)))

    [energy] = queries.metered(DAY, NEXT)

    assert (energy.carrier, energy.unit, energy.coverage) == (
        "electricity",
        "kWh",
        Decimal("0.5000"),
    )
    assert energy.amount == Decimal("357.500")


def test_rolling_again_changes_nothing(stack):
    a_day(stack, a21026=50.0, a00000=20_000.0)
    everything(stack)
    first = queries.days(stack.points["a21026"], DAY, NEXT)

    everything(stack)

    assert queries.days(stack.points["a21026"], DAY, NEXT) == first
    assert roll_days(now=EVENING) == 0
