"""Versions of tables, with version 0 as it was shipped, and what differs between two of them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from copark.factors.calc import comparing
from copark.factors.contracts import TableFact, Version
from copark.factors.models import State, TableVersion
from copark.factors.queries import catalogue, holding
from copark.kernel import tables as kernel
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from copark.base.models import User
    from copark.factors.calc.catalogue import Table
    from copark.factors.contracts import RowChange

SHIPPED = "SHIPPED"
PEOPLE = ("made_by", "activated_by", "withdrawn_by")
FILES = ("file", "evidence")

rows_of = lru_cache(holding.TEXTS)(kernel.rows)


def table_facts() -> list[TableFact]:
    """Return every table as it holds, in two queries."""
    drafts = Counter(TableVersion.objects.filter(state=State.DRAFT).values_list("package", "table"))
    numbers = {
        (package, file): (number, day)
        for package, file, number, day in TableVersion.objects.active()
        .order_by("number")
        .values_list("package", "table", "number", "valid_from")
    }
    return [_fact(one, numbers, drafts) for one in catalogue.tables().values()]


def _fact(one: Table, numbers: dict, drafts: Counter) -> TableFact:
    rows = rows_of(holding.text(one.package, one.file))
    number, day = numbers.get((one.package, one.file), (0, None))
    return TableFact(
        name=one.name,
        package=one.package,
        file=one.file,
        name_en=one.name_en,
        name_zh=one.name_zh,
        holds_en=one.holds_en,
        holds_zh=one.holds_zh,
        number=number,
        valid_from=day,
        rows=len(rows),
        seen=sum(row["confidence"] == "seen" for row in rows),
        drafts=drafts[one.package, one.file],
    )


def versions(one: Table) -> list[Version]:
    """Return every version of a table, the newest first, down to the shipped one."""
    rows = _read().filter(package=one.package, table=one.file).order_by("-number")
    return [*(_version(row) for row in rows), shipped(one)]


def version(version_id: int) -> Version | None:
    row = _read().filter(pk=version_id).first()
    return _version(row) if row else None


def in_force(one: Table) -> Version:
    """Return the version that holds: the newest activated one, else the shipped one."""
    active = _read().filter(package=one.package, table=one.file, state=State.ACTIVE)
    row = active.order_by("-number").first()
    return _version(row) if row else shipped(one)


def numbered(one: Table, number: int) -> Version:
    """
    Return a version of a table by its number.

    Raises
    ------
    Refused
        ``factors.version.unknown``.
    """
    if number == 0:
        return shipped(one)
    row = _read().filter(package=one.package, table=one.file, number=number).first()
    if row is None:
        message = f"There is no version {number} of {one.file}."
        raise Refused("factors.version.unknown", message, number=number, table=one.name)
    return _version(row)


def shipped(one: Table) -> Version:
    """Return the table that came with Copark as version 0."""
    digest = sha256(holding.shipped(one.package, one.file).encode()).hexdigest()
    return Version(one.package, one.file, digest, SHIPPED)


def content(found: Version) -> str:
    """Return the text of a version."""
    if found.id is None:
        return holding.shipped(found.package, found.file)
    return holding.content(found.id, found.sha256)


def changes(before: Version, after: Version) -> tuple[RowChange, ...]:
    """Return the rows that differ between two versions of a table."""
    one = catalogue.table_of(after.package, after.file)
    return comparing.compared(content(before), content(after), one)


def _read() -> QuerySet[TableVersion]:
    related = TableVersion.objects.select_related(*PEOPLE, *FILES)
    return related.defer("content", *(f"{name}__content" for name in FILES))


def _version(row: TableVersion) -> Version:
    people = {name: _said(getattr(row, name)) for name in PEOPLE}
    return Version(
        id=row.pk,
        package=row.package,
        file=row.table,
        number=row.number,
        base_number=row.base_number,
        sha256=row.sha256,
        title=row.title,
        source=row.source,
        confidence=row.confidence,
        reason=row.reason,
        valid_from=row.valid_from,
        state=row.state,
        made_at=row.made_at,
        activated_at=row.activated_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        file_id=row.file_id,
        file_name=row.file.name if row.file else "",
        evidence_id=row.evidence_id,
        evidence_name=row.evidence.name if row.evidence else "",
        **people,
    )


def _said(person: User | None) -> str:
    return (person.get_full_name() or person.username) if person else ""
