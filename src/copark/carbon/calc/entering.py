"""The rows that carbon keeps itself: which blocks there are, and what is read from one row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from copark.carbon.calc.blocks import blocks
from copark.carbon.calc.written import plain
from copark.carbon.contracts import NewEntry
from copark.kernel.entries import Block, Entry, Field, understood
from copark.kernel.quantity import UNITS
from copark.kernel.sheets import Cell, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.carbon.calc.book import Book
    from copark.kernel.faults import Fault

#: Blocks of the document that energy does not fill.
OWN = (
    "materials", "carbonates", "acids", "recovered", "waste_water", "refrigerants", "voc", "fuels",
)  # fmt: skip
FUEL, POWER, STEAM = "fuel_properties", "power_contracts", "steam_states"
REFINING = (FUEL, POWER, STEAM)  #: What is said more exactly of rows that energy holds.
STORED = (*OWN, *REFINING)
#: Kept in columns of their own, not among the values.
ASIDE = frozenset({"plant", "period", "source", "uncertainty"})
#: Energy knows how much was bought, and one document has one factor set.
NOT_ASKED = frozenset({"bought", "factor_set"})
LATE = (
    Field("period", "period"),
    Field("source", "text"),
    Field("uncertainty", "amount"),
)


def stored_blocks(
    book: Book, *, factor_set: str, carriers: Iterable[Choice], bought: Iterable[str]
) -> dict[str, Block]:
    """
    Return what may stand in each block that carbon keeps.

    Parameters
    ----------
    book, factor_set
        The tables, and the one set whose fuels are known.
    carriers
        The fuels that energy counts, whose properties may be measured.
    bought
        Keys of the fuels that stand in energy's rows, and therefore not in ours.

    Returns
    -------
    dict of Block
        By key, in the order of `STORED`.
    """
    known = blocks(book, factor_set=factor_set, utilities=())
    own = {key: known[key] for key in OWN}
    own["fuels"] = _other_fuels(own["fuels"], frozenset(bought))
    refining = (_fuel_properties(book, tuple(carriers)), _power(book), _steam(book))
    return own | {block.key: block for block in refining}


def _other_fuels(block: Block, bought: frozenset[str]) -> Block:
    kept = (item for item in block.fields if item.key not in NOT_ASKED)
    fields = tuple(_without(item, bought) if item.key == "fuel" else item for item in kept)
    title = ("Fuels that energy does not know", "能源之外的燃料")
    return replace(block, title_en=title[0], title_zh=title[1], fields=fields)


def _without(item: Field, bought: frozenset[str]) -> Field:
    return replace(item, choices=tuple(one for one in item.choices if one.code not in bought))


def _fuel_properties(book: Book, carriers: tuple[Choice, ...]) -> Block:
    gases = tuple(Choice(gas, gas, gas) for gas in book.atoms)
    own = (
        Field("carrier", "choice", required=True, choices=carriers, is_key=True),
        Field("heating_value", "amount"),
        Field("carbon_content", "amount"),
        Field("oxidation", "share"),
        Field("carbon", "amount"),
        Field("composition", "shares", choices=gases),
    )
    return Block(FUEL, "Measured properties of fuels", "燃料实测参数", (*own, *LATE))


def _power(book: Book) -> Block:
    supply = tuple(Choice(word.code, word.name_en, word.name_zh) for word in book.words["supply"])
    own = (
        Field("supply", "choice", required=True, choices=supply, is_key=True),
        Field("amount", "amount", required=True, in_unit=True),
        Field("unit", "text", required=True),
        Field("certificate", "text", is_key=True),
        Field("factor", "amount"),
    )
    return Block(POWER, "Power contracts", "购电合同与绿证", (*own, *LATE), ("MWh",))


def _steam(book: Book) -> Block:
    ways = tuple(Choice(word.code, word.name_en, word.name_zh) for word in book.words["direction"])
    own = (
        Field("direction", "choice", required=True, choices=ways, is_key=True),
        Field("amount", "amount", required=True, in_unit=True),
        Field("unit", "text", required=True),
        Field("pressure", "amount", is_key=True),
        Field("temperature", "amount", is_key=True),
        Field("enthalpy", "amount", is_key=True),
        Field("factor", "amount", is_key=True),
    )
    return Block(STEAM, "States of steam", "蒸汽参数", (*own, *LATE), ("t",))


def understood_row(
    block: Block, said: Mapping[str, str], year: int
) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """
    Return what one row says, and every objection to it.

    Parameters
    ----------
    block
        What may stand in the row.
    said
        Text by field, as somebody wrote it.
    year
        The only year that its period may lie in.

    Returns
    -------
    tuple
        Values by field, empty if there are objections; faults whose `column` is the field.
    """
    cells = {key: Cell(key, text) for key, text in said.items() if text}
    taken, faults = understood([Entry(block.key, 1, "", cells)], {block.key: block}, year)
    return (taken[0].values if taken else {}), faults


def new_entry(
    owner: int, year: int, block: Block, values: Mapping[str, Any], *, reason: str, origin: str
) -> NewEntry:
    """
    Return a row to be recorded, from what `kernel.entries.understood` took of it.

    Parameters
    ----------
    owner, year, block
        Enterprise, year and block of the row.
    values
        What was understood, by field.
    reason, origin
        Why, and FORM, IMPORT or API.
    """
    given = {key: value for key, value in values.items() if value is not None}
    return NewEntry(
        enterprise_id=owner,
        year=year,
        month=given.get("period"),
        plant=given.get("plant", ""),
        block=block.key,
        values={key: plain(value) for key, value in given.items() if key not in ASIDE},
        evidence=given.get("source", ""),
        uncertainty=given.get("uncertainty"),
        reason=reason,
        origin=origin,
    )


def key_of(block: Block, values: Mapping[str, Any]) -> str:
    """
    Return what tells a row from the others of its block, plant and period.

    Examples
    --------
    >>> fields = (Field("item", "text", is_key=True), Field("amount", "amount"))
    >>> key_of(Block("x", "X", "X", fields), {"item": "toluene", "amount": "3"})
    'toluene'
    """
    keys = (item.key for item in block.fields if item.is_key and item.key not in ASIDE)
    return "|".join(str(values.get(key, "")) for key in keys)


def units_of(block: Block) -> tuple[str, ...]:
    """Return the units that a row's amount may be given in, those of the document first."""
    targets = tuple(dict.fromkeys((*block.units, *block.unit_of.values())))
    dimensions = {UNITS[target].dimension for target in targets}
    if "gas volume, standard state" in dimensions:
        dimensions.add("volume")
    fitting = (symbol for symbol, unit in UNITS.items() if unit.dimension in dimensions)
    return tuple(dict.fromkeys((*targets, *fitting)))
