from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from copark.base.models import AuditEntry, Role, Upload, User
from copark.registry.models import Enterprise, Park

pytestmark = pytest.mark.django_db
PHRASE = "a long pass phrase 7"
OLD = "old password 1"


@pytest.fixture
def admin():
    return User.objects.create_user("admin", password=OLD, role=Role.ADMIN)


@pytest.fixture
def signed_in(client, admin):
    client.force_login(admin)
    return client


def facts(**changes):
    plain = {
        "username": "wang.li",
        "first_name": "Wang Li",
        "email": "",
        "role": "PARK",
        "enterprise_id": "",
        "language": "",
        "is_active": "on",
        "password": PHRASE,
    }
    return plain | changes


def test_a_person_can_be_added_and_signs_in(signed_in, client):
    signed_in.post(reverse("base:user-new"), facts())

    assert client.login(username="wang.li", password=PHRASE)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.facts["role"], entry.facts["password"]) == (
        "person.added",
        "PARK",
        "***",
    )


def test_enterprise_staff_need_an_enterprise(signed_in):
    response = signed_in.post(
        reverse("base:user-new"), facts(role="ENTERPRISE"), HTTP_ACCEPT_LANGUAGE="en"
    )

    assert response.status_code == 422
    assert "Choose the enterprise this person works for." in response.content.decode()
    assert not User.objects.filter(username="wang.li").exists()


def test_other_roles_keep_no_enterprise(signed_in):
    park = Park.objects.create(code="p", name_en="P", name_zh="P", longitude=1, latitude=1)
    works = Enterprise.objects.create(
        park=park, code="E", name_en="E", name_zh="E", sector="2710", longitude=1, latitude=1
    )

    signed_in.post(reverse("base:user-new"), facts(role="REGULATOR", enterprise_id=str(works.pk)))

    assert User.objects.get(username="wang.li").enterprise_id is None


def test_a_weak_password_is_refused_at_its_field(signed_in):
    response = signed_in.post(reverse("base:user-new"), facts(password="1" * 5))

    assert response.status_code == 422
    assert b'id="id_password_error"' in response.content


def test_an_empty_password_keeps_the_one_in_use(signed_in, client):
    signed_in.post(reverse("base:user-new"), facts())
    person = User.objects.get(username="wang.li")

    signed_in.post(
        reverse("base:user-edit", args=[person.pk]), facts(password="", first_name="Wang")
    )

    person.refresh_from_db()
    assert person.first_name == "Wang"
    assert person.check_password(PHRASE)


def test_a_person_who_may_not_sign_in_cannot(signed_in, client):
    signed_in.post(reverse("base:user-new"), facts(is_active=""))

    assert not client.login(username="wang.li", password=PHRASE)


def test_an_administrator_cannot_lock_themselves_out(signed_in, admin):
    changed = facts(username="admin", role="PARK", password="")

    response = signed_in.post(
        reverse("base:user-edit", args=[admin.pk]), changed, HTTP_ACCEPT_LANGUAGE="en"
    )

    admin.refresh_from_db()
    assert response.status_code == 422
    assert admin.role == Role.ADMIN


@pytest.mark.parametrize("name", ["user-list", "user-new", "audit-list"])
@pytest.mark.parametrize("role", [Role.PARK, Role.REGULATOR])
def test_only_administrators_see_people_and_the_trail(client, admin, name, role):
    client.force_login(User.objects.create_user("other", role=role))
    refused = client.get(reverse(f"base:{name}")).status_code
    client.force_login(admin)
    allowed = client.get(reverse(f"base:{name}")).status_code

    assert (refused, allowed) == (403, 200)


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    response = client.get(reverse("base:own"))

    assert response["Location"] == "/people/login/?next=/people/own/"


def test_one_changes_ones_own_password_and_stays_signed_in(signed_in, admin):
    new = {
        "old_password": OLD,
        "new_password1": PHRASE,
        "new_password2": PHRASE,
    }

    signed_in.post(reverse("base:own"), new)

    admin.refresh_from_db()
    assert admin.check_password(PHRASE)
    assert signed_in.get(reverse("base:own")).status_code == 200


def test_whoever_is_made_on_the_command_line_administers():
    call_command("createsuperuser", interactive=False, username="root", email="", verbosity=0)

    assert User.objects.get(username="root").role == Role.ADMIN


def test_the_list_of_people_asks_the_same_few_queries_however_many(
    signed_in, django_assert_max_num_queries
):
    User.objects.bulk_create(User(username=f"p{number}", role=Role.PARK) for number in range(40))

    with django_assert_max_num_queries(5):
        signed_in.get(reverse("base:user-list"))


def test_the_people_leave_as_csv(signed_in):
    response = signed_in.get(reverse("base:user-list"), {"format": "csv"})

    assert response["Content-Type"].startswith("text/csv")
    assert b"admin" in response.content


def test_a_file_is_seen_by_its_own_enterprise_and_the_park_only(client):
    staff = User.objects.create_user("staff", role=Role.ENTERPRISE, enterprise_id=1)
    rival = User.objects.create_user("rival", role=Role.ENTERPRISE, enterprise_id=2)
    upload = Upload.objects.create(
        at="2026-01-01T00:00Z",
        user=staff,
        kind="x",
        name="排放.csv",
        sha256="0",
        size=3,
        content=b"a,b",
    )
    url = reverse("base:upload-detail", args=[upload.pk])

    client.force_login(rival)
    refused = client.get(url).status_code
    client.force_login(staff)
    download = client.get(url, {"download": ""})

    assert refused == 403
    assert download.content == b"a,b"
    assert "%E6%8E%92" in download["Content-Disposition"]


def test_the_list_of_files_does_not_read_their_content(signed_in, django_assert_num_queries):
    Upload.objects.create(
        at="2026-01-01T00:00Z", kind="x", name="a", sha256="0", size=1, content=b"a"
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        signed_in.get(reverse("base:upload-list"))

    assert not any('"content"' in query["sql"] for query in asked)
