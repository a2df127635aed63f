"""The comprehensive energy use of an enterprise's year, as a figure that opens down to each row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.energy.calc import tables
from copark.energy.calc.balance import Steam, balances
from copark.energy.contracts import Use
from copark.kernel import tables as kernel_tables
from copark.kernel.figure import Figure, Ingredient, Source, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from copark.energy.contracts import Balance
    from copark.kernel.tables import Parameter

NOT_COUNTED = "not counted"


@dataclass(frozen=True, slots=True)
class Book:
    """The tables of energy."""

    carriers: Mapping[str, tables.Carrier]
    coefficients: Mapping[str, tables.Coefficient]
    parameters: tuple[Parameter, ...]

    def parameter(self, key: str, year: int) -> Parameter:
        """Return the parameter in force at the end of a year."""
        return kernel_tables.in_force(self.parameters, key, date(year, 12, 31))

    def steam(self, year: int) -> Steam:
        """Return the enthalpies in force at the end of a year."""
        enthalpy, reference = (self.parameter(key, year).value for key in STEAM)
        return Steam(enthalpy, reference)


STEAM = ("steam_enthalpy", "reference_enthalpy")


def read_book(text_of: Callable[[str], str]) -> Book:
    """Return the tables of energy; `text_of` gives the text of a table by its file name."""
    return Book(
        carriers=tables.carriers(text_of("carriers.csv")),
        coefficients=tables.coefficients(text_of("energy_tce.csv")),
        parameters=kernel_tables.parameters(text_of("parameters.csv")),
    )


def balances_of(year: int, uses: Iterable[Use], book: Book) -> tuple[Balance, ...]:
    """Return the balance of each carrier of one enterprise and year."""
    return balances(
        uses, carriers=book.carriers, coefficients=book.coefficients, steam=book.steam(year)
    )


def year_figure(year: int, rows: Iterable[Balance], book: Book) -> Figure:
    """
    Return the comprehensive energy use of a year by GB/T 2589. [tce]

    Parameters
    ----------
    year
        The year; it decides which enthalpies of steam are in force.
    rows
        Balances of the carriers, of one enterprise.
    book
        The tables.

    Returns
    -------
    Figure
        The sum over the carriers of what was bought less what was sold; self-made energy and
        feedstock are shown and not counted.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from importlib import resources
    >>> from copark.energy.contracts import Use
    >>> folder = resources.files("copark.energy.calc")
    >>> book = read_book(lambda name: folder.joinpath(name).read_text("utf-8"))
    >>> power = Use(1, 1, 2025, 1, "electricity", "BOUGHT", Decimal(10000), "kWh", "FORM", "")
    >>> year_figure(2025, balances_of(2025, [power], book), book).value
    Decimal('1.2290')
    """
    parts = tuple(_part(row, year, book) for row in rows)
    how = "GB/T 2589: bought less sold; self-made energy and feedstock are not counted"
    return total("Comprehensive energy use", "tce", how, parts, str(year))


def recomputed(inputs: Mapping[str, object], text_of: Callable[[str], str]) -> dict[str, Figure]:
    """
    Return the figures of a year from the plain data of `queries.inputs_of`.

    Parameters
    ----------
    inputs
        ``year`` and ``uses``: the rows that count, amounts as text.
    text_of
        Gives the text of a table of energy by its file name.

    Returns
    -------
    dict
        The figure under ``energy``; nothing where there are no rows.
    """
    year, book = int(str(inputs["year"])), read_book(text_of)
    uses = [Use(**{**row, "amount": Decimal(row["amount"])}) for row in inputs["uses"]]  # type: ignore[attr-defined]
    return {"energy": year_figure(year, balances_of(year, uses, book), book)} if uses else {}


def _part(row: Balance, year: int, book: Book) -> Figure:
    coefficient = book.coefficients[book.carriers[row.carrier].tce]
    ingredients = [Ingredient("Bought", row.bought, row.unit, note=_origin(row))]
    if row.metered and row.metered != row.bought:
        ingredients.append(Ingredient("of it metered", row.metered, row.unit))
    if row.sold:
        ingredients.append(Ingredient("Sold", row.sold, row.unit))
    if row.made:
        ingredients.append(Ingredient("Self-made", row.made, row.unit, note=NOT_COUNTED))
    if row.feedstock:
        ingredients.append(Ingredient("Feedstock", row.feedstock, row.unit, note=NOT_COUNTED))
    if row.kind == "steam" and row.heat is not None:
        ingredients += _steam(row.heat, year, book)
    if coefficient.kgce is not None:
        unit = f"kgce/{coefficient.unit}"
        name = "Coefficient to standard coal"
        ingredients.append(
            Ingredient(name, coefficient.kgce, unit, coefficient.source, note=coefficient.note)
        )
    how = "amount × coefficient"
    return Figure(row.name_en, row.tce, "tce", how, str(year), tuple(ingredients))


def _origin(row: Balance) -> str:
    if not row.metered:
        return "declared"
    if row.metered == row.bought:
        return "metered; nothing was declared"
    return "declared, and metered in months that were not declared"


def _steam(heat: Decimal, year: int, book: Book) -> list[Ingredient]:
    found = [book.parameter(key, year) for key in STEAM]
    made_of = [Ingredient(one.name_en, one.value, one.unit, one.source) for one in found]
    return [*made_of, Ingredient("Heat", heat, "GJ", Source(found[1].source.text))]
