"""What drove a change between two years: by part, and by scale, structure and intensity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.statistics.calc import contribution, trends
from copark.statistics.queries import amounts, subjects
from copark.synergy.queries import decompose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from copark.energy.contracts import Turnover
    from copark.statistics.calc.contribution import Contribution
    from copark.statistics.contracts import Amount
    from copark.statistics.queries.questions import Question

EFFECTS = ("scale", "structure", "intensity")


@dataclass(frozen=True, slots=True)
class Branch:
    """An enterprise with output value in both years, and its amounts. [1e4 CNY]"""

    enterprise_id: int
    price_year: int  #: 0: prices of each year.
    activity_before: Decimal
    activity_after: Decimal
    amount_before: Decimal
    amount_after: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """The change of those enterprises whose output is known, in three effects."""

    branches: tuple[Branch, ...]
    change: Decimal
    scale: Decimal
    structure: Decimal
    intensity: Decimal
    is_at_current_prices: bool
    left_out: int  #: Enterprises without output value in one of the years.

    def effect(self, name: str) -> Decimal:
        """Return one of the three."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Driven:
    """The change between two years, and what contributed to it."""

    before: int
    after: int
    unit: str
    rows: tuple[Contribution, ...]
    names: dict[str, str]
    total_before: Decimal
    total_after: Decimal
    change: Decimal
    split: Split | None
    has_before: bool  #: There is any figure of the earlier year.


def driven(asked: Question, before: int) -> Driven:
    """Return what each part of the chosen split added to the change since an earlier year."""
    sheets = {
        year: amounts.of_subject(asked.subject, year, asked.stamp) for year in (before, asked.year)
    }
    kept = {
        year: [row for row in sheet.amounts if asked.place.holds(row.enterprise_id)]
        for year, sheet in sheets.items()
    }
    sums = [_sums(kept[year], asked) for year in (before, asked.year)]
    rows = contribution.contributions(*sums)
    names: dict[str, str] = {}
    for sheet in sheets.values():
        for row in rows:
            names[row.key] = subjects.name_of(row.key, asked.split, sheet, asked.ground)
    return Driven(
        before,
        asked.year,
        sheets[asked.year].unit,
        rows,
        names,
        trends.exact_sum(sums[0].values()),
        trends.exact_sum(sums[1].values()),
        trends.exact_sum(row.change for row in rows),
        split_of(asked, before, kept[before], kept[asked.year]),
        bool(kept[before]),
    )


def _sums(rows: Iterable[Amount], asked: Question) -> dict[str, Decimal]:
    found: dict[str, list[Decimal]] = {}
    for row in rows:
        key = subjects.key_of(row, asked.split, asked.ground) if asked.split else ""
        found.setdefault(key, []).append(row.value)
    return {key: trends.exact_sum(values) for key, values in found.items()}


def split_of(
    asked: Question, before: int, earlier: Iterable[Amount], later: Iterable[Amount]
) -> Split | None:
    """Return the exact decomposition over the enterprises whose output value is known; or None."""
    sums = [_by_enterprise(rows) for rows in (earlier, later)]
    branches = _branches(asked, before, *sums)
    if not branches:
        return None
    try:
        found = decompose.decomposed(_named(branch) for branch in branches)
    except Refused:  # an amount below zero, or no activity: there is nothing to decompose
        return None
    return Split(
        tuple(branches),
        found.change,
        found.effects.scale,
        found.effects.structure,
        found.effects.intensity,
        any(not branch.price_year for branch in branches),
        len({*sums[0], *sums[1]}) - len(branches),
    )


def _named(branch: Branch) -> tuple[str, Decimal, Decimal, Decimal, Decimal]:
    return (
        str(branch.enterprise_id),
        branch.activity_before,
        branch.activity_after,
        branch.amount_before,
        branch.amount_after,
    )


def _by_enterprise(rows: Iterable[Amount]) -> dict[int, Decimal]:
    found: dict[int, list[Decimal]] = {}
    for row in rows:
        found.setdefault(row.enterprise_id, []).append(row.value)
    return {owner: trends.exact_sum(values) for owner, values in found.items()}


def _branches(
    asked: Question, before: int, earlier: dict[int, Decimal], later: dict[int, Decimal]
) -> list[Branch]:
    outputs = [_outputs(year, asked.place.enterprise_id) for year in (before, asked.year)]
    found = []
    for owner in sorted({*earlier} & {*later}):
        # prices of one year for both, where they were given: a change of prices is no change
        common = sorted({*outputs[0].get(owner, {})} & {*outputs[1].get(owner, {})}, reverse=True)
        amounts_above = earlier[owner] >= 0 and later[owner] >= 0
        if common and amounts_above:
            at = common[0]
            values = (outputs[0][owner][at], outputs[1][owner][at])
            if min(values) > 0:
                found.append(Branch(owner, at, *values, earlier[owner], later[owner]))
    return found


def _outputs(year: int, enterprise_id: int | None) -> dict[int, dict[int, Decimal]]:
    """Return the output value of each enterprise by price basis. [1e4 CNY]"""
    found: dict[int, dict[int, Decimal]] = {}
    rows: list[Turnover] = energy.turnover_of(year, enterprise_id)
    for row in rows:
        found.setdefault(row.enterprise_id, {})[row.price_year] = row.output_value
    return found
