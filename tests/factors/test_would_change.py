"""Both inventories side by side, before anybody activates a draft."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from copark.energy import queries as energy
from copark.factors import queries, services
from copark.inventory import services as inventories
from copark.reporting import services as reporting
from copark.reporting.queries.what_would_change import would_change
from copark.statistics.queries import amounts
from tests.factories import inventories as made
from tests.factories.inventories import NOW
from tests.factories.tables import version

pytestmark = pytest.mark.django_db
TCE = ("energy", "energy_tce.csv")
BETTER = ("kWh,0.1229", "kWh,0.1300")


@pytest.fixture
def owners():
    where = made.park()
    first, second = made.enterprise("E1", where), made.enterprise("E2", where)
    made.record(
        made.use(first, "electricity", 1_000_000, "kWh", year=2024),
        made.use(first, "electricity", 2_000_000, "kWh", year=2025),
        made.use(second, "natural_gas", 1_000, "m3", year=2025),
    )
    return first, second


def energy_rows(found):
    return [row for row in found.changed if row.subject == "energy"]


def test_every_open_figure_that_would_be_another_stands_beside_what_it_is(owners):
    draft = version(*TCE, changes=BETTER)

    found = would_change(queries.version(draft.pk))

    assert [(row.year, row.enterprise_id) for row in energy_rows(found)] == [
        (2025, owners[0].pk),
        (2024, owners[0].pk),
    ]
    row = energy_rows(found)[0]
    assert (row.now.value, row.then.value) == (Decimal("245.8"), Decimal("260.0"))
    assert row.difference.value == Decimal("14.2")
    assert [item.value for item in row.difference.ingredients] == [row.then.value, row.now.value]
    assert found.same
    assert not found.problems


def test_looking_changes_nothing(owners):
    draft = version(*TCE, changes=BETTER)
    before = [row.figure for row in energy.year_of(2025)]

    would_change(queries.version(draft.pk))

    assert [row.figure for row in energy.year_of(2025)] == before
    assert queries.edition() == ""


def test_what_stepping_back_would_change_is_shown_the_other_way_round(owners):
    row = version(*TCE, changes=BETTER)
    services.activate_version(version_id=row.pk, user_id=None, now=NOW)

    found = would_change(queries.version(row.pk))

    assert energy_rows(found)[0].difference.value == Decimal("-14.2")


def test_a_closed_inventory_keeps_its_figures_whatever_is_activated(owners):
    first = owners[0]
    for act in ("submit", "accept"):
        inventories.take_step(
            enterprise_id=first.pk, year=2024, verb=act, note="", user_id=None, now=NOW
        )
    reporting.close(enterprise_id=first.pk, year=2024, user_id=None, now=NOW)
    before = energy.year_of(2024, first.pk)[0].figure
    draft = version(*TCE, changes=BETTER)

    found = would_change(queries.version(draft.pk))
    services.activate_version(version_id=draft.pk, user_id=None, now=NOW)

    assert {row.year for row in found.changed} == {2025}
    assert found.closed == ((2024, 1),)
    assert energy.year_of(2024, first.pk)[0].figure == before
    assert energy.year_of(2025, first.pk)[0].figure.value == Decimal("260.0")


def test_what_is_kept_for_a_while_is_not_kept_beyond_an_activation(owners):
    before = amounts.sheet("energy", 2025, amounts.stamp())
    draft = version(*TCE, changes=BETTER)

    services.activate_version(version_id=draft.pk, user_id=None, now=NOW)

    assert amounts.sheet("energy", 2025, amounts.stamp()) != before


def test_a_year_that_cannot_be_computed_is_said_and_keeps_the_draft_from_being_activated(
    owners, client
):
    head, *lines = queries.shipped("carbon", "grid_factors.csv").splitlines()
    kept = "\n".join([head, *(line for line in lines if ",average," not in line)]) + "\n"
    draft = version("carbon", "grid_factors.csv")
    type(draft).objects.filter(pk=draft.pk).update(content=kept, sha256="0" * 64)
    client.force_login(made.person("staff"))

    page = client.get(
        reverse("reporting:factor-change", args=[draft.pk]), headers={"HX-Request": "true"}
    )

    assert "2025 could not be computed under this version" in page.text
    assert "Activate this version" not in page.text


def test_the_page_comes_at_once_and_its_figures_follow_with_their_makings(owners, client):
    draft = version(*TCE, changes=BETTER)
    client.force_login(made.person("staff"))
    address = reverse("reporting:factor-change", args=[draft.pk])

    shell = client.get(address)
    result = client.get(address, headers={"HX-Request": "true"})
    whole = client.get(address, {"all": ""})
    making = client.get(
        reverse("reporting:factor-making", args=[draft.pk, owners[0].pk, 2025, "energy", "then"]),
        headers={"HX-Request": "true"},
    )

    assert "found" not in shell.context
    assert "Activate this version" in result.text
    assert "Activate this version" in whole.text
    assert "0.13" in making.text


def test_the_cost_does_not_grow_with_the_enterprises(owners):
    draft = version(*TCE, changes=BETTER)
    counts = []
    for name in ("M1", "M2"):
        with queries.settled(), CaptureQueriesContext(connection) as counted:
            would_change(queries.version(draft.pk))
        counts.append(len(counted))
        more = [made.enterprise(f"{name}{n}", owners[0].park) for n in range(4)]
        made.record(*(made.use(one, "electricity", 5, "kWh", year=2025) for one in more))

    assert counts[1] <= counts[0]
