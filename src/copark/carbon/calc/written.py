"""A document as plain data, so that it can be kept, sent and computed again to the last digit."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from copark.carbon.calc.account import account
from copark.carbon.calc.book import read_book
from copark.carbon.calc.document import ROWS, About, Document
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from copark.kernel.figure import Figure

Data = dict[str, Any]
Made = TypeVar("Made")


def data_of(document: Document) -> Data:
    """
    Return a document as plain data: numbers as text, what was left open left out.

    Examples
    --------
    >>> about = About(enterprise="Heron", year=2025, method="NDRC2013_CHEM", region="CN-ZJ")
    >>> data_of(Document(about=about))["about"]["year"]
    2025
    """
    blocks = {
        kind.block: [values_of(row) for row in getattr(document, kind.block)]  # type: ignore[attr-defined]
        for kind in ROWS
    }
    about = values_of(document.about)
    return {"about": about, **{block: rows for block, rows in blocks.items() if rows}}


def document_from(data: Mapping[str, Any]) -> Document:
    """
    Return the document that `data_of` gave.

    Raises
    ------
    Refused
        ``carbon.document.damaged``, if something lacks or is no number.

    Examples
    --------
    >>> about = About(enterprise="Heron", year=2025, method="NDRC2013_CHEM", region="CN-ZJ")
    >>> document = Document(about=about)
    >>> document_from(data_of(document)) == document
    True
    """
    blocks: dict[str, Any] = {
        kind.block: tuple(made(kind, row) for row in data.get(kind.block, ()))  # type: ignore[attr-defined]
        for kind in ROWS
    }
    return Document(about=made(About, data.get("about", {})), **blocks)


def recomputed(inputs: Mapping[str, Any], text_of: Callable[[str], str]) -> dict[str, Figure]:
    """
    Return the figures of a year from the plain data of `queries.inputs_of`.

    Parameters
    ----------
    inputs
        A document, as `data_of` gives it.
    text_of
        Gives the text of a table of carbon by its file name.

    Returns
    -------
    dict
        The method's total under ``carbon``, and the scopes and what lies beyond the method.

    Raises
    ------
    Refused
        ``carbon.document.damaged``, or whatever the account refuses.
    """
    found = account(document_from(inputs), read_book(text_of))
    return {
        "carbon": found.total,
        "carbon_scope_1": found.scope_1,
        "carbon_scope_2_location": found.scope_2_location,
        "carbon_scope_2_market": found.scope_2_market,
        "carbon_beyond": found.beyond,
    }


def values_of(row: object) -> Data:
    """Return what a row says, numbers as text; what says nothing is left out."""
    found = {item.name: getattr(row, item.name) for item in fields(row)}  # type: ignore[arg-type]
    return {key: plain(value) for key, value in found.items() if value not in (None, "")}


def plain(value: object) -> object:
    """
    Return a value as JSON keeps it.

    Examples
    --------
    >>> plain({"CH4": Decimal("0.940")})
    {'CH4': '0.940'}
    """
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def made(kind: type[Made], values: Mapping[str, Any]) -> Made:
    """
    Return a row, or what a document says of itself, from plain data.

    Raises
    ------
    Refused
        ``carbon.document.damaged``, if something lacks or is no number.
    """
    known = _annotations(kind)  # type: ignore[arg-type]
    try:
        given = {key: _value(known[key], value) for key, value in values.items() if key in known}
        return kind(**given)
    except (TypeError, ValueError, InvalidOperation, AttributeError) as error:
        message = f"A {kind.__name__.lower()} of the document cannot be read: {error}."
        raise Refused("carbon.document.damaged", message, kind=kind.__name__) from None


@cache
def _annotations(kind: Hashable) -> Mapping[str, str]:
    return {item.name: str(item.type) for item in fields(kind)}  # type: ignore[arg-type]


def _value(kind: str, value: object) -> object:
    return READERS[kind.removesuffix(" | None")](value)


def _decimal(value: object) -> Decimal:
    if isinstance(value, float):
        message = f"{value} was not kept digit for digit"
        raise TypeError(message)
    found = Decimal(str(value))
    if not found.is_finite():
        message = f"{value} is no number"
        raise ValueError(message)
    return found


def _shares(value: Mapping[str, object]) -> dict[str, Decimal]:
    return {str(name): _decimal(share) for name, share in value.items()}


#: How a value of each annotation is read.
READERS: Mapping[str, Callable[[Any], object]] = {
    "str": str,
    "int": int,
    "Decimal": _decimal,
    "Mapping[str, Decimal]": _shares,
}
