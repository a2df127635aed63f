"""Record, correct and withdraw declared releases. Nothing is ever overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.energy import queries as energy
from copark.inventory import queries as inventory
from copark.kernel.errors import Refused
from copark.kernel.quantity import converted, unit_of
from copark.pollution import queries
from copark.pollution.contracts import NewRelease
from copark.pollution.models import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

PLACES = Decimal("0.000000000001")  #: A microgram, in tonnes: dioxins are declared in grams.
LARGEST = Decimal(10) ** 13
CHUNK = 500
Key = tuple[int, int, str, str]


@transaction.atomic
def record_releases(
    *, releases: Iterable[NewRelease], user_id: int | None, now: datetime
) -> list[int]:
    """
    Record declared releases, all or none.

    Raises
    ------
    Refused
        ``pollution.…`` or ``energy.year.closed``: unknown pollutant, unfit medium or unit, bad
        amount, year closed or not begun, or release recorded already.
    """
    rows = [_row(release, user_id, now) for release in releases]
    refuse_closed({row.year for row in rows})
    inventory.refuse_locked((row.enterprise_id, row.year) for row in rows)
    _refuse_doubles(rows)
    made = Release.objects.bulk_create(rows, batch_size=CHUNK)
    years = sorted({row.year for row in rows})
    base.record(
        user_id=user_id,
        verb="record",
        domain="pollution",
        kind="release",
        subject_id=made[0].pk if len(made) == 1 else "",
        now=now,
        rows=len(made),
        years=years,
    )
    return [row.pk for row in made]


@transaction.atomic
def correct_release(
    *,
    release_id: int,
    amount: Decimal,
    unit: str,
    evidence: str,
    user_id: int | None,
    now: datetime,
) -> int:
    """Replace the amount of a row by a new row; the old one stays and says by which."""
    old = current(release_id)
    refuse_closed({old.year})
    inventory.refuse_locked([(old.enterprise_id, old.year)])
    new = NewRelease(
        old.enterprise_id, old.year, old.medium, old.pollutant, amount, unit, "FORM", evidence
    )
    fresh = _row(new, user_id, now)
    fresh.withdrawn_at = now  # out of the way of "once" until the old row steps back
    fresh.save()
    old.superseded_by = fresh
    old.save(update_fields=["superseded_by"])
    fresh.withdrawn_at = None
    fresh.save(update_fields=["withdrawn_at"])
    base.record(
        user_id=user_id,
        verb="correct",
        domain="pollution",
        kind="release",
        subject_id=fresh.pk,
        now=now,
        before=f"{old.tonnes.normalize():f} t",
        after=f"{fresh.tonnes.normalize():f} t",
    )
    return fresh.pk


@transaction.atomic
def withdraw_release(*, release_id: int, user_id: int | None, now: datetime) -> bool:
    """Take a row out of every sum; if it corrected another, that one counts again: say so."""
    row = current(release_id)
    refuse_closed({row.year})
    inventory.refuse_locked([(row.enterprise_id, row.year)])
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    again = Release.objects.filter(superseded_by=row, withdrawn_at=None).update(superseded_by=None)
    base.record(
        user_id=user_id,
        verb="withdraw",
        domain="pollution",
        kind="release",
        subject_id=row.pk,
        now=now,
    )
    return again > 0


def current(release_id: int) -> Release:
    row = Release.objects.current().select_for_update().filter(pk=release_id).first()
    if row is None:
        message = "This release is not recorded any more: it was corrected or withdrawn."
        raise Refused("pollution.release.gone", message, id=release_id)
    return row


def refuse_closed(years: set[int]) -> None:
    closed = sorted(years & energy.closed_years())
    if closed:
        message = f"The year {closed[0]} is closed; ask the park to reopen it."
        raise Refused("energy.year.closed", message, year=closed[0])


def recorded_keys(years: set[int]) -> set[Key]:
    """Return what is recorded already in these years."""
    rows = Release.objects.current().filter(year__in=years)
    return set(rows.values_list("enterprise_id", "year", "medium", "pollutant"))


def _row(release: NewRelease, user_id: int | None, now: datetime) -> Release:
    code = queries.code_of(release.pollutant)
    if code is None:
        message = f"The pollutant “{release.pollutant}” is not known."
        raise Refused("pollution.pollutant.unknown", message, pollutant=release.pollutant)
    if release.medium not in queries.pollutants()[code].media:
        message = f"“{code}” is not released to “{release.medium}”."
        raise Refused("pollution.medium.unfit", message, pollutant=code, medium=release.medium)
    if release.year > now.year:
        message = f"The year {release.year} has not begun yet."
        raise Refused("energy.year.future", message, year=release.year)
    return Release(
        enterprise_id=release.enterprise_id,
        year=release.year,
        medium=release.medium,
        pollutant=code,
        tonnes=_tonnes(release),
        origin=release.origin,
        evidence=release.evidence[:300],
        upload_id=release.upload_id,
        recorded_at=now,
        recorded_by_id=user_id,
    )


def _tonnes(release: NewRelease) -> Decimal:
    if unit_of(release.unit).dimension != "mass":
        message = f"“{release.unit}” is not a unit of mass."
        raise Refused("pollution.unit.unfit", message, unit=release.unit)
    tonnes = converted(release.amount, release.unit, "t")
    if tonnes < 0:
        message = f"{release.amount} is negative; amounts are zero or more."
        raise Refused("pollution.amount.negative", message, value=str(release.amount))
    if tonnes >= LARGEST:
        message = f"{release.amount} {release.unit} is larger than any amount that is kept."
        raise Refused("pollution.amount.long", message, value=str(release.amount))
    return tonnes.quantize(PLACES)


def _refuse_doubles(rows: Sequence[Release]) -> None:
    taken = recorded_keys({row.year for row in rows})
    for row in rows:
        key = (row.enterprise_id, row.year, row.medium, row.pollutant)
        if key in taken:
            message = f"{row.pollutant} of {row.year} is recorded already; correct it instead."
            raise Refused("pollution.release.twice", message, pollutant=row.pollutant)
        taken.add(key)
