"""Pages, exports and API of the inventories and lists: rights, both languages, forms."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from copark.base.models import Role
from copark.energy import queries as energy
from copark.energy import services
from copark.pollution import queries as pollution
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    where = make.park()
    return make.enterprise("A1", where), make.enterprise("B2", where)


@pytest.fixture
def recorded(town):
    first, second = town
    make.record(
        make.use(first, "electricity", 50, "GWh"),
        make.use(first, "natural_gas", 1, "1e4Nm3"),
        make.use(second, "electricity", 9, "GWh", month=2),
        make.release(first, "nox", 7),
        make.release(second, "cod", 3, medium="INDIRECT"),
    )
    return town


def signed_in(client, role, enterprise=None):
    client.force_login(
        make.person(f"{role}-{enterprise}".lower(), role, enterprise and enterprise.pk)
    )
    return client


PARK_PAGES = (
    "/energy/?year=2025",
    "/energy/uses/?year=2025",
    "/energy/factors/",
    "/carbon/?year=2025",
    "/carbon/factors/",
    "/carbon/grids/",
    "/pollution/?year=2025",
    "/pollution/pollutants/",
    "/pollution/releases/?year=2025",
    "/lists/?year=2025",
    "/lists/rules/",
    "/lists/rules/zhejiang/",
)
REPORTING = (
    "/energy/uses/new/",
    "/energy/uses/import/",
    "/energy/uses/template.xlsx",
    "/energy/uses/template.csv",
    "/pollution/releases/new/",
    "/pollution/releases/import/",
    "/pollution/releases/template.xlsx",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PARK_PAGES)
def test_every_page_answers_the_park_in_both_languages(client, recorded, page, language):
    signed_in(client, Role.PARK)

    answer = client.get(page, headers={"accept-language": language})

    assert answer.status_code == 200
    title = re.search("<h1[^>]*>(.+?)</h1>", answer.content.decode(), re.DOTALL)[1]
    assert (re.search("[一-鿿]", title) is not None) is (language == "zh-hans")


@pytest.mark.parametrize("page", PARK_PAGES)
def test_every_page_stands_in_a_park_without_any_data(client, page):
    make.park()
    signed_in(client, Role.REGULATOR)

    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PARK_PAGES + REPORTING)
def test_nobody_sees_a_page_without_signing_in(client, page):
    answer = client.get(page)

    assert answer.status_code == 302
    assert answer.url.startswith("/people/login/")


@pytest.mark.parametrize("page", REPORTING)
def test_a_regulator_reads_and_does_not_report(client, town, page):
    assert signed_in(client, Role.REGULATOR).get(page).status_code == 403


@pytest.mark.parametrize("page", REPORTING)
def test_enterprise_staff_report_for_their_enterprise(client, town, page):
    assert signed_in(client, Role.ENTERPRISE, town[0]).get(page).status_code == 200


@pytest.mark.parametrize("domain", ["energy", "carbon", "pollution"])
def test_enterprise_staff_land_on_their_own_page_and_see_no_other(client, recorded, domain):
    first, second = recorded
    signed_in(client, Role.ENTERPRISE, first)

    landed = client.get(f"/{domain}/?year=2025")

    assert landed.url == f"/{domain}/enterprises/{first.pk}/?year=2025"
    assert client.get(landed.url).status_code == 200
    assert client.get(f"/{domain}/enterprises/{second.pk}/").status_code == 403
    assert client.get(f"/{domain}/enterprises/{second.pk}/making/").status_code == 403
    assert client.get(f"/{domain}/?enterprise={second.pk}").status_code == 403


@pytest.mark.parametrize("page", ["/energy/uses/", "/pollution/releases/"])
def test_a_list_of_records_is_narrowed_to_ones_own(client, recorded, page):
    first, second = recorded
    signed_in(client, Role.ENTERPRISE, first)

    text = client.get(f"{page}?year=2025").content.decode()

    assert first.name_en in text
    assert second.name_en not in text
    assert client.get(f"{page}?enterprise={second.pk}").status_code == 403


def test_enterprise_staff_see_their_own_rows_of_the_lists_only(client, recorded):
    first, second = recorded
    signed_in(client, Role.ENTERPRISE, first)

    text = client.get("/lists/?year=2025").content.decode()
    machine = client.get("/api/v1/lists/2025").json()

    assert second.name_en not in text
    assert {row["enterprise_code"] for row in machine["rows"]} == {"A1"}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/energy/years/2025",
        "/api/v1/energy/uses/2025",
        "/api/v1/carbon/years/2025",
        "/api/v1/pollution/years/2025",
    ],
)
def test_machines_have_the_rights_of_the_person_they_sign_in_as(client, recorded, address):
    first, second = recorded
    assert client.get(address).status_code == 401
    signed_in(client, Role.ENTERPRISE, first)

    rows = client.get(address).json()

    assert {row["enterprise_id"] for row in rows} == {first.pk}
    assert client.get(f"{address}?enterprise={second.pk}").status_code == 403


def test_numbers_reach_machines_as_they_are(client, recorded):
    signed_in(client, Role.PARK)

    rows = client.get("/api/v1/energy/years/2025").json()

    assert [float(row["tce"]) for row in rows] == [6158.3, 1106.1]


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_the_lists_are_handed_over_as_a_file(client, recorded, form):
    signed_in(client, Role.PARK)

    answer = client.get(f"/lists/?year=2025&format={form}")

    assert answer.status_code == 200
    assert f"lists-2025-zhejiang.{form}" in answer["Content-Disposition"]
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert sheet.max_row == 1 + client.get("/api/v1/lists/2025").json()["entries"]


def test_an_unknown_rule_set_or_form_of_file_is_not_found(client, recorded):
    signed_in(client, Role.PARK)

    assert client.get("/lists/?rules=narnia").status_code == 404
    assert client.get("/lists/?year=2025&format=exe").status_code == 404
    assert client.get("/lists/rules/narnia/").status_code == 404
    assert client.get("/api/v1/lists/2025?rules=narnia").status_code == 404


@pytest.mark.parametrize("year", ["", "0", "-3", "99999", "2025; drop table", "٢٠٢٥"])
def test_a_strange_year_is_the_running_one(client, recorded, year):
    signed_in(client, Role.PARK)

    assert client.get("/energy/", {"year": year}).status_code == 200


def test_a_drawer_shows_how_a_figure_was_made_and_without_script_the_page_opens(client, recorded):
    first, _second = recorded
    signed_in(client, Role.PARK)
    address = f"/energy/enterprises/{first.pk}/making/?year=2025"

    drawer = client.get(address, headers={"hx-request": "true"}).content.decode()

    assert "0.1229" in drawer
    assert "<html" not in drawer
    assert client.get(address).url == f"/energy/enterprises/{first.pk}/?year=2025"


def entry(owner, **changes):
    plain = {
        "enterprise": owner.pk,
        "year": 2025,
        "month": "",
        "carrier": "diesel",
        "direction": "BOUGHT",
        "amount": "12.5",
        "unit": "t",
        "evidence": "bill",
    }
    return plain | changes


def test_an_amount_is_entered_by_form(client, town):
    signed_in(client, Role.ENTERPRISE, town[0])

    answer = client.post("/energy/uses/new/", entry(town[0]))

    assert answer.url == "/energy/uses/?year=2025"
    assert [(row.carrier, row.origin) for row in energy.declared(2025)] == [("diesel", "FORM")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"amount": "much"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"year": "2199"}, "year"),
        ({"month": "13"}, "month"),
        ({"unit": "kWh"}, "unit"),
        ({"carrier": "phlogiston"}, "carrier"),
        ({"direction": "STOLEN"}, "direction"),
        ({"enterprise": "999999"}, "enterprise"),
    ],
)
def test_a_bad_field_is_marked_and_nothing_is_written(client, town, changes, field):
    signed_in(client, Role.PARK)

    answer = client.post("/energy/uses/new/", entry(town[0], **changes))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert energy.declared(2025) == []


def test_an_enterprise_cannot_enter_an_amount_for_another(client, town):
    signed_in(client, Role.ENTERPRISE, town[0])

    assert client.post("/energy/uses/new/", entry(town[1])).status_code == 422
    assert energy.declared(2025) == []


def test_a_second_entry_of_the_same_amount_says_so_in_the_readers_language(client, town):
    signed_in(client, Role.PARK)
    client.post("/energy/uses/new/", entry(town[0]))

    answer = client.post(
        "/energy/uses/new/", entry(town[0]), headers={"accept-language": "zh-hans"}
    )

    assert "已有记录" in answer.content.decode()


def test_an_amount_is_corrected_and_withdrawn_by_its_own_enterprise_only(client, recorded):
    first, second = recorded
    (theirs,) = energy.declared(2025, second.pk)
    mine = energy.declared(2025, first.pk)[0]
    signed_in(client, Role.ENTERPRISE, first)
    better = {"amount": "1", "unit": mine.unit, "evidence": "typing error"}

    assert client.post(f"/energy/uses/{theirs.id}/", better).status_code == 403
    assert client.post(f"/energy/uses/{theirs.id}/withdraw/").status_code == 403
    assert client.post(f"/energy/uses/{mine.id}/", better).status_code == 302
    assert {
        row.amount for row in energy.declared(2025, first.pk) if row.carrier == mine.carrier
    } == {1}


def test_a_correction_needs_its_reason(client, recorded):
    mine = energy.declared(2025)[0]
    signed_in(client, Role.PARK)

    answer = client.post(
        f"/energy/uses/{mine.id}/", {"amount": "1", "unit": mine.unit, "evidence": ""}
    )

    assert "evidence" in answer.context["form"].errors


def test_a_release_is_entered_corrected_and_withdrawn(client, town):
    signed_in(client, Role.ENTERPRISE, town[0])
    given = {
        "enterprise": town[0].pk,
        "year": 2025,
        "medium": "AIR",
        "pollutant": "so2",
        "amount": "3",
        "unit": "kg",
        "evidence": "",
    }

    client.post("/pollution/releases/new/", given)
    (row,) = pollution.releases_of(2025)
    client.post(
        f"/pollution/releases/{row.id}/", {"amount": "4", "unit": "kg", "evidence": "balance"}
    )
    (better,) = pollution.releases_of(2025)
    client.post(f"/pollution/releases/{better.id}/withdraw/")

    assert (float(row.tonnes), float(better.tonnes)) == (0.003, 0.004)
    assert [row.id for row in pollution.releases_of(2025)] == [row.id]


def sheet(*rows):
    text = "Enterprise,Period,Carrier,Direction,Amount,Unit\n" + "\n".join(rows)
    return SimpleUploadedFile("may.csv", text.encode(), "text/csv")


GOOD = "A1,2025-05,electricity,bought,5,MWh"


def test_a_file_is_looked_at_confirmed_and_undone(client, town):
    signed_in(client, Role.ENTERPRISE, town[0])

    look = client.post("/energy/uses/import/", {"file": sheet(GOOD)})
    assert energy.declared(2025) == []
    client.post(look.url, {"take": "all"})
    assert len(energy.declared(2025)) == 1
    upload = look.url.rstrip("/").rsplit("/", 1)[1].split("?")[0]
    client.post(reverse("energy:use-undo", args=[upload]))

    assert energy.declared(2025) == []


@pytest.mark.parametrize(("language", "said"), [("en", "is negative"), ("zh-hans", "负数")])
def test_the_preview_names_every_bad_cell_with_its_reason(client, town, language, said):
    signed_in(client, Role.PARK)
    headers = {"accept-language": language}

    look = client.post(
        "/energy/uses/import/",
        {"file": sheet(GOOD, "A1,2025-06,diesel,bought,-3,t")},
        headers=headers,
    )
    text = client.get(look.url, headers=headers).content.decode()

    assert "E3" in text
    assert said in text


def test_confirming_all_of_a_file_with_a_bad_row_writes_nothing(client, town):
    signed_in(client, Role.PARK)
    look = client.post(
        "/energy/uses/import/", {"file": sheet(GOOD, "A1,2025-06,diesel,bought,-3,t")}
    )

    assert client.post(look.url, {"take": "all"}).status_code == 422
    assert energy.declared(2025) == []
    client.post(look.url, {"take": "good"})
    assert len(energy.declared(2025)) == 1


def test_a_file_that_cannot_be_read_is_refused_at_its_field(client, town):
    signed_in(client, Role.PARK)
    broken = SimpleUploadedFile("may.xlsx", b"PK\x03\x04nothing")

    answer = client.post("/energy/uses/import/", {"file": broken})

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_nobody_opens_or_undoes_a_file_that_another_enterprise_brought(client, town):
    first, second = town
    signed_in(client, Role.ENTERPRISE, first)
    look = client.post("/energy/uses/import/", {"file": sheet(GOOD)})
    client.post(look.url, {"take": "all"})
    upload = look.url.rstrip("/").rsplit("/", 1)[1]
    signed_in(client, Role.ENTERPRISE, second)

    assert client.get(look.url).status_code == 403
    assert client.post(look.url, {"take": "all"}).status_code == 403
    assert client.post(reverse("energy:use-undo", args=[upload])).status_code == 403


def test_the_park_closes_a_year_and_opens_it_again_and_an_enterprise_does_not(client, recorded):
    signed_in(client, Role.ENTERPRISE, recorded[0])
    assert client.post("/energy/years/2025/close/").status_code == 403

    signed_in(client, Role.PARK)
    client.post("/energy/years/2025/close/")
    assert energy.is_closed(2025)
    client.post("/energy/years/2025/close/")

    assert not energy.is_closed(2025)


def test_the_park_chooses_its_method_by_form(client, recorded):
    signed_in(client, Role.PARK)
    given = {
        "valid_from": 2025,
        "factor_set": "NDRC2013_CHEM",
        "grid": "CN-ZJ|average",
        "grid_year": "2022",
    }

    assert client.get("/carbon/method/").status_code == 200
    assert client.post("/carbon/method/", given).url == "/carbon/"
    answer = client.post("/carbon/method/", given | {"grid_year": "2012"})

    assert answer.status_code == 422
    assert client.get("/api/v1/carbon/years/2025").json()[0]["factor_set"] == "NDRC2013_CHEM"


def test_the_park_makes_a_rule_set_from_a_shipped_one(client, recorded):
    signed_in(client, Role.PARK)
    form = client.get("/lists/rules/zhejiang/new/").context["form"]
    given = {name: form[name].value() for name in form.fields} | {"name": "ours"}
    number = next(n for n, row in enumerate(form.records) if row["rule"] == "zhejiang_key")
    given[f"threshold_{number}"] = "1000"

    answer = client.post(
        "/lists/rules/zhejiang/new/",
        {key: value for key, value in given.items() if value is not False},
    )

    assert answer.url == "/lists/rules/ours/"
    rows = client.get("/api/v1/lists/2025?rules=ours").json()["rows"]
    assert {row["enterprise_code"] for row in rows if row["rule"] == "zhejiang_key"} == {"A1", "B2"}


def test_a_rule_set_without_rules_or_with_a_crossed_range_is_refused(client, recorded):
    signed_in(client, Role.PARK)
    form = client.get("/lists/rules/zhejiang/new/").context["form"]
    given = {name: form[name].value() for name in form.fields} | {"name": "ours"}
    number = next(n for n, row in enumerate(form.records) if row["operator"] == "range")
    none = {key: value for key, value in given.items() if not key.startswith("use_")}

    assert client.post("/lists/rules/zhejiang/new/", none).status_code == 422
    crossed = client.post("/lists/rules/zhejiang/new/", given | {f"upper_{number}": "1"})

    assert f"upper_{number}" in crossed.context["form"].errors


def test_figures_of_a_closed_year_are_the_same_after_the_language_changes(client, recorded):
    services.close_year(year=2025, user_id=None, now=make.NOW)
    signed_in(client, Role.PARK)

    english = client.get("/api/v1/lists/2025", headers={"accept-language": "en"}).json()
    chinese = client.get("/api/v1/lists/2025", headers={"accept-language": "zh-hans"}).json()

    assert [row["value"] for row in english["rows"]] == [row["value"] for row in chinese["rows"]]
