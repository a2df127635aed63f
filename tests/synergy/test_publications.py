"""Decisions about lists: frozen, chained, never changed."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from copark.base.models import AuditEntry
from copark.kernel.errors import Refused
from copark.synergy import queries, services
from copark.synergy.calc import frozen
from copark.synergy.models import Publication
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
HEAD = services.Head("海管发〔2026〕1号", date(2026, 3, 20), "海湾园区管委会", "first")


@pytest.fixture
def plant():
    found = make.enterprise("A1", make.park())
    make.record(make.use(found, "electricity", 50, "GWh"), make.release(found, "nox", 1))
    return found


def publish(**changes):
    given = {
        "name": "energy",
        "year": 2025,
        "rules": "zhejiang",
        "head": HEAD,
        "after_turn": 0,
        "user_id": None,
        "now": make.NOW,
    }
    return services.publish(**(given | changes))


def withdraw(number="海管发〔2026〕9号", after_turn=1, **changes):
    given = {
        "name": "energy",
        "year": 2025,
        "head": replace(HEAD, number=number),
        "after_turn": after_turn,
        "user_id": None,
        "now": make.NOW,
    }
    return services.withdraw(**(given | changes))


def refused(act, **facts):
    with pytest.raises(Refused) as found:
        act(**facts)
    return found.value.code


def values(found):
    return [(row.enterprise_code, row.value) for row in found.rows]


def test_a_published_list_keeps_its_figures_when_the_park_changes(plant):
    publish()
    was = queries.frozen_list(2025, "energy")

    make.record(make.use(plant, "steam", 90_000, "t"))

    found = queries.frozen_list(2025, "energy")
    assert (found.rows, found.text) == (was.rows, was.text)
    assert values(found) == [("A1", Decimal("6145.0"))]


def test_it_says_how_it_would_differ_today(plant):
    publish()
    found = queries.frozen_list(2025, "energy")
    assert queries.differences(found) == []

    make.record(make.use(plant, "diesel", 10, "t"))
    second = make.enterprise("B2", make.Park.objects.get())
    make.record(make.use(second, "electricity", 60, "GWh"))

    kinds = {(one.kind, one.row.enterprise_code) for one in queries.differences(found)}
    assert kinds == {("DIFFERS", "A1"), ("ENTERS", "B2")}


def test_the_frozen_figure_still_opens_down_to_the_last_ingredient_in_both_languages(plant):
    publish()

    (english,) = queries.frozen_list(2025, "energy").rows
    with translation.override("zh-hans"):
        (chinese,) = queries.frozen_list(2025, "energy").rows

    assert english.figure.parts[0].ingredients[0].value == 50_000_000
    assert english.figure.value == chinese.figure.value
    assert english.figure.name != chinese.figure.name


def test_the_rules_are_frozen_with_the_list(plant):
    name = "strict"
    rows = [
        row
        for row in queries.records_of(queries.named("zhejiang"))
        if row["rule"] == "zhejiang_key"
    ]
    make_rules = {
        "name": name,
        "titles": ("Strict", "从严"),
        "valid_from": date(2026, 1, 1),
        "user_id": None,
        "now": make.NOW,
    }
    services.make_rule_set(rules=[rows[0] | {"threshold": "100"}], **make_rules)
    publish(rules=name)
    services.make_rule_set(rules=[rows[0] | {"threshold": "999999"}], **make_rules)

    found = queries.frozen_list(2025, "energy")

    assert found.rule_set.rules[0].threshold == 100
    assert queries.differences(found) == []


def test_a_decision_replaces_another_and_both_are_kept(plant):
    publish()
    publish(head=replace(HEAD, number="海管发〔2026〕2号"), after_turn=1)

    assert [ref.turn for ref in queries.publications_of(2025, "energy")] == [2, 1]
    assert queries.in_force(2025)["energy"].number == "海管发〔2026〕2号"
    assert queries.frozen_list(2025, "energy", 1).ref.number == HEAD.number


def test_a_withdrawn_list_holds_no_more_and_can_be_decided_anew(plant):
    publish()
    withdraw()

    assert queries.in_force(2025) == {}
    assert queries.frozen_list(2025, "energy").rows == ()
    assert values(queries.frozen_list(2025, "energy", 1)) == [("A1", Decimal("6145.0"))]
    assert publish(head=replace(HEAD, number="海管发〔2026〕3号"), after_turn=2) == 3


def test_each_of_the_three_lists_has_decisions_of_its_own(plant):
    publish()
    publish(name="pollutants", head=replace(HEAD, number="海管发〔2026〕2号"))

    assert set(queries.in_force(2025)) == {"energy", "pollutants"}


def test_what_cannot_be_decided_is_refused(plant):
    publish()
    tomorrow = make.NOW.date() + timedelta(days=1)
    other = replace(HEAD, number="海管发〔2026〕7号")

    assert refused(publish, after_turn=1) == "synergy.publication.number"
    assert refused(publish, head=other) == "synergy.publication.overtaken"
    assert refused(publish, name="carbon", year=2024, head=other) == "synergy.publication.empty"
    assert refused(publish, name="noise", head=other) == "synergy.publication.unknown"
    assert (
        refused(publish, head=replace(other, decided_on=tomorrow)) == "synergy.publication.future"
    )
    assert refused(withdraw, name="carbon") == "synergy.publication.none"
    assert refused(withdraw, after_turn=0) == "synergy.publication.overtaken"
    assert Publication.objects.count() == 1


def test_a_refused_decision_leaves_no_trace(plant):
    publish()
    entries = AuditEntry.objects.count()

    refused(publish, head=replace(HEAD, number="海管发〔2026〕7号"))

    assert (Publication.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_a_decision_is_written_in_the_audit_trail_with_its_seal(plant):
    publish()

    entry = AuditEntry.objects.get(kind="publication")
    assert entry.verb == "publish"
    assert entry.facts["sha256"] == frozen.seal(queries.frozen_list(2025, "energy").text)


def test_a_list_that_somebody_tampered_with_is_not_shown(plant):
    publish()
    row = Publication.objects.get()
    Publication.objects.update(document=row.document.replace("6145", "4145"))

    assert refused(queries.frozen_list, year=2025, name="energy") == "synergy.publication.damaged"


def test_the_database_takes_no_second_decision_of_the_same_turn(plant):
    publish()
    row = Publication.objects.get()
    row.pk, row.number = None, "another"

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_decides_and_the_other_is_told():
    plant = make.enterprise("A1", make.park())
    make.record(make.use(plant, "electricity", 50, "GWh"))
    both, said = threading.Barrier(2), []

    def decide(number):
        both.wait()
        try:
            said.append(publish(head=replace(HEAD, number=number)))
        except Refused as found:
            said.append(found.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(f"海管发〔2026〕{n}号",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, said)) == ["1", "synergy.publication.overtaken"]
    assert Publication.objects.count() == 1
