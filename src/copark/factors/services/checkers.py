"""
Ask a domain whether its reader takes a table.

Factors lie low and do not know who reads them: each domain's reader is registered at start-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.factors import queries
from copark.kernel.errors import Broken, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    TextOf = Callable[[str], str]
    Checker = Callable[[TextOf], object]

CHECKERS: dict[str, Checker] = {}


def register_checker(package: str, checker: Checker) -> None:
    """Say who reads the tables of a package: given their texts, it raises `Refused` or nothing."""
    CHECKERS[package] = checker


def require_readable(package: str, file: str, content: str) -> None:
    """
    Refuse a text that the domain's own reader does not take, beside its other tables in force.

    Raises
    ------
    Refused
        What the reader objects to, or ``factors.table.unreadable``.
    """
    if package not in CHECKERS:
        message = f"nobody reads the tables of {package}"
        raise Broken(message)

    def text_of(name: str) -> str:
        return content if name == file else queries.text(package, name)

    try:
        CHECKERS[package](text_of)
    except (KeyError, ValueError, ArithmeticError, StopIteration, Broken) as error:
        said = f"{type(error).__name__}: {error}"[:200]
        message = f"The table {file} cannot be read: {said}."
        raise Refused("factors.table.unreadable", message, file=file, why=said) from error
