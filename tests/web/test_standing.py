from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from copark.base.models import Role
from copark.energy import services as energy
from copark.energy.contracts import NewUse
from copark.registry.models import Plan
from copark.site import standing
from copark.site.kept import Kept

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh():
    standing.forget()


def use(works, amount: int):
    rows = [NewUse(works.pk, 2026, 3, "electricity", "BOUGHT", Decimal(amount), "MWh")]
    energy.record_uses(uses=rows, user_id=None, now=NOW)


@pytest.mark.django_db
def test_a_figure_is_held_against_its_plan(works):
    use(works, 1000)
    Plan.objects.create(
        park=works.park, enterprise=works, year=2026, subject="energy", value=100, unit="tce"
    )

    held = standing.standing(2026, works.pk, NOW).headlines[0]

    assert held.figure.value == Decimal("122.9")
    assert held.share == Decimal("1.229")
    assert held.state == "ALARM"


@pytest.mark.django_db
def test_the_share_of_a_plan_opens_with_the_figure_and_the_plan(client, works, people):
    year = datetime.now(UTC).year
    rows = [NewUse(works.pk, year, 1, "electricity", "BOUGHT", Decimal(1000), "MWh")]
    energy.record_uses(uses=rows, user_id=None, now=datetime.now(UTC))
    client.force_login(people[Role.ENTERPRISE])
    url = reverse("enterprise-making", args=[works.pk, "energy"]) + "?of=share"

    without = client.get(url)
    Plan.objects.create(
        park=works.park, enterprise=works, year=year, subject="energy", value=100, unit="tce"
    )
    share = client.get(url, HTTP_HX_REQUEST="true").content.decode()

    assert without.status_code == 404
    assert "figure ÷ plan × 100" in share
    assert "122.9" in share


@pytest.mark.django_db
def test_an_enterprise_sees_its_import_at_once_and_the_park_within_minutes(works):
    standing.figures(2026, None, NOW)
    use(works, 1000)

    own = standing.figures(2026, works.pk, NOW)[1]
    kept = standing.figures(2026, None, NOW + timedelta(minutes=1))[1]
    later = standing.figures(2026, None, NOW + timedelta(minutes=6))[1]

    assert [row.key for row in own] == ["energy", "carbon"]
    assert kept == []
    assert [row.key for row in later] == ["energy", "carbon"]


@pytest.mark.django_db
def test_the_making_of_a_figure_opens_in_the_drawer_and_as_a_page(client, works, people):
    year = datetime.now(UTC).year
    rows = [NewUse(works.pk, year, 1, "electricity", "BOUGHT", Decimal(10), "MWh")]
    energy.record_uses(uses=rows, user_id=None, now=datetime.now(UTC))
    client.force_login(people[Role.ENTERPRISE])
    url = reverse("enterprise-making", args=[works.pk, "energy"])

    drawer = client.get(url, HTTP_HX_REQUEST="true").content.decode()
    page = client.get(url).content.decode()

    assert "<html" not in drawer
    assert 'class="making"' in drawer
    assert "<html" in page
    assert client.get(reverse("park-making", args=["energy"])).status_code == 403
    assert client.get(reverse("enterprise-making", args=[works.pk, "gold"])).status_code == 404


def test_what_is_kept_is_worked_out_once_and_again_when_it_is_old():
    asked: list[int] = []
    kept = Kept(lambda year: asked.append(year) or year * 2, timedelta(minutes=5))

    first = kept.of(3, now=NOW)
    again = kept.of(3, now=NOW + timedelta(minutes=4))
    later = kept.of(3, now=NOW + timedelta(minutes=5))

    assert first == again == (NOW, 6)
    assert later == (NOW + timedelta(minutes=5), 6)
    assert asked == [3, 3]
