"""Raise, acknowledge and close early warnings; every step leaves its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.alerts.models import EarlyWarning, Level, State, Step
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from copark.alerts.contracts import Raised

_RANK = {level: rank for rank, level in enumerate((Level.NOTE, Level.ATTENTION, Level.ALARM))}
_TOLD_ANEW = ("title_en", "title_zh", "value", "limit", "unit", "url", "enterprise_id")


class WarningNotFound(Refused):
    def __init__(self, pk: int) -> None:
        super().__init__("alerts.warning.unknown", f"There is no early warning {pk}.", id=pk)


class WarningAlreadyClosed(Refused):
    def __init__(self, pk: int) -> None:
        message = f"Early warning {pk} is closed already; nothing was changed."
        super().__init__("alerts.warning.closed", message, id=pk)


@transaction.atomic
def raise_warning(raised: Raised) -> int:
    """
    Open an early warning, or bring the open one of this subject and rule up to date.

    Raising again is no second warning: value, time and wording follow, the highest value is kept,
    and the level only rises. An acknowledged one that becomes worse is open again.
    """
    known = _open(raised.domain, raised.kind, raised.subject_id, raised.rule).first()
    return _raise_first(raised) if known is None else _raise_again(known, raised)


@transaction.atomic
def close_warning(
    *, domain: str, kind: str, subject_id: str, rule: str, at: datetime, note: str = ""
) -> bool:
    """Close the open warning of this subject and rule, its condition being over; say if any was."""
    known = _open(domain, kind, subject_id, rule).first()
    if known is None:
        return False
    _close(known, at=at, user_id=None, note=note)
    return True


@transaction.atomic
def close_by_hand(*, id: int, user_id: int, now: datetime, note: str = "") -> None:  # noqa: A002 - the name the doors promise
    """Close an early warning because a person says so."""
    _close(_still_open(id), at=now, user_id=user_id, note=note)


@transaction.atomic
def acknowledge(*, id: int, user_id: int, now: datetime, note: str = "") -> None:  # noqa: A002 - the name the doors promise
    """Note that a person has seen an early warning and is at it."""
    known = _still_open(id)
    if known.state == State.ACKNOWLEDGED:
        return
    known.state = State.ACKNOWLEDGED
    known.acknowledged_at = now
    known.acknowledged_by = user_id
    known.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    _note(known, now, "ACKNOWLEDGED", user_id, note)


def _open(domain: str, kind: str, subject_id: str, rule: str) -> QuerySet[EarlyWarning]:
    rows = EarlyWarning.objects.select_for_update().exclude(state=State.CLOSED)
    return rows.filter(domain=domain, kind=kind, subject_id=subject_id, rule=rule)


def _raise_first(raised: Raised) -> int:
    names = ("domain", "kind", "subject_id", "rule", "level", *_TOLD_ANEW)
    facts = {name: getattr(raised, name) for name in names}
    created = EarlyWarning.objects.create(
        **facts, raised_at=raised.at, last_at=raised.at, peak=raised.value
    )
    _note(created, raised.at, "RAISED", None, raised.level)
    return created.pk


def _raise_again(known: EarlyWarning, raised: Raised) -> int:
    known.times += 1
    known.last_at = max(known.last_at, raised.at)
    known.peak = _higher(known.peak, raised.value)
    for name in _TOLD_ANEW:
        setattr(known, name, getattr(raised, name))
    if _RANK[Level(raised.level)] > _RANK[Level(known.level)]:
        known.level = raised.level
        known.state = State.OPEN
        known.acknowledged_at = known.acknowledged_by = None
        _note(known, raised.at, "LEVEL", None, raised.level)
    known.save()
    return known.pk


def _still_open(pk: int) -> EarlyWarning:
    known = EarlyWarning.objects.select_for_update().filter(pk=pk).first()
    if known is None:
        raise WarningNotFound(pk)
    if known.state == State.CLOSED:
        raise WarningAlreadyClosed(pk)
    return known


def _close(known: EarlyWarning, *, at: datetime, user_id: int | None, note: str) -> None:
    known.state = State.CLOSED
    known.closed_at = at
    known.closed_by = user_id
    known.save(update_fields=["state", "closed_at", "closed_by"])
    _note(known, at, "CLOSED", user_id, note)


def _note(known: EarlyWarning, at: datetime, verb: str, user_id: int | None, note: str) -> None:
    Step.objects.create(warning=known, at=at, verb=verb, user_id=user_id, note=note[:300])


def _higher(known: float | None, seen: float | None) -> float | None:
    values = [value for value in (known, seen) if value is not None]
    return max(values, default=None)
