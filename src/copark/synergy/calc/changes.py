"""Who enters a list and who leaves it, against the list before, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from copark.kernel.figure import Figure
    from copark.synergy.calc.meeting import Park
    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import ListRow

ENTERED = "ENTERED"
LEFT = "LEFT"


@dataclass(frozen=True, slots=True)
class Change:
    """A unit that entered a list by a rule, or left it."""

    kind: str  #: ENTERED or LEFT.
    row: ListRow  #: Of the list that it is on: the new one, or the one before.
    reason: str
    before: Figure | None  #: What the unit had in the year before.
    now: Figure | None
    limit_before: Decimal | None = None
    limit_now: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A list with the rules and the year it was drawn by."""

    rows: Sequence[ListRow]
    rule_set: RuleSet
    year: int


def compared(before: Drawing, now: Drawing, park: Park) -> list[Change]:
    """
    Return who entered and who left, list by list.

    A unit that is on a list by another rule than before has neither entered nor left it. `park`
    must hold the figures of both years.

    Reasons of entering are ``rule-new``, ``fact-begun``, ``figure-new``, ``rose`` and
    ``limit-fell``; of leaving ``rule-gone``, ``fact-ended``, ``stay-over``, ``figure-none``,
    ``fell``, ``limit-rose`` and ``year-over`` (the year that put it there no longer counts).
    """
    was, is_now = _places(before.rows), _places(now.rows)
    entered = [_entered(row, before, park) for row in now.rows if _place(row) not in was]
    left = [_left(row, now, park) for row in before.rows if _place(row) not in is_now]
    return [*entered, *left]


def _place(row: ListRow) -> tuple[str, str]:
    return row.list, row.enterprise_code


def _places(rows: Iterable[ListRow]) -> set[tuple[str, str]]:
    return {_place(row) for row in rows}


def _entered(row: ListRow, before: Drawing, park: Park) -> Change:
    was = park.amount(row.enterprise_code, (row.subject, row.medium), row.year - 1)
    limit = _limit(row, before.rows)
    figure = was.figure if was else None
    return Change(
        ENTERED, row, _why_entered(row, before, figure), figure, row.figure, limit, row.threshold
    )


def _why_entered(row: ListRow, before: Drawing, was: Figure | None) -> str:
    if not _has_rule(before.rule_set, row):
        return "rule-new"
    if row.threshold is None:
        return "fact-begun"
    if was is None:
        return "figure-new"
    return "rose" if row.value > was.value else "limit-fell"


def _left(row: ListRow, now: Drawing, park: Park) -> Change:
    found = park.amount(row.enterprise_code, (row.subject, row.medium), now.year)
    limit = _limit(row, now.rows)
    figure = found.figure if found else None
    return Change(LEFT, row, _why_left(row, now, figure), row.figure, figure, row.threshold, limit)


def _why_left(row: ListRow, now: Drawing, figure: Figure | None) -> str:
    if not _has_rule(now.rule_set, row):
        return "rule-gone"
    if row.threshold is None:
        return "fact-ended"
    if row.until is not None:
        return "stay-over"
    if figure is None:
        return "figure-none"
    if row.year <= now.year - 1 and row.share is not None and figure.value >= row.value:
        return "limit-rose"
    return "fell" if figure.value < row.value else "year-over"


def _has_rule(rule_set: RuleSet, row: ListRow) -> bool:
    return any((rule.list, rule.rule) == (row.list, row.rule) for rule in rule_set.rules)


def _limit(row: ListRow, rows: Iterable[ListRow]) -> Decimal | None:
    """Return the threshold of the same rule in the other list, where a row shows it."""
    alike = (row.list, row.rule, row.subject, row.medium)
    return next(
        (
            other.threshold
            for other in rows
            if (other.list, other.rule, other.subject, other.medium) == alike
        ),
        None,
    )
