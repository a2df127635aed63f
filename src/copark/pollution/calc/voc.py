"""Volatile organic compounds of an enterprise by source category, organised and fugitive."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Category:
    """A source category: whether it leaves by an outlet, and whether a formula is kept for it."""

    code: str
    is_organised: bool
    formula: str  #: Module or method that calculates it; empty where none is kept.
    name_en: str
    name_zh: str
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Emission:
    """VOC of one source in the period, and how it was found."""

    category: str
    kg: Decimal  #: [kg]
    way: str  #: Code of ``method_order.csv``.
    evidence: str = ""  #: File or record behind a mass that no formula gave.


@dataclass(frozen=True, slots=True)
class Totals:
    """VOC of an enterprise. [kg]"""

    organised: Decimal
    fugitive: Decimal
    by_category: dict[str, Decimal]

    @property
    def all(self) -> Decimal:
        """Organised and fugitive together. [kg]"""
        return self.organised + self.fugitive


def categories(text: str) -> dict[str, Category]:
    """Return the source categories of ``voc_sources.csv`` by code."""
    return {
        row["category"]: Category(
            code=row["category"],
            is_organised=row["organised"] == "yes",
            formula=row["formula"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            source=Source(row["source"], row["confidence"]),
            note=row["note"],
        )
        for row in tables.rows(text)
    }


def totals(emissions: Iterable[Emission], known: Mapping[str, Category]) -> Totals:
    """
    Return the VOC of an enterprise, organised and fugitive apart.

    Parameters
    ----------
    emissions
        VOC of each source, each counted once. [kg]
    known
        Source categories by code.

    Returns
    -------
    Totals
        Only categories that have a source; the others are not zero but not given. [kg]

    Raises
    ------
    Refused
        ``pollution.voc.category``, if the category is unknown; ``pollution.voc.evidence``, if no
        formula is kept for the category and nothing stands behind the mass.
    OutOfBounds
        If a mass is negative.

    Examples
    --------
    >>> law = Source("环办〔2015〕104号", "memory")
    >>> known = {
    ...     "leaks": Category("leaks", False, "leaks", "", "", law, ""),
    ...     "process_vents": Category("process_vents", True, "samples", "", "", law, ""),
    ... }
    >>> found = totals(
    ...     [
    ...         Emission("leaks", Decimal(120), "COEFFICIENT"),
    ...         Emission("process_vents", Decimal(300), "MONITORED"),
    ...     ],
    ...     known,
    ... )
    >>> found.organised, found.fugitive, found.all
    (Decimal('300'), Decimal('120'), Decimal('420'))
    """
    by_category: dict[str, Decimal] = {}
    for emission in emissions:
        _check(emission, known)
        held = by_category.get(emission.category, Decimal(0))
        by_category[emission.category] = held + emission.kg
    return Totals(
        organised=_sum(by_category, known, is_organised=True),
        fugitive=_sum(by_category, known, is_organised=False),
        by_category=by_category,
    )


def figure_of(
    emissions: Iterable[Emission], known: Mapping[str, Category], period: str = ""
) -> Figure:
    """
    Return the VOC of an enterprise with its making: every category, and every source in it. [kg]

    Raises
    ------
    Refused, OutOfBounds
        As `totals`.

    Examples
    --------
    >>> law = Source("环办〔2015〕104号", "memory")
    >>> known = {"leaks": Category("leaks", False, "leaks", "Equipment leaks", "", law, "")}
    >>> figure = figure_of([Emission("leaks", Decimal(120), "COEFFICIENT")], known, "2025")
    >>> figure.value, figure.parts[0].name, figure.parts[0].ingredients[0].name
    (Decimal('120'), 'Equipment leaks', 'COEFFICIENT')
    """
    held = tuple(emissions)
    found = totals(held, known)
    parts = tuple(
        Figure(
            known[code].name_en,
            kg,
            "kg",
            known[code].formula or "given with evidence",
            period,
            tuple(
                Ingredient(row.way, row.kg, "kg", known[code].source, note=row.evidence)
                for row in held
                if row.category == code
            ),
        )
        for code, kg in found.by_category.items()
    )
    return Figure("VOC", found.all, "kg", "sum over source categories", period, parts=parts)


def left_by_destruction(*, fed: Decimal, efficiency: Decimal) -> Decimal:
    r"""
    Return the VOC that a flare or an oxidiser lets through.

    Parameters
    ----------
    fed
        VOC led into the device. [kg]
    efficiency
        Destruction and removal efficiency, from 0 to 1. [-]

    Returns
    -------
    Decimal
        VOC to the air; the rest is destroyed and becomes carbon dioxide. [kg]

    Raises
    ------
    OutOfBounds
        If `fed` is negative or `efficiency` outside 0 to 1.

    Notes
    -----
    .. math:: E = m \cdot (1 - DRE)

    Examples
    --------
    >>> left_by_destruction(fed=Decimal(100), efficiency=Decimal("0.99"))
    Decimal('1.00')
    """
    bounds.not_negative(fed=fed)
    bounds.share(efficiency=efficiency)
    return fed * (1 - efficiency)


def _check(emission: Emission, known: Mapping[str, Category]) -> None:
    bounds.not_negative(kg=emission.kg)
    category = known.get(emission.category)
    if category is None:
        names = ", ".join(known)
        message = f"There is no source category “{emission.category}”; there are {names}."
        raise Refused("pollution.voc.category", message, field="category", value=emission.category)
    if not category.formula and not emission.evidence:
        message = (
            f"No formula is kept for {category.name_en}: its mass needs evidence "
            "(a measurement, a balance or a calculation)."
        )
        raise Refused("pollution.voc.evidence", message, field="evidence", value=emission.category)


def _sum(
    by_category: Mapping[str, Decimal], known: Mapping[str, Category], *, is_organised: bool
) -> Decimal:
    held = (kg for code, kg in by_category.items() if known[code].is_organised is is_organised)
    return sum(held, Decimal(0))
