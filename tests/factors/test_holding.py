"""What holds: the newest activated version, else the table that came with Copark."""

from __future__ import annotations

import pytest

from copark.energy import queries as energy
from copark.factors import queries
from copark.factors.models import TableVersion
from tests.factories.tables import version

pytestmark = pytest.mark.django_db
TCE = ("energy", "energy_tce.csv")


def test_without_versions_the_shipped_table_holds_and_the_edition_is_empty():
    text, edition = queries.text(*TCE), queries.edition()

    assert text == queries.shipped(*TCE)
    assert edition == ""


def test_the_newest_activated_version_holds_and_changes_the_edition():
    version(*TCE, number=1, state="ACTIVE", changes=("0.1229", "0.1230"))
    second = version(*TCE, number=2, base_number=1, state="ACTIVE", changes=("0.1229", "0.1231"))
    version(*TCE, number=3, base_number=2, state="DRAFT", changes=("0.1229", "0.1232"))
    queries.forget()

    assert queries.text(*TCE) == second.content
    assert queries.edition() != ""


def test_a_draft_holds_only_for_whoever_looks_through_it():
    draft = version(*TCE, changes=("0.1229", "0.1230"))
    before = queries.edition()

    with queries.as_if(draft.pk):
        supposed = (queries.text(*TCE), queries.edition())
        coefficient = energy.coefficients()["electricity_equivalent"].kgce

    assert supposed[0] == draft.content
    assert supposed[1] != before == queries.edition()
    assert str(coefficient) == "0.1230"
    assert str(energy.coefficients()["electricity_equivalent"].kgce) == "0.1229"


def test_without_a_version_the_one_before_it_holds():
    version(*TCE, number=1, state="ACTIVE", changes=("0.1229", "0.1230"))
    second = version(*TCE, number=2, base_number=1, state="ACTIVE", changes=("0.1229", "0.1231"))
    queries.forget()

    with queries.as_if_without(second.pk):
        coefficient = energy.coefficients()["electricity_equivalent"].kgce

    assert str(coefficient) == "0.1230"


def test_a_request_asks_once_however_often_it_reads(django_assert_num_queries):
    with queries.settled(), django_assert_num_queries(1):
        for _ in range(50):
            energy.carriers()
            queries.edition()


def test_a_request_keeps_to_what_held_when_it_began():
    with queries.settled():
        before = queries.text(*TCE)
        version(*TCE, number=1, state="ACTIVE", changes=("0.1229", "0.1230"))

        assert queries.text(*TCE) == before

    with queries.settled():
        assert queries.text(*TCE) == TableVersion.objects.get().content
