"""Rows of a document that somebody wrote: what may stand in them is a table, not code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import sheets
from copark.kernel.faults import Fault
from copark.kernel.quantity import UNITS, converted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from copark.kernel.sheets import Cell, Choice

LARGEST = Decimal(10) ** 15  #: More than any enterprise handles of anything, in any unit.
WHOLE = Decimal(1)
WHOLE_YEAR = 0
#: A gas meter corrects to the standard state, so its cubic metre is read as a standard one.
STANDARD_STATE = {"m3": "Nm3", "1e4m3": "1e4Nm3"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that may be said in a row."""

    key: str
    kind: str  #: One of `KINDS`.
    required: bool = False
    choices: tuple[Choice, ...] = ()
    unknown: str = "import.choice.unknown"  #: Code of the fault when no choice fits.
    is_key: bool = False  #: Two rows that agree in all of these give the same amount twice.
    in_unit: bool = False  #: The row's `unit` is the unit of this amount.


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one kind."""

    key: str
    title_en: str
    title_zh: str
    fields: tuple[Field, ...]
    units: tuple[str, ...] = ()  #: Units that amounts are turned into: the first that fits.
    units_by: str = ""  #: Field whose choice says the unit, where the amount has one of its own.
    unit_of: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was given."""

    block: str
    number: int  #: Row or line of the file, or place in its block.
    place: str  #: Where it stands, for the reader.
    cells: Mapping[str, Cell]
    merged: str = ""  #: The merged range it lies in, if any.


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was understood. Amounts stand in `values["unit"]`."""

    block: str
    place: str
    values: Mapping[str, object]


def understood(
    entries: Iterable[Entry], blocks: Mapping[str, Block], year: int
) -> tuple[tuple[Taken, ...], tuple[Fault, ...]]:
    """
    Return the rows that can be taken, and every objection to the others.

    Parameters
    ----------
    entries
        Rows as given.
    blocks
        What may stand in them, by key.
    year
        The only year that a period may lie in.

    Returns
    -------
    tuple
        Rows in the order given, and faults that name place, field, value and rule.
    """
    taken: list[Taken] = []
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], dict[int, str]] = {}
    for entry in entries:
        values, found = _row(entry, blocks, year)
        if not found:
            found = _twice(entry, blocks[entry.block], values, seen)
        faults += found
        if not found:
            taken.append(Taken(entry.block, entry.place, values))
    return tuple(taken), tuple(faults)


def _row(
    entry: Entry, blocks: Mapping[str, Block], year: int
) -> tuple[dict[str, object], list[Fault]]:
    if entry.merged:
        return {}, [Fault(entry.number, entry.merged, "", entry.merged, "import.cell.merged")]
    block = blocks.get(entry.block)
    if block is None:
        facts = {"allowed": ", ".join(blocks)}
        code = "account.block.unknown"
        return {}, [Fault(entry.number, entry.place, "", entry.block, code, facts)]
    faults = _strange(entry, block)
    values: dict[str, object] = {}
    for item in block.fields:
        value, fault = _value(entry, item, year)
        values[item.key] = value
        if fault:
            faults.append(fault)
    if not faults:
        faults += _into_units(entry, block, values)
    return values, faults


def _strange(entry: Entry, block: Block) -> list[Fault]:
    known = {item.key for item in block.fields}
    allowed = ", ".join(item.key for item in block.fields)
    return [
        _fault(entry, key, "account.field.unknown", block=block.key, allowed=allowed)
        for key, cell in entry.cells.items()
        if key not in known and cell.text
    ]


def _value(entry: Entry, item: Field, year: int) -> tuple[object, Fault | None]:
    cell = entry.cells.get(item.key)
    if cell is None or (not cell.text and not cell.is_error):
        return None, _fault(entry, item.key, "import.cell.empty") if item.required else None
    value, code, facts = KINDS[item.kind](cell, item)
    if not code and item.kind == "period":
        value, code, facts = _within(value, year)
    return value, _fault(entry, item.key, code, **facts) if code else None


def _fault(entry: Entry, key: str, code: str, **facts: str) -> Fault:
    cell = entry.cells.get(key)
    place = cell.address if cell else f"{entry.place}.{key}"
    return Fault(entry.number, place, key, cell.text[:80] if cell else "", code, facts)


def _within(value: object, year: int) -> sheets.Answer:
    found = value if isinstance(value, tuple) else (0, None)
    if found[0] != year:
        return None, "import.year.outside", {"year": str(year)}
    return found[1], "", {}


# Kinds of values


def _by_sheet(kind: str) -> Callable[[Cell, Field], sheets.Answer]:
    def read(cell: Cell, item: Field) -> sheets.Answer:
        column = sheets.Column(
            item.key, item.key, item.key, kind, choices=item.choices, unknown=item.unknown
        )
        return sheets.value_of(cell, column)

    return read


_number = _by_sheet("number")


def _amount(cell: Cell, item: Field) -> sheets.Answer:
    value, code, facts = _number(cell, item)
    if code or not isinstance(value, Decimal):
        return None, code or "import.number.bad", facts
    if value < 0:
        return None, "import.number.negative", {}
    return (value, "", {}) if value < LARGEST else (None, "import.number.long", {})


def _share(cell: Cell, item: Field) -> sheets.Answer:
    """Read 0.98, 98 % or a cell that a spreadsheet shows as a percentage."""
    text = unicodedata.normalize("NFKC", cell.text)
    percent = text.endswith("%")
    plain = sheets.Cell(cell.address, text[:-1].strip()) if percent else cell
    if cell.is_percentage:
        plain = sheets.Cell(cell.address, cell.value)
    value, code, facts = _amount(plain, item)
    if code or not isinstance(value, Decimal):
        return None, code, facts
    share = value / 100 if percent else value
    return (share, "", {}) if share <= WHOLE else (None, "account.share.over", {})


def _shares(cell: Cell, item: Field) -> sheets.Answer:
    """Read an analysis such as ``CH4=94 %; C2H6=3 %``."""
    found: dict[str, Decimal] = {}
    known = {choice.code for choice in item.choices}
    for part in re.split(r"[;；,，]", cell.text):
        name, _, text = part.partition("=")
        name = name.strip()
        if name not in known:
            return None, "import.choice.unknown", {"allowed": ", ".join(sorted(known))}
        value, code, facts = _share(sheets.Cell(cell.address, text.strip()), item)
        if code or not isinstance(value, Decimal):
            return None, code or "import.number.bad", facts
        if name in found:
            return None, "account.share.twice", {"name": name}
        found[name] = value
    over = sum(found.values()) > WHOLE
    return (None, "account.share.over", {}) if over else (found, "", {})


KINDS: dict[str, Callable[[Cell, Field], sheets.Answer]] = {
    "text": _by_sheet("text"),
    "number": _number,
    "amount": _amount,
    "share": _share,
    "shares": _shares,
    "year": _by_sheet("year"),
    "period": _by_sheet("period"),
    "choice": _by_sheet("choice"),
}


# Units


def _into_units(entry: Entry, block: Block, values: dict[str, object]) -> list[Fault]:
    given = [item.key for item in block.fields if item.in_unit and values[item.key] is not None]
    if not block.units and not block.unit_of:
        return []
    if not given:
        return []
    unit = str(values.get("unit") or "")
    if not unit:
        return [_fault(entry, "unit", "import.cell.empty")]
    if unit not in UNITS:
        return [_fault(entry, "unit", "import.unit.unknown")]
    wanted = block.unit_of.get(str(values.get(block.units_by)), "")
    targets = (wanted,) if wanted else block.units
    target, read_as = _target(unit, targets)
    if not target:
        return [_fault(entry, "unit", "import.unit.unfit", allowed=_fitting(targets))]
    for key in given:
        values[key] = converted(Decimal(str(values[key])), read_as, target)
    values["unit"] = target
    return []


def _target(unit: str, targets: tuple[str, ...]) -> tuple[str, str]:
    """Return the first target that a unit can become, and as what the unit is read."""
    for target in targets:
        for read_as in (unit, STANDARD_STATE.get(unit, unit)):
            if UNITS[read_as].dimension == UNITS[target].dimension:
                return target, read_as
    return "", unit


def _fitting(targets: tuple[str, ...]) -> str:
    dimensions = {UNITS[target].dimension for target in targets}
    return ", ".join(symbol for symbol, unit in UNITS.items() if unit.dimension in dimensions)


# Rows that say the same


def _twice(
    entry: Entry,
    block: Block,
    values: Mapping[str, object],
    seen: dict[tuple[object, ...], dict[int, str]],
) -> list[Fault]:
    keys = [item.key for item in block.fields if item.is_key]
    if not keys:
        return []
    months = seen.setdefault((block.key, *(values[key] for key in keys)), {})
    found = values.get("period")
    month = found if isinstance(found, int) else WHOLE_YEAR
    if month in months:
        return [_fault(entry, keys[0], "import.row.twice", first=months[month])]
    clash = next(iter(months.values())) if month == WHOLE_YEAR and months else months.get(0)
    if clash:
        return [_fault(entry, keys[0], "import.period.overlap", first=clash)]
    months[month] = entry.place
    return []
