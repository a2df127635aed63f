"""Read where the inventories of a year stand."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from copark.inventory import contracts
from copark.inventory.calc import deadlines
from copark.inventory.models import Boundary, Closed, Inventory, Reason, State, Step
from copark.kernel.errors import Refused
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.inventory.calc.deadlines import Deadline

_STANDING = tuple(contracts.Standing.__dataclass_fields__)
_VERSION = tuple(contracts.Version.__dataclass_fields__)
_BOUNDARY = tuple(contracts.Boundary.__dataclass_fields__)
_STEP = tuple(contracts.Step.__dataclass_fields__)
_REASON = tuple(contracts.Reason.__dataclass_fields__)


@cache
def deadline() -> Deadline:
    """Return by when inventories are due."""
    folder = resources.files("copark.inventory.calc")
    return deadlines.deadline(folder.joinpath("deadlines.csv").read_text("utf-8"))


def standings(year: int, enterprise_id: int | None = None) -> dict[int, contracts.Standing]:
    """Return where the year of each enterprise stands that was in the park then."""
    rows = Inventory.objects.filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    found = {row["enterprise_id"]: contracts.Standing(**row) for row in rows.values(*_STANDING)}
    gone = {
        row.enterprise_id
        for row in boundaries()
        if row.kind in {"CLOSED", "MERGED"} and not row.plant and row.day.year < year
    }
    return {
        one.id: found.get(one.id) or _untouched(one.id, year)
        for one in registry.enterprises(enterprise_id)
        if one.id in found or one.id not in gone
    }


def standing(year: int, enterprise_id: int) -> contracts.Standing:
    """Return where the year of an enterprise stands; untouched is open."""
    return standings(year, enterprise_id).get(enterprise_id) or _untouched(enterprise_id, year)


def _untouched(enterprise_id: int, year: int) -> contracts.Standing:
    return contracts.Standing(0, enterprise_id, year, State.OPEN.value, 1, deadline().of(year))


def locked_pairs() -> frozenset[tuple[int, int]]:
    """Return every enterprise and year that may not be changed now."""
    rows = Inventory.objects.filter(state__in=contracts.LOCKED)
    return frozenset(rows.values_list("enterprise_id", "year"))


def refuse_locked(pairs: Iterable[tuple[int, int]]) -> None:
    """
    Refuse to change years that are handed in, accepted or closed.

    Parameters
    ----------
    pairs
        Enterprise and year of what is to be written.

    Raises
    ------
    Refused
        ``inventory.locked``, with the enterprise and the year.
    """
    wanted = set(pairs)
    years = {year for _enterprise, year in wanted}
    rows = Inventory.objects.filter(year__in=years, state__in=contracts.LOCKED)
    for enterprise_id, year, state in rows.values_list("enterprise_id", "year", "state"):
        if (enterprise_id, year) in wanted:
            message = (
                f"The inventory of {year} is {state.lower()}; take it back or restate it first."
            )
            raise Refused(
                "inventory.locked", message, year=year, state=state, enterprise=enterprise_id
            )


def steps(inventory_id: int) -> list[contracts.Step]:
    """Return what was done about an inventory, in order."""
    rows = Step.objects.filter(inventory_id=inventory_id).order_by("at", "pk")
    return [contracts.Step(**row) for row in rows.values(*_STEP)]


def reasons(inventory_id: int) -> dict[str, contracts.Reason]:
    """Return the newest reason for each comparison."""
    rows = Reason.objects.filter(inventory_id=inventory_id).order_by("at", "pk")
    return {row["key"]: contracts.Reason(**row) for row in rows.values(*_REASON)}


def versions(inventory_id: int) -> list[contracts.Version]:
    """Return the closed versions, the newest first."""
    rows = Closed.objects.filter(inventory_id=inventory_id).order_by("-version")
    return [contracts.Version(**row) for row in rows.values(*_VERSION)]


def pack(version_id: int, enterprise_id: int) -> tuple[bytes, contracts.Version] | None:
    """Return the pack of a closed version of an enterprise."""
    rows = Closed.objects.filter(pk=version_id, inventory__enterprise_id=enterprise_id)
    row = rows.values("pack", *_VERSION).first()
    return row and (bytes(row.pop("pack")), contracts.Version(**row))


def boundaries(enterprise_id: int | None = None) -> list[contracts.Boundary]:
    """Return the changes of what enterprises are, in the order of their days."""
    rows = Boundary.objects.filter(withdrawn_at=None).order_by("day", "pk")
    found = [contracts.Boundary(**row) for row in rows.values(*_BOUNDARY)]
    return [
        row
        for row in found
        if enterprise_id is None or enterprise_id in {row.enterprise_id, row.other_id}
    ]


def years() -> list[int]:
    """Return the years in which an inventory was touched."""
    rows = Inventory.objects.order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())
