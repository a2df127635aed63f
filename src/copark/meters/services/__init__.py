"""Write virtual meters; nothing is written that cannot be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.kernel.errors import Refused
from copark.meters import queries
from copark.meters.calc import formula
from copark.meters.models import Part, Virtual

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@transaction.atomic
def save_virtual(
    *,
    virtual_id: int | None,
    facts: Mapping[str, object],
    parts: Mapping[str, str],
    by: int,
    now: datetime,
) -> int:
    """
    Write a virtual meter, if its formula can be read, its units agree and it is no circle.

    Parameters
    ----------
    virtual_id
        The meter to change; None adds one.
    facts
        ``code``, ``name_en``, ``name_zh``, ``enterprise_id``, ``unit`` and ``formula``.
    parts
        Key of a meter by name in the formula; names it does not use are left out.

    Raises
    ------
    Refused
        By `calc.formula`; ``meters.part.unknown`` for a meter that there is not;
        ``meters.virtual.code`` for a code that is taken.
    """
    read = formula.parsed(str(facts["formula"]))
    known = queries.units(facts["enterprise_id"])  # type: ignore[arg-type]
    used = {name: parts[name] for name in read.names if name in parts}
    strange = next((key for key in used.values() if key not in known), None)
    if strange is not None:
        message = f"There is no meter “{strange}” here; choose one of the list."
        raise Refused("meters.part.unknown", message, key=strange)
    units = {name: known[key] for name, key in used.items()}
    formula.check_units(read, units, str(facts["unit"]))
    _check_circle(virtual_id, tuple(used.values()))
    _check_code(virtual_id, str(facts["code"]))
    row = Virtual.objects.get(pk=virtual_id) if virtual_id else Virtual()
    for name, value in {**facts, "author_id": by, "said_at": now}.items():
        setattr(row, name, value)
    row.save()
    row.parts.all().delete()
    Part.objects.bulk_create(_part(row, name, key) for name, key in used.items())
    verb = f"virtual.{'changed' if virtual_id else 'added'}"
    base.record(
        user_id=by,
        verb=verb,
        domain="meters",
        kind="virtual",
        subject_id=row.pk,
        now=now,
        formula=row.formula,
        unit=row.unit,
    )
    return row.pk


@transaction.atomic
def remove_virtual(*, virtual_id: int, by: int, now: datetime) -> None:
    """Take a virtual meter away, unless another one is made of it."""
    row = Virtual.objects.get(pk=virtual_id)
    user = Part.objects.filter(source=row).select_related("virtual").first()
    if user is not None:
        message = f"“{user.virtual.code}” is made of this meter; change that formula first."
        raise Refused("meters.virtual.used", message, user=user.virtual.code)
    base.record(
        user_id=by,
        verb="virtual.removed",
        domain="meters",
        kind="virtual",
        subject_id=row.pk,
        now=now,
        code=row.code,
        formula=row.formula,
    )
    row.delete()


def _check_code(virtual_id: int | None, code: str) -> None:
    if Virtual.objects.filter(code=code).exclude(pk=virtual_id or 0).exists():
        message = f"The code “{code}” is taken; choose another."
        raise Refused("meters.virtual.code", message, taken=code)


def _part(row: Virtual, name: str, key: str) -> Part:
    number = int(key[1:])
    is_real = key.startswith("p")
    return Part(
        virtual=row,
        name=name,
        point_id=number if is_real else None,
        source_id=None if is_real else number,
    )


def _check_circle(virtual_id: int | None, parts: tuple[str, ...]) -> None:
    rows = queries.virtuals()
    codes = {queries.virtual_key(row.id): row.code for row in rows}
    graph = {queries.virtual_key(row.id): tuple(row.parts.values()) for row in rows}
    own = queries.virtual_key(virtual_id) if virtual_id else "new"
    graph[own] = parts
    try:
        formula.in_order(graph)
    except Refused as refusal:
        circle = " → ".join(
            codes.get(key, key) for key in str(refusal.facts["circle"]).split(" → ")
        )
        message = f"The meters are made of each other: {circle}. Take one of them out."
        raise Refused(refusal.code, message, circle=circle) from None
