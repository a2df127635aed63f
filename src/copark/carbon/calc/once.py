"""Carbon passes once: never as fuel and as raw material, never burnt while still in the balance."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.direct import carbon_in, voc_carbon
from copark.carbon.calc.fuels import burnt
from copark.carbon.calc.making import refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document, Fuel, Voc

NEAR = Decimal("1.01")  #: Two analyses of one stream may differ by a hundredth. [-]


def check(document: Document, book: Book) -> None:
    """
    Refuse a document that counts carbon twice.

    Parameters
    ----------
    document, book
        What the enterprise says, and the tables.

    Raises
    ------
    Refused
        ``carbon.twice.unsplit``, if something is burnt and used as raw material and the document
        does not say how much was bought in all; ``carbon.twice.split``, if both together exceed
        what was bought; ``carbon.twice.carbonate``, if a carbonate is in the balance of raw
        materials too; ``carbon.twice.balance``, if something self-made or destroyed by fire is
        carbon that the balance counts already.

    Notes
    -----
    What leaves the balance as product or waste has left it; only that may be burnt afterwards.
    """
    _split(document)
    left = _left(document, book)
    taken_in = {row.item for row in document.materials if row.side == "in"}
    _carbonates(document, taken_in)
    _not_in_balance(document, book, left, taken_in)


def _split(document: Document) -> None:
    raw: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in document.materials:
        if row.side == "in":
            raw[row.item] += row.amount
    fuels: defaultdict[str, list[Fuel]] = defaultdict(list)
    for fuel in document.fuels:
        if fuel.origin == "bought" and fuel.item in raw:
            fuels[fuel.item].append(fuel)
    for item, rows in fuels.items():
        _split_one(item, rows, raw[item])


def _split_one(item: str, rows: list[Fuel], raw: Decimal) -> None:
    burned = sum((row.amount for row in rows), Decimal(0))
    bought = [row.bought for row in rows if row.bought is not None]
    facts = {"value": item, "burned": str(burned), "raw": str(raw), "unit": rows[0].unit}
    if not bought:
        message = (
            f"{item} is burnt and is a raw material too; state everything bought of it, "
            "so that no carbon counts as both."
        )
        raise refused(rows[0], "bought", "carbon.twice.unsplit", message, **facts)
    whole = sum(bought, Decimal(0))
    if burned + raw > whole:
        message = (
            f"{burned} {rows[0].unit} of {item} burnt and {raw} used as raw material are more than "
            f"the {whole} bought; carbon counts as one of them."
        )
        raise refused(rows[0], "bought", "carbon.twice.split", message, bought=str(whole), **facts)


def _carbonates(document: Document, taken_in: set[str]) -> None:
    for row in document.carbonates:
        if row.carbonate in taken_in:
            message = (
                f"{row.carbonate} stands in the balance of raw materials too; "
                "its carbon counts in one of them."
            )
            facts = {"value": row.carbonate}
            raise refused(row, "carbonate", "carbon.twice.carbonate", message, **facts)


def _left(document: Document, book: Book) -> dict[str, Decimal]:
    """Return the carbon that left the balance, by what it left in. [tC]"""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in document.materials:
        if row.side != "in":
            carbon = carbon_in(row, document.about.method, book)
            found[row.item] += row.amount * carbon.value
    return found


def _not_in_balance(
    document: Document, book: Book, left: Mapping[str, Decimal], taken_in: set[str]
) -> None:
    burned: defaultdict[str, Decimal] = defaultdict(Decimal)
    rows: dict[str, Fuel | Voc] = {}
    for fuel in document.fuels:
        if fuel.origin == "made":
            burned[fuel.item] += burnt(fuel, document.about.method, book).carbon
            rows[fuel.item] = fuel
    for voc in document.voc:
        if voc.item in taken_in or voc.item in left:
            burned[voc.item] += voc.amount * voc.efficiency * voc_carbon(voc, book).value
            rows[voc.item] = voc
    for item, carbon in burned.items():
        has_left = left.get(item, Decimal(0))
        if carbon > has_left * NEAR and document.materials:
            raise _still_in_balance(rows[item], item, carbon, has_left)


def _still_in_balance(row: Fuel | Voc, item: str, carbon: Decimal, has_left: Decimal) -> Exception:
    message = (
        f"{carbon:.3f} tC of {item} are burnt, but only {has_left:.3f} tC of it have left the "
        "balance of raw materials as product or waste; the rest counts there already."
    )
    facts = {"value": item, "burned": f"{carbon:.3f}", "left": f"{has_left:.3f}"}
    return refused(row, "amount", "carbon.twice.balance", message, **facts)
