"""Units near a threshold, below it and above: the list's next entrants and leavers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.synergy.calc import certainty, meeting
from copark.synergy.calc.cumulative import largest_that_reach, least_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from copark.kernel.figure import Figure
    from copark.synergy.calc.meeting import Amount, Key, Park, Unit
    from copark.synergy.calc.rulesets import Rule, RuleSet

MARGIN = Decimal("0.1")
WIDEST = Decimal(1)
Held = list[tuple["Unit", "Amount"]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit within the margin of a threshold."""

    rule: Rule
    unit: Unit
    amount: Amount
    threshold: Decimal
    is_above: bool  #: The rule takes it; below it does not.
    before: Figure | None  #: The year before, where known.
    probability: float | None  #: That it really reaches the threshold; None: no uncertainty known.

    @property
    def distance(self) -> Decimal:
        """Return the way to the threshold over the threshold; below it is negative. [-]"""
        return (self.amount.figure.value - self.threshold) / self.threshold

    @property
    def trend(self) -> Decimal | None:
        """Return the change against the year before, over that year. [-]"""
        if self.before is None or not self.before.value:
            return None
        return (self.amount.figure.value - self.before.value) / self.before.value


@dataclass(frozen=True, slots=True)
class _Group:
    """Those whom one rule judges together by one threshold."""

    held: Held
    thresholds: Mapping[str, Decimal]  #: By code: one for all, or each unit's own.
    taken: frozenset[str]
    chances: Mapping[str, float]


def near(
    park: Park,
    rule_set: RuleSet,
    year: int,
    margin: Decimal = MARGIN,
    assumed: Decimal | None = None,
) -> list[Candidate]:
    """
    Return the units within a margin of a threshold, the nearest first.

    Parameters
    ----------
    park
        Units with their figures of `year` and the year before.
    rule_set
        The rules; those that ask for facts have no threshold.
    year
        The year whose figures are looked at.
    margin
        Share of the threshold, above 0 up to 1. [-]
    assumed
        Relative uncertainty of figures that state none; None: they have no probability. [-]

    Raises
    ------
    Refused
        ``synergy.margin.bad``.

    Notes
    -----
    Under a cumulative rule each unit has a threshold of its own: the amount from which the rule
    would take it, all others as they are. Its probability lets everybody's amounts move.
    """
    if not 0 < margin <= WIDEST:
        message = f"The margin must lie above 0 up to 100 %, got {margin:%}."
        raise Refused("synergy.margin.bad", message, margin=margin)
    found = [
        candidate
        for rule in rule_set.rules
        if not rule.is_fact
        for key in meeting.keys(rule)
        for group in _groups(rule, rule_set.rules, park, key, year, assumed)
        for candidate in _within(rule, group, park, key, year, margin)
    ]
    return sorted(found, key=lambda one: (abs(one.distance), one.unit.code, one.rule.rule))


def _within(
    rule: Rule, group: _Group, park: Park, key: Key, year: int, margin: Decimal
) -> Iterator[Candidate]:
    for unit, amount in group.held:
        before = park.amount(unit.code, key, year - 1)
        threshold = group.thresholds[unit.code]
        if not threshold or abs(amount.figure.value - threshold) > margin * threshold:
            continue
        yield Candidate(
            rule,
            unit,
            amount,
            threshold,
            is_above=unit.code in group.taken,
            before=before.figure if before else None,
            probability=group.chances.get(unit.code),
        )


def _groups(
    rule: Rule,
    rules: Sequence[Rule],
    park: Park,
    key: Key,
    year: int,
    assumed: Decimal | None,
) -> Iterator[_Group]:
    held = (
        list(meeting.screened(rule, park, key, year))
        if rule.is_share
        else [
            pair for pair in park.held(key, year).values() if meeting.is_able(rule, pair[0], year)
        ]
    )
    if not held:
        return
    relatives = _relatives(held, assumed)
    if rule.is_share:
        yield _by_share(rule, held, relatives)
    else:
        yield from (_by_size(at, held, relatives) for at in _thresholds(rule, rules))


def _by_share(rule: Rule, held: Held, relatives: Mapping[str, float]) -> _Group:
    amounts = {unit.code: amount.figure.value for unit, amount in held}
    chances = certainty.taken(_floats(held), relatives, float(rule.threshold)) if relatives else {}
    return _Group(
        held,
        least_taken(amounts, rule.threshold),
        frozenset(one.unit for one in largest_that_reach(amounts, rule.threshold)),
        _stated(chances, relatives),
    )


def _by_size(threshold: Decimal, held: Held, relatives: Mapping[str, float]) -> _Group:
    chances = certainty.reached(_floats(held), relatives, float(threshold)) if relatives else {}
    return _Group(
        held,
        {unit.code: threshold for unit, _amount in held},
        frozenset(unit.code for unit, amount in held if amount.figure.value >= threshold),
        _stated(chances, relatives),
    )


def _floats(held: Held) -> dict[str, float]:
    return {unit.code: float(amount.figure.value) for unit, amount in held}


def _stated(chances: Mapping[str, float], relatives: Mapping[str, float]) -> dict[str, float]:
    return {code: chance for code, chance in chances.items() if code in relatives}


def _relatives(held: Held, assumed: Decimal | None) -> dict[str, float]:
    found = {}
    for unit, amount in held:
        relative = assumed if amount.relative is None else amount.relative
        if relative is not None:
            found[unit.code] = float(relative)
    return found


def _thresholds(rule: Rule, rules: Sequence[Rule]) -> list[Decimal]:
    """Return the lower end, and the upper one unless another rule begins there."""
    begins = {(other.variable, other.threshold) for other in rules}
    if rule.upper is None or (rule.variable, rule.upper) in begins:
        return [rule.threshold]
    return [rule.threshold, rule.upper]
