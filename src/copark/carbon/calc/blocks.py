"""What may stand in each block of a document: fields, choices and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.carbon.calc.book import OTHER
from copark.kernel.entries import Block, Field
from copark.kernel.sheets import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.carbon.calc.book import Book


def blocks(
    book: Book, *, factor_set: str, utilities: Iterable[tuple[str, str, str]]
) -> dict[str, Block]:
    """
    Return what may stand in each block under one factor set.

    Parameters
    ----------
    book
        The tables of carbon.
    factor_set
        The one set whose fuels are known.
    utilities
        Key, Chinese name and unit of each utility that energy knows.

    Returns
    -------
    dict of Block
        By key, in the order of a document.
    """
    fuels = book.fuels_of(factor_set)
    makers = (
        _fuels(book, {key: row.unit for key, row in fuels.items()}),
        _electricity(book),
        _heat(book),
        _materials({key: row.unit for key, row in fuels.items()}),
        _carbonates(book),
        _acids(book),
        _recovered(book),
        _waste_water(book),
        _refrigerants(book),
        _voc(book),
        _utilities(book, tuple(utilities)),
        _output(),
    )
    return {block.key: block for block in makers}


def _common(*own: Field) -> tuple[Field, ...]:
    shared = (
        Field("plant", "text", is_key=True),
        Field("period", "period"),
        Field("source", "text"),
        Field("uncertainty", "amount"),
    )
    return (*own, *shared)


def _amount(key: str = "amount", *, required: bool = True) -> Field:
    return Field(key, "amount", required=required, in_unit=True)


UNIT = Field("unit", "text", required=True)


def _words(book: Book, name: str) -> tuple[Choice, ...]:
    return tuple(Choice(word.code, word.name_en, word.name_zh) for word in book.words[name])


def _choice(
    book: Book, key: str, name: str, *, required: bool = False, is_key: bool = False
) -> Field:
    words = _words(book, name)
    return Field(key, "choice", required=required, choices=words, is_key=is_key)


def _fuels(book: Book, units: Mapping[str, str]) -> Block:
    known = {fuel: row.name_zh for (_, fuel), row in book.fuels.items() if fuel in units}
    fuels = (*(Choice(key, key, name) for key, name in known.items()), Choice(OTHER, OTHER, "其他"))
    gases = tuple(Choice(gas, gas, gas) for gas in book.atoms)
    own = (
        Field("fuel", "choice", required=True, choices=fuels, unknown="account.fuel.unknown",
              is_key=True),
        Field("name", "text", is_key=True),
        _amount(),
        UNIT,
        _choice(book, "origin", "origin", is_key=True),
        _amount("bought", required=False),
        Field("heating_value", "amount"),
        Field("carbon_content", "amount"),
        Field("oxidation", "share"),
        Field("carbon", "amount"),
        Field("composition", "shares", choices=gases),
        Field("factor_set", "text"),
    )  # fmt: skip
    return Block("fuels", "Fuels", "燃料", _common(*own), ("t", "1e4Nm3"), "fuel", units, ("fuel",))


def _electricity(book: Book) -> Block:
    own = (
        _choice(book, "direction", "direction", is_key=True),
        _amount(),
        UNIT,
        _choice(book, "supply", "supply", is_key=True),
        Field("certificate", "text", is_key=True),
        Field("factor", "amount"),
    )
    return Block("electricity", "Electricity", "电力", _common(*own), ("MWh",))


def _heat(book: Book) -> Block:
    own = (
        _choice(book, "carrier", "carrier", required=True, is_key=True),
        _choice(book, "direction", "direction", is_key=True),
        _amount(),
        UNIT,
        Field("enthalpy", "amount"),
        Field("pressure", "amount", is_key=True),
        Field("temperature", "amount", is_key=True),
        Field("factor", "amount", is_key=True),
    )
    units = {"steam": "t", "hot_water": "t", "heat": "GJ"}
    return Block("heat", "Heat", "热力", _common(*own), ("GJ",), "carrier", units)


def _materials(units: Mapping[str, str]) -> Block:
    own = (
        Field("process", "text", is_key=True),
        Field("item", "text", required=True, is_key=True),
        Field("side", "choice", required=True, is_key=True, choices=SIDES),
        _amount(),
        UNIT,
        Field("carbon", "amount"),
    )
    title = ("Raw materials and products", "原料与产品")
    return Block("materials", *title, _common(*own), ("t", "1e4Nm3"), "item", units)


SIDES = (
    Choice("in", "raw material", "原料"),
    Choice("product", "product", "产品"),
    Choice("waste", "waste", "废物"),
)


def _carbonates(book: Book) -> Block:
    kinds = tuple(
        Choice(row.carbonate, row.carbonate, row.name_zh) for row in book.carbonates.values()
    )
    own = (
        Field("carbonate", "choice", required=True, choices=kinds, is_key=True),
        _amount(),
        UNIT,
        Field("purity", "share", required=True),
    )
    return Block("carbonates", "Carbonates", "碳酸盐", _common(*own), ("t",))


def _acids(book: Book) -> Block:
    own = (
        _choice(book, "acid", "acid", required=True, is_key=True),
        _choice(book, "process", "process", required=True, is_key=True),
        _amount(),
        UNIT,
        _choice(book, "removal", "removal"),
        Field("efficiency", "share"),
        Field("running", "share"),
    )
    return Block("acids", "Acids", "硝酸与己二酸", _common(*own), ("t",))


def _recovered(book: Book) -> Block:
    own = (
        _amount(),
        UNIT,
        Field("purity", "share", required=True),
        _choice(book, "use", "use", is_key=True),
        _choice(book, "origin", "carbon", is_key=True),
    )
    return Block(
        "recovered", "Carbon dioxide recovered", "二氧化碳回收", _common(*own), ("1e4Nm3",)
    )


def _waste_water(book: Book) -> Block:
    own = (
        _choice(book, "treatment", "treatment", is_key=True),
        _amount("cod", required=False),
        Field("unit", "text"),
        Field("volume", "amount"),
        Field("cod_in", "amount"),
        Field("cod_out", "amount"),
        _amount("sludge", required=False),
        _amount("recovered", required=False),
        Field("mcf", "share"),
        _amount("nitrogen", required=False),
        _choice(book, "nitrogen_case", "nitrogen", is_key=True),
    )
    return Block("waste_water", "Waste water", "废水", _common(*own), ("t",))


def _refrigerants(book: Book) -> Block:
    gases = dict.fromkeys(gas for _, gas in book.gwps if gas not in {"CO2", "CH4", "N2O"})
    gases |= dict.fromkeys(book.blends)
    own = (
        Field("gas", "choice", required=True, is_key=True,
              choices=tuple(Choice(gas, gas, gas) for gas in gases)),
        UNIT,
        _amount("opening"),
        _amount("bought"),
        _amount("closing"),
        Field("added", "number", in_unit=True),
        _amount("returned", required=False),
    )  # fmt: skip
    return Block("refrigerants", "Refrigerants", "制冷剂", _common(*own), ("t",))


def _voc(book: Book) -> Block:
    kinds = (
        *(Choice(row.key, row.key, row.name_zh) for row in book.substances.values()),
        Choice(OTHER, OTHER, "其他"),
    )
    own = (
        Field("substance", "choice", required=True, is_key=True, choices=kinds),
        Field("name", "text", is_key=True),
        _amount(),
        UNIT,
        Field("efficiency", "share", required=True),
        Field("carbon", "share"),
        Field("device", "text", is_key=True),
        _choice(book, "origin", "carbon", is_key=True),
    )
    return Block("voc", "VOC destroyed", "VOC 焚烧销毁", _common(*own), ("t",))


def _utilities(book: Book, known: tuple[tuple[str, str, str], ...]) -> Block:
    own = (
        Field("item", "choice", required=True, is_key=True,
              choices=tuple(Choice(key, key, name) for key, name, _ in known)),
        _choice(book, "direction", "direction", is_key=True),
        _amount(),
        UNIT,
    )  # fmt: skip
    units = {key: unit for key, _, unit in known}
    return Block("utilities", "Utilities", "耗能工质", _common(*own), ("t", "m3"), "item", units)


def _output() -> Block:
    own = (
        Field("product", "text", required=True, is_key=True),
        Field("amount", "amount", required=True),
        UNIT,
    )
    return Block("output", "Output", "产品产量", _common(*own))
