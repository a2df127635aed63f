"""Environmental protection tax: equivalents, items charged at an outlet, reductions, waste."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NATION = "000000"
CLASS_ONE = "class1"
BY_VOLUME = "ph_color_etc"  #: Rows of one code, told apart by their Chinese name.
ONE_OF = frozenset({"cod", "bod5", "toc"})  #: Only one of them is charged at an outlet.
MEDIA = ("AIR", "WATER")
OF_THE_LAW = ("air", "class1", "class2", "other")
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The mass that makes one pollution equivalent (污染当量值)."""

    pollutant: str
    name_zh: str
    medium: str
    kind: str  #: ``air``, ``class1``, ``class2`` or ``other``.
    value: Decimal  #: [`unit` per equivalent]
    unit: str
    source: Source


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of ``tax_rates.csv``: a rate, a count of items or a reduction."""

    area: str
    medium: str
    item: str
    pollutants: tuple[str, ...]
    low: Decimal
    high: Decimal
    unit: str
    valid_from: date
    source: Source


@dataclass(frozen=True, slots=True)
class Discharge:
    """A pollutant at an outlet in a month."""

    pollutant: str
    amount: Decimal  #: In the unit of its equivalent. [kg, or t of water]
    mean: Decimal | None = None  #: Monthly mean concentration. [unit of `limit`]
    limit: Decimal | None = None  #: Limit it is held against, national or local.


@dataclass(frozen=True, slots=True)
class Item:
    """A pollutant in the order of its equivalents, and its tax if it is charged."""

    discharge: Discharge
    equivalent: Equivalent
    equivalents: Decimal  #: [-]
    rate: Rate
    reduction: Decimal  #: 1, 0.75 or 0.50. [-]
    is_charged: bool

    @property
    def tax(self) -> Decimal:
        """Tax of the item. [CNY]"""
        whole = self.equivalents * self.rate.low * self.reduction
        return whole if self.is_charged else Decimal(0)


@dataclass(frozen=True, slots=True)
class OutletTax:
    """The tax of one outlet in a month."""

    medium: str
    items: tuple[Item, ...]  #: Largest equivalents first.

    @property
    def amount(self) -> Decimal:
        """Tax of the outlet, unrounded. [CNY]"""
        return sum((item.tax for item in self.items), Decimal(0))


def equivalents(text: str) -> dict[tuple[str, str], Equivalent]:
    """
    Return the equivalents of the law by medium and pollutant, of ``pollutant_equivalents.csv``.

    Rows that are not in the law (total nitrogen, the old VOC fee) are left out: they are not taxed.
    What is charged by volume of water is found under its Chinese name, e.g. ``色度``.
    """
    return {
        (row["medium"].upper(), _key(row)): Equivalent(
            pollutant=_key(row),
            name_zh=row["name_zh"],
            medium=row["medium"].upper(),
            kind=row["class"],
            value=Decimal(row["equivalent_value"]),
            unit=row["unit"],
            source=Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
        if row["class"] in OF_THE_LAW
    }


def rates(text: str) -> tuple[Rate, ...]:
    """Return the rows of ``tax_rates.csv``."""
    return tuple(
        Rate(
            area=row["area"],
            medium=row["medium"],
            item=row["item"],
            pollutants=tuple(row["pollutants"].split()),
            low=Decimal(row["value_low"]),
            high=Decimal(row["value_high"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
    )


def equivalents_of(amount: Decimal, value: Decimal) -> Decimal:
    r"""
    Return the pollution equivalents of an amount [1]_.

    Parameters
    ----------
    amount
        Mass discharged. [kg]
    value
        Mass that makes one equivalent. [kg]

    Returns
    -------
    Decimal
        Equivalents, unrounded. [-]

    Raises
    ------
    OutOfBounds
        If `amount` is negative or `value` not positive.

    Notes
    -----
    .. math:: n = m / v

    Examples
    --------
    >>> round(equivalents_of(Decimal(3000), Decimal("0.95")), 2)
    Decimal('3157.89')

    References
    ----------
    .. [1] 环境保护税法, articles 8 and 9, annex 2.
    """
    bounds.not_negative(amount=amount)
    bounds.positive(value=value)
    return amount / value


def reduction_of(
    known: Sequence[Rate], *, mean: Decimal | None, limit: Decimal | None, day: date
) -> Decimal:
    """
    Return the share of the tax that is due where the concentration stays well below its limit [1]_.

    Parameters
    ----------
    known
        Rows of ``tax_rates.csv``.
    mean
        Mean concentration of the month; None if it was not measured.
    limit
        Limit, in the unit of `mean`; None if there is none.
    day
        A day of the month.

    Returns
    -------
    Decimal
        0.75 if the mean is more than 30 % below the limit, 0.50 if more than 50 %, else 1. [-]

    Raises
    ------
    OutOfBounds
        If `mean` is negative or `limit` not positive.

    Notes
    -----
    Exactly 30 % below is not more than 30 % below. Whether single hours or days above the limit
    bar the reduction (实施条例, article 10) has to be judged before and is not judged here.

    Examples
    --------
    >>> law = Source("环境保护税法 第十三条")
    >>> day = date(2018, 1, 1)
    >>> known = [
    ...     Rate(NATION, "", "reduction_30", (), Decimal("0.75"), Decimal("0.75"), "", day, law),
    ...     Rate(NATION, "", "reduction_50", (), Decimal("0.5"), Decimal("0.5"), "", day, law),
    ... ]
    >>> [
    ...     str(reduction_of(known, mean=Decimal(mean), limit=Decimal(100), day=day))
    ...     for mean in (70, 69, 50, 49)
    ... ]
    ['1', '0.75', '0.75', '0.5']

    References
    ----------
    .. [1] 环境保护税法, article 13; 实施条例, article 10.
    """
    bounds.not_negative(mean=mean)
    bounds.positive(limit=limit)
    if mean is None or limit is None:
        return WHOLE
    due = WHOLE
    for row in _in_force(known, NATION, "", day):
        name, _, below = row.item.partition("_")
        if name == "reduction" and mean * 100 < limit * (100 - Decimal(below)):
            due = min(due, row.low)
    return due


def tax_of_outlet(
    discharges: Iterable[Discharge],
    *,
    medium: str,
    area: str,
    day: date,
    equivalent_values: Mapping[tuple[str, str], Equivalent],
    known_rates: Sequence[Rate],
) -> OutletTax:
    r"""
    Return the tax of an outlet in a month [1]_.

    Parameters
    ----------
    discharges
        Pollutants of the outlet, each once. [kg, or t of water]
    medium
        ``AIR`` or ``WATER``.
    area
        Administrative code of the place, e.g. ``331082``.
    day
        A day of the month.
    equivalent_values, known_rates
        Of `equivalents` and `rates`.

    Returns
    -------
    OutletTax
        Items, largest equivalents first; those not charged are there too. [CNY]

    Raises
    ------
    Refused
        ``pollution.tax.pollutant``, if the law has no such item; ``pollution.tax.twice``, if a
        pollutant is named twice; ``pollution.tax.rate``, if only the national range is kept for
        the place; ``pollution.tax.medium``.
    OutOfBounds
        If an amount is negative.

    Notes
    -----
    .. math:: T = \sum_{charged} \frac{m_i}{v_i} \cdot r_i \cdot f_i

    Charged are the three largest items of an air outlet, and of a water outlet the five largest of
    class 1 and the three largest others. Of COD, BOD5 and TOC the largest alone is considered; the
    law says that one is charged, not which one.

    References
    ----------
    .. [1] 环境保护税法, articles 8 to 13.
    """
    if medium not in MEDIA:
        message = f"medium is {medium}; the tax by equivalents is on {' and '.join(MEDIA)}."
        raise Refused("pollution.tax.medium", message, field="medium", value=medium)
    counts = {row.item: int(row.low) for row in _in_force(known_rates, NATION, medium, day)}
    held: dict[str, Item] = {}
    for discharge in discharges:
        if discharge.pollutant in held:
            message = f"{discharge.pollutant} is named twice at one outlet."
            raise Refused("pollution.tax.twice", message, value=discharge.pollutant)
        held[discharge.pollutant] = _item(
            discharge, medium, area, day, equivalent_values, known_rates
        )
    return OutletTax(medium, _charged(held.values(), counts))


def tax_on_solid_waste(
    *, discharged: Decimal, item: str, day: date, known_rates: Sequence[Rate]
) -> Decimal:
    r"""
    Return the tax on solid waste that was neither used, stored nor disposed of by the rules [1]_.

    Parameters
    ----------
    discharged
        Waste discharged. [t]
    item
        ``hazardous_waste``, ``slag_ash_other``, ``tailings`` or ``coal_gangue``.
    day
        A day of the period.
    known_rates
        Of `rates`.

    Returns
    -------
    Decimal
        Tax, unrounded. [CNY]

    Raises
    ------
    OutOfBounds
        If `discharged` is negative.
    Refused
        ``pollution.tax.waste``, if no rate is kept for the kind of waste.

    Notes
    -----
    .. math:: T = m \cdot r

    Examples
    --------
    >>> law = Source("环境保护税法 附表一")
    >>> day = date(2018, 1, 1)
    >>> thousand = Decimal(1000)
    >>> rate = Rate(NATION, "SOLID", "hazardous_waste", (), thousand, thousand, "", day, law)
    >>> tax_on_solid_waste(
    ...     discharged=Decimal(2), item="hazardous_waste", day=day, known_rates=[rate]
    ... )
    Decimal('2000')

    References
    ----------
    .. [1] 环境保护税法, articles 7 and 11, annex 1.
    """
    bounds.not_negative(discharged=discharged)
    held = {row.item: row for row in _in_force(known_rates, NATION, "SOLID", day)}
    if item not in held:
        message = f"No tax rate is kept for the waste “{item}”; there are {', '.join(held)}."
        raise Refused("pollution.tax.waste", message, field="item", value=item)
    return discharged * held[item].low


def figure_of(tax: OutletTax, name: str, period: str = "") -> Figure:
    """Return the tax of an outlet with its making: every item, its equivalents, rate and factor."""
    parts = tuple(
        Figure(
            name=item.equivalent.name_zh,
            value=item.tax,
            unit="CNY",
            method="amount / equivalent value x rate x reduction",
            period=period,
            ingredients=(
                Ingredient("amount", item.discharge.amount, item.equivalent.unit),
                Ingredient(
                    "equivalent value",
                    item.equivalent.value,
                    item.equivalent.unit,
                    item.equivalent.source,
                ),
                Ingredient("rate", item.rate.low, item.rate.unit, item.rate.source),
                Ingredient("reduction", item.reduction, "fraction"),
            ),
        )
        for item in tax.items
        if item.is_charged
    )
    return Figure(name, tax.amount, "CNY", "环境保护税法", period, parts=parts)


def _key(row: Mapping[str, str]) -> str:
    return row["name_zh"] if row["pollutant"] == BY_VOLUME else row["pollutant"]


def _item(
    discharge: Discharge,
    medium: str,
    area: str,
    day: date,
    values: Mapping[tuple[str, str], Equivalent],
    known: Sequence[Rate],
) -> Item:
    value = values.get((medium, discharge.pollutant))
    if value is None:
        message = f"The law has no item “{discharge.pollutant}” for {medium.lower()}: no tax on it."
        raise Refused(
            "pollution.tax.pollutant", message, field="pollutant", value=discharge.pollutant
        )
    return Item(
        discharge=discharge,
        equivalent=value,
        equivalents=equivalents_of(discharge.amount, value.value),
        rate=_rate(known, area, medium, discharge.pollutant, day),
        reduction=reduction_of(known, mean=discharge.mean, limit=discharge.limit, day=day),
        is_charged=False,
    )


def _rate(known: Sequence[Rate], area: str, medium: str, pollutant: str, day: date) -> Rate:
    """Return the rate of the nearest area, of the item itself before the general one."""
    fitting = [
        row
        for row in known
        if row.area != NATION
        and area.startswith(row.area)
        and row.medium == medium
        and row.valid_from <= day
        and (pollutant in row.pollutants or not row.pollutants)
    ]
    if not fitting:
        message = f"No tax rate on {medium.lower()} is kept for the area {area}; enter it."
        raise Refused("pollution.tax.rate", message, field="area", value=area)
    return max(fitting, key=lambda row: (len(row.area), bool(row.pollutants), row.valid_from))


def _in_force(known: Iterable[Rate], area: str, medium: str, day: date) -> list[Rate]:
    """Return the newest row of each item that had begun by the day."""
    newest: dict[str, Rate] = {}
    for row in known:
        if (row.area, row.medium) == (area, medium) and row.valid_from <= day:
            held = newest.get(row.item)
            if held is None or held.valid_from < row.valid_from:
                newest[row.item] = row
    return list(newest.values())


def _charged(items: Iterable[Item], counts: Mapping[str, int]) -> tuple[Item, ...]:
    ordered = sorted(items, key=lambda item: (-item.equivalents, item.discharge.pollutant))
    left = {
        "air": counts.get("items", 0),
        CLASS_ONE: counts.get("items_class1", 0),
        "others": counts.get("items_other", 0),
    }
    oxygen_demand_charged = False
    found = []
    for item in ordered:
        group = item.equivalent.kind if item.equivalent.kind in left else "others"
        is_demand = item.discharge.pollutant in ONE_OF
        charged = left[group] > 0 and not (is_demand and oxygen_demand_charged)
        left[group] -= charged
        oxygen_demand_charged |= is_demand
        found.append(
            Item(
                item.discharge,
                item.equivalent,
                item.equivalents,
                item.rate,
                item.reduction,
                charged,
            )
        )
    return tuple(found)
