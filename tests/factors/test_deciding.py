"""Putting a version in force and stepping back from it: dated, by name, and only once."""

from __future__ import annotations

from datetime import date

import pytest

from copark.base import queries as base
from copark.factors import queries, services
from copark.factors.models import TableVersion
from copark.kernel.errors import Refused
from tests.factories.inventories import NOW, person
from tests.factories.tables import version

pytestmark = pytest.mark.django_db
TCE = ("energy", "energy_tce.csv")


def activate(row: TableVersion, by=None):
    services.activate_version(version_id=row.pk, user_id=by and by.pk, now=NOW)


def withdraw(row: TableVersion):
    services.withdraw_version(version_id=row.pk, reason="misread", user_id=None, now=NOW)


def test_an_activated_version_is_in_force_and_says_by_whom_and_when():
    row = version(*TCE, changes=("0.1229", "0.1230"))

    activate(row, person("ada"))

    held = queries.in_force(queries.table("energy"))
    assert (held.id, held.state, held.activated_by) == (row.pk, "ACTIVE", "ada")
    assert held.activated_at == NOW
    assert queries.text(*TCE) == row.content
    assert [entry.verb for entry in base.audit("factors")] == ["activate"]


def test_of_two_people_who_activate_the_same_draft_the_second_learns_who_was_first():
    row = version(*TCE, changes=("0.1229", "0.1230"))
    activate(row, person("ada"))

    with pytest.raises(Refused, match="activated already, by ada") as caught:
        activate(row, person("ben"))

    assert caught.value.code == "factors.version.decided"


def test_of_two_drafts_of_a_table_the_second_must_be_made_anew():
    first = version(*TCE, changes=("0.1229", "0.1230"))
    second = version(*TCE, number=2, changes=("0.1229", "0.1231"))
    activate(first, person("ada"))

    with pytest.raises(Refused, match="Version 1 was activated meanwhile by ada") as caught:
        activate(second)

    assert caught.value.code == "factors.version.overtaken"
    assert queries.in_force(queries.table("energy")).number == 1


def test_the_database_lets_only_one_version_follow_another(monkeypatch):
    first = version(*TCE, changes=("0.1229", "0.1230"))
    second = version(*TCE, number=2, changes=("0.1229", "0.1231"))
    stale = queries.in_force(queries.table("energy"))
    activate(first)
    seen = iter([stale])
    held = queries.in_force
    monkeypatch.setattr(queries, "in_force", lambda table: next(seen, None) or held(table))

    with pytest.raises(Refused) as caught:
        activate(second)

    assert caught.value.code == "factors.version.overtaken"
    assert TableVersion.objects.get(pk=second.pk).state == "DRAFT"


def test_a_version_of_next_year_is_not_activated_before():
    row = version(*TCE, changes=("0.1229", "0.1230"), valid_from=date(2027, 1, 1))

    with pytest.raises(Refused) as caught:
        activate(row)

    assert caught.value.code == "factors.version.early"


def test_a_draft_that_the_reader_no_longer_takes_is_not_activated():
    row = version(*TCE, changes=("electricity_equivalent", "electricity_other"))

    with pytest.raises(Refused) as caught:
        activate(row)

    assert caught.value.code == "factors.coefficient.missing"


def test_who_steps_back_lets_the_version_before_hold_again():
    first = version(*TCE, changes=("0.1229", "0.1230"))
    activate(first)
    second = version(*TCE, number=2, base_number=1, changes=("0.1229", "0.1231"))
    activate(second)

    withdraw(second)

    assert queries.in_force(queries.table("energy")).number == 1
    assert queries.text(*TCE) == first.content
    assert queries.version(second.pk).withdrawn_reason == "misread"

    withdraw(first)

    assert queries.text(*TCE) == queries.shipped(*TCE)
    assert TableVersion.objects.count() == 2


def test_a_version_under_another_one_is_not_withdrawn():
    first = version(*TCE, changes=("0.1229", "0.1230"))
    activate(first)
    activate(version(*TCE, number=2, base_number=1, changes=("0.1229", "0.1231")))

    with pytest.raises(Refused, match="Version 2 is in force"):
        withdraw(first)


def test_a_dropped_draft_is_kept_and_cannot_be_activated():
    row = version(*TCE, changes=("0.1229", "0.1230"))
    withdraw(row)

    with pytest.raises(Refused) as caught:
        activate(row)

    assert caught.value.code == "factors.version.withdrawn"


def test_what_was_looked_through_does_not_change_when_another_version_is_activated():
    old = version(*TCE, number=1, changes=("0.1229", "0.1230"))
    with queries.as_if(old.pk):
        before = (queries.text(*TCE), queries.edition())

    activate(version(*TCE, number=2, changes=("0.1229", "0.1231")))

    with queries.as_if(old.pk):
        assert (queries.text(*TCE), queries.edition()) == before
