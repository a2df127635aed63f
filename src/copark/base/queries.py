"""Read people, the audit trail and the files that were brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from copark.base.models import AuditEntry, Upload, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

RECENT = 2_000  #: Lines of the trail a page reads; older ones are in an export.


def people() -> QuerySet[User]:
    return User.objects.order_by("-is_active", "username")


def person(user_id: int) -> User:
    return get_object_or_404(User, pk=user_id)


def audit(domain: str = "", kind: str = "", subject_id: object = "") -> QuerySet[AuditEntry]:
    """Return the trail, newest first; of one thing where one is named."""
    rows = AuditEntry.objects.select_related("user").order_by("-at", "-pk")
    asked = {"domain": domain, "kind": kind, "subject_id": str(subject_id)}
    return rows.filter(**{name: value for name, value in asked.items() if value})[:RECENT]


def uploads(enterprise_id: int | None = None) -> QuerySet[Upload]:
    """Return files without their content, newest first; of one enterprise's people, or of all."""
    rows = Upload.objects.select_related("user").defer("content").order_by("-at", "-pk")
    if enterprise_id is not None:
        rows = rows.filter(user__enterprise_id=enterprise_id)
    return rows[:RECENT]


def upload(upload_id: int) -> Upload:
    return get_object_or_404(Upload.objects.select_related("user"), pk=upload_id)
