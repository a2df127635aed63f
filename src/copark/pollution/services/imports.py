"""Import declared releases: our own template, or a facility-release register. Undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.base import uploads
from copark.base.sheets import reading
from copark.base.sheets.preview import Preview, Taken
from copark.energy import queries as energy
from copark.inventory import queries as inventory
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.sheets import Choice
from copark.pollution import queries
from copark.pollution.calc import declared, register
from copark.pollution.models import Release
from copark.pollution.services.records import record_releases, recorded_keys, refuse_closed
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import datetime

    from copark.kernel.sheets import Column
    from copark.pollution.contracts import NewRelease

KIND = "pollution.releases"


@dataclass(frozen=True, slots=True)
class Bounds:
    """For whom, and for which year, a file may speak."""

    enterprise_id: int | None = None
    year: int | None = None


ANY = Bounds()


def template_columns(enterprise_id: int | None = None) -> tuple[Column, ...]:
    codes = [Choice(row.code, row.code, row.code) for row in registry.enterprises(enterprise_id)]
    return declared.columns(queries.pollutants(), codes)


def preview_releases(
    *, name: str, content: bytes, bounds: Bounds = ANY, user_id: int | None, now: datetime
) -> Preview[NewRelease]:
    """Read a file and keep it; write no releases."""
    read = _read(content, bounds, now)
    upload_id = base.keep_upload(user_id=user_id, kind=KIND, name=name, content=content, now=now)
    return replace(read, upload_id=upload_id, name=name)


def reread(*, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview[NewRelease]:
    """Read a kept file again, against what is recorded by now."""
    kept = uploads.open_upload(upload_id, KIND)
    return replace(_read(kept.content, bounds, now), upload_id=upload_id, name=kept.name)


@transaction.atomic
def take_releases(
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
    releases = [
        replace(row, upload_id=upload_id, evidence=row.evidence or f"{preview.name}, {number}")
        for number, row in preview.good
    ]
    if releases:
        record_releases(releases=releases, user_id=user_id, now=now)
    base.close_upload(upload_id=upload_id, rows_taken=len(releases), rows_refused=preview.bad_rows)
    return Taken(upload_id, len(releases), preview.bad_rows)


@transaction.atomic
def import_releases(
    *,
    name: str,
    content: bytes,
    take: str = "all",
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> tuple[Preview[NewRelease], Taken | None]:
    """Preview and take in one step; with bad rows and ``all`` nothing is written."""
    preview = preview_releases(name=name, content=content, bounds=bounds, user_id=user_id, now=now)
    if preview.faults and take != "good":
        return preview, None
    taken = take_releases(
        upload_id=preview.upload_id, take=take, bounds=bounds, user_id=user_id, now=now
    )
    return preview, taken


@transaction.atomic
def undo_import(
    *, upload_id: int, enterprise_id: int | None = None, user_id: int | None, now: datetime
) -> int:
    """Withdraw what is left of an import; rows that were corrected since stay as corrected."""
    rows = Release.objects.current().filter(upload_id=upload_id)
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
        domain="pollution",
        kind="import",
        subject_id=upload_id,
        now=now,
        rows=count,
    )
    return count


def _read(content: bytes, bounds: Bounds, now: datetime) -> Preview[NewRelease]:
    expected = _expected(bounds, now)
    if len(content) > reading.MAX_BYTES:
        raise reading.refused_size(len(content))
    if not content.startswith((reading.ZIP, reading.OLE)) and register.is_register(
        content[:1000].decode("latin-1")
    ):
        read = register.read(reading.decoded(content), queries.labels())
        expected.recorded = recorded_keys({row.year for row in read.releases})
        good, faults = declared.from_register(read, expected)
        return Preview(0, "", tuple(good), tuple(faults), _notes(read))
    table = sheets.understood(reading.read(content), template_columns(bounds.enterprise_id))
    years = {int(str(row.values["year"])) for row in table.records if row.values.get("year")}
    expected.recorded = recorded_keys(years)
    good, faults = declared.read_rows(table.records, expected, table.titles)
    return Preview(0, "", tuple(good), tuple(faults))


def _expected(bounds: Bounds, now: datetime) -> declared.Expected:
    return declared.Expected(
        pollutants=queries.pollutants(),
        enterprises={row.code.lower(): row.id for row in registry.enterprises()},
        own=bounds.enterprise_id,
        year=bounds.year,
        this_year=now.year,
        closed=frozenset(energy.closed_years()),
        locked=inventory.locked_pairs(),
    )


def _notes(read: register.Register) -> tuple[str, ...]:
    total = sum(1 for row in read.releases if row.counting == "total")
    parts = sum(1 for row in read.releases if row.counting == "parts")
    notes = []
    if total:
        notes.append(f"total:{total}")
    if parts:
        notes.append(f"parts:{parts}")
    return tuple(notes)
