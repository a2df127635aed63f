"""Record, correct and withdraw activity data. Nothing is ever overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.energy import queries
from copark.energy.calc.tables import kept
from copark.energy.contracts import DIRECTIONS, NewUse
from copark.energy.models import WHOLE_YEAR, Use
from copark.inventory import queries as inventory
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 15
CHUNK = 500
Key = tuple[int, int, int, str, str]


@transaction.atomic
def record_uses(*, uses: Iterable[NewUse], user_id: int | None, now: datetime) -> list[int]:
    """
    Record activity data, all or none.

    Raises
    ------
    Refused
        ``energy.…``: unknown carrier or direction, unfit unit, bad amount, year closed or not
        begun, amount recorded already, or months beside a whole year.
    """
    wanted = list(uses)
    rows = [_row(use, user_id, now) for use in wanted]
    refuse_closed({row.year for row in rows})
    inventory.refuse_locked((row.enterprise_id, row.year) for row in rows)
    _refuse_doubles(rows)
    made = Use.objects.bulk_create(rows, batch_size=CHUNK)
    years = sorted({row.year for row in rows})
    base.record(
        user_id=user_id,
        verb="record",
        domain="energy",
        kind="use",
        subject_id=made[0].pk if len(made) == 1 else "",
        now=now,
        rows=len(made),
        years=years,
    )
    return [row.pk for row in made]


@transaction.atomic
def correct_use(
    *, use_id: int, amount: Decimal, unit: str, evidence: str, user_id: int | None, now: datetime
) -> int:
    """Replace the amount of a row by a new row; the old one stays and says by which."""
    old = current(use_id)
    refuse_closed({old.year})
    inventory.refuse_locked([(old.enterprise_id, old.year)])
    fresh = _row(
        NewUse(
            old.enterprise_id,
            old.year,
            old.month or None,
            old.carrier,
            old.direction,
            amount,
            unit,
            "FORM",
            evidence,
        ),
        user_id,
        now,
    )
    fresh.withdrawn_at = now  # out of the way of "once" until the old row steps back
    fresh.save()
    old.superseded_by = fresh
    old.save(update_fields=["superseded_by"])
    fresh.withdrawn_at = None
    fresh.save(update_fields=["withdrawn_at"])
    base.record(
        user_id=user_id,
        verb="correct",
        domain="energy",
        kind="use",
        subject_id=fresh.pk,
        now=now,
        before=f"{old.amount.normalize():f} {old.unit}",
        after=f"{fresh.amount:f} {fresh.unit}",
    )
    return fresh.pk


@transaction.atomic
def withdraw_use(*, use_id: int, user_id: int | None, now: datetime) -> bool:
    """Take a row out of every sum; if it corrected another, that one counts again: say so."""
    row = current(use_id)
    refuse_closed({row.year})
    inventory.refuse_locked([(row.enterprise_id, row.year)])
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    again = Use.objects.filter(superseded_by=row, withdrawn_at=None).update(superseded_by=None)
    base.record(
        user_id=user_id, verb="withdraw", domain="energy", kind="use", subject_id=row.pk, now=now
    )
    return again > 0


def current(use_id: int) -> Use:
    row = Use.objects.current().select_for_update().filter(pk=use_id).first()
    if row is None:
        message = "This amount is not recorded any more: it was corrected or withdrawn."
        raise Refused("energy.use.gone", message, id=use_id)
    return row


def refuse_closed(years: set[int]) -> None:
    closed = sorted(years & queries.closed_years())
    if closed:
        message = f"The year {closed[0]} is closed; ask the park to reopen it."
        raise Refused("energy.year.closed", message, year=closed[0])


def _row(use: NewUse, user_id: int | None, now: datetime) -> Use:
    carrier = queries.carriers().get(use.carrier)
    if carrier is None:
        message = f"The carrier “{use.carrier}” is not known."
        raise Refused("energy.carrier.unknown", message, carrier=use.carrier)
    if use.direction not in DIRECTIONS:
        message = f"The direction “{use.direction}” is not known."
        raise Refused("energy.direction.unknown", message, direction=use.direction)
    if use.year > now.year:
        message = f"The year {use.year} has not begun yet."
        raise Refused("energy.year.future", message, year=use.year)
    return Use(
        enterprise_id=use.enterprise_id,
        year=use.year,
        month=use.month or WHOLE_YEAR,
        carrier=use.carrier,
        direction=use.direction,
        unit=carrier.unit,
        amount=bounded(kept(carrier, use.amount, use.unit)),
        origin=use.origin,
        evidence=use.evidence[:300],
        upload_id=use.upload_id,
        recorded_at=now,
        recorded_by_id=user_id,
    )


def bounded(amount: Decimal) -> Decimal:
    if amount < 0:
        message = f"{amount} is negative; amounts are zero or more."
        raise Refused("energy.amount.negative", message, value=str(amount))
    if amount >= LARGEST:
        message = f"{amount} is larger than any amount that is kept."
        raise Refused("energy.amount.long", message, value=str(amount))
    return amount.quantize(PLACES)


def _key(row: Use) -> Key:
    return (row.enterprise_id, row.year, row.month, row.carrier, row.direction)


def recorded_keys(years: set[int]) -> set[Key]:
    """Return what is recorded already in these years."""
    rows = Use.objects.current().filter(year__in=years)
    return set(rows.values_list("enterprise_id", "year", "month", "carrier", "direction"))


def clash(key: Key, taken: set[Key]) -> str:
    """Say how an amount stands against those taken: ``twice``, ``overlap``, or nothing."""
    if key in taken:
        return "twice"
    enterprise, year, month, carrier, direction = key
    others = range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,)
    met = any((enterprise, year, other, carrier, direction) in taken for other in others)
    return "overlap" if met else ""


def _refuse_doubles(rows: Sequence[Use]) -> None:
    taken = recorded_keys({row.year for row in rows})
    for row in rows:
        key = _key(row)
        found = clash(key, taken)
        if found == "twice":
            period = f"{row.year}-{row.month:02}"
            message = f"{row.carrier} of {period} is recorded already; correct it instead."
            raise Refused("energy.use.twice", message, carrier=row.carrier)
        if found:
            message = (
                f"{row.carrier} of {row.year}: the whole year and single months of it cannot both"
                " be given."
            )
            raise Refused("energy.use.overlap", message, carrier=row.carrier)
        taken.add(key)
