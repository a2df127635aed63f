"""Understand a document's list of designated units, and say whom each row means, or may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.kernel.faults import Fault
from copark.kernel.sheets import Choice, Column
from copark.synergy.calc import credit_code, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copark.kernel.sheets import Record

LISTS = (
    Choice("carbon", "Key carbon emitters", "重点碳排放单位", ("碳", "重点排放单位")),
    Choice("energy", "Key energy users", "重点用能单位", ("用能",)),
    Choice("env_water", "Water", "水环境重点排污单位", ("水", "水环境")),
    Choice("env_air", "Air", "大气环境重点排污单位", ("大气", "大气环境", "气")),
    Choice("env_soil", "Soil", "土壤污染重点监管单位", ("土壤",)),
    Choice("env_groundwater", "Groundwater", "地下水污染防治重点排污单位", ("地下水",)),
    Choice("env_risk", "Environmental risk", "环境风险重点管控单位", ("风险", "环境风险")),
    Choice("env_noise", "Noise", "噪声重点排污单位", ("噪声",)),
    Choice("env_any", "Key pollutant dischargers", "重点排污单位", ("排污", "其他")),
)
COLUMNS = (
    Column(
        "name",
        "Enterprise",
        "企业名称",
        "text",
        "name as the document writes it",
        "文件中的企业名称",
        required=False,
        aliases=("单位名称", "名称", "name", "unit"),
    ),
    Column(
        "credit_code",
        "Unified social credit code",
        "统一社会信用代码",
        "text",
        "18 characters; the surest way to be found",
        "18 位，匹配最可靠",
        required=False,
        aliases=("信用代码", "社会信用代码", "credit code"),
    ),
    Column(
        "code",
        "Code in the park",
        "园区编码",
        "text",
        "code of the enterprise in this park",
        "企业在本园区的编码",
        required=False,
        aliases=("企业编码", "enterprise code"),
    ),
    Column(
        "list",
        "List",
        "名录类别",
        "choice",
        "choose from the list",
        "从下拉列表选择",
        choices=LISTS,
        aliases=("类别", "清单", "名录"),
    ),
    Column("year", "Year", "年度", "year", "year of the list", "名录年度", aliases=("年份",)),
    Column(
        "document",
        "Document number",
        "文号",
        "text",
        "number of the document that names the unit",
        "公布名录的文件文号",
        aliases=("文件号", "文件文号", "document"),
    ),
)
CERTAIN, DOUBTFUL, STRANGER = "CERTAIN", "DOUBTFUL", "STRANGER"
CODE, CREDIT, NAME, DECIDED = "CODE", "CREDIT", "NAME", "DECIDED"
SUGGESTIONS = 5
LONGEST_NAME = 200
LONGEST_DOCUMENT = 120


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise of the park, with every name it is known by."""

    enterprise_id: int
    code: str
    names: tuple[str, ...]  #: In both languages, and as earlier documents wrote it.
    credit_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the document."""

    number: int
    name: str
    credit_code: str
    code: str
    list: str
    year: int
    document: str


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a row means: for certain, perhaps, or nobody of the park."""

    row: Row
    state: str
    enterprise_id: int | None = None
    matched_by: str = ""
    suggestions: tuple[tuple[int, float], ...] = ()  #: Enterprise and likeness, the best first.


def understood(record: Record, titles: Mapping[str, str], this_year: int) -> Row | Fault:
    """Return a row of the document, or the first objection to it."""
    if record.faults:
        return record.faults[0]
    values = record.values
    row = Row(
        number=record.number,
        name=str(values.get("name") or "").strip(),
        credit_code=str(values.get("credit_code") or "").strip().upper(),
        code=str(values.get("code") or "").strip(),
        list=str(values["list"]),
        year=int(str(values["year"])),
        document=str(values["document"]).strip(),
    )
    column, code = _objection(row, this_year)
    return _fault(record, titles, column, code) if code else row


def _objection(row: Row, this_year: int) -> tuple[str, str]:
    checks = (
        (not (row.name or row.credit_code or row.code), "name", "import.cell.empty"),
        (credit_code.is_valid(row.name.upper()), "name", "synergy.name.is-code"),
        (
            bool(row.credit_code) and not credit_code.is_valid(row.credit_code),
            "credit_code",
            "synergy.credit-code.bad",
        ),
        (row.year > this_year + 1, "year", "import.year.future"),
        (len(row.name) > LONGEST_NAME, "name", "synergy.text.long"),
        (len(row.document) > LONGEST_DOCUMENT, "document", "synergy.text.long"),
    )
    return next(((column, code) for is_wrong, column, code in checks if is_wrong), ("", ""))


def matched(row: Row, known: Sequence[Known]) -> Match:
    """
    Return whom a row means.

    Codes and whole names are evidence. Where all evidence points at one enterprise, and the name
    does not speak against it, the match is certain. Where it contradicts itself, or where a name
    is only alike, the row is doubtful and a person decides. A row that is like nobody's is not of
    this park: a document of the city names many others.
    """
    evidence = _evidence(row, known)
    meant = {enterprise_id for _how, enterprise_id in evidence}
    alike = _alike(row.name, known)
    if len(meant) == 1:
        (only,) = meant
        if not row.name or only in dict(alike):
            return Match(row, CERTAIN, only, evidence[0][0])
    suggestions = tuple(dict([*((one, 1.0) for one in sorted(meant)), *alike]).items())
    if suggestions:
        return Match(row, DOUBTFUL, suggestions=suggestions[:SUGGESTIONS])
    return Match(row, STRANGER)


def _evidence(row: Row, known: Sequence[Known]) -> list[tuple[str, int]]:
    name = names.folded(row.name)
    found = [(CODE, one.enterprise_id) for one in known if row.code.lower() == one.code.lower()]
    if row.credit_code:
        found += [
            (CREDIT, one.enterprise_id) for one in known if row.credit_code in one.credit_codes
        ]
    if name:
        found += [
            (NAME, one.enterprise_id)
            for one in known
            if any(names.folded(written) == name for written in one.names)
        ]
    return found


def _alike(name: str, known: Sequence[Known]) -> list[tuple[int, float]]:
    if not name:
        return []
    scored = [
        (one.enterprise_id, max(names.likeness(name, written) for written in one.names))
        for one in known
        if one.names
    ]
    near = [pair for pair in scored if pair[1] >= names.ALIKE]
    return sorted(near, key=lambda pair: (-pair[1], pair[0]))


def read_rows(
    records: Sequence[Record],
    titles: Mapping[str, str],
    known: Sequence[Known],
    this_year: int,
) -> tuple[list[Match], list[Fault]]:
    """
    Return what each row means, and the objections to the others.

    Of two rows that put the same enterprise on the same list of the same year the second is
    refused and names the first.
    """
    found: list[Match] = []
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], int] = {}
    for record in records:
        row = understood(record, titles, this_year)
        if isinstance(row, Fault):
            faults.append(row)
            continue
        match = matched(row, known)
        first = seen.setdefault(_once(match), row.number)
        if first != row.number:
            faults.append(_fault(record, titles, "name", "import.row.twice", first=str(first)))
        else:
            found.append(match)
    return found, faults


def _once(match: Match) -> tuple[object, ...]:
    """Return what may stand in a document once."""
    row = match.row
    who = match.enterprise_id or (names.folded(row.name), row.credit_code, row.code.lower())
    return who, row.list, row.year


def _fault(
    record: Record, titles: Mapping[str, str], column: str, code: str, **facts: str
) -> Fault:
    cell = record.cells.get(column)
    return Fault(
        record.number,
        cell.address if cell else "",
        titles.get(column, column),
        cell.text[:80] if cell else "",
        code,
        facts,
    )
