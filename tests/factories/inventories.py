"""A small park with enterprises, people, activity data and releases."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from copark.base.models import Role, User
from copark.energy import services as energy
from copark.energy.contracts import NewUse
from copark.pollution import services as pollution
from copark.pollution.contracts import NewRelease
from copark.registry.models import Enterprise, Park

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def park(**facts) -> Park:
    plain = {
        "code": "bay",
        "name_en": "Bay Park",
        "name_zh": "海湾园区",
        "longitude": 121.5,
        "latitude": 28.7,
        "area_code": "331082",
    }
    return Park.objects.create(**(plain | facts))


def enterprise(code: str, where: Park, **facts) -> Enterprise:
    plain = {
        "name_en": f"Works {code}",
        "name_zh": f"{code}制药",
        "sector": "2710",
        "longitude": 121.5,
        "latitude": 28.7,
    }
    return Enterprise.objects.create(park=where, code=code, **(plain | facts))


def person(name: str, role: str = Role.PARK, enterprise_id: int | None = None) -> User:
    facts = {"password": "x", "role": role, "enterprise_id": enterprise_id}
    return User.objects.create_user(name, **facts)


def use(
    owner: Enterprise, carrier: str, amount, unit: str, *, year=2025, month=None, direction="BOUGHT"
):
    return NewUse(owner.pk, year, month, carrier, direction, Decimal(str(amount)), unit)


def release(owner: Enterprise, pollutant: str, amount, *, year=2025, medium="AIR", unit="t"):
    return NewRelease(owner.pk, year, medium, pollutant, Decimal(str(amount)), unit)


def record(*rows, now=NOW) -> list[int]:
    """Record uses and releases through their services."""
    uses = [row for row in rows if isinstance(row, NewUse)]
    releases = [row for row in rows if isinstance(row, NewRelease)]
    ids = energy.record_uses(uses=uses, user_id=None, now=now) if uses else []
    ids += pollution.record_releases(releases=releases, user_id=None, now=now) if releases else []
    return ids
