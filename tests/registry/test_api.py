from __future__ import annotations

import pytest

from copark.registry.models import Limit, Point

pytestmark = pytest.mark.django_db


def test_the_api_asks_who_is_there(client, works):
    assert client.get("/api/v1/registry/enterprises").status_code == 401


def test_the_api_shows_staff_their_own_and_refuses_the_rest(client, staff, works, rival, stack):
    client.force_login(staff)

    own = client.get("/api/v1/registry/enterprises").json()
    refused = client.get(f"/api/v1/registry/outlets?enterprise={rival.pk}")

    assert [row["code"] for row in own] == ["E1"]
    assert refused.status_code == 403
    assert refused.json()["code"] == "denied"


def test_a_point_comes_with_its_limits(signed_in, station):
    point = Point.objects.get()
    Limit.objects.create(
        point=point,
        averaging="HOUR",
        value="35.5",
        unit="mg/m3",
        valid_from="2025-01-01",
        source="x",
    )

    row = signed_in.get("/api/v1/registry/points").json()[0]

    assert (row["mn"], row["limits"][0]["value"]) == (station.mn, "35.5000")


def test_the_documentation_calls_no_foreign_host(signed_in):
    html = signed_in.get("/api/v1/docs").content.decode()

    assert "/static/ninja/" in html
    assert "cdn" not in html
    assert "https://" not in html


def test_the_description_names_every_domain_that_answers(signed_in):
    paths = signed_in.get("/api/v1/openapi.json").json()["paths"]

    assert "/api/v1/registry/park" in paths
    assert any(path.startswith("/api/v1/warnings") for path in paths)
