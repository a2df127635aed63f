"""Enter the facts of units that rules ask for and the registry does not keep."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.kernel.errors import Refused
from copark.synergy.calc.facts import ENTERED, FACTS
from copark.synergy.models import UnitFact

if TYPE_CHECKING:
    from datetime import datetime

HOLDS = (Decimal(0), Decimal(1))
LARGEST = Decimal(10) ** 12


@transaction.atomic
def record_fact(
    *,
    enterprise_id: int,
    name: str,
    year_from: int,
    value: Decimal,
    evidence: str,
    user_id: int | None,
    now: datetime,
) -> int:
    """
    Enter a fact from a year on; what was entered for the same year is superseded, not lost.

    Raises
    ------
    Refused
        ``synergy.fact.unknown``, ``synergy.fact.value`` or ``synergy.fact.evidence``.
    """
    _check(name, value, evidence)
    old = UnitFact.objects.current().filter(
        enterprise_id=enterprise_id, name=name, year_from=year_from
    )
    replaced = list(old.values_list("pk", flat=True))
    old.update(withdrawn_at=now)  # makes room under the constraint until the new row is there
    row = UnitFact.objects.create(
        enterprise_id=enterprise_id,
        name=name,
        year_from=year_from,
        value=value,
        evidence=evidence,
        recorded_at=now,
        recorded_by_id=user_id,
    )
    UnitFact.objects.filter(pk__in=replaced).update(withdrawn_at=None, superseded_by=row)
    _note("record", row, user_id, now)
    return row.pk


@transaction.atomic
def withdraw_fact(*, fact_id: int, user_id: int | None, now: datetime) -> None:
    """
    Take an entry back, as one made by mistake; it counts in no year any more.

    Raises
    ------
    Refused
        ``synergy.fact.gone``.
    """
    row = UnitFact.objects.current().filter(pk=fact_id).first()
    if row is None:
        raise Refused("synergy.fact.gone", "This fact is not recorded any more.")
    UnitFact.objects.filter(pk=fact_id).update(withdrawn_at=now)
    _note("withdraw", row, user_id, now)


def _check(name: str, value: Decimal, evidence: str) -> None:
    fact = FACTS.get(name)
    if fact is None or fact.origin != ENTERED:
        message = f"“{name}” is no fact that is entered."
        raise Refused("synergy.fact.unknown", message, name=name)
    fits = 0 <= value < LARGEST if fact.is_amount else value in HOLDS
    if not fits:
        message = f"{value} cannot be said of “{fact.name_en}”."
        raise Refused("synergy.fact.value", message, name=name, value=value)
    if not evidence.strip():
        message = "A fact needs its evidence: a document, a permit or an inspection."
        raise Refused("synergy.fact.evidence", message, name=name)


def _note(verb: str, row: UnitFact, user_id: int | None, now: datetime) -> None:
    base.record(
        user_id=user_id,
        verb=verb,
        domain="synergy",
        kind="fact",
        subject_id=row.pk,
        now=now,
        enterprise=row.enterprise_id,
        fact=row.name,
        year_from=row.year_from,
        value=str(row.value),
    )
