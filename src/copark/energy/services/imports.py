"""Import activity data from a file: look first, then take all rows or the good ones; undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.base import uploads
from copark.base.sheets import reading
from copark.base.sheets.preview import Preview, Taken
from copark.energy import queries
from copark.energy.calc import activity
from copark.energy.models import Use
from copark.energy.services.records import record_uses, recorded_keys, refuse_closed
from copark.inventory import queries as inventory
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.sheets import Choice
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import datetime

    from copark.energy.contracts import NewUse
    from copark.kernel.sheets import Column

KIND = "energy.activity"


@dataclass(frozen=True, slots=True)
class Bounds:
    """For whom, and for which year, a file may speak."""

    enterprise_id: int | None = None  #: None: any enterprise of the park.
    year: int | None = None  #: None: any year.


ANY = Bounds()


def template_columns(enterprise_id: int | None = None) -> tuple[Column, ...]:
    codes = [Choice(row.code, row.code, row.code) for row in registry.enterprises(enterprise_id)]
    return activity.columns(queries.carriers(), codes)


def preview_activity(
    *, name: str, content: bytes, bounds: Bounds = ANY, user_id: int | None, now: datetime
) -> Preview[NewUse]:
    """Read a file and keep it; write no activity data."""
    read = _read(content, bounds, now)
    upload_id = base.keep_upload(user_id=user_id, kind=KIND, name=name, content=content, now=now)
    return replace(read, upload_id=upload_id, name=name)


def reread(*, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview[NewUse]:
    """Read a kept file again, against what is recorded by now."""
    kept = uploads.open_upload(upload_id, KIND)
    return replace(_read(kept.content, bounds, now), upload_id=upload_id, name=kept.name)


@transaction.atomic
def take_activity(
    *, upload_id: int, take: str, bounds: Bounds = ANY, user_id: int | None, now: datetime
) -> Taken:
    """
    Write the rows of a kept file: ``all``, which objects to any bad row, or the ``good`` ones.

    Raises
    ------
    Refused
        ``import.rows.bad``, ``import.upload.gone`` or ``import.upload.taken``.
    """
    kept = uploads.open_upload(upload_id, KIND)
    if kept.rows_taken:
        raise Refused("import.upload.taken", "The file was imported already.")
    preview = reread(upload_id=upload_id, bounds=bounds, now=now)
    if preview.faults and take != "good":
        message = (
            f"{preview.bad_rows} row(s) cannot be taken. Nothing was imported: correct them, or"
            " take the good rows only."
        )
        raise Refused("import.rows.bad", message, bad=preview.bad_rows)
    uses = [
        replace(use, upload_id=upload_id, evidence=use.evidence or f"{preview.name}, {row}")
        for row, use in preview.good
    ]
    if uses:
        record_uses(uses=uses, user_id=user_id, now=now)
    base.close_upload(upload_id=upload_id, rows_taken=len(uses), rows_refused=preview.bad_rows)
    return Taken(upload_id, len(uses), preview.bad_rows)


@transaction.atomic
def import_activity(
    *,
    name: str,
    content: bytes,
    take: str = "all",
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> tuple[Preview[NewUse], Taken | None]:
    """Preview and take in one step; with bad rows and ``all`` nothing is written."""
    preview = preview_activity(name=name, content=content, bounds=bounds, user_id=user_id, now=now)
    if preview.faults and take != "good":
        return preview, None
    taken = take_activity(
        upload_id=preview.upload_id, take=take, bounds=bounds, user_id=user_id, now=now
    )
    return preview, taken


@transaction.atomic
def undo_import(
    *, upload_id: int, enterprise_id: int | None = None, user_id: int | None, now: datetime
) -> int:
    """Withdraw what is left of an import; rows that were corrected since stay as corrected."""
    rows = Use.objects.current().filter(upload_id=upload_id)
    if enterprise_id is not None and rows.exclude(enterprise_id=enterprise_id).exists():
        message = "The file also brought rows of other enterprises; the park can undo it."
        raise Refused("import.undo.other", message)
    refuse_closed(set(rows.values_list("year", flat=True)))
    inventory.refuse_locked(rows.values_list("enterprise_id", "year"))
    count = rows.update(withdrawn_at=now)
    base.close_upload(upload_id=upload_id, rows_taken=0, rows_refused=0)
    base.record(
        user_id=user_id,
        verb="undo",
        domain="energy",
        kind="import",
        subject_id=upload_id,
        now=now,
        rows=count,
    )
    return count


def _read(content: bytes, bounds: Bounds, now: datetime) -> Preview[NewUse]:
    sheet = reading.read(content)
    enterprises = registry.enterprises(bounds.enterprise_id)
    table = sheets.understood(sheet, template_columns(bounds.enterprise_id))
    known = {row.code.lower(): row.id for row in registry.enterprises()}
    years = {
        record.values["period"][0]  # type: ignore[index]
        for record in table.records
        if record.values.get("period")
    }
    expected = activity.Expected(
        carriers=queries.carriers(),
        enterprises=known,
        own=enterprises[0].id if bounds.enterprise_id and enterprises else None,
        year=bounds.year,
        this_year=now.year,
        this_month=now.month,
        closed=frozenset(queries.closed_years()),
        locked=inventory.locked_pairs(),
        recorded=recorded_keys(years),
    )
    good, faults = activity.read_rows(table.records, expected, table.titles)
    return Preview(0, "", tuple(good), tuple(faults))
