"""Make a version of a table: from a file, or with one row of the park's own."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from copark.base import services as base
from copark.base.sheets import reading
from copark.factors import queries
from copark.factors.calc import checking, comparing
from copark.factors.calc.catalogue import columns_of
from copark.factors.models import TableVersion
from copark.factors.services.checkers import require_readable
from copark.factors.services.deciding import noted
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from copark.factors.calc.catalogue import Table
    from copark.factors.contracts import File, NewVersion
    from copark.kernel.faults import Fault

KIND = "factors.table"
EVIDENCE = "factors.evidence"
MAX_TEXT = 2_000_000  #: Characters of a table; the longest shipped one has 30,000.


class TableFaulty(Refused):
    """A table has cells that cannot be taken."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        message = f"{len(faults)} cell(s) cannot be taken. Nothing was kept: correct the file."
        super().__init__("factors.table.faulty", message, count=len(faults))
        self.faults = faults


def read_table(*, table: Table, content: bytes, one_set: str = "") -> str:
    """
    Return the whole text that a file would make of a table; write nothing.

    With `one_set` the file speaks of one set, and the rows of the others stay as they are.

    Raises
    ------
    TableFaulty
        With every objection at its cell.
    Refused
        What is wrong with the file as a whole, or what the domain's reader objects to.
    """
    present = queries.text(table.package, table.file)
    checked = checking.check(reading.read(content), table, present, one_set)
    if checked.faults:
        raise TableFaulty(checked.faults)
    text = checking.merged(checked.rows, table, present, one_set)
    _require_sound(table, present, text)
    return text


def read_row(*, table: Table, row: dict[str, str]) -> str:
    """
    Return the whole text of a table with one row of the park's own; write nothing.

    Raises
    ------
    TableFaulty
        With every objection at its column.
    Refused
        ``factors.row.exists``: an own factor never takes the place of an official one.
    """
    present = queries.text(table.package, table.file)
    read, faults = checking.check_row(row, table, present)
    if faults:
        raise TableFaulty(tuple(faults.values()))
    rows = queries.rows_of(present)
    key = table.key_of(read)
    if any(table.key_of(one) == key for one in rows):
        said = " ".join(key)
        message = f"“{said}” is in the table already; give the own factor a name of its own."
        raise Refused("factors.row.exists", message, key=said)
    text = comparing.written([*rows, read], columns_of(present))
    _require_sound(table, present, text)
    return text


def _require_sound(table: Table, present: str, text: str) -> None:
    if len(text) > MAX_TEXT:
        message = f"A table of factors has at most {MAX_TEXT} characters."
        raise Refused("factors.file.text", message, limit=MAX_TEXT)
    if not comparing.compared(present, text, table):
        message = "The file says what the table in force says already."
        raise Refused("factors.version.same", message)
    require_readable(table.package, table.file, text)


@transaction.atomic
def bring_version(
    *,
    table: Table,
    facts: NewVersion,
    file: File,
    evidence: File | None,
    one_set: str = "",
    user_id: int | None,
    now: datetime,
) -> int:
    """Make a draft from a file, which is kept with its evidence."""
    text = read_table(table=table, content=file.content, one_set=one_set)
    kept = base.keep_upload(
        user_id=user_id, kind=KIND, name=file.name, content=file.content, now=now
    )
    base.close_upload(upload_id=kept, rows_taken=len(queries.rows_of(text)), rows_refused=0)
    return _draft(table, text, facts, file_id=kept, evidence=evidence, user_id=user_id, now=now)


@transaction.atomic
def add_row(
    *,
    table: Table,
    row: dict[str, str],
    facts: NewVersion,
    evidence: File,
    user_id: int | None,
    now: datetime,
) -> int:
    """Make a draft with one factor that the park or an enterprise measured, and its evidence."""
    text = read_row(table=table, row=row)
    return _draft(table, text, facts, file_id=None, evidence=evidence, user_id=user_id, now=now)


def _draft(
    table: Table,
    text: str,
    facts: NewVersion,
    *,
    file_id: int | None,
    evidence: File | None,
    user_id: int | None,
    now: datetime,
) -> int:
    newest = TableVersion.objects.of(table.package, table.file).aggregate(last=Max("number"))
    row = TableVersion(
        package=table.package,
        table=table.file,
        number=(newest["last"] or 0) + 1,
        base_number=queries.in_force(table).number,
        content=text,
        sha256=sha256(text.encode()).hexdigest(),
        title=facts.title,
        source=facts.source,
        confidence=facts.confidence,
        reason=facts.reason,
        valid_from=facts.valid_from,
        file_id=file_id,
        evidence_id=_evidence(evidence, user_id, now),
        made_at=now,
        made_by_id=user_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = "Another version of this table was made at the same moment; try again."
        raise Refused("factors.version.busy", message) from None
    noted("make", row, user_id=user_id, now=now, base=row.base_number)
    return row.pk


def _evidence(file: File | None, user_id: int | None, now: datetime) -> int | None:
    if file is None:
        return None
    return base.keep_upload(
        user_id=user_id, kind=EVIDENCE, name=file.name, content=file.content, now=now
    )
