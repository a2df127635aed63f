"""Where the inventories of last year stand: most are closed, some are still being worked on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from copark.inventory import queries as inventory
from copark.inventory import services as work
from copark.inventory.contracts import NewBoundary
from copark.reporting import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.rows import Built

#: How far the last enterprises of the park are, counted from the end; all before them are closed.
UNFINISHED = (
    (),
    ("submit", "return"),
    ("submit",),
    ("submit", "accept"),
)
WHOLE = ("submit", "accept", "close")
BEGINS = (3, 2)  #: The first is handed in on this day of the next year.
REASON = "Production of the year changed; confirmed by the enterprise (fictional)."
LACKS = "The bill of natural gas for November is missing (fictional)."
STEP = timedelta(days=2, hours=3)


def lead(built: Built, *, year: int, now: datetime) -> None:
    """Lead each enterprise's inventory of a year as far as the story says."""
    firms = [firm.code for firm in built.plan.firms]
    ways = [WHOLE] * (len(firms) - len(UNFINISHED)) + list(reversed(UNFINISHED))
    begin = datetime(year + 1, *BEGINS, 1, tzinfo=UTC)
    for number, (code, steps) in enumerate(zip(firms, ways, strict=True)):
        first = min(begin + timedelta(hours=9 * number), now - 3 * STEP)
        _lead(built.enterprises[code], year, steps, built.users["park"], first)
    _boundary(built, firms, year, now)
    work.remind(now=now, today=now.date())


def _lead(owner: int, year: int, steps: tuple[str, ...], person: int, at: datetime) -> None:
    if steps:
        _explain(owner, year, person, at)
    for number, verb in enumerate(steps):
        _take(verb)(
            enterprise_id=owner, year=year, user_id=person, now=at + number * STEP, **_note(verb)
        )


def _take(verb: str) -> Callable[..., object]:
    special: dict[str, Callable[..., object]] = {
        "submit": services.hand_in,
        "close": services.close,
    }
    return special.get(verb, lambda **facts: work.take_step(verb=verb, **facts))


def _note(verb: str) -> dict[str, str]:
    notes = {"close": {}, "return": {"note": LACKS}}
    return notes.get(verb, {"note": ""})


def _explain(owner: int, year: int, person: int, at: datetime) -> None:
    for key in services.unexplained(enterprise_id=owner, year=year):
        work.explain(
            enterprise_id=owner, year=year, key=key, text=REASON, user_id=person, now=at - STEP
        )


def _boundary(built: Built, firms: list[str], year: int, now: datetime) -> None:
    """Move a workshop from one enterprise to another, years ago."""
    one, other = (built.enterprises[code] for code in firms[1:3])
    if inventory.boundaries():
        return
    boundary = NewBoundary(
        one, "SPLIT", date(year - 1, 7, 1), other, "Workshop 3", "Park decision 2024-17 (fictional)"
    )
    work.record_boundary(boundary=boundary, user_id=built.users["park"], now=now)
