"""Energy, carbon and pollutants per output value and added value: of enterprises and of places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, total
from copark.pollution import queries as pollution
from copark.statistics import words
from copark.statistics.calc.trends import exact_sum
from copark.statistics.contracts import CARBON, ENERGY
from copark.statistics.queries import amounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.energy.contracts import Output, Turnover
    from copark.statistics.contracts import Place, Subject
    from copark.statistics.queries.places import Ground

MONEY = "1e4CNY"
KG = Decimal(1000)  #: Kilograms in a tonne: pollutants are told in them.
OUTPUT, ADDED = PER = ("output", "added")
NAMES = {OUTPUT: gettext_noop("output value"), ADDED: gettext_noop("added value")}
FOUND, NOT_GIVEN, NOT_POSITIVE = "FOUND", "NOT_GIVEN", "NOT_POSITIVE"
WHY = {
    NOT_GIVEN: gettext_noop("not given"),
    NOT_POSITIVE: gettext_noop("zero or negative: there is no intensity"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """What an enterprise used or released of one subject in a year."""

    value: Decimal
    unit: str
    grade: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """An amount over a value, or why there is none."""

    verdict: str
    value: Decimal | None
    unit: str
    above: Decimal
    below: Decimal | None

    @property
    def why(self) -> str:
        """Say in the reader's language why there is no intensity."""
        return _(WHY[self.verdict]) if self.verdict in WHY else ""


def stamp() -> tuple[object, ...]:
    """Return what changes whenever somebody writes what an intensity rests on."""
    return (*amounts.stamp(), energy.output_stamp())


def levels(subject: Subject, year: int, stamp: tuple[object, ...]) -> Mapping[int, Level]:
    """Return the amount of every enterprise that has one, by enterprise."""
    key = ("intensity-levels", subject.key, year, stamp)
    return recent(key, lambda: _levels(subject, year), amounts.SECONDS)


def _levels(subject: Subject, year: int) -> dict[int, Level]:
    return {
        owner: Level(figure.value, figure.unit, figure.grade)
        for owner, figure in figures(subject, year)
    }


def figures(
    subject: Subject, year: int, enterprise_id: int | None = None
) -> list[tuple[int, Figure]]:
    """Return the figure of a subject of every enterprise that has one, whole."""
    if subject.key == ENERGY:
        return [(row.enterprise_id, row.figure) for row in energy.year_of(year, enterprise_id)]
    if subject.key == CARBON:
        return [(row.enterprise_id, row.figure) for row in carbon.year_of(year, enterprise_id)]
    return [
        (row.enterprise_id, row.figure)
        for row in pollution.year_of(year, enterprise_id)
        if (row.medium, row.pollutant) == (subject.medium, subject.pollutant)
    ]


def turnovers(year: int, price_year: int, stamp: tuple[object, ...]) -> dict[int, Turnover]:
    """Return output value and added value of a year at one price basis, by enterprise."""
    held = recent(("turnover", year, stamp), lambda: energy.turnover_of(year), amounts.SECONDS)
    return {row.enterprise_id: row for row in held if row.price_year == price_year}


def worth(turnover: Turnover | None, per: str) -> Decimal | None:
    if turnover is None:
        return None
    return turnover.output_value if per == OUTPUT else turnover.added_value


def ratio(subject: Subject, above: Decimal, below: Decimal | None, unit: str) -> Ratio:
    """Return an amount over a value; releases in kilograms, so that they can be read."""
    scale, told = (KG, "kg") if subject.is_release else (Decimal(1), unit)
    told = f"{told}/{MONEY}"
    if below is None:
        return Ratio(NOT_GIVEN, None, told, above, below)
    try:
        value = energy.energy_intensity(energy=above * scale, brought_forth=below, of="value")
    except Refused:
        return Ratio(NOT_POSITIVE, None, told, above, below)
    return Ratio(FOUND, value, told, above, below)


def ratios(
    subject: Subject, year: int, per: str, price_year: int, stamp: tuple[object, ...]
) -> dict[int, Ratio]:
    """Return the intensity of every enterprise that has an amount, by enterprise."""
    values = turnovers(year, price_year, stamp)
    return {
        owner: ratio(subject, level.value, worth(values.get(owner), per), level.unit)
        for owner, level in levels(subject, year, stamp).items()
    }


def of_place(found: Mapping[int, Ratio], subject: Subject, place: Place) -> Ratio | None:
    """Return the intensity of a place: of those who have both an amount and a value."""
    rows = [row for owner, row in found.items() if place.holds(owner) and row.below is not None]
    if not rows:
        return None
    above = exact_sum(row.above for row in rows)
    below = exact_sum(row.below for row in rows if row.below is not None)
    return ratio(subject, above, below, rows[0].unit.partition("/")[0])


def output_of(year: int, enterprise_id: int) -> Output | None:
    """Return the year's output of an enterprise with one product; None with several, or none."""
    rows = energy.output_of(year, enterprise_id)
    if len({(row.product, row.unit) for row in rows}) != 1:
        return None
    return _summed(rows)


def _summed(rows: Iterable[Output]) -> Output:
    rows = list(rows)
    return replace(rows[0], month=None, amount=exact_sum(row.amount for row in rows))


# How an intensity was made


def making(
    subject: Subject, year: int, per: str, price_year: int, place: Place, ground: Ground
) -> Figure | None:
    """Return the intensity of a place or an enterprise with everything that went into it."""
    values = turnovers(year, price_year, stamp())
    held = [
        (owner, figure, below)
        for owner, figure in figures(subject, year, place.enterprise_id)
        if place.holds(owner) and (below := worth(values.get(owner), per)) is not None
    ]
    if not held:
        return None
    names = {owner: ground.name("enterprise", str(owner)) for owner, _figure, _below in held}
    above = total(
        subject.name,
        held[0][1].unit,
        _("sum over the enterprises that have both"),
        tuple(_named(figure, names[owner]) for owner, figure, _below in held),
        str(year),
    )
    below = exact_sum(value for _owner, _figure, value in held)
    found = ratio(subject, above.value, below, above.unit)
    if found.value is None:
        return None
    page = f"{reverse('energy:turnover-list')}?year={year}"
    if place.enterprise_id:
        page += f"&enterprise={place.enterprise_id}"
    value = Ingredient(
        _(NAMES[per]).capitalize(), below, MONEY, url=page, note=energy.price_basis(price_year)
    )
    return Figure(
        _("%(subject)s per %(value)s") % {"subject": subject.name, "value": _(NAMES[per])},
        found.value,
        found.unit,
        _("amount / value"),
        str(year),
        (Ingredient(subject.name, above.value, above.unit), value),
        above.parts if len(above.parts) == 1 else (above,),
        grade=above.grade,
    )


def _named(figure: Figure, name: str) -> Figure:
    return replace(figure, name=f"{name} · {figure.name}")


def product_making(year: int, enterprise_id: int, figure: Figure, name: str) -> Figure | None:
    """Return an amount over the year's output, where one product is made."""
    made = output_of(year, enterprise_id)
    if made is None or not made.amount:
        return None
    page = f"{reverse('energy:output-list')}?year={year}&enterprise={enterprise_id}"
    label = words.local(made.name_en, made.name_zh)
    return Figure(
        _("%(subject)s per product") % {"subject": name},
        energy.energy_intensity(energy=figure.value, brought_forth=made.amount, of="product"),
        f"{figure.unit}/{made.unit}",
        _("amount / output"),
        str(year),
        (
            Ingredient(name, figure.value, figure.unit),
            Ingredient(label or made.product, made.amount, made.unit, url=page),
        ),
        (figure,),
        grade=figure.grade,
    )
