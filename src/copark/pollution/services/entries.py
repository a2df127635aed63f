"""Record, correct and withdraw what is entered. Nothing is ever overwritten."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.inventory import queries as inventory
from copark.kernel.entries import Entry as Written
from copark.kernel.errors import Refused
from copark.pollution import queries
from copark.pollution.calc import entering
from copark.pollution.models import Entry
from copark.pollution.services.records import refuse_closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from copark.kernel.faults import Fault
    from copark.pollution.calc.entering import Understood
    from copark.pollution.contracts import NewEntry

KIND = "entry"
CHUNK = 500
LONGEST = 300  #: Characters of evidence and reason.


@transaction.atomic
def record_entries(*, entries: Iterable[NewEntry], user_id: int | None, now: datetime) -> list[int]:
    """
    Record rows, all or none.

    Raises
    ------
    Refused
        With ``field`` and ``row``, the number from 1 of the row that cannot be taken.
    """
    given = list(entries)
    rows = _rows(given, user_id, now)
    years = {(row.enterprise_id, row.year) for row in rows}
    _refuse_years(years, now)
    _refuse_doubles(rows, given)
    made = Entry.objects.bulk_create(rows, batch_size=CHUNK)
    base.record(
        user_id=user_id,
        verb="record",
        domain="pollution",
        kind=KIND,
        subject_id=made[0].pk if len(made) == 1 else "",
        now=now,
        rows=len(made),
        years=sorted({row.year for row in rows}),
    )
    return [row.pk for row in made]


@transaction.atomic
def correct_entry(*, entry_id: int, entry: NewEntry, user_id: int | None, now: datetime) -> int:
    """
    Replace a row by a new one; the old one stays and says by which.

    Enterprise, year and kind stay those of the old row, and its file where no new one is given.
    """
    old = current(entry_id)
    if not entry.reason.strip():
        raise Refused("pollution.entry.reason", "Say why the entry changes.", field="reason")
    new = replace(
        entry,
        enterprise_id=old.enterprise_id,
        year=old.year,
        block=old.block,
        upload_id=entry.upload_id or old.upload_id,
    )
    fresh = _rows([new], user_id, now)[0]
    _refuse_years({(old.enterprise_id, old.year)}, now)
    _refuse_doubles([fresh], [new], without=old)
    fresh.withdrawn_at = now  # out of the way of "once" until the old row steps back
    fresh.save()
    old.superseded_by = fresh
    old.save(update_fields=["superseded_by"])
    fresh.withdrawn_at = None
    fresh.save(update_fields=["withdrawn_at"])
    _note(fresh, "correct", user_id, now, before=_said(old), after=_said(fresh), reason=new.reason)
    return fresh.pk


@transaction.atomic
def withdraw_entry(*, entry_id: int, user_id: int | None, now: datetime) -> bool:
    """Take a row out of every sum; if it corrected another, that one counts again: say so."""
    row = current(entry_id)
    _refuse_years({(row.enterprise_id, row.year)}, now)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    again = Entry.objects.filter(superseded_by=row, withdrawn_at=None).update(superseded_by=None)
    _note(row, "withdraw", user_id, now)
    return again > 0


def current(entry_id: int) -> Entry:
    """Return a row that counts, held until the end of the transaction."""
    row = Entry.objects.current().select_for_update().filter(pk=entry_id).first()
    if row is None:
        message = "This entry is not recorded any more: it was corrected or withdrawn."
        raise Refused("pollution.entry.gone", message, id=entry_id)
    return row


def _rows(given: Sequence[NewEntry], user_id: int | None, now: datetime) -> list[Entry]:
    groups: defaultdict[tuple[int, int], list[tuple[int, NewEntry]]] = defaultdict(list)
    for number, row in enumerate(given, start=1):
        _refuse_about(number, row)
        groups[row.enterprise_id, row.year].append((number, row))
    rows: dict[int, Entry] = {}
    for (enterprise, year), numbered in groups.items():
        for one in _understood(numbered, year):
            rows[one.number] = _row(one, given[one.number - 1], enterprise, user_id, now)
    return [rows[number] for number in sorted(rows)]


def _understood(numbered: Sequence[tuple[int, NewEntry]], year: int) -> Sequence[Understood]:
    written = [
        Written(row.block, number, str(number), entering.cells_of(row.values))
        for number, row in numbered
    ]
    evidence = {number: row.evidence for number, row in numbered}
    good, faults = entering.understood(written, evidence, queries.book(), year)
    if faults:
        raise refused_by(faults[0])
    return good


def refused_by(fault: Fault) -> Refused:
    """Return a fault of a row as a refusal, with its field and row."""
    facts = {key: value for key, value in fault.facts.items() if key not in {"field", "row"}}
    said = facts.get("said") or f"{fault.column or fault.cell}: {fault.code} ({fault.value})"
    facts |= {"field": fault.column, "row": str(fault.row), "value": fault.value}
    return Refused(fault.code, said, **facts)


def _row(
    one: Understood, new: NewEntry, enterprise_id: int, user_id: int | None, now: datetime
) -> Entry:
    return Entry(
        enterprise_id=enterprise_id,
        year=new.year,
        month=one.month,
        block=one.block,
        key=one.key,
        values=one.values,
        uncertainty=new.uncertainty,
        origin=new.origin,
        evidence=new.evidence,
        reason=new.reason,
        upload_id=new.upload_id,
        recorded_at=now,
        recorded_by_id=user_id,
    )


def _refuse_about(number: int, row: NewEntry) -> None:
    """Refuse what is said about a row: uncertainty, evidence and reason."""
    given = row.uncertainty
    if given is not None and not (given.is_finite() and 0 <= given <= entering.MOST_PERCENT):
        message = f"An uncertainty is 0 to {entering.MOST_PERCENT} %."
        facts = {"field": "uncertainty", "row": str(number), "value": str(given)}
        raise Refused("pollution.entry.uncertainty", message, limit=entering.MOST_PERCENT, **facts)
    for field in ("evidence", "reason"):
        if len(getattr(row, field)) > LONGEST:
            message = f"At most {LONGEST} characters."
            facts = {"field": field, "row": str(number), "value": ""}
            raise Refused("pollution.entry.long", message, limit=LONGEST, **facts)


def _refuse_years(pairs: set[tuple[int, int]], now: datetime) -> None:
    refuse_closed({year for _, year in pairs})
    inventory.refuse_locked(pairs)
    late = [year for _, year in pairs if year > now.year]
    if late:
        message = f"The year {late[0]} has not begun yet."
        raise Refused("energy.year.future", message, year=late[0], field="year")


def _refuse_doubles(
    rows: Sequence[Entry], given: Sequence[NewEntry], *, without: Entry | None = None
) -> None:
    """Refuse what is recorded already: the same row, or a whole year beside its months."""
    held = queries.months_of({(row.enterprise_id, row.year) for row in rows})
    if without is not None:
        key = (without.enterprise_id, without.year, without.block, without.key)
        held[key] = held.get(key, set()) - {without.month}
    for number, row in enumerate(rows, start=1):
        months = held.get((row.enterprise_id, row.year, row.block, row.key), set())
        if row.month in months or (months and 0 in {row.month, *months}):
            code = "pollution.entry.twice" if row.month in months else "pollution.entry.overlap"
            message = "This is recorded already; correct the entry instead."
            field = next(iter(given[number - 1].values), "")
            raise Refused(code, message, field=field, row=str(number), value="")


def _note(row: Entry, verb: str, user_id: int | None, now: datetime, **facts: object) -> None:
    base.record(
        user_id=user_id,
        verb=verb,
        domain="pollution",
        kind=KIND,
        subject_id=row.pk,
        now=now,
        block=row.block,
        **facts,
    )


def _said(row: Entry) -> str:
    return "; ".join(f"{key}={value}" for key, value in row.values.items())
