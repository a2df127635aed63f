"""Record, correct and withdraw the rows that carbon keeps. Nothing is ever overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.carbon import queries
from copark.carbon.calc.entering import key_of
from copark.carbon.models import WHOLE_YEAR, Entry
from copark.carbon.services import trial
from copark.energy import queries as energy
from copark.inventory import queries as inventory
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from copark.carbon.contracts import NewEntry
    from copark.kernel.entries import Block

SURE = Decimal(1000)  #: Nobody states an uncertainty of ten times the value. [%]
LONGEST = 300
CHUNK = 500
Key = tuple[int, int, int, str, str, str]


@transaction.atomic
def record_entries(*, entries: Iterable[NewEntry], user_id: int | None, now: datetime) -> list[int]:
    """
    Record rows, all or none; one that names what it replaces is a correction.

    Raises
    ------
    Refused
        ``carbon.entry.…``: unknown block, year not begun, recorded already, months beside a whole
        year; ``energy.year.closed``, ``inventory.locked``; ``carbon.twice.…`` and whatever else
        the account refuses of the new rows.
    """
    wanted = list(entries)
    _refuse_closed((one.enterprise_id, one.year) for one in wanted)
    objection = next(iter(trial.objections(wanted)), None)
    if objection is not None:
        raise objection.refused
    return write_entries(wanted, user_id, now)


def write_entries(wanted: Sequence[NewEntry], user_id: int | None, now: datetime) -> list[int]:
    """Write rows that the account has been asked about; the caller holds the transaction."""
    blocks = {year: blocks_of(year) for year in {one.year for one in wanted}}
    rows = [_row(one, blocks[one.year], user_id, now) for one in wanted]
    replaced = [one.replaces for one in wanted]
    _step_back(replaced, now)
    _refuse_doubles(rows)
    made = [row.pk for row in Entry.objects.bulk_create(rows, batch_size=CHUNK)]
    for old, new in zip(replaced, made, strict=True):
        if old is not None:
            Entry.objects.filter(pk=old).update(superseded_by_id=new, withdrawn_at=None)
    base.record(
        user_id=user_id,
        verb="correct" if any(replaced) else "record",
        domain="carbon",
        kind="entry",
        subject_id=made[0] if len(made) == 1 else "",
        now=now,
        rows=len(made),
        blocks=sorted({row.block for row in rows}),
    )
    return made


def correct_entry(*, entry_id: int, fresh: NewEntry, user_id: int | None, now: datetime) -> int:
    """Replace a row by a new one of the same enterprise, year and block; the old one stays."""
    old = _current(entry_id)
    same = (old.enterprise_id, old.year, old.block) == (
        fresh.enterprise_id,
        fresh.year,
        fresh.block,
    )
    if not same:
        message = "A correction stays with its enterprise, year and block."
        raise Refused("carbon.entry.other", message, id=entry_id)
    return record_entries(entries=[fresh], user_id=user_id, now=now)[0]


@transaction.atomic
def withdraw_entry(*, entry_id: int, user_id: int | None, now: datetime) -> bool:
    """Take a row out of the year; if it corrected another, that one counts again: say so."""
    row = _current(entry_id)
    _refuse_closed([(row.enterprise_id, row.year)])
    again = withdraw([row.pk], now)
    base.record(
        user_id=user_id, verb="withdraw", domain="carbon", kind="entry", subject_id=row.pk, now=now
    )
    return again > 0


def withdraw(ids: Sequence[int], now: datetime) -> int:
    """Withdraw rows; return how many that they had corrected count again."""
    Entry.objects.filter(pk__in=ids).update(withdrawn_at=now)
    older = Entry.objects.filter(superseded_by__in=ids, withdrawn_at=None)
    return older.update(superseded_by=None)


def _refuse_closed(pairs: Iterable[tuple[int, int]]) -> None:
    wanted = list(pairs)
    closed = sorted({year for _enterprise, year in wanted} & energy.closed_years())
    if closed:
        message = f"The year {closed[0]} is closed; ask the park to reopen it."
        raise Refused("energy.year.closed", message, year=closed[0])
    inventory.refuse_locked(wanted)


def _current(entry_id: int) -> Entry:
    row = Entry.objects.current().select_for_update().filter(pk=entry_id).first()
    if row is None:
        message = "This row is not recorded any more: it was corrected or withdrawn."
        raise Refused("carbon.entry.gone", message, id=entry_id)
    return row


def blocks_of(year: int) -> Mapping[str, Block]:
    """Return what may stand in each block under the method of a year."""
    return queries.stored_blocks(queries.method_of(year).factor_set)


def _row(new: NewEntry, blocks: Mapping[str, Block], user_id: int | None, now: datetime) -> Entry:
    if new.block not in blocks:
        message = f"There is no block “{new.block}”; the blocks are {', '.join(blocks)}."
        raise Refused("carbon.entry.block", message, value=new.block, allowed=", ".join(blocks))
    if new.year > now.year:
        message = f"The year {new.year} has not begun yet."
        raise Refused("carbon.entry.future", message, year=new.year)
    if new.uncertainty is not None and new.uncertainty > SURE:
        message = f"{new.uncertainty} % is no uncertainty; write the half width in per cent."
        raise Refused("carbon.entry.unsure", message, field="uncertainty", value=new.uncertainty)
    return Entry(
        enterprise_id=new.enterprise_id,
        year=new.year,
        month=new.month or WHOLE_YEAR,
        plant=new.plant[:120],
        block=new.block,
        key=key_of(blocks[new.block], new.values)[:LONGEST],
        values=dict(new.values),
        uncertainty=new.uncertainty,
        origin=new.origin,
        evidence=new.evidence[:LONGEST],
        reason=new.reason[:LONGEST],
        upload_id=new.upload_id,
        recorded_at=now,
        recorded_by_id=user_id,
    )


def _step_back(replaced: Iterable[int | None], now: datetime) -> None:
    """Take the rows to be corrected out of the way of their corrections."""
    for old in replaced:
        if old is not None:
            row = _current(old)
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])


# Given once


def entry_key(row: Entry) -> Key:
    return (row.enterprise_id, row.year, row.month, row.block, row.plant, row.key)


def _refuse_doubles(rows: Sequence[Entry]) -> None:
    taken = recorded_keys({row.year for row in rows})
    for row in rows:
        key = entry_key(row)
        found = clash(key, set(taken))
        if found:
            raise _double(row, found)
        taken[key] = 0


def _double(row: Entry, found: str) -> Refused:
    if found == "twice":
        message = "This row is recorded already; correct it instead."
        return Refused("carbon.entry.twice", message, block=row.block, key=row.key)
    message = "The whole year and single months of it cannot both be given for the same row."
    return Refused("carbon.entry.overlap", message, block=row.block, key=row.key)


def recorded_keys(years: set[int]) -> dict[Key, int]:
    """Return what is recorded already in these years, with its number."""
    rows = Entry.objects.current().filter(year__in=years)
    names = ("enterprise_id", "year", "month", "block", "plant", "key", "pk")
    return {tuple(row[:-1]): row[-1] for row in rows.values_list(*names)}


def clash(key: Key, taken: set[Key]) -> str:
    """Say how a row stands against those taken: ``twice``, ``overlap``, or nothing."""
    if key in taken:
        return "twice"
    enterprise, year, month, *rest = key
    others = range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,)
    met = any((enterprise, year, other, *rest) in taken for other in others)
    return "overlap" if met else ""
