"""The lists as plain rows, for tables, spreadsheets and machines."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.certainty import certainty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.synergy.calc.candidates import Candidate
    from copark.synergy.calc.changes import Change
    from copark.synergy.contracts import ListRow, Lists

HEADINGS = (
    ("list", "List", "清单"),
    ("code", "Code", "编码"),
    ("enterprise", "Enterprise", "企业"),
    ("rule", "Rule", "规则"),
    ("why", "Why", "列入原因"),
    ("subject", "Subject", "对象"),
    ("medium", "Medium", "排放去向"),
    ("year", "Year", "年份"),
    ("value", "Value", "数值"),
    ("threshold", "Threshold", "限值"),
    ("unit", "Unit", "单位"),
    ("share", "Share", "占比"),
    ("cumulative_share", "Cumulative share", "累计占比"),
    ("force", "Force", "效力"),
    ("source", "Source", "依据"),
    ("confidence", "Confidence", "可信度"),
    ("uncertainty", "Relative uncertainty", "相对不确定度"),
    ("before_next", "Probability of lying before the next one", "排在下一家之前的概率"),
)

CANDIDATE_HEADINGS = (
    ("List", "清单"),
    ("Code", "编码"),
    ("Enterprise", "企业"),
    ("Rule", "规则"),
    ("Subject", "对象"),
    ("Medium", "排放去向"),
    ("Year", "年份"),
    ("Value", "数值"),
    ("Threshold", "限值"),
    ("Unit", "单位"),
    ("Distance", "距限值"),
    ("Against the year before", "较上年"),
    ("Probability of reaching it", "达到限值的概率"),
)


def heading(*, chinese: bool) -> list[str]:
    """Return the headings of the columns."""
    return [name_zh if chinese else name_en for _, name_en, name_zh in HEADINGS]


def cells(row: ListRow, *, chinese: bool) -> list[object]:
    """Return one row of the lists in the order of the headings."""
    sure = certainty(row.figure)
    return [
        row.list,
        row.enterprise_code,
        row.name_zh if chinese else row.name_en,
        row.rule,
        row.rule_zh if chinese else row.rule_en,
        row.subject,
        row.medium,
        row.year,
        row.value,
        row.threshold,
        row.unit,
        row.share and round(row.share, 6),
        row.cumulative_share and round(row.cumulative_share, 6),
        row.force,
        row.source.text,
        row.source.confidence,
        sure and round(sure.relative, 4),
        row.before_next,
    ]


def rows(lists: Lists, *, chinese: bool) -> list[list[object]]:
    """Return heading and rows."""
    return [[*heading(chinese=chinese)], *(cells(row, chinese=chinese) for row in lists.rows)]


def document(lists: Lists) -> dict[str, object]:
    """Return the lists with the figures behind them, ready for JSON; numbers stay decimal text."""
    return {
        "year": lists.year,
        "rules": lists.rules,
        "version": lists.version,
        "entries": len(lists.rows),
        "units": len({row.enterprise_code for row in lists.rows}),
        "notes": list(lists.notes),
        "rows": [plain(row) for row in lists.rows],
    }


def candidate(one: Candidate) -> dict[str, object]:
    """Return a unit near a threshold, ready for JSON; shares are fractions, as decimal text."""
    amount = one.amount
    return {
        "enterprise_id": one.unit.enterprise_id,
        "code": one.unit.code,
        "name_en": one.unit.name_en,
        "name_zh": one.unit.name_zh,
        "list": one.rule.list,
        "rule": one.rule.rule,
        "subject": amount.subject,
        "medium": amount.medium,
        "year": amount.year,
        "value": f"{amount.figure.value:f}",
        "threshold": f"{one.threshold:f}",
        "unit": amount.figure.unit,
        "distance": f"{one.distance:.6f}",
        "side": "ABOVE" if one.is_above else "BELOW",
        "trend": None if one.trend is None else f"{one.trend:.6f}",
        "probability": one.probability,
        "figure": plain(amount.figure),
    }


def change(one: Change) -> dict[str, object]:
    """Return who entered or left, ready for JSON."""
    row = one.row
    return {
        "kind": one.kind,
        "reason": one.reason,
        "enterprise_id": row.enterprise_id,
        "code": row.enterprise_code,
        "name_en": row.name_en,
        "name_zh": row.name_zh,
        "list": row.list,
        "rule": row.rule,
        "subject": row.subject,
        "medium": row.medium,
        "unit": row.unit,
        "before": plain(one.before),
        "now": plain(one.now),
        "limit_before": plain(one.limit_before),
        "limit_now": plain(one.limit_now),
    }


def candidate_rows(found: Sequence[Candidate], *, chinese: bool) -> list[list[object]]:
    """Return heading and rows of the units near a threshold."""
    heads: list[object] = [
        name_zh if chinese else name_en for name_en, name_zh in CANDIDATE_HEADINGS
    ]
    return [heads, *(_candidate_cells(one, chinese=chinese) for one in found)]


def _candidate_cells(one: Candidate, *, chinese: bool) -> list[object]:
    amount = one.amount
    return [
        one.rule.list,
        one.unit.code,
        one.unit.name_zh if chinese else one.unit.name_en,
        one.rule.name_zh if chinese else one.rule.name_en,
        amount.subject,
        amount.medium,
        amount.year,
        amount.figure.value,
        one.threshold,
        amount.figure.unit,
        round(one.distance, 6),
        one.trend and round(one.trend, 6),
        one.probability,
    ]


def plain(value: object) -> object:
    """Return dataclasses as objects, decimals as text, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
