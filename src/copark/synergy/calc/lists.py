"""
Draw the three lists from figures and facts, under a rule set.

Each row says which rule put the unit there, with which value against which threshold, and carries
the figure behind it. The same input gives the same rows in the same order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copark.synergy.calc import meeting
from copark.synergy.calc.meeting import CO2, ENERGY, Amount, Hit, Listed, Park, Span, Unit
from copark.synergy.calc.rulesets import SHARE_YEARS as YEARS
from copark.synergy.contracts import ListRow, Lists

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.synergy.calc.meeting import Key
    from copark.synergy.calc.rulesets import Rule, RuleSet

__all__ = ["CO2", "ENERGY", "YEARS", "Amount", "Span", "Unit", "draw", "drawn_from", "reach"]
ON_WATER_OR_AIR = ("env_water", "env_air")
STAYS = "STAYS"


def draw(units: tuple[Unit, ...], rule_set: RuleSet, year: int) -> Lists:
    """
    Return the lists of a year.

    Parameters
    ----------
    units
        Enterprises with their figures of `year` and the years before that the rules look at.
    rule_set
        The rules.
    year
        The newest year whose figures count.

    Returns
    -------
    Lists
        Rows by list, rule, subject and falling value; who only stays comes behind.

    Notes
    -----
    A unit without a figure is not zero: a register leaves out what lies below its threshold. It
    takes no part in the cumulative rule and meets no threshold. Wastewater works are listed by
    their own rule and are not industrial plants of the cumulative one.
    """
    return drawn_from(Park(units), rule_set, year)


def drawn_from(park: Park, rule_set: RuleSet, year: int) -> Lists:
    """Return the lists of a year from units that were indexed already."""
    rows = [
        row
        for rule in rule_set.rules
        if not meeting.is_drawn(rule)
        for key in meeting.keys(rule)
        for row in _rows(rule, park, key, year)
    ]
    rows += _obliged(rule_set, park, rows, year)
    return Lists(year, rule_set.name, tuple(rows), version=rule_set.version)


def reach(rule_set: RuleSet) -> int:
    """Return how many years, the newest included, the rules of a set look at."""
    return max(rule.reach for rule in rule_set.rules)


def _obliged(rule_set: RuleSet, park: Park, rows: list[ListRow], year: int) -> list[ListRow]:
    """Return the rows that follow from being on a list of the same year."""
    codes = {row.enterprise_code for row in rows if row.list in ON_WATER_OR_AIR}
    found = []
    for rule in filter(meeting.is_drawn, rule_set.rules):
        units = tuple(
            replace(unit, facts=unit.facts | {rule.variable})
            for unit in park.units
            if unit.code in codes
        )
        (key,) = meeting.keys(rule)
        found += _rows(rule, Park(units), key, year)
    return found


def _rows(rule: Rule, park: Park, key: Key, year: int) -> list[ListRow]:
    found = meeting.listed(rule, park, key, year).values()
    rows = [_row(rule, listed.hit, listed) for listed in found]
    return sorted(rows, key=_order)


def _order(row: ListRow) -> tuple[bool, int, Decimal, str]:
    return (row.standing == STAYS, -row.year, -row.value, row.enterprise_code)


def _row(rule: Rule, hit: Hit, listed: Listed) -> ListRow:
    unit, amount, standing = hit.unit, hit.amount, hit.standing
    return ListRow(
        list=rule.list,
        rule=rule.rule,
        enterprise_id=unit.enterprise_id,
        enterprise_code=unit.code,
        name_en=unit.name_en,
        name_zh=unit.name_zh,
        subject=amount.subject,
        value=amount.figure.value,
        threshold=hit.threshold,
        unit=amount.figure.unit,
        share=standing.share if standing else None,
        cumulative_share=standing.cumulative_share if standing else None,
        year=amount.year,
        source=rule.source,
        figure=amount.figure,
        medium=amount.medium,
        force=rule.force,
        rule_en=rule.name_en,
        rule_zh=rule.name_zh,
        standing="MET" if listed.until is None else STAYS,
        until=listed.until,
        area_total=standing.total if standing else None,
        wanted_share=rule.threshold if standing else None,
    )
