"""Understand the rows of an activity-data file: the template's columns, what objects to a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from copark.energy.calc.tables import kept
from copark.energy.contracts import NewUse
from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.sheets import Choice, Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.energy.calc.tables import Carrier
    from copark.kernel.sheets import Record

DIRECTIONS = (
    Choice("BOUGHT", "bought", "购入", ("purchased", "外购", "消费")),
    Choice("SOLD", "sold", "外供", ("外销", "输出")),
    Choice("MADE", "self-made", "自产", ("produced", "自产自用")),
    Choice("FEEDSTOCK", "feedstock", "用作原料", ("raw material", "原料")),
)
LARGEST = Decimal(10) ** 15
WHOLE_YEAR = 0
Key = tuple[int, int, int, str, str]


@dataclass(slots=True)
class Expected:
    """What a file is held against."""

    carriers: Mapping[str, Carrier]
    enterprises: Mapping[str, int]  #: Id by code, in lower case.
    own: int | None = None  #: The only enterprise that may be reported for.
    year: int | None = None  #: The only year taken; None: any.
    this_year: int = 9999
    this_month: int = 12
    closed: frozenset[int] = frozenset()
    locked: frozenset[tuple[int, int]] = frozenset()  #: Enterprises' years that are handed in.
    recorded: set[Key] = field(default_factory=set)


def columns(carriers: Mapping[str, Carrier], codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of the template; `codes` are the enterprises to choose from."""
    units = dict.fromkeys(unit for carrier in carriers.values() for unit in carrier.units)
    return (
        Column(
            "enterprise",
            "Enterprise",
            "企业",
            "text",
            "code of the enterprise",
            "企业编码",
            required=len(codes) != 1,
            choices=tuple(codes),
            aliases=("企业编码", "enterprise code"),
        ),
        Column(
            "period",
            "Period",
            "期间",
            "period",
            "a year 2025 or a month 2025-03",
            "年 2025 或月 2025-03",
            aliases=("month", "year", "月份", "年份", "时间"),
        ),
        Column(
            "carrier",
            "Carrier",
            "能源品种",
            "choice",
            "choose from the list",
            "从下拉列表选择",
            choices=tuple(Choice(row.code, row.name_en, row.name_zh) for row in carriers.values()),
            unknown="import.carrier.unknown",
            aliases=("能源", "fuel", "energy carrier"),
        ),
        Column(
            "direction",
            "Direction",
            "流向",
            "choice",
            "bought, sold, self-made or feedstock; each amount in one row only",
            "购入、外供、自产或用作原料；同一数量只填一行",
            required=False,
            choices=DIRECTIONS,
            unknown="import.direction.unknown",
        ),
        Column(
            "amount",
            "Amount",
            "数量",
            "number",
            "a number, zero or more",
            "不小于零的数",
            aliases=("消费量",),
        ),
        Column(
            "unit",
            "Unit",
            "单位",
            "text",
            "a unit of the carrier",
            "该能源品种的计量单位",
            choices=tuple(Choice(unit, unit, unit) for unit in units),
            aliases=("计量单位",),
        ),
        Column(
            "evidence",
            "Evidence",
            "证据",
            "text",
            "bill, meter or contract",
            "票据、计量表或合同",
            required=False,
            aliases=("备注", "note", "依据"),
        ),
    )


def understood(record: Record, expected: Expected, titles: Mapping[str, str]) -> NewUse | Fault:
    """Return the activity data in a row, or the first objection to it."""
    if record.faults:
        return record.faults[0]
    found = enterprise_of(record, expected)
    if isinstance(found, str):
        return fault_at(record, titles, "enterprise", found)
    year, month = cast("tuple[int, int | None]", record.values["period"])
    code, facts = period_fault(year, month, expected, owner=found)
    if code:
        return fault_at(record, titles, "period", code, **facts)
    carrier = expected.carriers[str(record.values["carrier"])]
    amount, unit = Decimal(str(record.values["amount"])), str(record.values["unit"])
    column, code, facts = _amount_fault(carrier, amount, unit)
    if code:
        return fault_at(record, titles, column, code, **facts)
    use = NewUse(
        enterprise_id=found,
        year=year,
        month=month,
        carrier=carrier.code,
        direction=str(record.values.get("direction") or "BOUGHT"),
        amount=amount,
        unit=unit,
        origin="IMPORT",
        evidence=str(record.values.get("evidence") or ""),
    )
    return _clash_fault(record, titles, key_of(use), expected) or use


def key_of(use: NewUse) -> Key:
    """Return what may be given once."""
    return (use.enterprise_id, use.year, use.month or WHOLE_YEAR, use.carrier, use.direction)


def enterprise_of(record: Record, expected: Expected) -> int | str:
    """Return the enterprise that a row speaks for, or the code of the objection."""
    code = str(record.values.get("enterprise") or "").strip().lower()
    if not code and expected.own is not None:
        return expected.own
    if not code:
        return "import.cell.empty"
    found = expected.enterprises.get(code)
    if found is None:
        return "import.enterprise.unknown"
    if expected.own is not None and found != expected.own:
        return "import.enterprise.other"
    return found


def period_fault(
    year: int, month: int | None, expected: Expected, owner: int | None = None
) -> tuple[str, dict[str, str]]:
    """Return the objection to a period and its facts; an empty code for none."""
    if expected.year is not None and year != expected.year:
        return "import.year.outside", {"year": str(expected.year)}
    if (year, month or 1) > (expected.this_year, expected.this_month):
        return "import.year.future", {}
    if year in expected.closed:
        return "import.year.closed", {"year": str(year)}
    if (owner, year) in expected.locked:
        return "import.year.locked", {"year": str(year)}
    return "", {}


def _amount_fault(carrier: Carrier, amount: Decimal, unit: str) -> tuple[str, str, dict[str, str]]:
    if amount < 0:
        return "amount", "import.number.negative", {}
    try:
        kept_amount = kept(carrier, amount, unit)
    except Refused:
        return "unit", "import.unit.unfit", {"allowed": ", ".join(carrier.units)}
    if kept_amount >= LARGEST:
        return "amount", "import.number.long", {}
    return "", "", {}


def _clash_fault(
    record: Record, titles: Mapping[str, str], key: Key, expected: Expected
) -> Fault | None:
    if key in expected.recorded:
        return fault_at(record, titles, "carrier", "import.row.recorded")
    enterprise, year, month, carrier, direction = key
    others = range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,)
    for other in others:
        if (enterprise, year, other, carrier, direction) in expected.recorded:
            first = str(year) if other == WHOLE_YEAR else f"{year}-{other:02}"
            return fault_at(record, titles, "period", "import.period.overlap", first=first)
    return None


def fault_at(
    record: Record, titles: Mapping[str, str], column: str, code: str, **facts: str
) -> Fault:
    """Return an objection to the cell of a row under a column."""
    cell = record.cells.get(column)
    return Fault(
        record.number,
        cell.address if cell else "",
        titles.get(column, column),
        cell.text[:80] if cell else "",
        code,
        facts,
    )


def read_rows(
    records: Sequence[Record], expected: Expected, titles: Mapping[str, str]
) -> tuple[list[tuple[int, NewUse]], list[Fault]]:
    """
    Return the rows that can be taken, with their numbers, and the objections to the others.

    A row that repeats an earlier one of the file is refused and names it.
    """
    good: list[tuple[int, NewUse]] = []
    faults: list[Fault] = []
    seen: dict[Key, int] = {}
    for record in records:
        found = understood(record, expected, titles)
        if isinstance(found, NewUse):
            found = _first_only(found, record, seen, titles)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        good.append((record.number, found))
    return good, faults


def _first_only(
    use: NewUse, record: Record, seen: dict[Key, int], titles: Mapping[str, str]
) -> NewUse | Fault:
    key = key_of(use)
    if key in seen:
        return fault_at(record, titles, "carrier", "import.row.twice", first=str(seen[key]))
    enterprise, year, month, carrier, direction = key
    others = range(1, 13) if month == WHOLE_YEAR else (WHOLE_YEAR,)
    for other in others:
        first = seen.get((enterprise, year, other, carrier, direction))
        if first is not None:
            return fault_at(record, titles, "period", "import.period.overlap", first=str(first))
    seen[key] = record.number
    return use
