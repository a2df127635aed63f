"""The page of reports, its files, the API and the command: the same rights, the same report."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from copark.base.models import Role
from tests.factories import inventories as make
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plants():
    return made.park()


def client(role=Role.PARK, enterprise=None):
    found = Client()
    found.force_login(make.person(f"one-{role}", role, enterprise.pk if enterprise else None))
    return found


def asked(kind, form="pdf", owner=None, year=made.YEAR):
    facts = {"kind": kind, "year": year, "form": form}
    if owner is None:
        return reverse("reporting:report-park", kwargs=facts)
    return reverse("reporting:report-file", kwargs=facts | {"enterprise_id": owner.pk})


def test_the_page_offers_every_report_and_makes_none_unasked(plants):
    answer = client().get(reverse("reporting:report-list"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'value="{kind}"' in page for kind in made.KINDS)
    assert "<iframe" not in page


def test_a_chosen_report_is_shown_with_its_three_files(plants):
    answer = client().get(
        reverse("reporting:report-list"), {"kind": "park", "year": made.YEAR, "language": "en"}
    )

    page = answer.content.decode()
    assert "<iframe" in page
    assert all(f"park-2025.{form}?language=en" in page for form in ("pdf", "docx", "xlsx"))


def test_htmx_gets_the_report_alone(plants):
    answer = client().get(
        reverse("reporting:report-list"), {"kind": "park", "year": made.YEAR}, headers=HTMX
    )

    assert b"<html" not in answer.content
    assert b'id="report"' in answer.content


def test_a_year_without_figures_says_what_to_do_next(plants):
    answer = client().get(reverse("reporting:report-list"), {"kind": "park", "year": 2019})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no figures of 2019" in page
    assert "<iframe" not in page


def test_a_report_of_an_enterprise_asks_which_one(plants):
    answer = client().get(reverse("reporting:report-list"), {"kind": "ghg", "year": made.YEAR})

    page = answer.content.decode()
    assert "Choose the enterprise" in page
    assert "<iframe" not in page


def test_a_park_that_is_not_set_up_has_a_page_too():
    answer = client().get(reverse("reporting:report-list"), {"kind": "park"})

    assert answer.status_code == 200
    assert "set it up first" in answer.content.decode()


def test_a_file_of_an_empty_year_is_a_page_and_no_broken_file(plants):
    answer = client().get(asked("park", year=2019))

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")
    assert "no figures of 2019" in answer.content.decode()


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_each_file_can_be_taken_along(plants, form, start):
    answer = client().get(asked("enterprise", form, plants[0]))

    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].startswith("attachment")
    assert f".{form}" in answer["Content-Disposition"]


def test_the_preview_may_be_framed_by_our_own_pages_only(plants):
    answer = client().get(asked("park"), {"preview": 1})

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Disposition"].startswith("inline")


def test_enterprise_staff_have_their_own_reports_only(plants):
    own = client(Role.ENTERPRISE, plants[0])

    page = own.get(reverse("reporting:report-list")).content.decode()

    assert 'value="park"' not in page
    assert "Tern" not in page
    assert own.get(asked("enterprise", owner=plants[0])).status_code == 200
    assert own.get(asked("enterprise", owner=plants[1])).status_code == 403
    assert own.get(asked("park")).status_code == 403
    assert own.get(asked("pollutants")).status_code == 403


def test_enterprise_staff_cannot_ask_the_page_for_another(plants):
    own = client(Role.ENTERPRISE, plants[0])
    page = reverse("reporting:report-list")

    assert own.get(page, {"kind": "park"}).status_code == 404
    assert own.get(page, {"kind": "ghg", "enterprise": plants[1].pk}).status_code == 403


def test_an_unknown_kind_or_form_is_not_found_or_refused(plants):
    park = client()

    assert park.get(asked("weather")).status_code == 422
    assert park.get(asked("park", "odt")).status_code == 404
    assert park.get(reverse("reporting:report-list"), {"kind": "weather"}).status_code == 404


def test_what_was_recorded_a_moment_ago_is_in_the_report(plants):
    park, address = client(), asked("pollutants", "xlsx")
    before = text_of(park.get(address))
    make.record(make.release(plants[2], "nox", "77.125"))

    after = text_of(park.get(address))

    assert "77.125" not in before
    assert "77.125" in after


def text_of(answer):
    sheets = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)


def test_the_language_of_a_report_is_chosen_and_not_the_reader_s(plants):
    answer = client().get(asked("park", "xlsx"), {"language": "zh"})

    first = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert first["A1"].value == "海湾园区　园区年度报告"


def operation(kind, part, **query):
    return f"/api/v1/inventories/reports/{kind}/{made.YEAR}/{part}", query


def test_machines_get_each_figure_of_a_report_with_its_making(plants):
    answer = client().get(*operation("enterprise", "figures", enterprise=plants[0].pk))

    report = answer.json()
    first = report["making"][0]
    assert report["kind"] == "enterprise"
    assert (first["note"], first["level"], first["unit"]) == (1, 0, "tce")
    assert first["how"]


def test_machines_get_the_file_too(plants):
    answer = client().get(*operation("park", "file", form="xlsx", language="zh"))

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("part", ["figures", "file"])
def test_the_api_gives_enterprise_staff_their_own_reports_only(plants, part):
    own = client(Role.ENTERPRISE, plants[0])

    def status(kind, **query):
        return own.get(*operation(kind, part, form="xlsx", **query)).status_code

    assert status("enterprise", enterprise=plants[0].pk) == 200
    assert status("enterprise", enterprise=plants[1].pk) == 403
    assert status("park") == 403


def test_the_api_names_what_it_refuses(plants):
    answer = client().get(*operation("weather", "figures"))

    assert answer.status_code == 422
    assert answer.json()["code"] == "reporting.kind.unknown"
