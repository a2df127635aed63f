from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copark.alerts import queries, services
from copark.alerts.contracts import Raised
from copark.kernel.errors import Refused

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
SUBJECT = {"domain": "monitoring", "kind": "point", "subject_id": "7", "rule": "limit.hour"}
RAISED = Raised(
    **SUBJECT,
    level="ATTENTION",
    at=NOON,
    enterprise_id=3,
    title_en="SO2 near its limit",
    title_zh="二氧化硫接近限值",
    value=33.0,
    limit=35.0,
    unit="mg/m3",
)

pytestmark = pytest.mark.django_db


def test_the_same_condition_raised_twice_is_one_open_warning():
    first = services.raise_warning(RAISED)

    second = services.raise_warning(replace(RAISED, at=LATER, value=34.0))

    [warning] = queries.open_warnings()
    assert second == first == warning.id
    assert (warning.times, warning.value, warning.raised_at, warning.last_at) == (
        2,
        34.0,
        NOON,
        LATER,
    )


def test_the_highest_value_is_kept_when_the_value_falls_again():
    services.raise_warning(replace(RAISED, value=50.0))

    services.raise_warning(replace(RAISED, value=36.0))

    [warning] = queries.open_warnings()
    assert (warning.value, warning.peak) == (36.0, 50.0)


def test_an_acknowledged_warning_that_becomes_worse_is_open_again():
    pk = services.raise_warning(RAISED)
    services.acknowledge(id=pk, user_id=1, now=LATER)

    services.raise_warning(replace(RAISED, level="ALARM"))

    [warning] = queries.open_warnings()
    assert (warning.state, warning.level, warning.acknowledged_by) == ("OPEN", "ALARM", None)


def test_an_acknowledged_warning_that_stays_the_same_stays_acknowledged():
    pk = services.raise_warning(RAISED)
    services.acknowledge(id=pk, user_id=1, now=LATER)

    services.raise_warning(RAISED)

    assert queries.open_warnings()[0].state == "ACKNOWLEDGED"


def test_a_condition_that_returns_after_closing_is_a_new_warning():
    first = services.raise_warning(RAISED)
    services.close_warning(**SUBJECT, at=LATER)

    second = services.raise_warning(RAISED)

    assert second != first
    assert [w.state for w in queries.recent(10)] == ["OPEN", "CLOSED"]


def test_closing_what_is_not_open_says_so_and_changes_nothing():
    assert services.close_warning(**SUBJECT, at=LATER) is False


def test_a_closed_warning_cannot_be_acknowledged():
    pk = services.raise_warning(RAISED)
    services.close_by_hand(id=pk, user_id=1, now=LATER, note="checked on site")

    with pytest.raises(Refused, match="closed already"):
        services.acknowledge(id=pk, user_id=1, now=LATER)


def test_every_step_is_kept_with_who_and_when():
    pk = services.raise_warning(RAISED)
    services.acknowledge(id=pk, user_id=1, now=LATER, note="on my way")

    services.close_by_hand(id=pk, user_id=2, now=LATER)

    assert [(s.verb, s.user_id, s.note) for s in queries.steps(pk)] == [
        ("RAISED", None, "ATTENTION"),
        ("ACKNOWLEDGED", 1, "on my way"),
        ("CLOSED", 2, ""),
    ]


def test_another_enterprise_does_not_see_the_warning():
    services.raise_warning(RAISED)

    assert queries.open_warnings(3)
    assert queries.open_warnings(4) == []


def test_what_nobody_has_seen_and_is_worst_comes_first(django_assert_num_queries):
    seen = services.raise_warning(replace(RAISED, rule="a", level="ALARM"))
    services.acknowledge(id=seen, user_id=1, now=NOON)
    services.raise_warning(replace(RAISED, rule="b", level="NOTE"))
    services.raise_warning(replace(RAISED, rule="c", level="ALARM"))

    with django_assert_num_queries(1):
        rules = [w.rule for w in queries.open_warnings()]

    assert rules == ["c", "b", "a"]
