"""Understand files of output and of value: their columns, and what objects to a row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from copark.energy.calc.activity import LARGEST, enterprise_of, fault_at, period_fault
from copark.energy.calc.output import CURRENT, WHOLE_YEAR, kept
from copark.energy.contracts import NewOutput, NewTurnover
from copark.kernel.faults import Fault
from copark.kernel.sheets import Choice, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set

    from copark.energy.calc.activity import Expected
    from copark.energy.calc.output import Unit
    from copark.kernel.sheets import Record

New = TypeVar("New", NewOutput, NewTurnover)
Key = TypeVar("Key", bound=tuple[object, ...])


def _enterprise(codes: Sequence[Choice]) -> Column:
    return Column("enterprise", "Enterprise", "企业", "text", "code of the enterprise", "企业编码",
                  required=len(codes) != 1, choices=tuple(codes),
                  aliases=("企业编码", "enterprise code"))  # fmt: skip


def _evidence(help_en: str, help_zh: str) -> Column:
    return Column("evidence", "Evidence", "证据", "text", help_en, help_zh, required=False,
                  aliases=("备注", "note", "依据"))  # fmt: skip


def output_columns(known: Mapping[str, Unit], codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of the output template; `codes` are the enterprises to choose from."""
    symbols = tuple(Choice(row.symbol, row.symbol, row.symbol) for row in known.values())
    return (
        _enterprise(codes),
        Column("period", "Period", "期间", "period", "a year 2025 or a month 2025-03",
               "年 2025 或月 2025-03", aliases=("month", "year", "月份", "年份")),
        Column("product", "Product code", "产品编码", "text", "your own code of the product",
               "企业自编的产品编码", aliases=("产品代码", "product")),
        Column("name_en", "Product name", "产品英文名称", "text", required=False,
               aliases=("product name en",)),
        Column("name_zh", "Product name in Chinese", "产品名称", "text", required=False,
               aliases=("产品",)),
        Column("amount", "Amount", "数量", "number", "a number, zero or more", "不小于零的数",
               aliases=("产量",)),
        Column("unit", "Unit", "单位", "choice", "choose from the list", "从下拉列表选择",
               choices=symbols, unknown="import.unit.unknown", aliases=("计量单位",)),
        _evidence("production ledger or statistics form", "生产台账或统计报表"),
    )  # fmt: skip


def turnover_columns(codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of the template of output value and added value."""
    return (
        _enterprise(codes),
        Column("year", "Year", "年份", "year", "2025", "2025", aliases=("年度",)),
        Column("output_value", "Output value (10,000 CNY)", "总产值（万元）", "number",
               "a number, zero or more", "不小于零的数",
               aliases=("工业总产值", "output value")),
        Column("added_value", "Added value (10,000 CNY)", "工业增加值（万元）", "number",
               "may be negative; leave empty where it is not known", "可为负；未知时留空",
               required=False, aliases=("增加值", "added value")),
        Column("price_year", "Price year", "价格基准年", "year",
               "leave empty for the prices of the year itself", "留空表示当年价格",
               required=False, aliases=("price basis", "价格", "基准年")),
        _evidence("annual account or statistics form", "年度决算或统计报表"),
    )  # fmt: skip


def output_of(
    record: Record, expected: Expected, known: Mapping[str, Unit], titles: Mapping[str, str]
) -> NewOutput | Fault:
    """Return the output in a row, or the first objection to it."""
    if record.faults:
        return record.faults[0]
    found = enterprise_of(record, expected)
    if isinstance(found, str):
        return fault_at(record, titles, "enterprise", found)
    year, month = cast("tuple[int, int | None]", record.values["period"])
    code, facts = period_fault(year, month, expected, owner=found)
    if code:
        return fault_at(record, titles, "period", code, **facts)
    amount = Decimal(str(record.values["amount"]))
    unit = str(record.values["unit"])
    if code := number_fault(kept(amount, unit, known)[0]):
        return fault_at(record, titles, "amount", code)
    return NewOutput(
        enterprise_id=found,
        year=year,
        month=month,
        product=str(record.values["product"])[:30],
        amount=amount,
        unit=unit,
        name_en=str(record.values.get("name_en") or ""),
        name_zh=str(record.values.get("name_zh") or ""),
        origin="IMPORT",
        evidence=str(record.values.get("evidence") or ""),
    )


def turnover_of(
    record: Record, expected: Expected, titles: Mapping[str, str]
) -> NewTurnover | Fault:
    """Return the values in a row, or the first objection to it."""
    if record.faults:
        return record.faults[0]
    found = enterprise_of(record, expected)
    if isinstance(found, str):
        return fault_at(record, titles, "enterprise", found)
    year = cast("int", record.values["year"])
    code, facts = period_fault(year, None, expected, owner=found)
    if code:
        return fault_at(record, titles, "year", code, **facts)
    given = record.values.get("added_value")
    added = None if given is None else Decimal(str(given))
    value = Decimal(str(record.values["output_value"]))
    column, code = _value_fault(value, added)
    if code:
        return fault_at(record, titles, column, code)
    return NewTurnover(
        enterprise_id=found,
        year=year,
        output_value=value,
        added_value=added,
        price_year=cast("int", record.values.get("price_year") or CURRENT),
        origin="IMPORT",
        evidence=str(record.values.get("evidence") or ""),
    )


def number_fault(amount: Decimal) -> str:
    """Return the objection to an amount; empty for none."""
    if amount < 0:
        return "import.number.negative"
    return "import.number.long" if amount >= LARGEST else ""


def _value_fault(value: Decimal, added: Decimal | None) -> tuple[str, str]:
    if code := number_fault(value):
        return "output_value", code
    if added is not None and abs(added) >= LARGEST:
        return "added_value", "import.number.long"
    if added is not None and added > value:
        return "added_value", "import.added.over"
    return "", ""


@dataclass(frozen=True, slots=True)
class Once(Generic[New, Key]):
    """What may be given once, and what has been."""

    key: Callable[[New], Key]
    column: str  #: Where a repetition is pointed at.
    recorded: Set[Key]
    overlap: Callable[[Key, Set[Key]], int | None] = lambda _key, _taken: None


def first_only(
    rows: Sequence[tuple[Record, New | Fault]], once: Once[New, Key], titles: Mapping[str, str]
) -> tuple[list[tuple[int, New]], list[Fault]]:
    """
    Return the rows that can be taken, with their numbers, and the objections to the others.

    A row that repeats an earlier one of the file, or one that is recorded, is refused.
    """
    good: list[tuple[int, New]] = []
    faults: list[Fault] = []
    seen: dict[Key, int] = {}
    for record, found in rows:
        if isinstance(found, Fault):
            faults.append(found)
            continue
        key = once.key(found)
        objection = _repetition(record, key, once, seen, titles)
        if objection:
            faults.append(objection)
            continue
        seen[key] = record.number
        good.append((record.number, found))
    return good, faults


def _repetition(
    record: Record,
    key: Key,
    once: Once[New, Key],
    seen: Mapping[Key, int],
    titles: Mapping[str, str],
) -> Fault | None:
    if key in once.recorded:
        return fault_at(record, titles, once.column, "import.row.recorded")
    if key in seen:
        return fault_at(record, titles, once.column, "import.row.twice", first=str(seen[key]))
    for taken in (once.recorded, seen.keys()):
        month = once.overlap(key, taken)
        if month is not None:
            first = str(key[1]) if month == WHOLE_YEAR else f"{key[1]}-{month:02}"
            return fault_at(record, titles, "period", "import.output.overlap", first=first)
    return None
