"""An account of what can be counted: a refused row is left out and named, the rest stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from copark.carbon.calc.account import Account, account
from copark.carbon.calc.document import ROWS
from copark.carbon.calc.refrigerants import parts_of
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document, Material, Row

BLOCKS = tuple(getattr(kind, "block", "") for kind in ROWS)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a document, and what was not."""

    document: Document  #: Without the rows that were left out.
    account: Account | None  #: None, if the year as a whole was refused.
    faults: tuple[Refused, ...]


def counted(document: Document, book: Book, faults: Iterable[Refused] = ()) -> Counted:
    """
    Return the account of a document without the rows that it refuses.

    Parameters
    ----------
    document, book
        What the enterprise says, and the tables.
    faults
        Objections that were raised before.

    Returns
    -------
    Counted
        The account is None if what is refused is no row, such as a method not yet in force.

    Notes
    -----
    Each turn leaves out at least one row, so that it ends. Where carbon would count twice, it is
    the process that is left out, since the fuel was metered.
    """
    found = list(faults)
    while True:
        try:
            return Counted(document, account(document, book), tuple(found))
        except Refused as refused:
            found.append(refused)
            fewer = _without(document, refused, book)
            if fewer == document:
                return Counted(document, None, tuple(found))
            document = fewer


def _without(document: Document, refused: Refused, book: Book) -> Document:
    leave = LEFT_OUT.get(refused.code, _row)(document, refused, book)
    blocks: dict[str, Any] = {
        block: tuple(row for row in getattr(document, block) if not leave(row)) for block in BLOCKS
    }
    return replace(document, **blocks)


def _place(refused: Refused) -> str:
    place = str(refused.facts.get("place", ""))
    return place.removesuffix(f".{refused.facts.get('field', '')}")


def _row(_document: Document, refused: Refused, _book: Book) -> Callable[[Row], bool]:
    place = _place(refused)
    return lambda row: bool(place) and row.place == place


def _process(document: Document, refused: Refused, _book: Book) -> Callable[[Row], bool]:
    place = _place(refused)
    whole = {_key(row) for row in document.materials if row.place == place}
    return lambda row: row.block == "materials" and _key(row) in whole  # type: ignore[attr-defined]


def _users(document: Document, refused: Refused, _book: Book) -> Callable[[Row], bool]:
    item = refused.facts.get("value")
    whole = {_key(row) for row in document.materials if row.side == "in" and row.item == item}
    return lambda row: row.block == "materials" and _key(row) in whole  # type: ignore[attr-defined]


def _key(row: Material | Row) -> tuple[str, str]:
    return row.plant, getattr(row, "process", "")


def _gas(_document: Document, refused: Refused, book: Book) -> Callable[[Row], bool]:
    gas = refused.facts.get("gas")

    def holds(row: Row) -> bool:
        known = parts_of(getattr(row, "gas", ""), book.blends)
        return any(part == gas for part, _share in known)

    return holds


#: What is left out where a refusal does not simply name the row to blame.
LEFT_OUT = {
    "carbon.balance.open": _process,
    "carbon.twice.split": _users,
    "carbon.twice.unsplit": _users,
    "carbon.gwp.missing": _gas,
}
