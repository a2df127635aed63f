"""The pages of factors: read by who sees the park, changed by who may account for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from copark.factors import queries, services
from copark.factors.models import TableVersion
from copark.kernel.tables import rows
from tests.factories.inventories import NOW, enterprise, park, person
from tests.factories.tables import changed, version

pytestmark = pytest.mark.django_db
GWP = ("carbon", "gwp.csv")
ABOUT = {
    "title": "Methane as corrected",
    "source": "Notice 7",
    "confidence": "seen",
    "reason": "erratum",
    "valid_from": "2025-01-01",
}


@pytest.fixture
def staff(client):
    client.force_login(person("staff"))
    return client


def bring(client, text: str, name: str = "gwp", **more):
    file = SimpleUploadedFile("table.csv", text.encode())
    return client.post(reverse("factors:version-new", args=[name]), ABOUT | {"file": file} | more)


def test_the_list_says_what_is_in_force_and_how_sure_its_rows_are(staff):
    version(*GWP, state="ACTIVE", changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))

    page = staff.get(reverse("factors:table-list"))

    assert page.status_code == 200
    [row] = [row for row in page.context["table"].rows if row.name == "gwp"]
    assert (row.number, row.valid_from) == (1, date(2025, 1, 1))
    assert 0 < row.seen < row.rows


def test_the_list_costs_the_same_however_many_versions_there_are(
    staff, django_assert_max_num_queries
):
    staff.get(reverse("factors:table-list"))
    for number in range(1, 6):
        version(*GWP, number=number, base_number=number - 1, state="ACTIVE")
        version("carbon", "blends.csv", number=number, base_number=0)

    with django_assert_max_num_queries(8):
        staff.get(reverse("factors:table-list"))


@pytest.mark.parametrize("name", queries.tables())
def test_every_table_opens_with_its_rows_and_each_row_in_the_drawer(staff, name):
    page = staff.get(reverse("factors:table-detail", args=[name]))
    row = staff.get(reverse("factors:table-row", args=[name, 0]), headers={"HX-Request": "true"})

    assert page.status_code == row.status_code == 200
    assert page.context["table"].rows


def test_rows_are_found_by_word_set_and_confidence(staff):
    address = reverse("factors:table-detail", args=["gwp"])

    found = staff.get(address, {"q": "HFC-32", "set": "AR5", "confidence": "seen"})

    assert {row["assessment"] for row in found.context["table"].rows} <= {"AR5"}
    assert 0 < found.context["table"].count < found.context["table"].all_count


def test_a_table_or_version_that_is_not_there_is_not_found(staff):
    for address in ("/factors/nonsense/", "/factors/gwp/9.csv", "/factors/versions/9/"):
        assert staff.get(address).status_code == 404


def test_a_file_becomes_a_draft_that_shows_what_differs(staff):
    answer = bring(staff, changed("gwp", "AR5,CH4,28,", "AR5,CH4,28.5,"))

    draft = TableVersion.objects.get()
    assert answer.status_code == 302
    page = staff.get(answer["Location"])
    assert "28.5" in page.text
    assert page.context["changes"][0]["key"] == "AR5 · CH4"
    assert draft.made_by.username == "staff"
    assert staff.get(f"/factors/versions/{draft.pk}/file/").content.startswith(b"assessment")


def test_a_faulty_file_is_answered_with_its_cells_and_nothing_is_kept(staff):
    answer = bring(staff, changed("gwp", "AR5,CH4,28,", "AR5,CH4,-28,"))

    assert answer.status_code == 422
    assert [fault["place"] for fault in answer.context["faults"]] == ["C3"]
    assert "is negative; a factor is zero or more" in answer.text
    assert not TableVersion.objects.exists()


def test_a_file_that_the_reader_refuses_says_why_in_chinese(staff):
    staff.cookies["copark_language"] = "zh-hans"

    answer = bring(staff, changed("fuel", ",24.515,", ",25.515,"), name="fuel")

    assert answer.status_code == 422
    assert "anthracite 的排放因子与其热值、含碳量和碳氧化率的乘积不符" in answer.text


def test_evidence_of_an_unknown_kind_is_not_kept(staff):
    program = SimpleUploadedFile("proof.exe", b"MZ")

    answer = bring(staff, changed("gwp", "AR5,CH4,28,", "AR5,CH4,28.5,"), evidence=program)

    assert answer.status_code == 422
    assert "evidence" in answer.context["form"].errors


def test_an_own_factor_needs_evidence_and_says_faults_at_its_fields(staff):
    row = rows(changed("fuel"))[0] | {"fuel": "bay", "oxidation_rate": "98"}
    cells = {f"cell_{name}": text for name, text in row.items()}
    address = reverse("factors:row-new", args=["fuel"])

    without = staff.post(address, ABOUT | cells)
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7")
    faulty = staff.post(address, ABOUT | cells | {"evidence": proof})
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7")
    right = staff.post(address, ABOUT | cells | {"cell_oxidation_rate": "0.94", "evidence": proof})

    assert set(without.context["form"].errors) == {"evidence"}
    assert set(faulty.context["form"].errors) == {"cell_oxidation_rate"}
    assert right.status_code == 302
    assert TableVersion.objects.get().evidence.name == "proof.pdf"


def test_two_people_who_activate_at_once_get_one_winner_and_a_clear_message(staff, client):
    first = version(*GWP, changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))
    second = version(*GWP, number=2, changes=("AR5,CH4,28,", "AR5,CH4,28.6,"))
    staff.post(reverse("factors:version-activate", args=[first.pk]))

    answer = client.post(reverse("factors:version-activate", args=[second.pk]), follow=True)

    assert "Version 1 was activated meanwhile by staff" in answer.text
    assert queries.in_force(queries.table("gwp")).number == 1


def test_stepping_back_asks_for_a_reason_and_keeps_it(staff):
    row = version(*GWP, changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))
    services.activate_version(version_id=row.pk, user_id=None, now=NOW)
    address = reverse("factors:version-withdraw", args=[row.pk])

    silent = staff.post(address, {"reason": " "}, follow=True)
    said = staff.post(address, {"reason": "misread"}, follow=True)

    assert "Say why" in silent.text
    assert "misread" in said.text
    assert queries.in_force(queries.table("gwp")).number == 0


def test_two_versions_stand_side_by_side(staff):
    version(*GWP, changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))

    page = staff.get(reverse("factors:table-compare", args=["gwp"]), {"before": 0, "after": 1})

    [change] = page.context["changes"]
    assert ("28", "28.5") in {(before, after) for _column, before, after in change["cells"]}


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [("REGULATOR", 200, 403), ("ENTERPRISE", 403, 403), ("PARK", 200, 200), ("ADMIN", 200, 200)],
)
def test_who_sees_and_who_changes(client, role, sees, changes):
    owner = enterprise("E1", park())
    client.force_login(person("x", role, owner.pk if role == "ENTERPRISE" else None))
    draft = version(*GWP, changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))

    assert client.get(reverse("factors:table-detail", args=["gwp"])).status_code == sees
    assert client.get(reverse("reporting:factor-change", args=[draft.pk])).status_code == sees
    assert client.get(reverse("factors:version-new", args=["gwp"])).status_code == changes
    answer = client.post(reverse("factors:version-activate", args=[draft.pk]))
    assert answer.status_code == (302 if changes == 200 else 403)
    assert TableVersion.objects.get().state == ("ACTIVE" if changes == 200 else "DRAFT")


def test_the_api_lists_shows_and_dates(staff):
    row = version(*GWP, changes=("AR5,CH4,28,", "AR5,CH4,28.5,"))

    listed = staff.get("/api/v1/factors/").json()
    held = staff.get("/api/v1/factors/gwp").json()
    draft = staff.get("/api/v1/factors/gwp", {"number": 1}).json()
    versions = staff.get("/api/v1/factors/gwp/versions").json()

    assert {one["name"] for one in listed} == set(queries.tables())
    assert (held["number"], held["state"]) == (0, "SHIPPED")
    assert draft["sha256"] == row.sha256
    assert [one["number"] for one in versions] == [1, 0]
    assert staff.get("/api/v1/factors/nonsense").status_code == 404
