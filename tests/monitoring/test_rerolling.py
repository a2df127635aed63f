from __future__ import annotations

import pytest

from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.services import sealing
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.rerolling import reroll_hours
from copark.registry.models import Point
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW

pytestmark = pytest.mark.django_db


def hours(site, factor="a21026"):
    return queries.hours(site.points[factor], EIGHT, EIGHT + 2 * HOUR)


def speak(site, **values):
    for minute in range(0, 120, 2):
        site.logger.real_time(EIGHT + minute * MINUTE, **values)
    while ingest_batch(site.inbox, now=NOW).frames:
        pass


def test_hours_follow_a_corrected_range_and_what_they_were_is_kept(stack, archive):
    speak(stack, a21026=500.0)
    sealing.seal_all(now=NOW)
    Point.objects.filter(pk=stack.points["a21026"]).update(range_low=0, range_high=100)

    done = reroll_hours(start=EIGHT, end=EIGHT + 2 * HOUR, now=NOW, factor="a21026")

    assert (done.points, done.hours, done.changed) == (1, 2, 2)
    assert [hour.count for hour in hours(stack)] == [0, 0]
    [newest, _] = queries.revisions(stack.points["a21026"], EIGHT, EIGHT + 2 * HOUR)
    assert (newest.reason, newest.before["count"], newest.after["count"]) == ("REROLLED", 30, 0)


@pytest.mark.parametrize("is_sealed", [True, False])
def test_hours_worked_out_anew_are_the_same_when_nothing_was_corrected(stack, archive, is_sealed):
    speak(stack, a21026=5.0, a19001=9.0)
    if is_sealed:
        sealing.seal_all(now=NOW)
    before = hours(stack), hours(stack, "a19001")

    done = reroll_hours(start=EIGHT, end=EIGHT + 2 * HOUR, now=NOW)

    assert (done.hours, done.changed) == (4, 0)
    assert (hours(stack), hours(stack, "a19001")) == before


def test_counters_are_worked_out_anew_with_the_steps_that_reach_in(meter, archive):
    for minute in range(0, 181, 5):
        meter.logger.real_time(EIGHT + minute * MINUTE, ke0101=1000.0 + minute)
    while ingest_batch(meter.inbox, now=NOW + HOUR).frames:
        pass
    sealing.seal_all(now=NOW)

    reroll_hours(start=EIGHT + HOUR, end=EIGHT + 2 * HOUR, now=NOW + HOUR, mn="MN-METER-1")

    assert [hour.total for hour in hours(meter, "ke0101")] == [60.0, 60.0]


def test_an_empty_period_and_an_unknown_station_are_refused(stack):
    with pytest.raises(Refused, match="empty"):
        reroll_hours(start=NOW + HOUR, end=NOW, now=NOW)
    with pytest.raises(Refused, match="No point"):
        reroll_hours(start=EIGHT, end=NOW, now=NOW, mn="nobody")
