"""Hold an inventory's values against last year, meters and monitors."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """The range in which a value is expected, as a share of what it is held against."""

    check: str
    low: Decimal
    high: Decimal
    least: Decimal  #: Below this, in the unit of the value, nothing is compared.
    source: Source


@dataclass(frozen=True, slots=True)
class Pair:
    """A value, and what it is held against."""

    check: str  #: Key of a rule: ``last-year``, ``meters`` or ``monitored``.
    subject: str  #: ``energy``, ``carbon``, a carrier, or a pollutant with its medium.
    value: Decimal
    against: Decimal
    unit: str

    @property
    def key(self) -> str:
        """Return what a reason for the value is kept under."""
        return f"{self.check}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Check:
    """A pair that was judged."""

    pair: Pair
    change: Decimal  #: Share by which the value differs from what it is held against.
    rule: Rule
    is_outside: bool


def rules(text: str) -> dict[str, Rule]:
    """Return the rules of ``check_rules.csv`` by check."""
    return {
        row["check"]: Rule(
            row["check"],
            Decimal(row["low"]),
            Decimal(row["high"]),
            Decimal(row["least"]),
            Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
    }


def judged(pairs: Iterable[Pair], known: Mapping[str, Rule]) -> tuple[Check, ...]:
    """
    Return each pair with its change, those outside of their range first.

    A pair of which one side is smaller than its rule's least amount says nothing and is left out,
    unless the other side is larger: something against nothing is outside of every range.

    Examples
    --------
    >>> rule = Rule("last-year", Decimal("-0.3"), Decimal("0.3"), Decimal(1), Source("own"))
    >>> pair = Pair("last-year", "energy", Decimal(140), Decimal(100), "tce")
    >>> [check] = judged([pair], {"last-year": rule})
    >>> (check.change, check.is_outside)
    (Decimal('0.4'), True)
    """
    found = [_judged(pair, known[pair.check]) for pair in pairs if _says(pair, known)]
    return tuple(sorted(found, key=lambda check: (not check.is_outside, -abs(check.change))))


def _says(pair: Pair, known: Mapping[str, Rule]) -> bool:
    return max(abs(pair.value), abs(pair.against)) >= known[pair.check].least


def _judged(pair: Pair, rule: Rule) -> Check:
    if not pair.against:
        return Check(pair, pair.value / pair.value, rule, is_outside=True)
    change = pair.value / pair.against - 1
    return Check(pair, change, rule, not rule.low <= change <= rule.high)
