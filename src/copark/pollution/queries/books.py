"""The book of every table of pollution that holds."""

from __future__ import annotations

from functools import lru_cache

from copark.factors import queries as factors
from copark.pollution.calc import book

EDITIONS = 4  #: Books kept read: in force, looked through, and before.


def texts() -> dict[str, str]:
    """Return the text of every table that a pollutant year is reckoned with, by its name."""
    return {name: factors.text(package, name) for package, name in book.TABLES}


def current() -> book.Book:
    """Return the tables that hold, read once."""
    return _read(tuple(texts().items()))


@lru_cache(EDITIONS)
def _read(texts: tuple[tuple[str, str], ...]) -> book.Book:
    return book.book_of(dict(texts))
