"""Read the rows that were entered and count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.pollution import contracts
from copark.pollution.models import Entry

if TYPE_CHECKING:
    from django.db.models import QuerySet

COLUMNS = (
    "pk",
    "enterprise_id",
    "year",
    "month",
    "block",
    "values",
    "uncertainty",
    "origin",
    "evidence",
    "reason",
    "upload_id",
)
Key = tuple[int, int, str, str]


def entries_of(
    year: int, enterprise_id: int | None = None, block: str = ""
) -> list[contracts.Entry]:
    """Return the rows of a year that count, in one query."""
    rows = Entry.objects.current().filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return _facts(rows.filter(block=block) if block else rows)


def entry(pk: int) -> contracts.Entry | None:
    """Return a row that counts."""
    found = _facts(Entry.objects.current().filter(pk=pk))
    return found[0] if found else None


def counts_of(year: int, enterprise_id: int | None = None) -> dict[str, int]:
    """Return how many rows of each kind count in a year."""
    counts: dict[str, int] = {}
    for row in entries_of(year, enterprise_id):
        counts[row.block] = counts.get(row.block, 0) + 1
    return counts


def months_of(keys: set[tuple[int, int]]) -> dict[Key, set[int]]:
    """Return the months recorded of each enterprise, year, block and key."""
    years = {year for _, year in keys}
    owners = {enterprise for enterprise, _ in keys}
    rows = Entry.objects.current().filter(year__in=years, enterprise_id__in=owners)
    found: dict[Key, set[int]] = {}
    columns = ("enterprise_id", "year", "block", "key", "month")
    for owner, year, block, key, month in rows.values_list(*columns):
        found.setdefault((owner, year, block, key), set()).add(month)
    return found


def _facts(rows: QuerySet[Entry]) -> list[contracts.Entry]:
    ordered = rows.order_by("enterprise_id", "block", "key", "month", "pk")
    return [_fact(row) for row in ordered.values_list(*COLUMNS)]


def _fact(row: tuple) -> contracts.Entry:
    pk, owner, year, month, block, values, uncertainty, *others = row
    sure = None if uncertainty is None else uncertainty.normalize() + 0
    return contracts.Entry(pk, owner, year, month or None, block, values, sure, *others)
