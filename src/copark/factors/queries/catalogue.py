"""The tables that may have versions: every shipped one that holds factors with their sources."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.factors.calc import catalogue
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from copark.factors.calc.catalogue import Table


@cache
def tables() -> dict[str, Table]:
    """Return the tables by their short name."""
    folder = resources.files("copark.factors.calc")
    texts = (folder.joinpath(name).read_text("utf-8") for name in ("tables.csv", "columns.csv"))
    return catalogue.catalogue(*texts)


def table(name: str) -> Table:
    """
    Return a table by its short name.

    Raises
    ------
    Refused
        ``factors.table.unknown``.
    """
    known = tables()
    if name not in known:
        allowed = ", ".join(known)
        message = f"There is no table “{name}”; the tables are {allowed}."
        raise Refused("factors.table.unknown", message, table=name, known=allowed)
    return known[name]


def table_of(package: str, file: str) -> Table:
    """Return the table that a file of a domain is."""
    return next(one for one in tables().values() if (one.package, one.file) == (package, file))


def named(one: Table) -> str:
    """Return the name of a table in the reader's language."""
    return one.name_zh if _is_chinese() else one.name_en


def held(one: Table) -> str:
    """Return what a table holds in the reader's language."""
    return one.holds_zh if _is_chinese() else one.holds_en


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
