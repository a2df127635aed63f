from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from copark.base.models import Role, User
from copark.gateways.inbox import status
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.gateways.outbox import Outbox
from copark.monitoring import queries
from copark.monitoring.models import Day, Mark
from copark.monitoring.services import ingest
from copark.monitoring.views import commands, upkeep
from tests.monitoring.conftest import MINUTE, Site, build, limit

QUERIES = 30


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.COPARK_STATUS = tmp_path / "status"
    settings.COPARK_OUTBOX = tmp_path / "outbox.sqlite3"
    settings.COPARK_INBOX = tmp_path / "inbox"
    settings.COPARK_DATA = tmp_path
    commands._outbox.cache_clear()
    upkeep._kept_quality.cache_clear()
    yield
    commands._outbox(settings.COPARK_OUTBOX).close()
    commands._outbox.cache_clear()


def client_of(role: str, site: Site | None = None) -> Client:
    enterprise = site.enterprise.pk if site and role == Role.ENTERPRISE else None
    user = User.objects.create(username=f"{role}-{enterprise}", role=role, enterprise_id=enterprise)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def read(site: Site, now) -> None:
    ingest.ingest_batch(site.inbox, now=now)


def spoken(site: Site, now) -> None:
    limit(site.points["a21026"], 35)
    for minute in range(12, 0, -1):
        site.logger.real_time(now - minute * MINUTE, a21026=20.0 + minute, a00000=10000, a19001=9.5)
    read(site, now)


def test_the_station_list_shows_state_value_and_lag(stack, now):
    spoken(stack, now)

    page = client_of(Role.PARK).get("/monitoring/").content.decode()

    assert "Boiler stack" in page
    assert "MN-STACK-1" in page
    assert "21" in page
    assert "state-normal" in page


def test_the_list_is_searched_and_filtered(stack, now):
    spoken(stack, now)
    client = client_of(Role.PARK)

    found = client.get("/monitoring/?q=heron+boiler").content.decode()
    absent = client.get("/monitoring/?state=ALARM").content.decode()

    assert "MN-STACK-1" in found
    assert "MN-STACK-1" not in absent
    assert "No station matches" in absent


def test_an_enterprise_sees_its_own_stations_only(park, stack, inbox, now):
    other = build(park, inbox, mn="MN-OTHER", factors={"a21026": "mg/m3"}, code="E9")
    client = client_of(Role.ENTERPRISE, other)

    listed = client.get("/monitoring/").content.decode()
    addresses = [
        f"/monitoring/stations/{stack.station.pk}/",
        f"/monitoring/outlets/{stack.outlet.pk}/",
        f"/monitoring/points/{stack.points['a21026']}/series.json",
        f"/monitoring/points/{stack.points['a21026']}/hours/",
        f"/monitoring/points/{stack.points['a21026']}/evidence/?at=1",
        f"/monitoring/stations/{stack.station.pk}/marks/",
        f"/api/v1/monitoring/points/{stack.points['a21026']}/hours?start=2026-08-01T00:00:00Z&end=2026-08-02T00:00:00Z",
    ]

    assert "MN-OTHER" in listed
    assert "MN-STACK-1" not in listed
    assert {client.get(address).status_code for address in addresses} == {403}


def test_the_curve_becomes_finer_as_the_window_narrows(stack, now):
    spoken(stack, now)
    client = client_of(Role.PARK)
    page = f"/monitoring/points/{stack.points['a21026']}/series.json"

    whole = client.get(page).json()
    narrow = client.get(
        page, {"start": (now - timedelta(hours=2)).isoformat(), "end": now.isoformat()}
    ).json()

    assert whole["series"][0]["key"] in {"MINUTE", "HOUR", "REALTIME"}
    assert narrow["series"][0]["key"] == "REALTIME"
    assert len(narrow["series"][0]["points"]) == 12
    assert [line["value"] for line in narrow["limits"]] == [35.0]


def test_a_flagged_value_is_in_the_curve_with_its_flag(stack, now):
    stack.logger.real_time(now - 3 * MINUTE, a21026=5.0, flag="C")
    read(stack, now)

    answer = client_of(Role.PARK).get(
        f"/monitoring/points/{stack.points['a21026']}/series.json",
        {"start": (now - timedelta(hours=1)).isoformat(), "end": now.isoformat()},
    )
    [point] = answer.json()["series"][0]["points"]

    assert point[1:3] == [5.0, "C"]


def test_an_absurd_period_is_refused_with_a_reason(stack):
    page = f"/monitoring/points/{stack.points['a21026']}/series.json"

    answers = [
        client_of(Role.PARK).get(page, {"start": "2026-01-02", "end": "yesterday"}),
        client_of(Role.REGULATOR).get(
            page, {"start": "2026-02-01T00:00", "end": "2026-01-01T00:00"}
        ),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "is not a moment" in answers[0].content.decode()


def test_a_value_opens_the_raw_frame_it_came_from(stack, now, settings):
    raw = stack.logger.real_time(now - 2 * MINUTE, a21026=21.5, a00000=10000)
    inbox = SqliteInbox(settings.COPARK_INBOX, "hj212")
    inbox.append([row.arrival for row in stack.inbox.rows])
    inbox.close()
    read(stack, now)
    at = int((now - 2 * MINUTE).timestamp() * 1000)

    page = client_of(Role.PARK).get(
        f"/monitoring/points/{stack.points['a21026']}/evidence/?at={at}&step=REALTIME",
        headers={"hx-request": "true"},
    )
    text = page.content.decode()

    assert raw.decode().replace("&", "&amp;") in text
    assert "192.0.2.1:5000" in text
    assert "right, by HJ 212 Annex A" in text
    assert "<html" not in text


def test_a_frame_that_is_nowhere_is_told_as_absent(stack):
    assert client_of(Role.PARK).get("/monitoring/frames/hj212/99/").status_code == 404


def test_the_hours_say_validity_and_coverage(stack, now):
    spoken(stack, now)

    page = client_of(Role.PARK).get(f"/monitoring/points/{stack.points['a21026']}/hours/")
    table = client_of(Role.REGULATOR).get(
        f"/monitoring/points/{stack.points['a21026']}/hours/?format=csv"
    )

    assert page.status_code == 200
    assert "Coverage" in page.content.decode()
    assert table.content.decode("utf-8-sig").startswith("Hour,Mean")


def mark_form(now, **facts) -> dict[str, str]:
    local = timezone.localtime(now)
    plain = {
        "kind": "MAINTENANCE",
        "factor": "",
        "reason": "probe cleaned",
        "evidence": "",
        "start": (local - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "end": (local - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    return plain | facts


def test_a_period_is_marked_and_a_second_mark_over_it_refused(stack, now):
    spoken(stack, now)
    client = client_of(Role.ENTERPRISE, stack)
    page = f"/monitoring/stations/{stack.station.pk}/marks/"

    first = client.post(page, mark_form(now))
    second = client.post(page, mark_form(now))

    assert first.status_code == 302
    assert Mark.objects.count() == 1
    assert second.status_code == 422
    assert "marked already" in second.content.decode()


def test_a_mark_that_ends_before_it_begins_is_told_at_its_field(stack, now):
    client = client_of(Role.PARK)
    given = mark_form(now)

    answer = client.post(
        f"/monitoring/stations/{stack.station.pk}/marks/",
        given | {"start": given["end"], "end": given["start"]},
    )

    assert answer.status_code == 422
    assert "The end must lie after the beginning" in answer.content.decode()
    assert not Mark.objects.exists()


def test_a_mark_is_withdrawn_by_its_own_outlet_only(park, stack, inbox, now):
    other = build(park, inbox, mn="MN-OTHER", factors={"a21026": "mg/m3"}, code="E9")
    client_of(Role.PARK).post(f"/monitoring/stations/{stack.station.pk}/marks/", mark_form(now))
    mark = Mark.objects.get()

    elsewhere = client_of(Role.ENTERPRISE, other).post(
        f"/monitoring/stations/{other.station.pk}/marks/", {"withdraw": mark.pk}
    )
    here = client_of(Role.ENTERPRISE, stack).post(
        f"/monitoring/stations/{stack.station.pk}/marks/", {"withdraw": mark.pk}
    )

    assert elsewhere.status_code == 404
    assert here.status_code == 302
    assert not Mark.objects.exists()


def test_the_regulator_reads_marks_and_makes_none(stack, now):
    client = client_of(Role.REGULATOR)
    page = f"/monitoring/stations/{stack.station.pk}/marks/"

    assert client.get(page).status_code == 200
    assert client.post(page, mark_form(now)).status_code == 403


def test_a_command_waits_in_the_outbox_and_is_listed(stack, now, settings):
    client = client_of(Role.PARK)
    page = f"/monitoring/stations/{stack.station.pk}/commands/"

    client.post(page, {"verb": "set-time"})
    client.post(page, {"verb": "intervals", "realtime": "60", "minute": ""})
    gap = mark_form(now)
    client.post(page, {"verb": "history", "cn": "2051", "start": gap["start"], "end": gap["end"]})
    text = client.get(page).content.decode()
    outbox = Outbox(settings.COPARK_OUTBOX)
    queued = [(one.cn, one.cp.split("=")[0]) for one in outbox.states("MN-STACK-1")]
    outbox.close()

    assert queued == [("2051", "BeginTime"), ("1062", "RtdInterval"), ("1012", "SystemTime")]
    assert "waiting for the station" in text


def test_an_interval_out_of_bounds_is_refused_and_nothing_is_queued(stack, settings):
    client = client_of(Role.PARK)

    answer = client.post(
        f"/monitoring/stations/{stack.station.pk}/commands/",
        {"verb": "intervals", "realtime": "1", "minute": "5"},
    )
    outbox = Outbox(settings.COPARK_OUTBOX)

    assert answer.status_code == 422
    assert outbox.states("MN-STACK-1") == []
    outbox.close()


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.REGULATOR])
def test_only_park_staff_command_a_station(stack, role):
    client = client_of(role, stack)

    answer = client.post(f"/monitoring/stations/{stack.station.pk}/commands/", {"verb": "stop"})

    assert answer.status_code == 403


def test_refused_frames_are_listed_with_their_reason(stack, now):
    stack.logger.says("rubbish", at=now - MINUTE)
    stack.inbox.rows[-1] = stack.inbox.rows[-1].__class__(
        1,
        stack.inbox.rows[-1].arrival.__class__(
            b"##0005xxxxx0000", 1, "192.0.2.1:1", "MN-STACK-1", stack.inbox.rows[-1].arrival.mark
        ),
    )
    read(stack, now)

    page = client_of(Role.PARK).get("/monitoring/faults/").content.decode()

    assert "MN-STACK-1" in page
    assert "/monitoring/frames/hj212/1/" in page


def test_an_unknown_station_leads_the_administrator_to_registering_it(stack, settings, now):
    us = int(now.timestamp() * 1_000_000)
    unknown = status.UnknownStation("MN-STRANGER", 4, "192.0.2.9:1", us, us)
    status.write(
        settings.COPARK_STATUS,
        status.GatewayStatus(
            "hj212", 1, "127.0.0.1", 9212, us, us, unknown=(unknown,), disk_ok=False
        ),
    )

    admin = client_of(Role.ADMIN).get("/monitoring/faults/").content.decode()
    own = client_of(Role.ENTERPRISE, stack).get("/monitoring/faults/").content.decode()
    gateways = client_of(Role.PARK).get("/monitoring/gateways/").content.decode()

    assert "mn=MN-STRANGER" in admin
    assert "MN-STRANGER" not in own
    assert "The disk takes nothing more" in gateways


def test_the_valid_data_rate_counts_stopped_hours_out(stack, now):
    day = timezone.localdate(now)
    Day.objects.create(
        point_id=stack.points["a21026"],
        day=day.replace(month=1, day=1),
        validity="VALID",
        hours_valid=9,
        hours_stopped=14,
        hours_invalid=0,
        hours_missing=1,
    )

    page = client_of(Role.PARK).get("/monitoring/quality/").content.decode()

    assert "90 %" in page
    assert "9 h valid, 0 h invalid, 1 h missing, 14 h stopped" in page


def test_the_valid_data_rate_opens_the_hours_it_was_made_of(stack, now):
    day = timezone.localdate(now).replace(month=1, day=1)
    Day.objects.create(
        point_id=stack.points["a21026"], day=day, validity="VALID", hours_valid=9,
        hours_stopped=14, hours_invalid=0, hours_missing=1, hours_replaced=1,
    )  # fmt: skip
    client = client_of(Role.PARK)
    where = {"year": day.year, "station": stack.station.pk}

    rate = client.get("/monitoring/quality/making/", where | {"quarter": 1}).content.decode()
    replaced = client.get("/monitoring/quality/making/", where).content.decode()
    nowhere = client.get("/monitoring/quality/making/", where | {"quarter": 5})

    assert "valid hours ÷ all hours in which it was not stopped" in rate
    assert "sum over the points of the station" in replaced
    assert nowhere.status_code == 404


def test_an_hour_opens_what_it_was_made_of(stack, now):
    spoken(stack, now)
    point = stack.points["a21026"]
    hour = next(
        one
        for one in queries.hours(point, now - timedelta(hours=5), now + timedelta(hours=1))
        if one.count
    )
    at = int(hour.start.timestamp() * 1000)

    page = client_of(Role.PARK).get(
        f"/monitoring/points/{point}/evidence/?at={at}&step=HOUR", headers={"hx-request": "true"}
    )

    assert "mean of the valid values of the hour" in page.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_park(
    park, inbox, stack, now, django_assert_max_num_queries
):
    spoken(stack, now)
    for number in range(8):
        build(park, inbox, mn=f"MN-{number}", factors={"a21026": "mg/m3"}, code=f"X{number}")
    client = client_of(Role.PARK)

    for page in ("/monitoring/", "/monitoring/map/", f"/monitoring/stations/{stack.station.pk}/"):
        with django_assert_max_num_queries(QUERIES):
            assert client.get(page).status_code == 200


def test_machines_read_values_curves_and_hours(stack, now):
    spoken(stack, now)
    client = client_of(Role.ENTERPRISE, stack)
    period = {
        "start": (now - timedelta(hours=2)).isoformat(),
        "end": (now + timedelta(hours=1)).isoformat(),
    }

    latest = client.get("/api/v1/monitoring/latest").json()
    series = client.get(f"/api/v1/monitoring/points/{stack.points['a21026']}/series", period).json()
    hours = client.get(f"/api/v1/monitoring/points/{stack.points['a21026']}/hours", period).json()
    too_long = client.get(
        f"/api/v1/monitoring/points/{stack.points['a21026']}/series",
        {"start": "2020-01-01T00:00Z", "end": "2026-01-01T00:00Z", "step": "REALTIME"},
    )

    assert {row["factor"] for row in latest} == {"a21026", "a00000", "a19001"}
    assert len(series["times"]) == 12
    assert sum(hour["count"] for hour in hours) == 12
    assert too_long.status_code == 422
