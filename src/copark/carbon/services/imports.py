"""Import rows from a file: look first, then take all rows or the good ones; undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.base import uploads
from copark.base.sheets import reading
from copark.base.sheets.preview import Preview, Taken
from copark.carbon import queries
from copark.carbon.calc import entry_sheets
from copark.carbon.models import Entry, Origin
from copark.carbon.services.entries import blocks_of, recorded_keys, withdraw, write_entries
from copark.carbon.services.trial import objections
from copark.energy import queries as energy
from copark.inventory import queries as inventory
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.sheets import Choice
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import datetime

    from copark.carbon.contracts import NewEntry
    from copark.kernel.entries import Block
    from copark.kernel.sheets import Column

KIND = "carbon.entries"


@dataclass(frozen=True, slots=True)
class Bounds:
    """For whom, for which year, and of which block a file may speak."""

    enterprise_id: int | None = None  #: None: any enterprise of the park.
    year: int | None = None  #: None: any year.


ANY = Bounds()


def kind_of(block: str) -> str:
    """Return the kind of the kept files of a block."""
    return f"{KIND}.{block}"


def template_columns(block: str, year: int, enterprise_id: int | None = None) -> tuple[Column, ...]:
    codes = [Choice(row.code, row.code, row.code) for row in registry.enterprises(enterprise_id)]
    return entry_sheets.columns(blocks_of(year)[block], queries.field_names(), codes)


def template_rows(
    block: str, year: int, enterprise_id: int | None = None, *, chinese: bool
) -> list[list[object]]:
    """Return what is recorded, as the rows of a template that was filled in."""
    known = blocks_of(year)[block]
    codes = {row.id: row.code for row in registry.enterprises()}
    columns = template_columns(block, year, enterprise_id)
    rows = queries.entries_of(year, enterprise_id)
    return [
        entry_sheets.written(row, known, columns, codes[row.enterprise_id], chinese=chinese)
        for row in rows
        if row.block == block
    ]


def preview_entries(
    *,
    block: str,
    name: str,
    content: bytes,
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> Preview[NewEntry]:
    """Read a file and keep it; write no row."""
    read = _read(block, content, bounds, now)
    upload_id = base.keep_upload(
        user_id=user_id, kind=kind_of(block), name=name, content=content, now=now
    )
    return replace(read, upload_id=upload_id, name=name)


def reread(*, block: str, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview[NewEntry]:
    """Read a kept file again, against what is recorded by now."""
    kept = uploads.open_upload(upload_id, kind_of(block))
    return replace(_read(block, kept.content, bounds, now), upload_id=upload_id, name=kept.name)


@transaction.atomic
def take_entries(
    *,
    block: str,
    upload_id: int,
    take: str,
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> Taken:
    """
    Write the rows of a kept file: ``all``, which objects to any bad row, or the ``good`` ones.

    Raises
    ------
    Refused
        ``import.rows.bad``, ``import.upload.gone`` or ``import.upload.taken``.
    """
    kept = uploads.open_upload(upload_id, kind_of(block))
    if kept.rows_taken:
        raise Refused("import.upload.taken", "The file was imported already.")
    preview = reread(block=block, upload_id=upload_id, bounds=bounds, now=now)
    return _taken(preview, take, user_id, now)


def _taken(preview: Preview[NewEntry], take: str, user_id: int | None, now: datetime) -> Taken:
    """Write the rows that a preview found good; the account was asked about them by then."""
    if preview.faults and take != "good":
        message = (
            f"{preview.bad_rows} row(s) cannot be taken. Nothing was imported: correct them, or"
            " take the good rows only."
        )
        raise Refused("import.rows.bad", message, bad=preview.bad_rows)
    rows = [
        replace(one, upload_id=preview.upload_id, evidence=one.evidence or f"{preview.name}, {row}")
        for row, one in preview.good
    ]
    if rows:
        write_entries(rows, user_id, now)
    base.close_upload(
        upload_id=preview.upload_id, rows_taken=len(rows), rows_refused=preview.bad_rows
    )
    return Taken(preview.upload_id, len(rows), preview.bad_rows)


@transaction.atomic
def import_entries(
    *,
    block: str,
    name: str,
    content: bytes,
    take: str = "all",
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> tuple[Preview[NewEntry], Taken | None]:
    """Preview and take in one step; with bad rows and ``all`` nothing is written."""
    preview = preview_entries(
        block=block, name=name, content=content, bounds=bounds, user_id=user_id, now=now
    )
    if preview.faults and take != "good":
        return preview, None
    return preview, _taken(preview, take, user_id, now)


@transaction.atomic
def undo_import(
    *, upload_id: int, enterprise_id: int | None = None, user_id: int | None, now: datetime
) -> int:
    """Withdraw what is left of an import; what its rows had corrected counts again."""
    # A correction by hand still names the file as its evidence; it stays as corrected.
    rows = Entry.objects.current().filter(upload_id=upload_id, origin=Origin.IMPORT)
    if enterprise_id is not None and rows.exclude(enterprise_id=enterprise_id).exists():
        message = "The file also brought rows of other enterprises; the park can undo it."
        raise Refused("import.undo.other", message)
    pairs = list(rows.values_list("pk", "enterprise_id", "year"))
    closed = sorted({year for _pk, _owner, year in pairs} & energy.closed_years())
    if closed:
        message = f"The year {closed[0]} is closed; ask the park to reopen it."
        raise Refused("energy.year.closed", message, year=closed[0])
    inventory.refuse_locked((owner, year) for _pk, owner, year in pairs)
    withdraw([pk for pk, _owner, _year in pairs], now)
    base.close_upload(upload_id=upload_id, rows_taken=0, rows_refused=0)
    base.record(
        user_id=user_id,
        verb="undo",
        domain="carbon",
        kind="import",
        subject_id=upload_id,
        now=now,
        rows=len(pairs),
    )
    return len(pairs)


# From a file to rows


def _read(block: str, content: bytes, bounds: Bounds, now: datetime) -> Preview[NewEntry]:
    columns = template_columns(block, bounds.year or now.year, bounds.enterprise_id)
    table = sheets.understood(reading.read(content), columns)
    expected = _expected(block, table, bounds, now)
    good, faults = entry_sheets.read_rows(table, expected)
    objected = objections([one for _number, one in good])
    bad = {good[one.index][0] for one in objected}
    faults += [entry_sheets.objected(table, good[one.index][0], one.refused) for one in objected]
    kept = tuple((number, one) for number, one in good if number not in bad)
    return Preview(0, "", kept, tuple(faults))


def _expected(
    block: str, table: sheets.Table, bounds: Bounds, now: datetime
) -> entry_sheets.Expected:
    years = entry_sheets.years_of(table)
    own = registry.enterprises(bounds.enterprise_id) if bounds.enterprise_id else ()
    return entry_sheets.Expected(
        block=block,
        blocks={year: _block(block, year) for year in years},
        enterprises={row.code.lower(): row.id for row in registry.enterprises()},
        own=own[0].id if own else None,
        year=bounds.year,
        this_year=now.year,
        this_month=now.month,
        closed=frozenset(energy.closed_years()),
        locked=inventory.locked_pairs(),
        recorded=recorded_keys(years),
        values={row.id: row for year in years for row in queries.entries_of(year)},
    )


def _block(block: str, year: int) -> Block:
    return blocks_of(year)[block]
