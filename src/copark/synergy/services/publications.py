"""Decide about a list: publish it, put a new one in its place, or withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from copark.base import services as base
from copark.kernel.errors import Refused
from copark.synergy import queries
from copark.synergy.calc import frozen
from copark.synergy.calc.frozen import Decision
from copark.synergy.calc.rulesets import THREE
from copark.synergy.models import Publication

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import ListRow


@dataclass(frozen=True, slots=True)
class Head:
    """What a decision says of itself."""

    number: str
    decided_on: date
    signatory: str
    note: str = ""


def publish(
    *,
    name: str,
    year: int,
    rules: str,
    head: Head,
    after_turn: int,
    user_id: int | None,
    now: datetime,
) -> int:
    """
    Freeze one of the three lists as a decision; return its turn.

    Parameters
    ----------
    name
        ``carbon``, ``pollutants`` or ``energy``.
    after_turn
        The newest decision that the deciding person saw; 0 for none.

    Raises
    ------
    Refused
        ``synergy.rules.unknown`` or ``synergy.publication.…``: ``unknown`` list, ``empty`` list,
        date in the ``future``, ``number`` given already, ``overtaken`` by another decision.
    """
    _check(name, head, now)
    rule_set = queries.named(rules, queries.area_code())
    rows = {language: _drawn(year, rule_set, name, language) for language, _ in settings.LANGUAGES}
    if not any(rows.values()):
        message = f"There is nothing to publish: no unit is on the list of {year}."
        raise Refused("synergy.publication.empty", message, list=name, year=year)
    decision = _decision(name, year, after_turn + 1, head)
    text = frozen.text_of(decision, rule_set, queries.records_of(rule_set), rows)
    return _keep(decision, text, after_turn, user_id=user_id, now=now)


def withdraw(
    *, name: str, year: int, head: Head, after_turn: int, user_id: int | None, now: datetime
) -> int:
    """
    Withdraw the list that holds, by a decision of its own; return its turn.

    Raises
    ------
    Refused
        ``synergy.publication.none``, if no list holds; otherwise as `publish`.
    """
    _check(name, head, now)
    if name not in queries.in_force(year):
        message = f"No list of {year} holds that could be withdrawn."
        raise Refused("synergy.publication.none", message, list=name, year=year)
    found = queries.frozen_list(year, name)
    assert found is not None  # noqa: S101 - it holds
    decision = _decision(name, year, after_turn + 1, head, is_withdrawal=True)
    records = frozen.read(found.text, found.ref.sha256)["rule_set"]["rules"]
    text = frozen.text_of(decision, found.rule_set, records, {"en": ()})
    return _keep(decision, text, after_turn, user_id=user_id, now=now)


def _drawn(year: int, rule_set: RuleSet, name: str, language: str) -> Sequence[ListRow]:
    with translation.override(language):
        return queries.of_list(queries.drawn(year, rule_set).rows, name)


def _decision(
    name: str, year: int, turn: int, head: Head, *, is_withdrawal: bool = False
) -> Decision:
    return Decision(
        name, year, turn, head.number, head.decided_on, head.signatory, head.note, is_withdrawal
    )


def _check(name: str, head: Head, now: datetime) -> None:
    if name not in THREE:
        message = f"There is no list “{name}”; there are {', '.join(THREE)}."
        raise Refused("synergy.publication.unknown", message, list=name)
    if head.decided_on > now.date():
        message = f"The decision is dated {head.decided_on}, which has not come yet."
        raise Refused("synergy.publication.future", message, decided_on=head.decided_on)
    if Publication.objects.filter(number=head.number).exists():
        message = f"There is a decision {head.number} already."
        raise Refused("synergy.publication.number", message, number=head.number)


@transaction.atomic
def _keep(
    decision: Decision, text: str, after_turn: int, *, user_id: int | None, now: datetime
) -> int:
    if queries.last_turn(decision.year, decision.list) != after_turn:
        raise _overtaken(decision)
    try:
        with transaction.atomic():
            row = Publication.objects.create(
                list=decision.list,
                year=decision.year,
                turn=decision.turn,
                is_withdrawal=decision.is_withdrawal,
                number=decision.number,
                decided_on=decision.decided_on,
                signatory=decision.signatory,
                note=decision.note,
                document=text,
                sha256=frozen.seal(text),
                made_at=now,
                made_by_id=user_id,
            )
    except IntegrityError:
        raise _overtaken(decision) from None
    base.record(
        user_id=user_id,
        verb="withdraw" if decision.is_withdrawal else "publish",
        domain="synergy",
        kind="publication",
        subject_id=row.pk,
        now=now,
        number=decision.number,
        list=decision.list,
        year=decision.year,
        sha256=row.sha256,
    )
    return decision.turn


def _overtaken(decision: Decision) -> Refused:
    message = (
        f"Somebody else decided about the list of {decision.year} meanwhile; look at that"
        " decision first."
    )
    return Refused("synergy.publication.overtaken", message, list=decision.list)
