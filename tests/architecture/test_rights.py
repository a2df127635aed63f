"""Walk every address as every role: pages and API alike."""

from __future__ import annotations

import addresses
import pytest
from django.test import Client
from django.urls import reverse

from copark.alerts import services
from copark.alerts.contracts import Raised
from copark.alerts.models import EarlyWarning
from copark.base.models import Role, Upload, User
from copark.base.rights import RIGHTS
from copark.registry.models import Enterprise, Outlet, Permit, Point
from tests.architecture.conftest import NOW

ROLES = [*Role.values, "nobody"]
OPEN = {"api:openapi-json", "api:openapi-view", "api:api-root"}
#: What an operation cannot be asked without.
QUERY = {
    name: {"start": "2026-11-18T00:00:00Z", "end": "2026-11-19T00:00:00Z"}
    for name in ("api:series", "api:hours")
} | {"api:report_file": {"form": "xlsx"}}
#: What an operation cannot be told without; a body of nothing is refused before anybody is asked.
BODY = {"api:decide_match": {"state": "CONFIRMED"}}
READERS = {Role.REGULATOR, Role.ENTERPRISE}  #: Those whom some operation refuses.
pytestmark = pytest.mark.django_db


def person(role: str) -> Client:
    client = Client()
    if role != "nobody":
        client.force_login(User.objects.filter(role=role).order_by("pk").first())
    return client


def samples(enterprise: Enterprise) -> dict[str, object]:
    """Something of this enterprise for every parameter of every address."""
    found = addresses.samples(enterprise.pk)
    warning = early_warning(enterprise, Point.objects.get(pk=found["point_id"])).pk
    upload = Upload.objects.create(
        at=NOW,
        user=owner(enterprise),
        kind="activity",
        name="a.csv",
        sha256="0" * 64,
        size=1,
        content=b"a",
    )
    permit = (
        found["permit_id"]
        or Permit.objects.create(
            enterprise=enterprise,
            pollutant="cod",
            medium="WATER",
            year=2026,
            tonnes=1,
            source="test",
        ).pk
    )
    made = {
        "warning_id": warning,
        "alerts:pk": warning,
        "upload_id": upload.pk,
        "permit_id": permit,
    }
    return found | made


def early_warning(enterprise: Enterprise, point: Point) -> EarlyWarning:
    rule = f"test.{enterprise.pk}.{EarlyWarning.objects.count()}"
    services.raise_warning(
        Raised(
            domain="monitoring",
            kind="point",
            subject_id=str(point.pk),
            rule=rule,
            level="ALARM",
            at=NOW,
            enterprise_id=enterprise.pk,
            title_en="Test",
            title_zh="测试",
        )
    )
    return EarlyWarning.objects.get(rule=rule)


def owner(enterprise: Enterprise) -> User:
    found = User.objects.filter(role=Role.ENTERPRISE, enterprise_id=enterprise.pk).first()
    return found or User.objects.create(
        username=f"of-{enterprise.pk}", role=Role.ENTERPRISE, enterprise_id=enterprise.pk
    )


def own_enterprise() -> Enterprise:
    return Enterprise.objects.get(
        pk=User.objects.filter(role=Role.ENTERPRISE).order_by("pk").first().enterprise_id
    )


def other_enterprise() -> Enterprise:
    with_outlets = Outlet.objects.filter(station__isnull=False).values("enterprise")
    return (
        Enterprise.objects.filter(pk__in=with_outlets)
        .exclude(pk=own_enterprise().pk)
        .order_by("pk")
        .first()
    )


def pages() -> list[addresses.Address]:
    return [one for one in addresses.everything() if not one.name.startswith("api:")]


def operations() -> list[addresses.Address]:
    return [
        one
        for one in addresses.everything()
        if one.name.startswith("api:") and one.name not in OPEN
    ]


def opened(client: Client, address: addresses.Address, values: dict[str, object]) -> int:
    """GET it; what takes only a POST is posted to."""
    url = reverse(address.name, kwargs=addresses.arguments(address, values))
    status = client.get(url, QUERY.get(address.name, {})).status_code
    if status != 405:
        return status
    if not address.name.startswith("api:"):
        return client.post(url).status_code
    body = BODY.get(address.name, {})
    return client.post(url, body, content_type="application/json").status_code


def test_every_page_says_which_right_it_asks_for():
    silent = [
        one.name
        for one in pages()
        if not one.right and one.name not in addresses.PUBLIC | addresses.SIGNED_IN
    ]

    assert silent == []


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_for_those_who_hold_its_right_and_for_nobody_else(small_park, role):
    client, values = person(role), samples(own_enterprise())
    wrong = []
    for address in pages():
        if address.name in addresses.PUBLIC:
            continue
        status = opened(client, address, values)
        holds = role != "nobody" and (address.right is None or address.right in RIGHTS[role])
        expected = {200, 204, 302, 404, 422} if holds else {302, 401} if role == "nobody" else {403}
        if status not in expected:
            wrong.append(f"{address.name}: {status}")

    assert wrong == []


def test_an_enterprise_never_opens_what_is_anothers(small_park):
    client, values = person(Role.ENTERPRISE), samples(other_enterprise())
    open_to_all = {
        "energy:year-close",
        "energy:use-template",
        "pollution:release-template",
        "monitoring:frame-detail",
    }
    seen = [
        f"{one.name}: {status}"
        for one in pages()
        if one.parameters
        and one.name not in open_to_all
        and set(one.parameters) - {"year", "form", "name", "rules", "block"}
        if (status := opened(client, one, values)) not in {403, 404}
    ]

    assert seen == []


@pytest.mark.parametrize("role", ROLES)
def test_each_operation_of_the_api_keeps_the_same_rights(small_park, role):
    client, values = person(role), samples(own_enterprise())
    wrong = []
    for address in operations():
        status = opened(client, address, values)
        expected = (
            {401}
            if role == "nobody"
            else {200, 403, 404, 422}
            if role in READERS
            else {200, 404, 422}
        )
        if status not in expected:
            wrong.append(f"{address.name}: {status}")

    assert wrong == []


def test_the_api_shows_an_enterprise_only_its_own(small_park):
    client, own = person(Role.ENTERPRISE), own_enterprise().pk
    leaks = []
    for address in operations():
        answer = client.get(
            reverse(address.name, kwargs=addresses.arguments(address, samples(own_enterprise())))
        )
        if answer.status_code == 200:
            leaks += [
                address.name for found in enterprise_ids(answer.json()) if found not in {own, None}
            ]

    assert leaks == []


def test_the_api_refuses_anothers_things(small_park):
    client, values = person(Role.ENTERPRISE), samples(other_enterprise())
    seen = [
        f"{one.name}: {status}"
        for one in operations()
        if set(one.parameters) - {"year", "rules", "name", "kind", "form"}
        if (status := opened(client, one, values)) not in {403, 404}
    ]

    assert seen == []


def test_there_are_pages_and_operations_to_walk():
    assert len(pages()) > 60
    assert len(operations()) > 10


def test_the_administration_site_is_the_administrators(small_park):
    statuses = {role: person(role).get("/admin/").status_code for role in ROLES}

    assert statuses.pop(Role.ADMIN) == 200
    assert set(statuses.values()) == {302}


def enterprise_ids(value: object):
    if isinstance(value, dict):
        if "enterprise_id" in value:
            yield value["enterprise_id"]
        for inner in value.values():
            yield from enterprise_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from enterprise_ids(inner)


@pytest.mark.parametrize(
    "name", ["energy:year", "energy:use-list", "pollution:year", "pollution:release-list"]
)
def test_an_empty_list_offers_the_import_only_to_those_who_may_report(small_park, name):
    offered = {
        role: b"/import/" in person(role).get(reverse(name), {"year": 2019}).content
        for role in (Role.PARK, Role.REGULATOR)
    }

    assert offered == {Role.PARK: True, Role.REGULATOR: False}
