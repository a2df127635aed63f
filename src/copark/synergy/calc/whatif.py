"""What if a threshold, a rule or a unit's amount were another: who would enter, who would leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient
from copark.synergy.calc.meeting import Amount, Park

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copark.synergy.calc.meeting import Key, Unit
    from copark.synergy.calc.rulesets import Rule, RuleSet
    from copark.synergy.contracts import ListRow

SHARE = "share"
VALUE = "value"
SUPPOSED = "supposed"  #: Grade of an amount that nobody measured.
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit's amount as it might be: changed by a share, or another value."""

    code: str
    subject: str
    medium: str
    kind: str  #: ``share``: the number is a share to be added; ``value``: the amount itself.
    number: Decimal


@dataclass(frozen=True, slots=True)
class Supposed:
    """Everything that is supposed to be other than it is."""

    thresholds: Mapping[int, Decimal]  #: By the rule's place in its set, from 0.
    left_out: frozenset[int] = frozenset()
    shifts: tuple[Shift, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing is supposed."""
        return not (self.thresholds or self.left_out or self.shifts)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit on one of the lists, as it is and as it would be."""

    list: str
    code: str
    before: tuple[ListRow, ...]
    after: tuple[ListRow, ...]

    @property
    def state(self) -> str:
        """Return ENTERS, LEAVES or STAYS."""
        if not self.before:
            return "ENTERS"
        return "STAYS" if self.after else "LEAVES"

    @property
    def row(self) -> ListRow:
        """Return a row that names the unit."""
        return (self.after or self.before)[0]


def rules(rule_set: RuleSet, supposed: Supposed) -> RuleSet:
    """
    Return the set with other thresholds and without the rules left out.

    Raises
    ------
    Refused
        ``synergy.what-if.threshold``, for a threshold that cannot be.
    """
    kept = tuple(
        _rule(rule, supposed.thresholds.get(place))
        for place, rule in enumerate(rule_set.rules)
        if place not in supposed.left_out
    )
    return replace(rule_set, rules=kept)


def _rule(rule: Rule, threshold: Decimal | None) -> Rule:
    if threshold is None:
        return rule
    top = Decimal(1) if rule.is_share else (rule.upper or LARGEST)
    fits = threshold <= top if rule.is_share else threshold < top
    if rule.is_fact or threshold <= 0 or not fits:
        message = f"{threshold} cannot be the threshold of “{rule.name_en}”."
        raise Refused(
            "synergy.what-if.threshold",
            message,
            rule=rule.name_en,
            rule_zh=rule.name_zh,
            threshold=threshold,
        )
    return replace(rule, threshold=threshold)


def park(units: Sequence[Unit], supposed: Supposed, year: int, method: str = SUPPOSED) -> Park:
    """
    Return the park with the amounts of a year as they might be; the units themselves stay.

    `method` says in the reader's language that such an amount is supposed.

    Raises
    ------
    Refused
        ``synergy.what-if.unit`` for a unit that is not there, ``synergy.what-if.amount`` for an
        amount below zero, ``synergy.what-if.share`` for a share of an amount that is not known.
    """
    changed = {unit.code: unit for unit in units}
    for shift in supposed.shifts:
        if shift.code not in changed:
            message = f"There is no unit {shift.code}."
            raise Refused("synergy.what-if.unit", message, unit=shift.code)
        changed[shift.code] = _shifted(changed[shift.code], shift, year, method)
    return Park(tuple(changed.values()))


def _shifted(unit: Unit, shift: Shift, year: int, method: str) -> Unit:
    key = (shift.subject, shift.medium, year)
    held = next((one for one in unit.amounts if (one.subject, one.medium, one.year) == key), None)
    value = _value(held, shift)
    was = held.figure if held else None
    known = (Ingredient(was.name, was.value, was.unit),) if was else ()
    name = was.name if was else shift.subject
    figure = Figure(name, value, was.unit if was else "t", method, str(year), known, grade=SUPPOSED)
    others = tuple(one for one in unit.amounts if one is not held)
    return replace(unit, amounts=(*others, Amount(shift.subject, shift.medium, year, figure)))


def _value(held: Amount | None, shift: Shift) -> Decimal:
    if shift.kind == VALUE:
        value = shift.number
    elif held is None:
        message = f"{shift.code} has no amount of {shift.subject} that could change by a share."
        raise Refused("synergy.what-if.share", message, unit=shift.code, subject=shift.subject)
    else:
        value = held.figure.value * (1 + shift.number)
    if not 0 <= value < LARGEST:
        message = f"The amount of {shift.code} would be {value:f}."
        raise Refused("synergy.what-if.amount", message, unit=shift.code, value=f"{value:f}")
    return value


def key_of(shift: Shift) -> Key:
    """Return what a shift changes."""
    return shift.subject, shift.medium


def side_by_side(before: Iterable[ListRow], after: Iterable[ListRow]) -> list[Place]:
    """Return every unit of every list that is on the one or the other, those who move first."""
    was, would = _by_place(before), _by_place(after)
    places = [
        Place(name, code, tuple(was.get((name, code), ())), tuple(would.get((name, code), ())))
        for name, code in dict.fromkeys([*would, *was])
    ]
    order = {"ENTERS": 0, "LEAVES": 1, "STAYS": 2}
    return sorted(places, key=lambda place: order[place.state])


def _by_place(rows: Iterable[ListRow]) -> dict[tuple[str, str], list[ListRow]]:
    found: dict[tuple[str, str], list[ListRow]] = {}
    for row in rows:
        found.setdefault((row.list, row.enterprise_code), []).append(row)
    return found
