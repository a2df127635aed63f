from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from copark.base.models import Role
from copark.pollution import queries
from copark.pollution.models import Entry
from tests.factories import inventories as make
from tests.pollution.test_entries import LEAKS, SAMPLES, TOLUENE, WASTE, agency, enter, entry, taxed

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


@pytest.fixture
def park_staff(client, plant):
    client.force_login(make.person("duty"))
    return client


def form_of(plant, **change):
    plain = {"enterprise": plant.pk, "year": 2025, "evidence": "report 7", "pollutant": "nox"}
    return plain | SAMPLES | change


def url(name, *args):
    return reverse(f"pollution:{name}", args=args)


# Forms


def test_a_row_is_entered_with_its_file_of_evidence(park_staff, plant):
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 sampled")

    answer = park_staff.post(url("entry-new", "agency"), form_of(plant, file=file))

    assert answer.status_code == 302
    row = Entry.objects.get()
    assert (row.values["concentration"], row.evidence) == ("50", "report 7")
    kept = park_staff.get(url("entry-evidence", row.pk))
    assert (kept.content, kept["X-Content-Type-Options"]) == (b"%PDF-1.7 sampled", "nosniff")


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"hours": "9000"}, "hours", "at most 8784"),
        ({"flow": "-3"}, "flow", "negative"),
        ({"flow": "many"}, "flow", "not a number"),
        ({"pollutant": "cod"}, "pollutant", "not released"),
        ({"year": "2031"}, "year", ""),
        ({"uncertainty": "-1"}, "uncertainty", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(park_staff, plant, change, field, said):
    answer = park_staff.post(url("entry-new", "agency"), form_of(plant, **change))

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert said in str(errors[field])
    assert not Entry.objects.exists()


def test_a_row_that_is_recorded_already_is_refused_at_the_form(park_staff, plant):
    enter(agency(plant))

    answer = park_staff.post(url("entry-new", "agency"), form_of(plant))

    assert answer.status_code == 422
    assert "recorded already" in answer.content.decode()


def test_a_row_is_corrected_with_a_reason_and_withdrawn(park_staff, plant):
    (number,) = enter(agency(plant))
    facts = SAMPLES | {"pollutant": "nox", "hours": "4000", "evidence": "report 8"}

    without = park_staff.post(url("entry-correct", number), facts)
    park_staff.post(url("entry-correct", number), facts | {"reason": "shut in autumn"})

    assert list(without.context["form"].errors) == ["reason"]
    fresh = Entry.objects.current().get()
    assert (fresh.values["hours"], fresh.reason) == ("4000", "shut in autumn")
    assert park_staff.get(url("entry-correct", number)).status_code == 404
    park_staff.post(url("entry-withdraw", fresh.pk))
    assert Entry.objects.current().get().pk == number


def test_a_correction_starts_from_what_was_entered(park_staff, plant):
    (number,) = enter(entry(plant, "leaks", LEAKS | {"voc_fraction": "90 %"}))

    page = park_staff.get(url("entry-correct", number))

    assert page.context["form"].initial["voc_fraction"] == "90 %"


def test_the_list_filters_by_kind(park_staff, plant):
    enter(agency(plant), entry(plant, "leaks", LEAKS))

    page = park_staff.get(url("entry-list"), {"year": 2025, "block": "leaks"})

    assert [row.block for row in page.context["table"].rows] == ["leaks"]


def test_an_unknown_kind_is_no_page(park_staff):
    assert park_staff.get(url("entry-new", "rumours")).status_code == 404


# Rights


def test_enterprise_staff_see_and_enter_only_their_own(client, plant):
    other = make.enterprise("A2", plant.park)
    (theirs,) = enter(agency(other))
    client.force_login(make.person("staff", Role.ENTERPRISE, plant.pk))

    assert client.get(url("entry-correct", theirs)).status_code == 403
    assert client.get(url("entry-evidence", theirs)).status_code == 403
    assert client.post(url("entry-withdraw", theirs)).status_code == 403
    assert client.post(url("entry-new", "agency"), form_of(other)).status_code == 422
    page = client.get(url("entry-list"), {"year": 2025})
    assert page.context["table"].rows == ()


def test_a_regulator_reads_and_does_not_enter(client, plant):
    (number,) = enter(agency(plant))
    client.force_login(make.person("reader", Role.REGULATOR))

    assert client.get(url("entry-list"), {"year": 2025}).status_code == 200
    assert client.get(url("entry-new", "agency")).status_code == 403
    assert client.post(url("entry-withdraw", number)).status_code == 403


# Files


def sheet(rows, headings=("Enterprise", "Year", *(key for key in LEAKS), "Uncertainty (%)")):
    titles = {"component": "Kind of component", "screening": "Screening value",
              "count": "Count", "hours": "Hours in service"}  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append([titles.get(heading, heading) for heading in headings])
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("leaks.xlsx", buffer.getvalue())


def bring(client, rows, block="leaks"):
    answer = client.post(url("entry-import", block), {"file": sheet(rows)})
    return answer["Location"]


GOOD = ["A1", 2025, "connector", 0, 1000, 8000, 50]


def test_a_file_is_looked_at_taken_and_undone(park_staff, plant):
    preview = bring(park_staff, [GOOD])

    assert not Entry.objects.exists()
    park_staff.post(preview, {"take": "all"})
    row = Entry.objects.get()
    assert (row.values["count"], row.origin, row.uncertainty) == ("1000", "IMPORT", 50)
    assert row.evidence == "leaks.xlsx, 2"
    park_staff.post(url("entry-undo", "leaks", row.upload_id))
    assert not Entry.objects.current().exists()


@pytest.mark.parametrize(
    ("column", "value", "cell", "said"),
    [
        (0, "Z9", "A3", "not in the register"),
        (1, 2031, "B3", "not begun"),
        (1, "soon", "B3", "not a year"),
        (2, "door", "C3", "not one of"),
        (3, -5, "D3", "negative"),
        (4, 2.5, "E3", "whole number"),
        (5, "often", "F3", "not a number"),
        (6, -1, "G3", "no uncertainty"),
        (2, "connector", "C3", "same as row 2"),
    ],
)
def test_each_bad_cell_is_named_and_nothing_is_taken(park_staff, plant, column, value, cell, said):
    bad = [*GOOD]
    bad[column] = value
    good = GOOD if said.startswith("same") else [*GOOD[:3], 7, *GOOD[4:]]

    preview = bring(park_staff, [good, bad])
    page = park_staff.get(preview)

    (fault,) = page.context["faults"]
    assert fault["place"] == cell
    assert said in fault["why"]
    assert park_staff.post(preview, {"take": "all"}).status_code == 422
    assert not Entry.objects.exists()


def test_what_is_recorded_already_is_named_in_a_file(park_staff, plant):
    enter(entry(plant, "leaks", LEAKS))

    page = park_staff.get(bring(park_staff, [GOOD]))

    assert "recorded already" in page.context["faults"][0]["why"]


@pytest.mark.parametrize("block", ["agency", "solvent", "waste", "tax", "voc"])
def test_a_template_reads_back_in_both_languages(park_staff, plant, block):
    for language in ("en", "zh-hans"):
        park_staff.cookies["django_language"] = language
        answer = park_staff.get(url("entry-template", block, "xlsx"))
        book = openpyxl.load_workbook(BytesIO(answer.content))
        headings = [cell.value for cell in book.active[1]]
        assert len(headings) == len(queries.book().blocks[block].asked) + 4


# The enterprise's page


def test_the_page_of_an_enterprise_shows_every_section(park_staff, plant):
    make.record(make.release(plant, "so2", 3))
    tanks = {"category": "tanks", "way": "COEFFICIENT", "mass": "1.2", "unit": "t"}
    enter(
        entry(plant, "leaks", LEAKS),
        entry(plant, "voc", tanks),
        entry(plant, "solvent", TOLUENE),
        entry(plant, "waste", WASTE),
        taxed(plant, "so2", 3000),
    )

    page = park_staff.get(url("enterprise-detail", plant.pk), {"year": 2025})

    assert page.status_code == 200
    assert [row.key for row in page.context["voc"].rows][:2] == ["leaks", "tanks"]
    assert page.context["solvent_chart"].content["kind"] == "sankey"
    assert [row.key for row in page.context["wastes"].rows] == ["900-404-06"]
    assert len(page.context["tax"]["quarters"]) == 4


@pytest.mark.parametrize(
    "part",
    [
        "solvent:toluene:used",
        "waste:900-404-06:error",
        "tax:0:equivalents",
        "tax:0:reduction",
        "voc:leaks:",
        "voc:fugitive:",
    ],
)
def test_each_part_opens_its_making(park_staff, plant, part):
    against = {"medium": "AIR", "pollutant": "nmhc", "way": "BALANCE"}
    enter(
        entry(plant, "leaks", LEAKS),
        entry(plant, "solvent", TOLUENE),
        entry(plant, "objection", against),
        entry(plant, "waste", WASTE),
        taxed(plant, "so2", 3000, mean="1", limit="50"),
    )

    address = url("part-making", plant.pk)
    answer = park_staff.get(address, {"year": 2025, "part": part}, headers={"HX-Request": "true"})

    figure = answer.context["figure"]
    assert figure.ingredients or figure.parts


def test_nonsense_instead_of_a_part_has_no_making(park_staff, plant):
    for part in ("", "tax:x:tax", "tax:9:tax", "solvent:::", "voc:nothing:"):
        answer = park_staff.get(
            url("part-making", plant.pk), {"part": part}, headers={"HX-Request": "true"}
        )
        assert answer.context["figure"] is None


def test_the_number_of_queries_of_the_page_does_not_grow_with_the_entries(
    park_staff, plant, django_assert_max_num_queries
):
    for number in range(20):
        enter(agency(plant, outlet=f"DA{number}"), taxed(plant, "so2", 1, outlet=f"DA{number}"))

    with django_assert_max_num_queries(20):
        park_staff.get(url("enterprise-detail", plant.pk), {"year": 2025})


# The interface for machines


def test_machines_enter_all_rows_or_none_and_read_them_back(park_staff, plant):
    row = {
        "enterprise_id": plant.pk,
        "year": 2025,
        "block": "agency",
        "values": SAMPLES | {"pollutant": "nox"},
        "uncertainty": "20",
    }
    bad = row | {"values": SAMPLES | {"pollutant": "nox", "outlet": "2", "hours": "9000"}}
    address = "/api/v1/pollution/entries"

    refused = park_staff.post(address, [row, bad], content_type="application/json")
    taken = park_staff.post(address, [row], content_type="application/json")

    assert (refused.status_code, refused.json()["facts"]["row"]) == (422, "2")
    assert refused.json()["facts"]["field"] == "hours"
    assert taken.status_code == 201
    (read,) = park_staff.get(f"{address}/2025").json()
    assert (read["values"]["hours"], read["origin"]) == ("8000", "API")
    (released,) = park_staff.get("/api/v1/pollution/years/2025").json()
    assert (released["method"], float(released["uncertainty"])) == ("AGENCY", 0.2)
    park_staff.post(f"{address}/{taken.json()['ids'][0]}/withdraw")
    assert park_staff.get(f"{address}/2025").json() == []


def test_machines_read_balances_and_the_tax(park_staff, plant):
    enter(entry(plant, "solvent", TOLUENE), taxed(plant, "so2", 3000))

    found = park_staff.get(f"/api/v1/pollution/balances/2025/{plant.pk}").json()

    assert float(found["solvents"][0]["terms"]["to_air"]) == 6
    assert round(float(found["tax"]), 2) == 3789.47


def test_machines_of_an_enterprise_enter_only_its_own(client, plant):
    other = make.enterprise("A2", plant.park)
    client.force_login(make.person("staff", Role.ENTERPRISE, plant.pk))
    row = {"enterprise_id": other.pk, "year": 2025, "block": "agency", "values": SAMPLES}

    answer = client.post("/api/v1/pollution/entries", [row], content_type="application/json")

    assert answer.status_code == 403
    assert not Entry.objects.exists()
