"""Close a year, and open it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.energy.models import ClosedYear
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def close_year(*, year: int, user_id: int | None, now: datetime) -> None:
    """Freeze activity data and declared releases of a year."""
    if year > now.year:
        message = f"The year {year} has not begun yet."
        raise Refused("energy.year.future", message, year=year)
    ClosedYear.objects.get_or_create(
        year=year, defaults={"closed_at": now, "closed_by_id": user_id}
    )
    base.record(
        user_id=user_id, verb="close", domain="energy", kind="year", subject_id=year, now=now
    )


@transaction.atomic
def reopen_year(*, year: int, user_id: int | None, now: datetime) -> None:
    """Let a year be corrected again."""
    ClosedYear.objects.filter(year=year).delete()
    base.record(
        user_id=user_id, verb="reopen", domain="energy", kind="year", subject_id=year, now=now
    )
