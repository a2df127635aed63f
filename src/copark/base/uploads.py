"""Read the files that people brought; `services` keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.base.models import Upload
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept."""

    id: int
    at: datetime
    user_id: int | None
    kind: str
    name: str
    content: bytes
    rows_taken: int
    rows_refused: int


def open_upload(upload_id: int, kind: str) -> Kept:
    """
    Return a kept file.

    Raises
    ------
    Refused
        ``import.upload.gone``, if there is none of this kind.
    """
    row = Upload.objects.filter(pk=upload_id, kind=kind).first()
    if row is None:
        raise Refused("import.upload.gone", "The file is no longer here; bring it again.")
    return Kept(
        row.pk,
        row.at,
        row.user_id,
        row.kind,
        row.name,
        bytes(row.content),
        row.rows_taken,
        row.rows_refused,
    )


def recent(kind: str, user_id: int | None = None, limit: int = 20) -> list[dict]:
    """Return the files imported of a kind, the newest first, without their bytes."""
    rows = Upload.objects.filter(kind=kind, rows_taken__gt=0).order_by("-at")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    names = ("id", "at", "name", "size", "rows_taken", "rows_refused", "user__username", "user_id")
    return list(rows.values(*names)[:limit])
