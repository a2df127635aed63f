from __future__ import annotations

import pytest

from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.models import Mark
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.marking import mark_period, withdraw_mark
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def measured(stack):
    for minute in range(120):
        stack.logger.real_time(EIGHT + minute * MINUTE, a21026=900.0 if minute < 30 else 10.0)
    ingest_batch(stack.inbox, now=NOW)
    return stack


def mark(site, **changed):
    facts = {
        "outlet_id": site.outlet.pk,
        "start": EIGHT,
        "end": EIGHT + 30 * MINUTE,
        "kind": "CALIBRATION",
        "reason": "span gas",
        "author_id": 1,
        "now": NOW + HOUR,
        **changed,
    }
    return mark_period(**facts)


def hours(site):
    return queries.hours(site.points["a21026"], EIGHT, EIGHT + 2 * HOUR)


def test_marked_minutes_leave_the_mean_and_the_values_stay(measured):
    mark(measured)

    first, second = hours(measured)
    assert (first.mean, first.validity, first.coverage) == (10.0, "INVALID", 0.5)
    assert second.validity == "VALID"
    assert len(queries.series(measured.points["a21026"], EIGHT, EIGHT + 2 * HOUR).times) == 120
    assert queries.revisions(measured.points["a21026"], EIGHT, EIGHT + HOUR)[0].reason == "MARKED"


def test_a_stop_makes_the_hour_stopped_not_invalid(measured):
    mark(measured, kind="STOPPED", end=EIGHT + HOUR)

    assert hours(measured)[0].validity == "STOPPED"


def test_a_fault_of_production_leaves_the_values_in(measured):
    mark(measured, kind="FAULT")

    assert hours(measured)[0].mean == 455.0


def test_a_mark_on_one_factor_leaves_the_others(measured):
    mark(measured, factor="a00000")

    assert hours(measured)[0].mean == 455.0


def test_the_devices_own_hour_loses_its_marked_minutes_too(stack):
    stack.logger.minute(EIGHT, cn="2061", a21026=5.0)
    ingest_batch(stack.inbox, now=NOW)

    mark(stack)

    assert (hours(stack)[0].validity, hours(stack)[0].coverage) == ("INVALID", 0.5)


def test_data_that_come_after_the_mark_are_marked_too(stack):
    stack.logger.real_time(EIGHT + 40 * MINUTE, a21026=5.0)
    ingest_batch(stack.inbox, now=NOW)
    mark(stack)
    stack.logger.real_time(EIGHT + 10 * MINUTE, a21026=900.0, arrived=NOW)

    ingest_batch(stack.inbox, now=NOW)

    assert hours(stack)[0].mean == 5.0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"end": EIGHT}, "monitoring.mark.period"),
        ({"end": NOW + 2 * HOUR}, "monitoring.mark.future"),
        ({"start": EIGHT - 11 * 24 * HOUR}, "monitoring.mark.late"),
        ({"kind": "HOLIDAY"}, "monitoring.mark.kind"),
        ({"reason": " "}, "monitoring.mark.reason"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(measured, changed, code):
    with pytest.raises(Refused) as refused:
        mark(measured, **changed)

    assert refused.value.code == code
    assert Mark.objects.count() == 0


def test_overlapping_marks_are_refused_and_neighbouring_ones_are_not(measured):
    mark(measured)

    mark(measured, start=EIGHT + 30 * MINUTE, end=EIGHT + 40 * MINUTE)
    with pytest.raises(Refused) as refused:
        mark(measured, start=EIGHT + 39 * MINUTE, end=EIGHT + 50 * MINUTE, factor="a21026")

    assert refused.value.code == "monitoring.mark.overlap"


def test_the_hours_that_marks_use_up_are_counted_by_kind(measured):
    mark(measured, kind="FAULT")
    mark(measured, start=EIGHT + HOUR, end=EIGHT + 2 * HOUR, kind="FAULT")

    assert queries.marked_hours(measured.outlet.pk, 2026) == {"FAULT": 1.5}


def test_a_withdrawn_mark_gives_the_values_back(measured):
    pk = mark(measured)

    withdraw_mark(id=pk, now=NOW + HOUR)

    assert hours(measured)[0].mean == 455.0
