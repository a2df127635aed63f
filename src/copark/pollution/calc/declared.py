"""Understand the rows of a file of declared releases: the template's columns, and objections."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.faults import Fault
from copark.kernel.quantity import converted
from copark.kernel.sheets import Choice, Column
from copark.pollution.contracts import NewRelease

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.kernel.sheets import Record
    from copark.pollution.calc.register import Register, SiteRelease
    from copark.pollution.calc.tables import Pollutant

MEDIA = (
    Choice("AIR", "air", "大气", ("废气",)),
    Choice("WATER", "water, direct", "水（直接排放）", ("water", "废水", "直接排放")),
    Choice(
        "INDIRECT",
        "water, to a sewage works",
        "水（排入污水处理厂）",
        ("indirect", "间接排放", "纳管"),
    ),
    Choice("SOIL", "soil", "土壤"),
)
LARGEST = Decimal(10) ** 13
Key = tuple[int, int, str, str]


@dataclass(slots=True)
class Expected:
    """What a file is held against."""

    pollutants: Mapping[str, Pollutant]
    enterprises: Mapping[str, int]  #: Id by code, in lower case.
    own: int | None = None
    year: int | None = None
    this_year: int = 9999
    closed: frozenset[int] = frozenset()
    locked: frozenset[tuple[int, int]] = frozenset()  #: Enterprises' years that are handed in.
    recorded: set[Key] = field(default_factory=set)


def columns(pollutants: Mapping[str, Pollutant], codes: Sequence[Choice]) -> tuple[Column, ...]:
    """Return the columns of the template; `codes` are the enterprises to choose from."""
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
        Column("year", "Year", "年份", "year", "e.g. 2025", "例如 2025", aliases=("年度",)),
        Column(
            "medium",
            "Medium",
            "排放去向",
            "choice",
            "choose from the list",
            "从下拉列表选择",
            choices=MEDIA,
            unknown="import.medium.unknown",
            aliases=("介质", "环境介质"),
        ),
        Column(
            "pollutant",
            "Pollutant",
            "污染物",
            "choice",
            "choose from the list",
            "从下拉列表选择",
            choices=tuple(
                Choice(row.code, row.name_en, row.name_zh, row.aliases)
                for row in pollutants.values()
            ),
            unknown="import.pollutant.unknown",
            aliases=("污染物名称",),
        ),
        Column(
            "amount",
            "Amount",
            "排放量",
            "number",
            "a number, zero or more",
            "不小于零的数",
            aliases=("数量",),
        ),
        Column(
            "unit",
            "Unit",
            "单位",
            "choice",
            "t, kg or g",
            "t、kg 或 g",
            choices=(
                Choice("t", "t", "t", ("吨",)),
                Choice("kg", "kg", "kg", ("千克", "公斤")),
                Choice("g", "g", "g", ("克",)),
            ),
            unknown="import.unit.unknown",
            aliases=("计量单位",),
        ),
        Column(
            "evidence",
            "Evidence",
            "证据",
            "text",
            "report or method",
            "报告或核算方法",
            required=False,
            aliases=("备注", "note", "依据"),
        ),
    )


def read_rows(
    records: Sequence[Record], expected: Expected, titles: Mapping[str, str]
) -> tuple[list[tuple[int, NewRelease]], list[Fault]]:
    """Return the rows that can be taken, with their numbers, and the objections to the others."""
    good: list[tuple[int, NewRelease]] = []
    faults: list[Fault] = []
    seen: dict[Key, int] = {}
    for record in records:
        found = _understood(record, expected, titles)
        if isinstance(found, NewRelease):
            first = seen.setdefault(key_of(found), record.number)
            if first != record.number:
                found = _fault(record, titles, "pollutant", "import.row.twice", first=str(first))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            good.append((record.number, found))
    return good, faults


def key_of(release: NewRelease) -> Key:
    """Return what may be given once."""
    return (release.enterprise_id, release.year, release.medium, release.pollutant)


def _understood(
    record: Record, expected: Expected, titles: Mapping[str, str]
) -> NewRelease | Fault:
    if record.faults:
        return record.faults[0]
    code = str(record.values.get("enterprise") or "").strip().lower()
    enterprise = expected.own if not code else expected.enterprises.get(code)
    release = NewRelease(
        enterprise_id=enterprise or 0,
        year=int(str(record.values["year"])),
        medium=str(record.values["medium"]),
        pollutant=str(record.values["pollutant"]),
        amount=Decimal(str(record.values["amount"])),
        unit=str(record.values["unit"]),
        origin="IMPORT",
        evidence=str(record.values.get("evidence") or ""),
    )
    column, fault, facts = _objection(release, code, enterprise, expected)
    return _fault(record, titles, column, fault, **facts) if fault else release


Objection = tuple[str, str, dict[str, str]]


def _objection(
    release: NewRelease, code: str, enterprise: int | None, expected: Expected
) -> Objection:
    if enterprise is None:
        return "enterprise", "import.enterprise.unknown" if code else "import.cell.empty", {}
    if expected.own is not None and enterprise != expected.own:
        return "enterprise", "import.enterprise.other", {}
    tonnes = converted(release.amount, release.unit, "t")
    checks: tuple[tuple[bool, str, str], ...] = (
        (
            release.medium not in expected.pollutants[release.pollutant].media,
            "medium",
            "import.medium.unfit",
        ),
        (tonnes < 0, "amount", "import.number.negative"),
        (tonnes >= LARGEST, "amount", "import.number.long"),
        (key_of(release) in expected.recorded, "pollutant", "import.row.recorded"),
    )
    found: Objection | None = next(
        ((column, fault, {}) for bad, column, fault in checks if bad), None
    )
    return _year_objection(release, expected) or found or ("", "", {})


def _year_objection(release: NewRelease, expected: Expected) -> Objection | None:
    year = release.year
    if expected.year is not None and year != expected.year:
        return "year", "import.year.outside", {"year": str(expected.year)}
    if year > expected.this_year:
        return "year", "import.year.future", {}
    if year in expected.closed:
        return "year", "import.year.closed", {"year": str(year)}
    if (release.enterprise_id, year) in expected.locked:
        return "year", "import.year.locked", {"year": str(year)}
    return None


def _fault(
    record: Record, titles: Mapping[str, str], column: str, code: str, **facts: str
) -> Fault:
    cell = record.cells.get(column)
    address, text = (cell.address, cell.text[:80]) if cell else ("", "")
    return Fault(record.number, address, titles.get(column, column), text, code, facts)


def from_register(
    register: Register, expected: Expected
) -> tuple[list[tuple[int, NewRelease]], list[Fault]]:
    """Return the releases of a register, counted once, whose sites are enterprises of the park."""
    good: list[tuple[int, NewRelease]] = []
    faults = list(register.faults)
    for row in register.releases:
        enterprise = expected.enterprises.get(row.site.lower())
        release = NewRelease(
            enterprise_id=enterprise or 0,
            year=row.year,
            medium=row.medium,
            pollutant=row.pollutant,
            amount=row.tonnes,
            unit="t",
            origin="IMPORT",
            evidence=_evidence(row),
        )
        column, code, facts = _objection(release, row.site, enterprise, expected)
        if code:
            line = row.lines[0]
            value = row.site if column == "enterprise" else row.pollutant
            cell = f"A{line}" if column == "enterprise" else ""
            faults.append(Fault(line, cell, column, value, code, facts))
        else:
            good.append((row.lines[0], release))
    return good, faults


def _evidence(row: SiteRelease) -> str:
    lines = ", ".join(str(line) for line in row.lines)
    how = {
        "total": "total; its parts are not added",
        "parts": "non-biomass + biomass; no total was given",
    }.get(row.counting, "")
    return f"register, row {lines}" + (f" ({how})" if how else "")
