"""Import entries of one kind from a file: look first, then take all rows or the good ones; undo."""

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
from copark.pollution.calc import entry_sheets
from copark.pollution.models import Entry
from copark.pollution.services.entries import record_entries
from copark.pollution.services.records import refuse_closed
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import datetime

    from copark.kernel.sheets import Column, Table
    from copark.pollution.contracts import NewEntry

KIND = "pollution.entries"


@dataclass(frozen=True, slots=True)
class Bounds:
    """For whom, and for which year, a file may speak."""

    enterprise_id: int | None = None
    year: int | None = None


ANY = Bounds()


@dataclass(frozen=True, slots=True)
class Imports:
    """The import of one kind of entries, as a desk asks for it."""

    block: str

    @property
    def kind(self) -> str:
        """Return the kind under which its files are kept."""
        return f"{KIND}.{self.block}"

    def columns(self, enterprise_id: int | None = None) -> tuple[Column, ...]:
        """Return the columns of the template."""
        codes = [
            Choice(row.code, row.code, row.code) for row in registry.enterprises(enterprise_id)
        ]
        return entry_sheets.columns(queries.book().blocks[self.block], codes)

    def preview(
        self,
        *,
        name: str,
        content: bytes,
        bounds: Bounds = ANY,
        user_id: int | None,
        now: datetime,
    ) -> Preview[NewEntry]:
        """Read a file and keep it; write no entries."""
        read = self._read(content, bounds, now)
        upload_id = base.keep_upload(
            user_id=user_id, kind=self.kind, name=name, content=content, now=now
        )
        return replace(read, upload_id=upload_id, name=name)

    def reread(self, *, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview[NewEntry]:
        """Read a kept file again, against what is recorded by now."""
        kept = uploads.open_upload(upload_id, self.kind)
        return replace(self._read(kept.content, bounds, now), upload_id=upload_id, name=kept.name)

    @transaction.atomic
    def take(
        self,
        *,
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
        if uploads.open_upload(upload_id, self.kind).rows_taken:
            raise Refused("import.upload.taken", "The file was imported already.")
        preview = self.reread(upload_id=upload_id, bounds=bounds, now=now)
        if preview.faults and take != "good":
            message = (
                f"{preview.bad_rows} row(s) cannot be taken. Nothing was imported: correct them,"
                " or take the good rows only."
            )
            raise Refused("import.rows.bad", message, bad=preview.bad_rows)
        rows = [
            replace(row, upload_id=upload_id, evidence=row.evidence or f"{preview.name}, {number}")
            for number, row in preview.good
        ]
        if rows:
            record_entries(entries=rows, user_id=user_id, now=now)
        base.close_upload(upload_id=upload_id, rows_taken=len(rows), rows_refused=preview.bad_rows)
        return Taken(upload_id, len(rows), preview.bad_rows)

    @transaction.atomic
    def undo(
        self,
        *,
        upload_id: int,
        enterprise_id: int | None = None,
        user_id: int | None,
        now: datetime,
    ) -> int:
        """Withdraw what is left of an import; rows corrected since stay as corrected."""
        rows = Entry.objects.current().filter(upload_id=upload_id, origin="IMPORT")
        if enterprise_id is not None and rows.exclude(enterprise_id=enterprise_id).exists():
            message = "The file also brought rows of other enterprises; the park can undo it."
            raise Refused("import.undo.other", message)
        pairs = set(rows.values_list("enterprise_id", "year"))
        refuse_closed({year for _, year in pairs})
        inventory.refuse_locked(pairs)
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

    def _read(self, content: bytes, bounds: Bounds, now: datetime) -> Preview[NewEntry]:
        block = queries.book().blocks[self.block]
        table = sheets.understood(reading.read(content), self.columns(bounds.enterprise_id))
        expected = _expected(table, bounds, now)
        good, faults = entry_sheets.read_rows(table, block, expected, queries.book())
        return Preview(0, "", tuple(good), tuple(faults))


def _expected(table: Table, bounds: Bounds, now: datetime) -> entry_sheets.Expected:
    found = (row.values.get("year") for row in table.records)
    years = {year for year in found if isinstance(year, int)}
    known = {row.code.lower(): row.id for row in registry.enterprises()}
    return entry_sheets.Expected(
        enterprises=known,
        own=bounds.enterprise_id,
        year=bounds.year,
        this_year=now.year,
        closed=frozenset(energy.closed_years()),
        locked=inventory.locked_pairs(),
        recorded=queries.months_of({(owner, year) for owner in known.values() for year in years}),
    )
