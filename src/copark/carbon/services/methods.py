"""Choose what the carbon inventory rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.carbon import queries
from copark.carbon.models import MethodChoice
from copark.energy import queries as energy
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from copark.carbon.calc.factors import Method


@transaction.atomic
def choose_method(*, valid_from: int, method: Method, user_id: int | None, now: datetime) -> int:
    """
    Set the factor set and grid factor from a year on.

    Raises
    ------
    Refused
        ``carbon.method.set``, ``carbon.method.gwp``, ``carbon.grid.missing``, or
        ``energy.year.closed``.
    """
    if method.factor_set not in queries.factor_sets():
        message = f"There is no factor set “{method.factor_set}”."
        raise Refused("carbon.method.set", message, factor_set=method.factor_set)
    if method.gwp_set and method.gwp_set not in queries.gwp_sets():
        message = f"There is no set of warming potentials “{method.gwp_set}”."
        raise Refused("carbon.method.gwp", message, value=method.gwp_set)
    accounting = queries.book().methods.get(method.factor_set)
    if accounting is not None and valid_from < accounting.valid_from:
        message = f"{accounting.key} holds from {accounting.valid_from} on, not for {valid_from}."
        facts = {"value": accounting.key, "first": accounting.valid_from, "year": valid_from}
        raise Refused("carbon.method.early", message, **facts)
    queries.grid_of(method, valid_from)
    closed = [year for year in energy.closed_years() if year >= valid_from]
    if closed:
        message = f"The year {min(closed)} is closed; its method cannot change."
        raise Refused("energy.year.closed", message, year=min(closed))
    row, _made = MethodChoice.objects.update_or_create(
        valid_from=valid_from,
        defaults={
            "factor_set": method.factor_set,
            "gwp_set": method.gwp_set,
            "grid_area": method.grid_area,
            "grid_basis": method.grid_basis,
            "grid_year": method.grid_year,
            "chosen_at": now,
            "chosen_by_id": user_id,
        },
    )
    base.record(
        user_id=user_id,
        verb="choose",
        domain="carbon",
        kind="method",
        subject_id=row.pk,
        now=now,
        method=str(row),
    )
    return row.pk
