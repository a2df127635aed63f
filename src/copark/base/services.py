"""Write what belongs to people: accounts, the audit trail, files they brought."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from copark.base.models import AuditEntry, Role, Upload, User
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


def roles() -> list[tuple[str, str]]:
    """Return code and name of every role, for a list to be narrowed by."""
    return [(code, str(label)) for code, label in Role.choices]


def record(
    *,
    user_id: int | None,
    verb: str,
    domain: str,
    kind: str,
    subject_id: object,
    now: datetime,
    **facts: Any,
) -> int:
    """Write one line of the audit trail: who did what to which thing."""
    entry = AuditEntry.objects.create(
        at=now,
        user_id=user_id,
        verb=verb,
        domain=domain,
        kind=kind,
        subject_id=str(subject_id),
        facts=facts,
    )
    return entry.pk


def keep_upload(*, user_id: int | None, kind: str, name: str, content: bytes, now: datetime) -> int:
    """Keep a file as evidence of what will be imported from it."""
    upload = Upload.objects.create(
        at=now,
        user_id=user_id,
        kind=kind,
        name=name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
    )
    return upload.pk


def close_upload(*, upload_id: int, rows_taken: int, rows_refused: int) -> None:
    """Write down how many rows of a file were taken, and how many refused."""
    Upload.objects.filter(pk=upload_id).update(rows_taken=rows_taken, rows_refused=rows_refused)


def choose_language(*, user_id: int, language: str) -> None:
    """Remember the language in which a person reads."""
    User.objects.filter(pk=user_id).update(language=language)


class LastDoorShut(Refused):
    """An administrator would take away their own right to set up."""

    def __init__(self) -> None:
        super().__init__(
            "people.self",
            _("You cannot take away your own account or role. Ask another administrator."),
        )


@transaction.atomic
def save_person(
    *, person_id: int | None, facts: dict[str, Any], password: str, by: int | None, now: datetime
) -> int:
    """Add a person, or change one; passwords are never written to the trail."""
    person = User.objects.get(pk=person_id) if person_id else User()
    if person.pk == by and (facts["role"] != Role.ADMIN or not facts["is_active"]):
        raise LastDoorShut
    changed = {name: value for name, value in facts.items() if getattr(person, name) != value}
    for name, value in facts.items():
        setattr(person, name, value)
    if password:
        person.set_password(password)
        changed["password"] = "***"  # noqa: S105 - said to have changed, not kept
    person.save()
    verb = "person.changed" if person_id else "person.added"
    record(
        user_id=by, verb=verb, domain="base", kind="user", subject_id=person.pk, now=now, **changed
    )
    return person.pk
