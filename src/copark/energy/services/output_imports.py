"""Import output and value from files: look first, then take all rows or the good ones; undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from copark.base import services as base
from copark.base import uploads
from copark.base.sheets import reading
from copark.base.sheets.preview import Preview, Taken
from copark.energy import queries
from copark.energy.calc import activity, output, output_sheets
from copark.energy.calc.output_sheets import Once
from copark.energy.models import Output, Turnover
from copark.energy.queries.output import counting, output_units
from copark.energy.services import output as services
from copark.energy.services.imports import ANY, Bounds
from copark.energy.services.records import refuse_closed
from copark.inventory import queries as inventory
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.sheets import Choice
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from copark.kernel.sheets import Column, Table


@dataclass(frozen=True, slots=True)
class Intake:
    """What the import of one kind of rows is made of."""

    kind: str  #: Of the kept files.
    model: type[Output] | type[Turnover]
    columns: Callable[[int | None], tuple[Column, ...]]
    read: Callable[[Table, activity.Expected], tuple[list[tuple[int, Any]], list[Any]]]
    record: Callable[[list[Any], int | None, datetime], object]

    def preview(
        self, *, name: str, content: bytes, bounds: Bounds = ANY, user_id: int | None, now: datetime
    ) -> Preview[Any]:
        """Read a file and keep it; write no row."""
        read = self._read(content, bounds, now)
        upload_id = base.keep_upload(
            user_id=user_id, kind=self.kind, name=name, content=content, now=now
        )
        return replace(read, upload_id=upload_id, name=name)

    def reread(self, *, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview[Any]:
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
            replace(new, upload_id=upload_id, evidence=new.evidence or f"{preview.name}, {row}")
            for row, new in preview.good
        ]
        if rows:
            self.record(rows, user_id, now)
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
        """Withdraw what is left of an import; rows that were corrected since stay as corrected."""
        rows = counting(self.model).filter(upload_id=upload_id)
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

    def bring(
        self, *, name: str, content: bytes, take: str = "all", user_id: int | None, now: datetime
    ) -> tuple[Preview[Any], Taken | None]:
        """Preview and take in one step; with bad rows and ``all`` nothing is written."""
        preview = self.preview(name=name, content=content, user_id=user_id, now=now)
        if preview.faults and take != "good":
            return preview, None
        return preview, self.take(upload_id=preview.upload_id, take=take, user_id=user_id, now=now)

    def _read(self, content: bytes, bounds: Bounds, now: datetime) -> Preview[Any]:
        table = sheets.understood(reading.read(content), self.columns(bounds.enterprise_id))
        good, faults = self.read(table, _expected(bounds, now))
        return Preview(0, "", tuple(good), tuple(faults))


def _expected(bounds: Bounds, now: datetime) -> activity.Expected:
    return activity.Expected(
        carriers={},
        enterprises={row.code.lower(): row.id for row in registry.enterprises()},
        own=bounds.enterprise_id,
        year=bounds.year,
        this_year=now.year,
        this_month=now.month,
        closed=frozenset(queries.closed_years()),
        locked=inventory.locked_pairs(),
    )


def _codes(enterprise_id: int | None) -> list[Choice]:
    return [Choice(row.code, row.code, row.code) for row in registry.enterprises(enterprise_id)]


def _output_columns(enterprise_id: int | None = None) -> tuple[Column, ...]:
    return output_sheets.output_columns(output_units(), _codes(enterprise_id))


def _turnover_columns(enterprise_id: int | None = None) -> tuple[Column, ...]:
    return output_sheets.turnover_columns(_codes(enterprise_id))


def _years(table: Table, column: str) -> set[int]:
    given = [record.values.get(column) for record in table.records]
    return {value[0] if isinstance(value, tuple) else value for value in given if value}  # type: ignore[misc]


def _read_outputs(
    table: Table, expected: activity.Expected
) -> tuple[list[tuple[int, Any]], list[Any]]:
    known = output_units()
    rows = [
        (record, output_sheets.output_of(record, expected, known, table.titles))
        for record in table.records
    ]
    recorded = services.recorded_outputs(_years(table, "period"))
    once = Once(output.output_key, "product", recorded, output.overlap)
    return output_sheets.first_only(rows, once, table.titles)


def _read_turnover(
    table: Table, expected: activity.Expected
) -> tuple[list[tuple[int, Any]], list[Any]]:
    rows = [
        (record, output_sheets.turnover_of(record, expected, table.titles))
        for record in table.records
    ]
    once = Once(output.turnover_key, "year", services.recorded_turnover(_years(table, "year")))
    return output_sheets.first_only(rows, once, table.titles)


OUTPUT = Intake(
    kind="energy.output",
    model=Output,
    columns=_output_columns,
    read=_read_outputs,
    record=lambda rows, user_id, now: services.record_outputs(
        outputs=rows, user_id=user_id, now=now
    ),
)
TURNOVER = Intake(
    kind="energy.turnover",
    model=Turnover,
    columns=_turnover_columns,
    read=_read_turnover,
    record=lambda rows, user_id, now: services.record_turnover(
        values=rows, user_id=user_id, now=now
    ),
)
