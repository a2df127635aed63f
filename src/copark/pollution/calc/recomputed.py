"""The figures of an enterprise's pollutants, made again from plain data and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copark.pollution.calc.account import figures_from
from copark.pollution.calc.book import TABLES, book_of
from copark.pollution.calc.taxes import Tax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.kernel.figure import Figure
    from copark.pollution.calc.account import Year


def recomputed(inputs: Mapping[str, Any], text_of: Callable[[str, str], str]) -> dict[str, Figure]:
    """
    Return the figures of a year from the plain data of `queries.inputs_of`.

    Parameters
    ----------
    inputs
        See `account.figures_from`.
    text_of
        Gives the text of a table by its domain and file name.

    Returns
    -------
    dict
        Each pollutant by medium and code [t], and what balances and the tax come to.
    """
    book = book_of({name: text_of(package, name) for package, name in TABLES})
    year = figures_from(inputs, book)
    return {**_releases(year), **_others(year)}


def _releases(year: Year) -> dict[str, Figure]:
    return {f"{row.medium}:{row.pollutant}": row.figure for row in year.rows}


def _others(year: Year) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    if year.voc:
        found |= {f"voc:{key}": figure for key, figure in year.voc.categories.items()}
        found |= {"voc:organised": year.voc.organised, "voc:fugitive": year.voc.fugitive}
    for name, accounts in (("solvent", year.solvents), ("waste", year.wastes)):
        for one in accounts:
            found |= {f"{name}:{one.key}:{term}": made for term, made in one.figures.items()}
    return found | ({"tax": year.tax.figure} if isinstance(year.tax, Tax) else {})
