"""Walk every page: each number says where it comes from, and each making opens."""

from __future__ import annotations

import os

import addresses
import provenance
import pytest
from django.test import Client
from django.urls import reverse

from copark.base.models import Role, User

pytestmark = pytest.mark.django_db
#: Pages are drawn alike from any database; once is enough.
ONCE = pytest.mark.skipif(
    bool(os.environ.get("COPARK_TEST_DATABASE_ONLY")), reason="walked on SQLite"
)
YEARS = ("2025", "2026")  #: A whole year of the demo, and the running one.


def person(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=role).order_by("pk").first())
    return client


def walked(role: str) -> dict[str, bytes]:
    """Open every page that a role may open; return the content of those that are HTML."""
    client = person(role)
    enterprise = User.objects.filter(role=Role.ENTERPRISE).order_by("pk").first().enterprise_id
    values = addresses.samples(enterprise)
    found = {}
    for one in addresses.everything():
        if one.name.startswith("api:") or one.name in addresses.PUBLIC:
            continue
        url = reverse(one.name, kwargs=addresses.arguments(one, values))
        for year in YEARS:
            answer = client.get(url, {"year": year})
            is_page = answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]
            if is_page:
                found[f"{one.name} {url}?year={year}"] = answer.content
    return found


@ONCE
@pytest.mark.parametrize("role", [Role.ADMIN, Role.ENTERPRISE])
def test_every_number_opens_its_making_or_is_a_datum_and_every_making_says_how(small_park, role):
    pages = {name: provenance.of(content) for name, content in walked(role).items()}

    untold = [f"{name}: {one}" for name, page in pages.items() for one in page.untold]
    assert len(pages) > 60
    assert sum(page.told for page in pages.values()) > 200
    assert untold == [], f"{len(untold)} numbers\n" + "\n".join(untold[:80])
    addressed = {link for page in pages.values() for link in page.makings}
    assert len(addressed) > 50
    assert silent(person(role), addressed) == []


def silent(client: Client, links: set[str]) -> list[str]:
    """Return the makings that do not open, or say nothing."""
    answers = {
        link: client.get(link, headers={"HX-Request": "true"}, follow=True)
        for link in sorted(links)
    }
    return [
        f"{link}: {answer.status_code}"
        for link, answer in answers.items()
        if answer.status_code != 200 or not says_how(answer.content)
    ]


def says_how(content: bytes) -> bool:
    return b'class="method"' in content or b'class="raw"' in content or b"data-given" in content


def test_a_page_with_a_number_out_of_nowhere_is_found():
    page = b"""<main><table><tr><td class="number">12</td></tr></table><p>In all 3.4 tce.</p>
    <p data-given>12 t</p></main>"""

    assert len(provenance.of(page).untold) == 2


def test_what_is_told_in_a_cell_does_not_speak_for_the_number_beside_it():
    page = """<main><table><tr>
    <td class="number"><a href="/why/" data-drawer="x">12 t</a> of 40 t</td>
    <td class="number"><a href="/why/" data-drawer="x">12 t</a><span class="sub">2025</span></td>
    </tr></table><p>占计划的49.5%，按计划</p></main>""".encode()

    found = provenance.of(page)

    assert [one.split()[0] for one in found.untold] == ["cell:", "text:"]
    assert found.makings == ("/why/",)
