"""Lead an inventory where the figures are needed: handing in what is explained, and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copark.inventory import queries as inventory
from copark.inventory import services as work
from copark.inventory.contracts import ACCEPTED
from copark.kernel.errors import Refused
from copark.reporting.queries import checks, pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


def take_step(
    *, enterprise_id: int, year: int, verb: str, note: str = "", user_id: int | None, now: datetime
) -> None:
    """Take any step of an inventory; what it refuses is what the step refuses."""
    facts: dict[str, Any] = {
        "enterprise_id": enterprise_id,
        "year": year,
        "user_id": user_id,
        "now": now,
    }
    special: dict[str, Callable[[], object]] = {
        "submit": lambda: hand_in(note=note, **facts),
        "close": lambda: close(**facts),
    }
    special.get(verb, lambda: work.take_step(verb=verb, note=note, **facts))()


def hand_in(
    *, enterprise_id: int, year: int, note: str, user_id: int | None, now: datetime
) -> None:
    """
    Hand an inventory in, once every value outside of its range has a reason.

    Raises
    ------
    Refused
        ``inventory.unexplained`` with how many values lack a reason, and what the step refuses.
    """
    left = unexplained(enterprise_id=enterprise_id, year=year)
    if left:
        message = f"{len(left)} value(s) are outside of what is expected; say why each is right."
        raise Refused("inventory.unexplained", message, count=len(left), keys=", ".join(left))
    work.take_step(
        enterprise_id=enterprise_id, year=year, verb="submit", note=note, user_id=user_id, now=now
    )


def close(*, enterprise_id: int, year: int, user_id: int | None, now: datetime) -> int:
    """Close an accepted inventory: freeze its figures and seal the pack that gives them again."""
    standing = inventory.standing(year, enterprise_id)
    if standing.state != ACCEPTED:
        message = f"The inventory is {standing.state.lower()}; only an accepted one can be closed."
        raise Refused("inventory.moved", message, verb="close", state=standing.state)
    reasons = [step.note for step in inventory.steps(standing.id) if step.verb == "restate"]
    content = pack.content_of(
        standing, reason=reasons[-1] if reasons else "", user_id=user_id, now=now
    )
    return work.close(
        enterprise_id=enterprise_id,
        year=year,
        version=standing.version,
        content=content,
        user_id=user_id,
        now=now,
    )


def unexplained(*, enterprise_id: int, year: int) -> list[str]:
    """Return the keys of values that are outside of their range and have no reason."""
    known = inventory.reasons(inventory.standing(year, enterprise_id).id)
    found = checks.of_year(year, enterprise_id).get(enterprise_id, ())
    return [one.pair.key for one in found if one.is_outside and one.pair.key not in known]
