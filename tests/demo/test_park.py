from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from copark.alerts import queries as alerts
from copark.base.models import Role, User
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.gateways import roster
from copark.monitoring import queries as monitoring
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from demo import park

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One small park for all tests of this file, in a transaction that is taken back."""
    folder = tmp_path_factory.mktemp("park")
    paths = {"COPARK_ARCHIVE": folder / "archive", "COPARK_ROSTER": folder / "roster.json"}
    with django_db_blocker.unblock(), override_settings(**paths), transaction.atomic():
        yield park.build(now=NOW, scale="small", folder=folder / "files")
        transaction.set_rollback(True)


def test_a_small_park_is_built_whole(built):
    assert len(registry.enterprises()) == 6
    assert len(registry.points()) == len(built.points) > 40
    assert len(registry.park_map()["features"]) > 300
    assert {entry.mn for entry in roster.read(settings.COPARK_ROSTER).values()} == set(
        built.stations
    )


def test_every_page_can_say_that_the_data_stand_in(built):
    note = registry.park().stand_in_note_en + registry.park().stand_in_note_zh

    assert "fictional" in note
    assert "虚构" in note
    assert all(row.stand_in_of for row in registry.enterprises())


def test_there_is_one_login_for_each_role_and_the_enterprise_sees_its_own(built):
    users = User.objects.all()

    assert sorted(user.role for user in users) == sorted(Role.values)
    own = next(user for user in users if user.role == Role.ENTERPRISE)
    assert own.enterprise_id == built.enterprises["E01"]
    assert own.check_password("lanwan-demo")


def test_fourteen_days_of_hours_can_be_read_back(built):
    point = built.points[_mn(built, "E37", "DW001"), "w01018"]
    end = NOW.replace(minute=0)

    hours = monitoring.hours(point, end.replace(day=end.day - 2), end)

    heard = [hour for hour in hours if hour.mean is not None]
    assert len(heard) >= 44
    assert all(5 < hour.mean < 100 for hour in heard)


def test_the_excess_of_last_week_is_in_the_records(built):
    point = built.points[_mn(built, "E27", "DW001"), "w01018"]
    end = NOW.replace(minute=0)

    hours = monitoring.hours(point, end.replace(day=end.day - 8), end)

    assert sum(hour.mean > 500 for hour in hours if hour.mean is not None) == 8


def test_the_excess_of_last_week_was_warned_of_seen_and_closed(built):
    point = built.points[_mn(built, "E27", "DW001"), "w01018"]

    warned = [row for row in alerts.recent(50) if f"/{_station(built, point)}/" in row.url]

    assert len(warned) == 1
    assert warned[0].state == "CLOSED"
    assert warned[0].raised_at < warned[0].closed_at < NOW
    assert warned[0].value > warned[0].limit == 500


def test_inventories_stand_on_what_was_imported(built):
    last_year = energy.year_of(2025)

    assert len(last_year) == 6
    assert all(row.figure.value > 0 for row in last_year)
    assert all(row.figure.value > 0 for row in carbon.year_of(2025))
    assert {row.pollutant for row in pollution.year_of(2025)} >= {"nox", "nmhc", "cod", "nh3n"}


def test_the_plan_of_the_year_follows_the_last_one(built):
    planned = {row.subject: row.value for row in registry.plans(2026) if row.enterprise_id is None}
    used = sum((row.figure.value for row in energy.year_of(2025)), Decimal(0))

    assert planned["energy"] == pytest.approx(used * Decimal("0.985"), abs=1)
    assert {"energy", "carbon", "nox", "cod"} <= set(planned)


def _station(built, point: int) -> int:
    return next(row.station_id for row in registry.points() if row.id == point)


def _mn(built, firm: str, outlet: str) -> str:
    return next(
        plan.station.mn for plan in built.plan.outlets if (plan.firm, plan.code) == (firm, outlet)
    )
