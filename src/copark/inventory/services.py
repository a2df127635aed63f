"""Lead an inventory from step to step; nothing is lost by two people acting at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.alerts import queries as alerts
from copark.alerts import services as raising
from copark.alerts.contracts import Raised
from copark.base import services as base
from copark.inventory import queries
from copark.inventory.calc.deadlines import urgency
from copark.inventory.calc.steps import moved
from copark.inventory.models import Boundary, Closed, Inventory, Reason, Step
from copark.kernel.errors import Refused
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import date, datetime

    from copark.inventory.contracts import NewBoundary, ToClose
    from copark.registry.contracts import EnterpriseRef

DOMAIN, KIND, DUE = "inventory", "inventory", "inventory.due"
MAX_NOTE = 2_000


@transaction.atomic
def take_step(
    *, enterprise_id: int, year: int, verb: str, note: str = "", user_id: int | None, now: datetime
) -> None:
    """
    Hand in, take back, return, accept or restate; closing is `close`.

    Raises
    ------
    Refused
        ``inventory.moved``, ``inventory.note``, or ``inventory.year`` for a year not over.
    """
    row = _held(enterprise_id, year)
    if verb == "submit":
        subject = f"{enterprise_id}:{year}"
        raising.close_warning(domain=DOMAIN, kind=KIND, subject_id=subject, rule=DUE, at=now)
    if verb == "submit" and year >= now.year:
        message = f"The year {year} is not over yet; it can be handed in from {year + 1} on."
        raise Refused("inventory.year", message, year=year)
    _move(row, verb, note, user_id, now)


@transaction.atomic
def close(
    *,
    enterprise_id: int,
    year: int,
    version: int,
    content: ToClose,
    user_id: int | None,
    now: datetime,
) -> int:
    """
    Freeze an accepted inventory: its figures, and the pack that computes them again.

    `version` is the one that the content was made of: if it was restated meanwhile, refused.
    """
    row = _held(enterprise_id, year)
    if row.version != version:
        raise Refused("inventory.moved", "The inventory was restated meanwhile.", verb="close")
    reason = row.steps.filter(verb="restate", version=version).values_list("note", flat=True)
    _move(row, "close", content.sha256, user_id, now)
    Closed.objects.filter(inventory=row, is_current=True).update(is_current=False)
    made = Closed.objects.create(
        inventory=row,
        version=version,
        at=now,
        user_id=user_id,
        reason=reason.last() or "",
        figures=content.figures,
        pack=content.pack,
        sha256=content.sha256,
    )
    return made.pk


@transaction.atomic
def explain(
    *, enterprise_id: int, year: int, key: str, text: str, user_id: int | None, now: datetime
) -> None:
    """Write down why a value is right that lies out of the expected range."""
    if not text.strip():
        raise Refused("inventory.note", "Say why the value is right.", field="text")
    queries.refuse_locked({(enterprise_id, year)})
    row = _held(enterprise_id, year)
    Reason.objects.create(
        inventory=row, key=key, text=text.strip()[:MAX_NOTE], at=now, user_id=user_id
    )


@transaction.atomic
def set_due(
    *, enterprise_id: int, year: int, due: date, user_id: int | None, now: datetime
) -> None:
    """Give an enterprise another day for handing in."""
    row = _held(enterprise_id, year)
    row.due = due
    row.save(update_fields=["due"])
    _noted(row, "due", due.isoformat(), user_id, now)


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Warn of handing in that is near or overdue, and stop warning when it is done."""
    year, rule = today.year - 1, queries.deadline()
    warned = {row.subject_id for row in alerts.open_warnings(domain=DOMAIN, kind=KIND)}
    names = {row.id: row for row in registry.enterprises()}
    told = 0
    for standing in queries.standings(year).values():
        due = standing.due or rule.of(year)
        level = "" if standing.is_locked else urgency(due, today, rule.remind_days)
        subject = f"{standing.enterprise_id}:{year}"
        if level:
            raising.raise_warning(_reminder(names[standing.enterprise_id], year, level, due, now))
            told += 1
        elif subject in warned:
            raising.close_warning(domain=DOMAIN, kind=KIND, subject_id=subject, rule=DUE, at=now)
    return told


def _reminder(owner: EnterpriseRef, year: int, level: str, due: date, now: datetime) -> Raised:
    return Raised(
        domain=DOMAIN,
        kind=KIND,
        subject_id=f"{owner.id}:{year}",
        rule=DUE,
        level=level,
        at=now,
        enterprise_id=owner.id,
        title_en=f"{owner.name_en}: inventory of {year} due {due.isoformat()}"[:200],
        title_zh=f"{owner.name_zh}：{year}年排放清单应于{due.isoformat()}前提交"[:200],
        url=f"/inventories/{owner.id}/{year}/",
    )


@transaction.atomic
def record_boundary(*, boundary: NewBoundary, user_id: int | None, now: datetime) -> int:
    """
    Write down a merger, a split or a closure; figures of the time before stay as they are.

    Raises
    ------
    Refused
        ``inventory.boundary.other``, ``.same`` or ``.twice``; ``inventory.note``.
    """
    _check_boundary(boundary)
    row = Boundary.objects.create(
        enterprise_id=boundary.enterprise_id,
        kind=boundary.kind,
        day=boundary.day,
        other_id=boundary.other_id,
        plant=boundary.plant.strip(),
        note=boundary.note.strip()[:MAX_NOTE],
        recorded_at=now,
        recorded_by_id=user_id,
    )
    base.record(
        user_id=user_id,
        verb="record",
        domain=DOMAIN,
        kind="boundary",
        subject_id=row.pk,
        now=now,
        boundary=row.kind,
        enterprise=row.enterprise_id,
        day=row.day.isoformat(),
    )
    return row.pk


@transaction.atomic
def withdraw_boundary(*, boundary_id: int, user_id: int | None, now: datetime) -> None:
    """Take back a change of boundary that was written down by mistake."""
    Boundary.objects.filter(pk=boundary_id, withdrawn_at=None).update(withdrawn_at=now)
    base.record(
        user_id=user_id,
        verb="withdraw",
        domain=DOMAIN,
        kind="boundary",
        subject_id=boundary_id,
        now=now,
    )


def _check_boundary(boundary: NewBoundary) -> None:
    if (boundary.kind == "CLOSED") != (boundary.other_id is None):
        message = "A merger and a split name the other enterprise; a closure names none."
        raise Refused("inventory.boundary.other", message, field="other")
    if boundary.other_id == boundary.enterprise_id:
        message = "The other enterprise is the same one."
        raise Refused("inventory.boundary.same", message, field="other")
    if not boundary.note.strip():
        raise Refused("inventory.note", "Name the decision or document behind it.", field="note")
    ended = Boundary.objects.filter(
        enterprise_id=boundary.enterprise_id,
        kind__in=("CLOSED", "MERGED"),
        plant="",
        withdrawn_at=None,
    )
    if boundary.kind != "SPLIT" and not boundary.plant.strip() and ended.exists():
        message = "The enterprise has ended already; withdraw that first."
        raise Refused("inventory.boundary.twice", message, field="kind")


def _held(enterprise_id: int, year: int) -> Inventory:
    """Return the row of an inventory, held against everybody else until the end."""
    Inventory.objects.get_or_create(
        enterprise_id=enterprise_id, year=year, defaults={"due": queries.deadline().of(year)}
    )
    return Inventory.objects.select_for_update().get(enterprise_id=enterprise_id, year=year)


def _move(row: Inventory, verb: str, note: str, user_id: int | None, now: datetime) -> None:
    before = row.state
    row.state = moved(verb, before, note)
    row.version += verb == "restate"
    # SQLite holds no row: whoever comes second finds the state gone and changes nothing
    done = Inventory.objects.filter(pk=row.pk, state=before).update(
        state=row.state, version=row.version
    )
    if not done:
        raise Refused("inventory.moved", "Somebody was quicker.", verb=verb, state=before)
    _noted(row, verb, note, user_id, now)


def _noted(row: Inventory, verb: str, note: str, user_id: int | None, now: datetime) -> None:
    Step.objects.create(
        inventory=row,
        version=row.version,
        at=now,
        user_id=user_id,
        verb=verb,
        note=note.strip()[:MAX_NOTE],
    )
    base.record(
        user_id=user_id,
        verb=verb,
        domain=DOMAIN,
        kind="inventory",
        subject_id=row.pk,
        now=now,
        enterprise=row.enterprise_id,
        year=row.year,
        version=row.version,
    )
