from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from copark.alerts import queries, services
from copark.alerts.contracts import Raised
from copark.base.models import Role, User
from copark.registry.models import Enterprise, Park

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
QUERIES = 14

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms() -> list[Enterprise]:
    park = Park.objects.create(
        code="bay", name_en="Bay", name_zh="湾", longitude=121.5, latitude=28.7
    )
    return [
        Enterprise.objects.create(
            park=park,
            code=f"E{n}",
            name_en=f"Heron {n}",
            name_zh=f"鹭源{n}",
            sector="2710",
            longitude=121.5,
            latitude=28.7,
        )
        for n in (1, 2)
    ]


def raised(firm: Enterprise, rule: str = "limit.hour", **facts) -> int:
    plain = Raised(
        domain="monitoring",
        kind="point",
        subject_id="7",
        rule=f"{rule}.{firm.pk}",
        level="ATTENTION",
        at=NOON,
        enterprise_id=firm.pk,
        title_en=f"SO2 of {firm.name_en}",
        title_zh=f"{firm.name_zh}二氧化硫",
        value=33.0,
        limit=35.0,
        unit="mg/m3",
    )
    return services.raise_warning(replace(plain, **facts))


def client_of(role: str, firm: Enterprise | None = None) -> Client:
    user = User.objects.create(username=f"{role}{firm}", role=role, enterprise_id=firm and firm.pk)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def test_park_staff_see_every_warning_and_an_enterprise_its_own(firms):
    for firm in firms:
        raised(firm)

    everything = client_of(Role.PARK).get("/warnings/").content.decode()
    own = client_of(Role.ENTERPRISE, firms[0]).get("/warnings/").content.decode()

    assert "SO2 of Heron 1" in everything
    assert "SO2 of Heron 2" in everything
    assert "SO2 of Heron 1" in own
    assert "Heron 2" not in own


def test_an_enterprise_cannot_ask_for_anothers_warnings(firms):
    pk = raised(firms[1])
    client = client_of(Role.ENTERPRISE, firms[0])

    listed = client.get(f"/warnings/?enterprise={firms[1].pk}").content.decode()
    opened = client.get(f"/warnings/{pk}/")
    as_csv = client.get(f"/warnings/table.csv?enterprise={firms[1].pk}").content.decode()

    assert "SO2 of" not in listed
    assert opened.status_code == 403
    assert "SO2 of" not in as_csv


def test_the_list_is_narrowed_by_state_and_level(firms):
    raised(firms[0], level="ALARM", title_en="Over")
    closed = raised(firms[1], title_en="Gone")
    services.close_by_hand(id=closed, user_id=1, now=NOON)
    client = client_of(Role.PARK)

    standing = client.get("/warnings/").content.decode()
    gone = client.get("/warnings/?state=CLOSED").content.decode()
    notes = client.get("/warnings/?level=NOTE").content.decode()

    assert "Over" in standing
    assert "Gone" not in standing
    assert "Gone" in gone
    assert "No early warning matches" in notes


def test_acknowledging_leaves_its_trace_with_name_and_remark(firms):
    pk = raised(firms[0])
    client = client_of(Role.PARK)

    client.post(f"/warnings/{pk}/acknowledge", {"note": "sampler sent"})
    page = client.get(f"/warnings/{pk}/").content.decode()

    assert queries.warning(pk).state == "ACKNOWLEDGED"
    assert "Acknowledged by PARKNone" in page
    assert "sampler sent" in page


def test_closing_by_hand_needs_a_reason(firms):
    pk = raised(firms[0])
    client = client_of(Role.PARK)

    without = client.post(f"/warnings/{pk}/close", {"note": ""})
    with_one = client.post(f"/warnings/{pk}/close", {"note": "wrong range set"})

    assert without.status_code == 200
    assert "This field is required" in without.content.decode()
    assert with_one.status_code == 302
    assert queries.warning(pk).state == "CLOSED"


def test_whoever_comes_second_is_told_and_changes_nothing(firms):
    pk = raised(firms[0])
    services.close_by_hand(id=pk, user_id=1, now=NOON)
    client = client_of(Role.PARK)

    page = client.post(f"/warnings/{pk}/close", {"note": "me too"}, follow=True).content.decode()

    assert "closed already" in page
    assert len(queries.steps(pk)) == 2


@pytest.mark.parametrize("role", [Role.REGULATOR, Role.ENTERPRISE])
def test_who_only_looks_cannot_act(firms, role):
    pk = raised(firms[0])
    client = client_of(role, firms[0] if role == Role.ENTERPRISE else None)

    answers = [
        client.post(f"/warnings/{pk}/{verb}", {"note": "x"}) for verb in ("acknowledge", "close")
    ]
    page = client.get(f"/warnings/{pk}/").content.decode()

    assert [answer.status_code for answer in answers] == [403, 403]
    assert queries.warning(pk).state == "OPEN"
    assert "Acknowledge the warning" not in page


def test_the_csv_has_a_row_a_warning(firms):
    raised(firms[0])

    text = client_of(Role.PARK).get("/warnings/table.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[1][:2] == ["2026-11-23 12:00:00", ""]
    assert rows[1][4:6] == ["Heron 1", "SO2 of Heron 1"]


def test_the_page_is_chinese_for_who_reads_chinese(firms):
    raised(firms[0])
    client = client_of(Role.PARK)

    page = client.get("/warnings/", headers={"accept-language": "zh-CN"}).content.decode()

    assert "鹭源1二氧化硫" in page
    assert "预警" in page


@pytest.mark.parametrize("many", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_list(
    firms, django_assert_max_num_queries, many
):
    for turn in range(many):
        raised(firms[0], rule=f"rule{turn}", at=NOON + timedelta(minutes=turn))
    client = client_of(Role.PARK)

    with django_assert_max_num_queries(QUERIES):
        client.get("/warnings/")


def test_machines_get_the_same_warnings_under_the_same_rights(firms):
    pk = raised(firms[1])

    park = client_of(Role.PARK).get("/api/v1/warnings").json()
    own = client_of(Role.ENTERPRISE, firms[0])

    assert [(row["id"], row["state"], row["limit"]) for row in park] == [(pk, "OPEN", 35.0)]
    assert own.get("/api/v1/warnings").json() == []
    assert own.get(f"/api/v1/warnings?enterprise={firms[1].pk}").status_code == 403
    assert own.get(f"/api/v1/warnings/{pk}").status_code == 403
