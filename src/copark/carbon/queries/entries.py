"""The rows that carbon keeps, as they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max

from copark.carbon.contracts import Entry as EntryFact
from copark.carbon.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = (
    "pk",
    "enterprise_id",
    "year",
    "month",
    "plant",
    "block",
    "values",
    "evidence",
    "upload_id",
    "reason",
    "uncertainty",
    "origin",
    "recorded_at",
    "recorded_by__username",
)


def stamp() -> tuple[object, ...]:
    """Return what changes whenever a row is recorded, corrected or withdrawn."""
    found = Entry.objects.aggregate(
        newest=Max("pk"),
        replaced=Count("superseded_by"),
        withdrawn=Count("withdrawn_at"),
        last=Max("withdrawn_at"),
    )
    return tuple(found.values())


def years() -> list[int]:
    """Return the years that have rows, the newest first."""
    found = Entry.objects.current().order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def entries_of(year: int, enterprise_id: int | None = None) -> list[EntryFact]:
    """Return the rows that count in a year, of one enterprise or of all."""
    rows = Entry.objects.current().filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    ordered = rows.order_by("enterprise_id", "block", "plant", "key", "month", "pk")
    return [_fact(row) for row in ordered.values_list(*COLUMNS)]


def entry(pk: int) -> EntryFact | None:
    """Return a row that counts."""
    row = Entry.objects.current().filter(pk=pk).values_list(*COLUMNS).first()
    return row and _fact(row)


def history(pk: int) -> list[EntryFact]:
    """Return what a row corrected, the latest first."""
    found: list[EntryFact] = []
    older = Entry.objects.filter(superseded_by=pk).values_list(*COLUMNS).first()
    while older:
        found.append(_fact(older))
        older = Entry.objects.filter(superseded_by=older[0]).values_list(*COLUMNS).first()
    return found


def of_years(years: Iterable[int]) -> list[EntryFact]:
    rows = Entry.objects.current().filter(year__in=set(years))
    return [_fact(row) for row in rows.values_list(*COLUMNS)]


def _fact(row: tuple) -> EntryFact:
    return EntryFact(
        id=row[0],
        enterprise_id=row[1],
        year=row[2],
        month=row[3] or None,
        plant=row[4],
        block=row[5],
        values=row[6],
        evidence=row[7],
        upload_id=row[8],
        reason=row[9],
        uncertainty=None if row[10] is None else row[10].normalize() + 0,
        origin=row[11],
        recorded_at=row[12],
        recorded_by=row[13] or "",
    )
