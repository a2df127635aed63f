from __future__ import annotations

import pytest
from django.urls import reverse

from copark.base.models import AuditEntry
from copark.gateways import roster
from copark.registry.models import Enterprise, Limit, Park, Point, Station

pytestmark = pytest.mark.django_db
NO_POINTS = {"points-TOTAL_FORMS": "0", "points-INITIAL_FORMS": "0"}


def works_facts(**changes):
    plain = {
        "name_en": "Curlew",
        "name_zh": "杓鹬",
        "code": "E9",
        "zone": "",
        "sector": "2614",
        "permit_class": "KEY",
        "longitude": "121.6",
        "latitude": "28.7",
        "stand_in_of": "",
    }
    return plain | changes


def station_facts(**changes):
    plain = {
        "name_en": "Logger",
        "name_zh": "数采仪",
        "mn": "33109900000009",
        "st": "31",
        "password": "654321",
        "crc_policy": "STRICT",
        "sm4_key_hex": "",
        "realtime_seconds": "30",
        "minute_minutes": "10",
        "is_active": "on",
    }
    return plain | NO_POINTS | changes


def point_rows(*rows):
    data = {"points-TOTAL_FORMS": str(len(rows)), "points-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"points-{number}-{name}": value for name, value in row.items()}
    return data


def test_an_enterprise_is_added_with_a_line_in_the_trail(signed_in, park):
    response = signed_in.post(reverse("registry:enterprise-new"), works_facts())

    added = Enterprise.objects.get(code="E9")
    assert response["Location"] == reverse("registry:enterprise-detail", args=[added.pk])
    assert AuditEntry.objects.get().verb == "enterprise.added"


def test_the_trail_holds_only_what_changed(signed_in, works):
    same = works_facts(
        code="E1",
        name_en="Heron Works",
        name_zh="鹭苇药业",
        sector="2720",
        permit_class="SIMPLE",
        longitude="121.5",
        latitude="28.7",
        is_above_scale="on",
    )

    signed_in.post(reverse("registry:enterprise-edit", args=[works.pk]), same)

    assert AuditEntry.objects.get().facts == {"sector": "2720"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "E1"}, "code"),
        ({"sector": "27"}, "sector"),
        ({"longitude": "221"}, "longitude"),
        ({"latitude": "north"}, "latitude"),
        ({"name_zh": ""}, "name_zh"),
    ],
)
def test_a_wrong_field_is_named_at_its_place_and_on_top(signed_in, works, changes, field):
    response = signed_in.post(reverse("registry:enterprise-new"), works_facts(**changes))

    html = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in html
    assert f'<a href="#id_{field}">' in html
    assert Enterprise.objects.count() == 1


def test_a_saved_station_reaches_the_gateways(
    signed_in, stack, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.COPARK_ROSTER = tmp_path / "roster.json"

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("registry:station-new", args=[stack.pk]), station_facts())

    entry = roster.read(settings.COPARK_ROSTER)["33109900000009"]
    assert (entry.password, entry.crc_policy) == ("654321", "STRICT")


def test_a_station_out_of_use_leaves_the_roster(
    signed_in, station, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.COPARK_ROSTER = tmp_path / "roster.json"
    changed = station_facts(mn=station.mn, is_active="")

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("registry:station-edit", args=[station.pk]), changed)

    assert station.mn not in roster.read(settings.COPARK_ROSTER)


def test_the_trail_never_holds_a_password_or_a_key(signed_in, stack):
    signed_in.post(
        reverse("registry:station-new", args=[stack.pk]), station_facts(sm4_key_hex="ab" * 16)
    )

    facts = AuditEntry.objects.get(kind="station").facts
    assert (facts["password"], facts["sm4_key_hex"]) == ("***", "***")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mn": "33100100000001"}, "mn"),
        ({"mn": "3310;PW=1"}, "mn"),
        ({"sm4_key_hex": "xyz"}, "sm4_key_hex"),
        ({"crc_policy": "VARIANTS"}, "crc_variants"),
        ({"realtime_seconds": "0"}, "realtime_seconds"),
    ],
)
def test_a_station_that_could_not_speak_is_refused(signed_in, station, changes, field):
    url = reverse("registry:station-new", args=[station.outlet_id])

    response = signed_in.post(url, station_facts(**changes))

    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert Station.objects.count() == 1


def test_points_are_saved_with_their_station(signed_in, stack):
    rows = point_rows(
        {"factor": "a21026", "unit": "ug/m3", "range_low": "0", "range_high": "500"},
        {"factor": "", "unit": "", "range_low": "", "range_high": ""},
    )

    signed_in.post(reverse("registry:station-new", args=[stack.pk]), station_facts() | rows)

    assert list(Point.objects.values_list("factor", "unit")) == [("a21026", "ug/m3")]


@pytest.mark.parametrize(
    "row",
    [
        {"factor": "a21026", "unit": "kWh", "range_low": "", "range_high": ""},
        {"factor": "a21026", "unit": "mg/m3", "range_low": "9", "range_high": "1"},
    ],
)
def test_a_point_that_makes_no_sense_saves_nothing_of_the_station(signed_in, stack, row):
    url = reverse("registry:station-new", args=[stack.pk])

    response = signed_in.post(url, station_facts() | point_rows(row))

    assert response.status_code == 422
    assert not Station.objects.exists()


def limit_facts(**changes):
    row = {
        "averaging": "HOUR",
        "value": "35",
        "low": "",
        "unit": "mg/m3",
        "valid_from": "2025-01-01",
        "valid_to": "",
        "source": "GB 31571-2015",
        "confidence": "seen",
    } | changes
    data = {"limits-TOTAL_FORMS": "1", "limits-INITIAL_FORMS": "0"}
    return data | {f"limits-0-{name}": value for name, value in row.items()}


def test_a_limit_carries_its_beginning_and_its_source(signed_in, station):
    point = Point.objects.get()

    signed_in.post(reverse("registry:point-limits", args=[point.pk]), limit_facts())

    limit = Limit.objects.get()
    assert (limit.point_id, limit.source, limit.valid_to) == (point.pk, "GB 31571-2015", None)


@pytest.mark.parametrize("changes", [{"valid_to": "2024-01-01"}, {"low": "50"}, {"source": ""}])
def test_a_limit_that_contradicts_itself_is_refused(signed_in, station, changes):
    url = reverse("registry:point-limits", args=[Point.objects.get().pk])

    assert signed_in.post(url, limit_facts(**changes)).status_code == 422
    assert not Limit.objects.exists()


def test_a_park_keeps_a_time_zone_that_exists(signed_in, park):
    facts = {
        "name_en": "Bay",
        "name_zh": "海湾",
        "code": "bay",
        "zone_name": "Mars/Olympus",
        "area_code": "331082",
        "longitude": "121",
        "latitude": "28",
        "stand_in_note_en": "",
        "stand_in_note_zh": "",
    }

    refused = signed_in.post(reverse("registry:park-edit"), facts).status_code
    signed_in.post(reverse("registry:park-edit"), facts | {"zone_name": "Asia/Shanghai"})

    assert refused == 422
    assert Park.objects.get().name_en == "Bay"


def test_a_permit_has_one_amount_a_pollutant_and_year(signed_in, works):
    url = reverse("registry:permit-new", args=[works.pk])
    facts = {
        "pollutant": "nox",
        "medium": "AIR",
        "year": "2026",
        "tonnes": "12.5",
        "source": "permit",
    }

    first = signed_in.post(url, facts).status_code
    second = signed_in.post(url, facts).status_code

    assert (first, second) == (302, 422)


def test_a_permit_allows_nothing_below_zero(signed_in, works):
    url = reverse("registry:permit-new", args=[works.pk])
    facts = {
        "pollutant": "nox",
        "medium": "AIR",
        "year": "2026",
        "tonnes": "-1",
        "source": "permit",
    }

    assert signed_in.post(url, facts).status_code == 422


def test_a_factor_that_does_not_exist_is_refused(signed_in, stack):
    row = {"factor": "a99999", "unit": "mg/m3", "range_low": "", "range_high": ""}
    url = reverse("registry:station-new", args=[stack.pk])

    assert signed_in.post(url, station_facts() | point_rows(row)).status_code == 422
