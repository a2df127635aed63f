"""Public registers: bring one in, propose which sites are one, decide, undo, withdraw."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from copark.base import services as base
from copark.kernel.errors import Refused
from copark.pollution.calc import registers_match
from copark.pollution.models import (
    MatchDecision,
    MatchState,
    Register,
    RegisterMatch,
    RegisterRelease,
    RegisterSite,
)
from copark.pollution.queries import registers as queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from copark.pollution.calc.registers_match import Match
    from copark.pollution.calc.registers_read import Read, Released

KIND = "pollution.registers"
AT_A_TIME = 1000
PAIRED = (queries.LEFT, queries.RIGHT)


# Bringing in


@transaction.atomic
def import_register(
    *,
    files: Mapping[str, bytes],
    year: int | None,
    area: str,
    source: str,
    user_id: int | None,
    now: datetime,
) -> int:
    """
    Take a register in whole, or not at all, and propose its matches with the other one.

    Parameters
    ----------
    files
        Content by name: one file of TRI, or the two of GHGRP.
    year
        Of GHGRP, whose files do not say it.

    Returns
    -------
    int
        Id of the register.

    Raises
    ------
    Refused
        What `queries.registers.read` refuses, or ``pollution.register.twice``.
    """
    found = queries.read(files, year)
    (its_year,) = found.years
    there = Register.objects.filter(kind=found.kind, year=its_year, area=area, withdrawn_at=None)
    if there.exists():
        message = f"{found.kind} {its_year} of {area} was brought in already; withdraw it first."
        facts = {"kind": found.kind, "year": its_year, "area": area}
        raise Refused("pollution.register.twice", message, **facts)
    register = Register.objects.create(
        kind=found.kind,
        year=its_year,
        area=area,
        source=source,
        recorded_at=now,
        recorded_by_id=user_id,
    )
    _store(register, found)
    _keep(files, found, user_id, now)
    _record("import", "register", register.pk, user_id, now)
    _propose(register, now)
    return register.pk


def _store(register: Register, found: Read) -> None:
    RegisterSite.objects.bulk_create(
        [RegisterSite(register=register, **asdict(site)) for site in found.sites.values()],
        batch_size=AT_A_TIME,
    )
    ids = dict(RegisterSite.objects.filter(register=register).values_list("key", "pk"))
    RegisterRelease.objects.bulk_create(
        [_release(row, ids) for row in found.releases], batch_size=AT_A_TIME
    )


def _release(row: Released, ids: Mapping[str, int]) -> RegisterRelease:
    said = asdict(row)
    return RegisterRelease(site_id=ids[said.pop("site")], **said)


def _keep(files: Mapping[str, bytes], found: Read, user_id: int | None, now: datetime) -> None:
    for name, content in files.items():
        upload_id = base.keep_upload(
            user_id=user_id, kind=KIND, name=name, content=content, now=now
        )
        base.close_upload(upload_id=upload_id, rows_taken=len(found.releases), rows_refused=0)


def _propose(register: Register, now: datetime) -> None:
    """Compare the register with the other one of its year and area, if that is there."""
    pair = {
        row.kind: row
        for row in Register.objects.filter(
            year=register.year, area=register.area, withdrawn_at=None, kind__in=PAIRED
        )
    }
    if set(pair) != set(PAIRED):
        return
    left, right = (
        {site.key: site for site in RegisterSite.objects.filter(register=pair[kind])}
        for kind in PAIRED
    )
    found = registers_match.matches(
        [queries.site_of(row) for row in left.values()],
        [queries.site_of(row) for row in right.values()],
        queries.match_rules(now.date()),
    )
    rows = RegisterMatch.objects.bulk_create(
        [_match(one, left, right, now) for one in found], batch_size=AT_A_TIME
    )
    _record("propose", "register", register.pk, None, now, matches=len(rows))


def _match(
    one: Match, left: Mapping[str, RegisterSite], right: Mapping[str, RegisterSite], now: datetime
) -> RegisterMatch:
    is_certain = one.decision == registers_match.CERTAIN
    return RegisterMatch(
        left=left[one.left],
        right=right[one.right],
        certainty=one.decision,
        score=one.score,
        distance=one.distance,
        reasons=[asdict(reason) for reason in one.reasons],
        state=MatchState.CONFIRMED if is_certain else MatchState.PROPOSED,
        proposed_at=now,
    )


@transaction.atomic
def withdraw_register(*, register_id: int, user_id: int | None, now: datetime) -> None:
    """
    Take a register out: it is kept, but stands in no list any more, nor do its matches.

    Raises
    ------
    Refused
        ``pollution.register.gone``.
    """
    count = Register.objects.filter(pk=register_id, withdrawn_at=None).update(withdrawn_at=now)
    if not count:
        raise Refused("pollution.register.gone", "This register was withdrawn already.")
    its = Q(left__register_id=register_id) | Q(right__register_id=register_id)
    RegisterMatch.objects.filter(its, withdrawn_at=None).update(withdrawn_at=now)
    _record("withdraw", "register", register_id, user_id, now)


# Deciding


@transaction.atomic
def decide_match(*, match_id: int, state: str, user_id: int | None, now: datetime) -> None:
    """
    Confirm or reject a match.

    Raises
    ------
    Refused
        ``pollution.match.gone``; ``pollution.match.taken``, if one of its sites is the same as
        another one already.
    """
    match = _held(match_id)
    if state == MatchState.CONFIRMED:
        _refuse_taken(match)
    _decided(match, state, user_id, now, is_undo=False)


@transaction.atomic
def undo_decision(*, match_id: int, user_id: int | None, now: datetime) -> None:
    """
    Put a match back to what it was before the last decision; both stay in its history.

    Raises
    ------
    Refused
        ``pollution.match.undecided``, if nothing was decided, and what `decide_match` refuses.
    """
    match = _held(match_id)
    last = _undoable(match)
    if last is None:
        raise Refused("pollution.match.undecided", "There is no decision to undo.")
    if last.was == MatchState.CONFIRMED:
        _refuse_taken(match)
    _decided(match, last.was, user_id, now, is_undo=True)


def _undoable(match: RegisterMatch) -> MatchDecision | None:
    """Return the last decision that was not undone."""
    undone = 0
    for decision in match.decisions.order_by("-decided_at", "-pk"):
        if decision.is_undo:
            undone += 1
        elif undone:
            undone -= 1
        else:
            return decision
    return None


def _held(match_id: int) -> RegisterMatch:
    match = RegisterMatch.objects.select_for_update().filter(pk=match_id, withdrawn_at=None).first()
    if match is None:
        raise Refused("pollution.match.gone", "A register of this match was withdrawn.")
    return match


def _refuse_taken(match: RegisterMatch) -> None:
    others = RegisterMatch.objects.filter(state=MatchState.CONFIRMED).exclude(pk=match.pk)
    other = (others.filter(left_id=match.left_id) | others.filter(right_id=match.right_id)).first()
    if other is not None:
        name = str(other.right.name if other.left_id == match.left_id else other.left.name)
        message = f"One of the two is the same site as {name} already; reject that first."
        raise Refused("pollution.match.taken", message, name=name)


def _decided(
    match: RegisterMatch, state: str, user_id: int | None, now: datetime, *, is_undo: bool
) -> None:
    MatchDecision.objects.create(
        match=match,
        was=match.state,
        state=state,
        is_undo=is_undo,
        decided_at=now,
        decided_by_id=user_id,
    )
    match.state = state
    match.save(update_fields=["state"])
    _record("undo" if is_undo else "decide", "match", match.pk, user_id, now, state=state)


def _record(
    verb: str, kind: str, subject_id: int, user_id: int | None, now: datetime, **facts: object
) -> None:
    base.record(
        user_id=user_id,
        verb=verb,
        domain="pollution",
        kind=kind,
        subject_id=subject_id,
        now=now,
        **facts,
    )
