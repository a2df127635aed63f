"""Read a document that somebody wrote: YAML, JSON, Excel or CSV, bounded before it is parsed."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from copark.base.sheets import reading
from copark.kernel.entries import Entry
from copark.kernel.errors import Refused
from copark.kernel.sheets import NOTE, Cell, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from copark.kernel.sheets import Row, Sheet

ABOUT = "about"
MAX_TEXT_BYTES = 4 * 1024 * 1024  #: A year of one enterprise by months and plants is under 1 MB.
MAX_DEPTH = 5  #: Document, block, row, field, parts of an analysis.
MAX_EVENTS = 400_000
MAX_DIGITS = 40  #: More than any instrument has; a longer number is text, and no number.
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
WORDS: Mapping[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
TEXT_SUFFIXES = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
TABLE_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv"}
#: The column `item` of a table is this field of its block.
HEADS = {
    "fuels": "fuel",
    "heat": "carrier",
    "carbonates": "carbonate",
    "acids": "acid",
    "refrigerants": "gas",
    "voc": "substance",
    "output": "product",
}
TITLES = {
    "类别": "block", "名称": "item", "数量": "amount", "单位": "unit", "期间": "period",
    "装置": "plant", "方向": "direction", "来源": "source", "取值": "value", "纯度": "purity",
    "低位发热量": "heating_value", "单位热值含碳量": "carbon_content", "碳氧化率": "oxidation",
    "含碳量": "carbon", "工序": "process", "进出": "side", "效率": "efficiency",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a text document and the line it stands on; 0 where lines are not known."""

    value: Any
    line: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was given: what it says of itself, and its rows."""

    about: Entry
    rows: tuple[Entry, ...]


def read(file: Path, content: bytes) -> Given:
    """
    Return the document in a file.

    Raises
    ------
    Refused
        ``account.file.…``, or ``import.file.…`` for a table.
    """
    suffix = file.suffix.lower()
    if suffix in TABLE_SUFFIXES or content.startswith((reading.ZIP, reading.OLE)):
        return _table(reading.read(content))
    if suffix not in TEXT_SUFFIXES:
        message = "The file is none of .yaml, .json, .xlsx and .csv."
        raise Refused("account.file.kind", message)
    text = _text(content)
    return _tree(_json(text) if TEXT_SUFFIXES[suffix] == "json" else _yaml(text))


def _text(content: bytes) -> str:
    if len(content) > MAX_TEXT_BYTES:
        limit = MAX_TEXT_BYTES // (1024 * 1024)
        message = f"The document is longer than {limit} MB, which no year of one enterprise is."
        raise Refused("account.file.long", message, limit=limit)
    if not content.strip():
        raise Refused("import.file.empty", "The file is empty.")
    return reading.decoded(content)


# YAML, by its events: nothing is constructed, nothing refers back


def _yaml(text: str) -> Node:
    try:
        events = _events(text)
        next(events)  # start of the stream
        if not isinstance(next(events), yaml.DocumentStartEvent):
            raise _damaged(1, "there is no document")
        root = _node(next(events), events, 0)
        next(events)  # end of the document
        if not isinstance(next(events), yaml.StreamEndEvent):
            raise _damaged(1, "there is more than one document")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise _damaged(mark.line + 1 if mark else 1, str(problem)) from None
    return root


def _events(text: str) -> Iterator[yaml.Event]:
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = _line(event)
        if count > MAX_EVENTS:
            raise _damaged(line, "there is too much in it")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _damaged(line, "anchors and aliases are not read; write each row out")
        tag = getattr(event, "tag", None)
        if tag not in {None, "!"}:
            raise _damaged(line, f"the tag {tag} is not read")
        yield event


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    line = _line(event)
    if depth > MAX_DEPTH:
        raise _damaged(line, "it is nested too deeply")
    if isinstance(event, yaml.ScalarEvent):
        return Node(_scalar(event), line)
    if isinstance(event, yaml.SequenceStartEvent):
        found = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(_node(event, events, depth + 1))
        return Node(found, line)
    pairs: dict[str, Node] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _key(event, pairs)
        pairs[key] = _node(next(events), events, depth + 1)
    return Node(pairs, line)


def _key(event: yaml.Event, pairs: Mapping[str, Node]) -> str:
    line = _line(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise _damaged(line, "a name must be a word")
    if event.value in pairs:
        raise _damaged(line, f"“{event.value}” is said twice")
    return str(event.value)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: yaml.ScalarEvent) -> object:
    """Return a plain number as it was written, digit for digit; a quoted one is text."""
    text = str(event.value)
    return text if event.style is not None else WORDS.get(text.lower(), _number(text))


def _number(text: str) -> object:
    """Return a number of plain digits; one with an exponent or without end stays text."""
    is_plain = len(text) <= MAX_DIGITS and NUMBER.fullmatch(text)
    return Decimal(text) if is_plain else text


def _damaged(line: int, problem: str) -> Refused:
    message = f"Line {line}: {problem}."
    return Refused("account.file.damaged", message, line=line, problem=problem)


# JSON


def _json(text: str) -> Node:
    try:
        found = json.loads(
            text.lstrip("\ufeff"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_pairs,
        )
    except json.JSONDecodeError as error:
        raise _damaged(error.lineno, error.msg.lower()) from None
    except RecursionError:
        raise _damaged(1, "it is nested too deeply") from None
    return _wrapped(found, 0)


def _no_constant(name: str) -> None:
    raise _damaged(1, f"{name} is not a number")


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _damaged(1, f"“{twice}” is said twice")
    return found


def _wrapped(value: object, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _damaged(1, "it is nested too deeply")
    if isinstance(value, dict):
        return Node({key: _wrapped(item, depth + 1) for key, item in value.items()})
    if isinstance(value, list):
        return Node([_wrapped(item, depth + 1) for item in value])
    return Node(value)


# From a tree to rows


def _tree(root: Node) -> Given:
    if not isinstance(root.value, dict):
        raise _damaged(root.line or 1, "the document is no list of blocks")
    about = Entry(ABOUT, 1, ABOUT, {})
    rows: list[Entry] = []
    for block, node in root.value.items():
        if block == ABOUT:
            about = _entry(ABOUT, ABOUT, node)
        else:
            rows += _rows(block, node)
    return Given(about, tuple(rows))


def _rows(block: str, node: Node) -> list[Entry]:
    if node.value is None:
        return []
    if not isinstance(node.value, list):
        raise _damaged(node.line or 1, f"{block} is no list of rows")
    return [
        _entry(block, f"{block}[{number}]", item) for number, item in enumerate(node.value, start=1)
    ]


def _entry(block: str, place: str, node: Node) -> Entry:
    if not isinstance(node.value, dict):
        raise _damaged(node.line or 1, f"{place} is no row of named values")
    cells = {key: _cell(f"{place}.{key}", item) for key, item in node.value.items()}
    return Entry(block, node.line, place, cells)


def _cell(place: str, node: Node) -> Cell:
    address = f"{place} (line {node.line})" if node.line else place
    value = node.value
    if isinstance(value, dict):
        value = "; ".join(f"{key}={item.value}" for key, item in value.items())
    if isinstance(value, list):
        raise _damaged(node.line or 1, f"{place} is a list; one value stands there")
    if isinstance(value, str) and len(value) > reading.MAX_TEXT:
        message = f"{address} holds {len(value)} characters; at most {reading.MAX_TEXT} are read."
        raise Refused("import.file.cell", message, cell=address, limit=reading.MAX_TEXT)
    return Cell(address, value)


# From a table to rows


def _table(sheet: Sheet) -> Given:
    header, columns = _header(sheet)
    merged = _merged(sheet)
    about: dict[str, Cell] = {}
    rows: list[Entry] = []
    for row in sheet.rows:
        if row.number <= header or row.is_empty or _is_note(row):
            continue
        cells = {key: row.cells[index] for key, index in columns.items() if index < len(row.cells)}
        block = cells.pop("block", Cell("", "")).text.lower()
        if block == ABOUT:
            about |= _said_of_itself(row, cells, about)
            continue
        if block in HEADS and "item" in cells:
            cells[HEADS[block]] = cells.pop("item")
        filled = {key: cell for key, cell in cells.items() if cell.text or cell.is_error}
        rows.append(Entry(block, row.number, str(row.number), filled, merged.get(row.number, "")))
    return Given(Entry(ABOUT, 1, ABOUT, about), tuple(rows))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the row that heads the table, and where each of its columns stands."""
    names = {folded(title): key for title, key in TITLES.items()}
    for row in sheet.rows[:10]:
        found: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            if cell.text:
                key = names.get(folded(cell.text), cell.text.lower().replace(" ", "_"))
                found.setdefault(key, index)
        if "block" in found:
            return row.number, found
    message = "No row heads the table: one of its columns must be “block” (类别)."
    raise Refused("import.header.missing", message, columns="block / 类别")


def _said_of_itself(
    row: Row, cells: Mapping[str, Cell], about: Mapping[str, Cell]
) -> dict[str, Cell]:
    item = cells.get("item", Cell("", ""))
    value = next((cells[key] for key in ("value", "amount") if key in cells and cells[key].text),
                 Cell(f"{row.number}", None))  # fmt: skip
    if item.text in about:
        raise _damaged(row.number, f"“{item.text}” is said twice")
    return {item.text: value}


def _is_note(row: Row) -> bool:
    return next((cell.text for cell in row.cells if cell.text), "").startswith(NOTE)


def _merged(sheet: Sheet) -> dict[int, str]:
    found: defaultdict[int, str] = defaultdict(str)
    for name in sheet.merged:
        numbers = [int(digits) for digits in re.findall(r"\d+", name)]
        for number in range(numbers[0], min(numbers[-1], numbers[0] + 1000) + 1):
            found[number] = name
    return found
