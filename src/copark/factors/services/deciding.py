"""Decide about a version: put it in force, or step back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from copark.base import services as base
from copark.factors import queries
from copark.factors.models import State, TableVersion
from copark.factors.services.checkers import require_readable
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from copark.factors.contracts import Version


def activate_version(*, version_id: int, user_id: int | None, now: datetime) -> None:
    """
    Put a draft in force, in place of the version it was made after.

    Raises
    ------
    Refused
        ``factors.version.decided`` for one that is no draft any more, ``factors.version.early``
        before its day, ``factors.version.overtaken`` if another one was put in force meanwhile.
    """
    row = _draft(version_id)
    if row.valid_from > localdate(now):
        message = f"Version {row.number} is in use from {row.valid_from}; activate it then."
        raise Refused(
            "factors.version.early", message, number=row.number, day=row.valid_from.isoformat()
        )
    _require_latest(row)
    require_readable(row.package, row.table, row.content)
    try:
        with transaction.atomic():
            _turned(row, State.ACTIVE, activated_at=now, activated_by_id=user_id)
            noted("activate", row, user_id=user_id, now=now, sha256=row.sha256)
    except IntegrityError:
        raise _overtaken(row) from None
    _forget()


def withdraw_version(*, version_id: int, reason: str, user_id: int | None, now: datetime) -> None:
    """
    Drop a draft, or step back from the version in force: the one before it holds again.

    Raises
    ------
    Refused
        ``factors.version.decided`` if it was withdrawn already, ``factors.version.covered`` if a
        later one is in force.
    """
    row = _row(version_id)
    if row.state == State.WITHDRAWN:
        raise _decided(row)
    if row.state == State.ACTIVE:
        _require_top(row)
    with transaction.atomic():
        facts = {"withdrawn_at": now, "withdrawn_by_id": user_id, "withdrawn_reason": reason}
        _turned(row, State.WITHDRAWN, **facts)
        noted("withdraw", row, user_id=user_id, now=now, reason=reason)
    _forget()


def noted(
    verb: str, row: TableVersion, *, user_id: int | None, now: datetime, **facts: object
) -> None:
    """Write a line of the audit trail about a version."""
    named = {"table": row.table, "number": row.number}
    base.record(
        user_id=user_id,
        verb=verb,
        domain="factors",
        kind="version",
        subject_id=row.pk,
        now=now,
        **named,
        **facts,
    )


def _row(version_id: int) -> TableVersion:
    row = TableVersion.objects.filter(pk=version_id).first()
    if row is None:
        message = f"There is no version {version_id}."
        raise Refused("factors.version.unknown", message, number=version_id)
    return row


def _draft(version_id: int) -> TableVersion:
    row = _row(version_id)
    if row.state != State.DRAFT:
        raise _decided(row)
    return row


def _turned(row: TableVersion, state: str, **facts: object) -> None:
    """Change the state of a row that nobody has changed since it was read."""
    same = TableVersion.objects.filter(pk=row.pk, state=row.state)
    if not same.update(state=state, **facts):
        raise _decided(_row(row.pk))


def _decided(row: TableVersion) -> Refused:
    by, at = (
        (row.withdrawn_by, row.withdrawn_at)
        if row.state == State.WITHDRAWN
        else (row.activated_by, row.activated_at)
    )
    who, day = str(by or "–"), f"{localtime(at):%Y-%m-%d %H:%M}" if at else "–"
    codes = {State.WITHDRAWN: "factors.version.withdrawn", State.ACTIVE: "factors.version.decided"}
    said = "withdrawn" if row.state == State.WITHDRAWN else "activated"
    message = f"Version {row.number} was {said} already, by {who} at {day}."
    return Refused(codes[State(row.state)], message, number=row.number, who=who, at=day)


def _require_latest(row: TableVersion) -> None:
    if _held(row).number != row.base_number:
        raise _overtaken(row)


def _require_top(row: TableVersion) -> None:
    held = _held(row)
    if held.id != row.pk:
        message = f"Version {held.number} is in force; withdraw that one first."
        raise Refused("factors.version.covered", message, number=held.number)


def _overtaken(row: TableVersion) -> Refused:
    held = _held(row)
    message = (
        f"Version {held.number} was activated meanwhile by {held.activated_by or '–'}, and this"
        f" draft was made after version {row.base_number}. Make it anew after version"
        f" {held.number}."
    )
    facts = {"held": held.number, "who": held.activated_by or "–", "base": row.base_number}
    return Refused("factors.version.overtaken", message, **facts)


def _held(row: TableVersion) -> Version:
    return queries.in_force(queries.table_of(row.package, row.table))


def _forget() -> None:
    """Ask again at once, and once more when the change is there for everybody."""
    queries.forget()
    transaction.on_commit(queries.forget)
