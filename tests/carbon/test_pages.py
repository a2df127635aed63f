"""Pages and API of carbon: rows entered, corrected, withdrawn and imported; figures that open."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from copark.base.models import Role, Upload
from copark.carbon import queries
from copark.carbon.calc.entering import STORED
from copark.carbon.models import Entry
from copark.kernel.certainty import certainty
from tests.carbon.test_entries import material, record, row, soda
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
SODA = {"month": "", "carbonate": "Na2CO3", "amount": "2500", "unit": "kg", "purity": "98 %"}
JSON = "application/json"
SCOPES = ("scope_1", "scope_2_location", "scope_2_market", "beyond")


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


def signed_in(role=Role.PARK, enterprise=None):
    client = Client()
    client.force_login(make.person(f"p-{role}-{enterprise}", role, enterprise))
    return client


def enter(client, plant, block="carbonates", **values):
    url = reverse("carbon:entry-new", args=[block]) + "?year=2025"
    return client.post(url, {"enterprise": plant.pk} | values)


def test_a_row_is_entered_in_any_fitting_unit(plant):
    answer = enter(signed_in(), plant, **SODA, source="bill 7", uncertainty="2.5")

    assert answer.status_code == 302
    (one,) = queries.entries_of(2025)
    assert one.values == {"carbonate": "Na2CO3", "amount": "2.5", "unit": "t", "purity": "0.98"}
    assert (one.evidence, one.uncertainty, one.origin) == ("bill 7", Decimal("2.5"), "FORM")


@pytest.mark.parametrize("block", STORED)
def test_every_block_has_a_form_a_template_and_an_import(plant, block):
    client = signed_in()

    pages = [
        client.get(reverse(f"carbon:entry-{role}", args=[block]) + "?year=2025")
        for role in ("new", "import")
    ]
    sheet = client.get(reverse("carbon:entry-template", args=[block, "xlsx"]) + "?year=2025")

    assert [page.status_code for page in pages] == [200, 200]
    name = queries.stored_blocks("NDRC2013_CHEM")[block].title_en
    assert all(f"{name}" in page.content.decode().partition("</h1>")[0] for page in pages)
    assert openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].max_row == 2


def test_faults_stand_at_their_fields_and_nothing_is_recorded(plant):
    answer = enter(signed_in(), plant, **SODA | {"amount": "-3", "purity": "101 %", "unit": "kg"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"amount", "purity"}
    assert not Entry.objects.exists()


def test_what_the_account_refuses_is_said_at_its_field(plant):
    refrigerant = {
        "month": "",
        "gas": "R-410A",
        "unit": "kg",
        "opening": 1,
        "bought": 0,
        "closing": 9,
    }

    answer = enter(signed_in(), plant, "refrigerants", **refrigerant)

    assert answer.status_code == 422
    assert "closing" in answer.context["form"].errors


def test_carbon_as_fuel_and_raw_material_is_refused_with_the_reason(plant):
    make.record(make.use(plant, "natural_gas", 10, "1e4Nm3"))
    gas = {"month": "", "item": "natural_gas", "side": "in", "amount": 3, "unit": "1e4Nm3"}

    answer = enter(signed_in(), plant, "materials", **gas)

    assert answer.status_code == 422
    assert "carbon counts as one of them" in answer.content.decode()


def test_an_evidence_file_is_kept_beside_the_row(plant):
    file = SimpleUploadedFile("bill.pdf", b"%PDF")

    enter(signed_in(), plant, **SODA, file=file)

    (one,) = queries.entries_of(2025)
    assert bytes(Upload.objects.get(pk=one.upload_id).content) == b"%PDF"


def test_a_correction_asks_for_its_reason_and_shows_what_was_before(plant):
    (old,) = record(soda(plant, 33))
    client, url = signed_in(), reverse("carbon:entry-detail", args=[old])
    values = {"enterprise": plant.pk} | SODA

    assert "reason" in client.post(url, values).context["form"].errors
    assert client.post(url, values | {"reason": "misread"}).status_code == 302

    (one,) = queries.entries_of(2025)
    page = client.get(reverse("carbon:entry-detail", args=[one.id]))
    assert (one.values["amount"], one.reason) == ("2.5", "misread")
    assert "<h1>Carbonates" in page.content.decode().replace("\n", "")
    assert [earlier.id for earlier, _said in page.context["earlier"]] == [old]


def test_a_withdrawn_row_counts_no_more(plant):
    (old,) = record(soda(plant))

    signed_in().post(reverse("carbon:entry-withdraw", args=[old]))

    assert queries.entries_of(2025) == []


def test_a_file_is_looked_at_taken_and_undone(plant):
    client = signed_in()
    file = SimpleUploadedFile(
        "rows.csv", b"Enterprise,Period,Carbonate,Amount,Unit,Purity\nA1,2025,Na2CO3,5,t,1"
    )

    look = client.post(reverse("carbon:entry-import", args=["carbonates"]), {"file": file})
    assert client.get(look.url).context["preview"].good
    client.post(look.url, {"take": "all"})
    (one,) = queries.entries_of(2025)
    undo = reverse("carbon:entry-undo", args=["carbonates", one.upload_id])

    assert client.post(undo).status_code == 302
    assert queries.entries_of(2025) == []


def test_the_list_names_what_was_left_out_and_leads_to_it(plant):
    (row_id,) = record(material(plant, "methanol", "product", 10))

    page = signed_in().get(reverse("carbon:entry-list") + "?year=2025").content.decode()

    assert "more carbon comes out of the process than goes in" in page
    assert reverse("carbon:entry-detail", args=[row_id]) in page


def test_enterprise_staff_see_and_enter_their_own_only(plant):
    other = make.enterprise("B2", plant.park)
    (foreign,) = record(soda(other))
    client = signed_in(Role.ENTERPRISE, plant.pk)

    assert client.get(reverse("carbon:entry-detail", args=[foreign])).status_code == 403
    assert list(client.get(reverse("carbon:entry-list") + "?year=2025").context["blocks"])
    assert enter(client, other, **SODA).status_code == 422
    assert len(queries.entries_of(2025)) == 1


@pytest.mark.parametrize(
    "of", ["", "scope_1", "scope_2_location", "scope_2_market", "beyond", "share"]
)
def test_every_figure_of_the_park_opens_its_making(plant, of):
    record(soda(plant))
    url = reverse("carbon:making", args=[plant.pk]) + f"?year=2025&of={of}"

    answer = signed_in().get(url, headers={"HX-Request": "true"})

    assert answer.context["figure"] is not None


def test_the_pages_of_a_year_ask_the_database_no_more_for_more_enterprises():
    where, client, asked = make.park(), signed_in(), []
    for number in range(6):
        record(soda(make.enterprise(f"E{number}", where)))
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("carbon:year") + "?year=2025")
            client.get(reverse("carbon:entry-list") + "?year=2025")
        asked.append(len(made))

    assert asked[1] == asked[-1]


# API


def post(client, plant, **facts):
    body = {"enterprise_id": plant.pk, "year": 2025, "block": "carbonates"} | facts
    return client.post("/api/v1/carbon/entries", body, content_type=JSON)


def test_a_row_comes_in_by_the_api_and_out_again(plant):
    client = signed_in()
    values = {"carbonate": "Na2CO3", "amount": 2500, "unit": "kg", "purity": 0.98}

    made = post(client, plant, values=values, month=3, evidence="bill", uncertainty=3)
    (one,) = client.get("/api/v1/carbon/entries/2025").json()

    assert made.status_code == 200
    assert (one["id"], one["month"], one["origin"]) == (made.json()["id"], 3, "API")
    assert one["values"] == {"carbonate": "Na2CO3", "amount": "2.5", "unit": "t", "purity": "0.98"}


def test_the_api_names_each_fault_by_its_field(plant):
    answer = post(signed_in(), plant, values={"carbonate": "chalk", "amount": -1, "unit": "t"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "carbon.entry.bad"
    assert set(answer.json()["facts"]) == {"carbonate", "amount", "purity"}


def test_the_api_refuses_a_block_that_is_none_and_another_enterprise(plant):
    other = make.enterprise("B2", plant.park)

    assert post(signed_in(), plant, block="magic", values={}).json()["code"] == "carbon.entry.block"
    assert post(signed_in(Role.ENTERPRISE, plant.pk), other, values={}).status_code == 403
    assert post(signed_in(Role.REGULATOR), plant, values={}).status_code == 403


def test_the_api_gives_scopes_and_what_lies_beyond(plant):
    make.record(make.use(plant, "electricity", 1000, "MWh"))
    record(
        soda(plant),
        row(plant, "refrigerants", gas="HFC-134a", unit="t", opening=1, bought=0, closing=0),
    )

    (one,) = signed_in().get("/api/v1/carbon/years/2025").json()

    assert Decimal(one["scope_2_location"]) == Decimal("497.4")
    assert Decimal(one["beyond"]) == 1300
    assert one["certainty"] is None
    assert (one["method"], one["gwp_set"], one["faults"]) == ("GBT32151_2023PLUS_C1", "AR5", [])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_total_says_how_sure_it_is_and_how_much_of_it_says_so(plant, language):
    client = signed_in()
    enter(client, plant, **SODA, uncertainty="2.5")
    make.record(make.use(plant, "diesel", 100, "t"))

    url = reverse("carbon:enterprise-detail", args=[plant.pk]) + "?year=2025"
    page = client.get(url, headers={"Accept-Language": language}).content.decode()

    # 1,016.75 t of soda at 2.5 % and the diesel at the 7 % of its table
    (total,) = (row.figure for row in queries.year_of(2025))
    found = certainty(total)
    assert 0 < found.amounts < 1
    assert 0 < found.factors < 1
    assert f"± {round(found.relative * 100, 1)} %" in page
