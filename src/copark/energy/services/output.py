"""Record, correct and withdraw output and value. Nothing is ever overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from copark.base import services as base
from copark.energy.calc import output
from copark.energy.calc.activity import LARGEST
from copark.energy.contracts import NewOutput, NewTurnover
from copark.energy.models import Output, Turnover
from copark.energy.queries import output as queries
from copark.energy.services.records import CHUNK, bounded, refuse_closed
from copark.inventory import queries as inventory
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

Row = TypeVar("Row", Output, Turnover)
MONEY = Decimal("0.0001")


@transaction.atomic
def record_outputs(
    *, outputs: Iterable[NewOutput], user_id: int | None, now: datetime
) -> list[int]:
    """
    Record output of products, all or none.

    Raises
    ------
    Refused
        ``energy.…``: unknown unit, bad amount, year closed or not begun, amount recorded already,
        or months beside a whole year.
    """
    wanted = list(outputs)
    rows = [_output(new, user_id, now) for new in wanted]
    years = {row.year for row in rows}
    _refuse_final(rows)
    taken = recorded_outputs(years)
    for new in wanted:
        key = output.output_key(new)
        _refuse_twice(key in taken, new.product, new.year)
        _refuse_overlap(output.overlap(key, taken), new.product, new.year)
        taken.add(key)
    return _kept(Output, rows, "output", user_id, now)


@transaction.atomic
def record_turnover(
    *, values: Iterable[NewTurnover], user_id: int | None, now: datetime
) -> list[int]:
    """
    Record output value and added value of years, all or none.

    Raises
    ------
    Refused
        ``energy.…``: bad amount, added value above output value, year closed or not begun, or
        recorded already at this price basis.
    """
    wanted = list(values)
    rows = [_turnover(new, user_id, now) for new in wanted]
    years = {row.year for row in rows}
    _refuse_final(rows)
    taken = recorded_turnover(years)
    for new in wanted:
        key = output.turnover_key(new)
        _refuse_twice(key in taken, "", new.year)
        taken.add(key)
    return _kept(Turnover, rows, "turnover", user_id, now)


@transaction.atomic
def correct_output(
    *, row_id: int, amount: Decimal, unit: str, evidence: str, user_id: int | None, now: datetime
) -> int:
    """Replace the amount of a row by a new row; the old one stays and says by which."""
    old = _current(Output, row_id)
    new = NewOutput(
        old.enterprise_id, old.year, old.month or None, old.product, amount, unit,
        old.name_en, old.name_zh, "FORM", evidence,
    )  # fmt: skip
    return _replaced(old, _output(new, user_id, now), "output")


@transaction.atomic
def correct_turnover(
    *,
    row_id: int,
    output_value: Decimal,
    added_value: Decimal | None,
    evidence: str,
    user_id: int | None,
    now: datetime,
) -> int:
    """Replace the values of a year by a new row."""
    old = _current(Turnover, row_id)
    new = NewTurnover(
        old.enterprise_id, old.year, output_value, added_value, old.price_year, "FORM", evidence
    )
    return _replaced(old, _turnover(new, user_id, now), "turnover")


def withdraw_output(*, row_id: int, user_id: int | None, now: datetime) -> bool:
    """Take a row out; if it corrected another, that one counts again: say so."""
    return _withdrawn(Output, row_id, "output", user_id, now)


def withdraw_turnover(*, row_id: int, user_id: int | None, now: datetime) -> bool:
    """Take the values of a year out; if they corrected others, those count again: say so."""
    return _withdrawn(Turnover, row_id, "turnover", user_id, now)


def recorded_outputs(years: set[int]) -> set[output.OutputKey]:
    """Return what is recorded already in these years."""
    rows = queries.counting(Output).filter(year__in=years)
    return set(rows.values_list("enterprise_id", "year", "month", "product"))


def recorded_turnover(years: set[int]) -> set[output.TurnoverKey]:
    """Return which years' values are recorded already."""
    rows = queries.counting(Turnover).filter(year__in=years)
    return set(rows.values_list("enterprise_id", "year", "price_year"))


def _output(new: NewOutput, user_id: int | None, now: datetime) -> Output:
    _refuse_future(new.year, now)
    amount, unit = output.kept(new.amount, new.unit, queries.output_units())
    return Output(
        enterprise_id=new.enterprise_id,
        year=new.year,
        month=new.month or output.WHOLE_YEAR,
        product=new.product[:30],
        name_en=new.name_en[:120],
        name_zh=new.name_zh[:120],
        amount=bounded(amount),
        unit=unit,
        **_origin(new, user_id, now),
    )


def _turnover(new: NewTurnover, user_id: int | None, now: datetime) -> Turnover:
    _refuse_future(new.year, now)
    _refuse_added(new.output_value, new.added_value)
    return Turnover(
        enterprise_id=new.enterprise_id,
        year=new.year,
        price_year=new.price_year,
        output_value=bounded(new.output_value).quantize(MONEY),
        added_value=None if new.added_value is None else new.added_value.quantize(MONEY),
        **_origin(new, user_id, now),
    )


def _origin(new: NewOutput | NewTurnover, user_id: int | None, now: datetime) -> dict[str, object]:
    return {
        "origin": new.origin,
        "evidence": new.evidence[:300],
        "upload_id": new.upload_id,
        "recorded_at": now,
        "recorded_by_id": user_id,
    }


def _refuse_final(rows: Sequence[Output] | Sequence[Turnover]) -> None:
    """Refuse to change what was closed, by the park's year or by an enterprise's inventory."""
    refuse_closed({row.year for row in rows})
    inventory.refuse_locked((row.enterprise_id, row.year) for row in rows)


def _refuse_future(year: int, now: datetime) -> None:
    if year > now.year:
        message = f"The year {year} has not begun yet."
        raise Refused("energy.year.future", message, year=year)


def _refuse_added(value: Decimal, added: Decimal | None) -> None:
    if added is None:
        return
    if abs(added) >= LARGEST:
        message = f"{added} is larger than any amount that is kept."
        raise Refused("energy.amount.long", message, value=str(added))
    if added > value:
        message = f"The added value {added} is more than the output value {value}."
        raise Refused("energy.added.over", message, value=str(added), output=str(value))


def _refuse_twice(is_taken: bool, product: str, year: int) -> None:  # noqa: FBT001 - a verdict
    if is_taken:
        message = f"{product or 'The value'} of {year} is recorded already; correct it instead."
        raise Refused("energy.use.twice", message, product=product, year=year)


def _refuse_overlap(month: int | None, product: str, year: int) -> None:
    if month is not None:
        message = (
            f"{product} of {year}: the whole year and single months of it cannot both be given."
        )
        raise Refused("energy.output.overlap", message, product=product, year=year)


def _kept(
    model: type[Row], rows: Sequence[Row], kind: str, user_id: int | None, now: datetime
) -> list[int]:
    made = model._default_manager.bulk_create(rows, batch_size=CHUNK)  # noqa: SLF001 - Django's public name for it
    base.record(
        user_id=user_id,
        verb="record",
        domain="energy",
        kind=kind,
        subject_id=made[0].pk if len(made) == 1 else "",
        now=now,
        rows=len(made),
        years=sorted({row.year for row in rows}),
    )
    return [row.pk for row in made]


def _current(model: type[Row], row_id: int) -> Row:
    row = queries.counting(model).select_for_update().filter(pk=row_id).first()
    if row is None:
        message = "This amount is not recorded any more: it was corrected or withdrawn."
        raise Refused("energy.use.gone", message, id=row_id)
    _refuse_final([row])
    return row


def _replaced(old: Row, fresh: Row, kind: str) -> int:
    now = fresh.recorded_at
    fresh.withdrawn_at = now  # out of the way of "once" until the old row steps back
    fresh.save()
    old.superseded_by = fresh
    old.save(update_fields=["superseded_by"])
    fresh.withdrawn_at = None
    fresh.save(update_fields=["withdrawn_at"])
    base.record(
        user_id=fresh.recorded_by_id,
        verb="correct",
        domain="energy",
        kind=kind,
        subject_id=fresh.pk,
        now=now,
        before=str(old),
        after=str(fresh),
    )
    return fresh.pk


@transaction.atomic
def _withdrawn(
    model: type[Row], row_id: int, kind: str, user_id: int | None, now: datetime
) -> bool:
    row = _current(model, row_id)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    earlier = model._default_manager.filter(superseded_by=row, withdrawn_at=None)  # noqa: SLF001 - Django's public name for it
    again = earlier.update(superseded_by=None)
    base.record(
        user_id=user_id, verb="withdraw", domain="energy", kind=kind, subject_id=row.pk, now=now
    )
    return again > 0
