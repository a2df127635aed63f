"""What one site released, by two registers together: pollutants by medium, and warming. Figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import tables
from copark.kernel.figure import Figure, Ingredient, Source, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KILO = Decimal(1000)  #: Kilograms in a tonne.


@dataclass(frozen=True, slots=True)
class Amount:
    """A row of a register: what was released, as written and in kilograms."""

    substance: str
    medium: str
    way: str
    amount: Decimal  #: [unit]
    unit: str
    kilograms: Decimal  #: [kg]
    line: int


@dataclass(frozen=True, slots=True)
class Warming:
    """The potential of a gas, and who says so. [kgCO2e/kg]"""

    gas: str
    value: Decimal
    source: Source


def warmings(labels_text: str, gwp_text: str, gwp_set: str) -> dict[str, Warming]:
    """Return the potential of each label of ``register_gases.csv`` in one assessment report."""
    known = {row["gas"]: row for row in tables.rows(gwp_text) if row["assessment"] == gwp_set}
    return {
        row["label"]: Warming(
            row["gas"],
            Decimal(known[row["gas"]]["gwp100"]),
            Source(known[row["gas"]]["source"], known[row["gas"]]["confidence"]),
        )
        for row in tables.rows(labels_text)
        if row["gas"] in known
    }


def co2_equivalent(
    amounts: Iterable[Amount], known: Mapping[str, Warming], *, name: str, how: str, period: str
) -> Figure:
    r"""
    Return the greenhouse gases of a site. [tCO2e]

    Parameters
    ----------
    amounts
        Rows of a register of greenhouse gases. [kg]
    known
        Potentials by the register's labels. A gas without one adds nothing here: carbon dioxide of
        biogenic origin by rule, groups of gases for want of a value; see `left_out`.
    name, how, period
        What the figure says of itself, in the reader's language.

    Returns
    -------
    Figure
        With a part for each row that counts.

    Notes
    -----
    .. math:: E = \sum_g m_g \cdot GWP_g / 1000

    Examples
    --------
    >>> methane = Amount("Methane", "AIR", "", Decimal(40), "kg", Decimal(40), 2)
    >>> known = {"Methane": Warming("CH4", Decimal(25), Source("AR4"))}
    >>> co2_equivalent([methane], known, name="", how="", period="2017").value
    Decimal('1')
    """
    parts = tuple(
        _warming(row, known[row.substance], how, period)
        for row in amounts
        if row.substance in known
    )
    return total(name, "tCO2e", how, parts, period)


def _warming(row: Amount, warming: Warming, how: str, period: str) -> Figure:
    made = (
        _written(row),
        Ingredient("GWP", warming.value, "tCO2e/t", warming.source, note=warming.gas),
    )
    value = row.kilograms * warming.value / KILO
    return Figure(row.substance, value, "tCO2e", how, period, made)


def left_out(amounts: Iterable[Amount], known: Mapping[str, Warming]) -> list[str]:
    """Return the labels that have no potential, once each."""
    return list(dict.fromkeys(row.substance for row in amounts if row.substance not in known))


def masses(
    amounts: Iterable[Amount], *, how: str, summed: str, period: str
) -> dict[tuple[str, str], Figure]:
    """
    Return the mass of each substance and medium, several forms and ways added up. [kg]

    Parameters
    ----------
    amounts
        Rows of a register.
    how, summed, period
        What a row and a sum say of themselves, in the reader's language.

    Examples
    --------
    >>> rows = [
    ...     Amount("Styrene", "AIR", "STACK", Decimal(2), "lb", Decimal("0.90718474"), 2),
    ...     Amount("Styrene", "AIR", "FUGITIVE", Decimal(1), "lb", Decimal("0.45359237"), 2),
    ... ]
    >>> masses(rows, how="", summed="", period="2017")["Styrene", "AIR"].value
    Decimal('1.36077711')
    """
    found: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for row in amounts:
        name = f"{row.substance} · {row.way.lower()}" if row.way else row.substance
        part = Figure(name, row.kilograms, "kg", how, period, (_written(row),))
        found[row.substance, row.medium].append(part)
    return {key: total(key[0], "kg", summed, tuple(parts), period) for key, parts in found.items()}


def _written(row: Amount) -> Ingredient:
    return Ingredient(row.substance, row.amount, row.unit, note=f"{row.way} {row.line}".strip())
