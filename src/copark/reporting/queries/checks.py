"""What an inventory's values are held against: last year, meters, monitors."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.figure import Figure, Ingredient
from copark.pollution import queries as pollution
from copark.reporting.calc import checks
from copark.reporting.calc.checks import Check, Pair, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.energy.contracts import Use

HUNDRED = Decimal(100)
NAMES = {
    "last-year": gettext_noop("against the year before"),
    "meters": gettext_noop("declared against the meters"),
    "monitored": gettext_noop("declared against the monitors"),
}
MEDIA = {
    "AIR": gettext_noop("to air"),
    "WATER": gettext_noop("to water"),
    "INDIRECT": gettext_noop("to a sewage works"),
    "SOIL": gettext_noop("to soil"),
}


@cache
def rules() -> dict[str, Rule]:
    """Return the ranges in which values are expected."""
    folder = resources.files("copark.reporting.calc")
    return checks.rules(folder.joinpath("check_rules.csv").read_text("utf-8"))


def of_year(year: int, enterprise_id: int | None = None) -> dict[int, tuple[Check, ...]]:
    """Return what each enterprise's year is held against, in a constant number of queries."""
    stamps = (energy.stamp(), carbon.stamp(year), carbon.stamp(year - 1), pollution.stamp())
    key = ("checks", year, enterprise_id, get_language(), *stamps)
    return recent(key, lambda: _of_year(year, enterprise_id))


def _of_year(year: int, enterprise_id: int | None) -> dict[int, tuple[Check, ...]]:
    pairs: dict[int, list[Pair]] = defaultdict(list)
    for owner, pair in (
        *_last_year(year, enterprise_id),
        *_meters(year, enterprise_id),
        *_monitored(year, enterprise_id),
    ):
        pairs[owner].append(pair)
    return {owner: checks.judged(found, rules()) for owner, found in pairs.items()}


def change_figure(check: Check) -> Figure:
    """Return how far a value lies from what it is held against, with both and the range. [%]"""
    pair, rule = check.pair, check.rule
    sides = (
        Ingredient(_("Recorded"), pair.value, pair.unit),
        Ingredient(_("Held against"), pair.against, pair.unit),
        Ingredient(_("Expected from"), rule.low * HUNDRED, "%", rule.source),
        Ingredient(_("Expected to"), rule.high * HUNDRED, "%", rule.source),
    )
    said = _("recorded ÷ what it is held against − 1")
    return Figure(
        pgettext("difference", "Change"), check.change * HUNDRED, "%", said, ingredients=sides
    )


def subject_name(subject: str) -> str:
    """Return how to call what was held against something."""
    if subject in {"energy", "carbon"}:
        return {"energy": _("Comprehensive energy use"), "carbon": _("Greenhouse gases")}[subject]
    medium, colon, pollutant = subject.partition(":")
    if colon:
        return f"{pollution.pollutant_name(pollutant)}, {_(MEDIA[medium])}"
    return energy.carrier_name(subject)


def _last_year(year: int, enterprise_id: int | None) -> Iterable[tuple[int, Pair]]:
    now, before = _figures(year, enterprise_id), _figures(year - 1, enterprise_id)
    for (owner, subject), made in now.items():
        if (owner, subject) in before:
            against = before[owner, subject].value
            yield owner, Pair("last-year", subject, made.value, against, made.unit)


def figures(year: int, enterprise_id: int) -> dict[str, Figure]:
    """Return the figures of an enterprise's year by subject."""
    return {subject: made for (_owner, subject), made in _figures(year, enterprise_id).items()}


def _figures(year: int, enterprise_id: int | None) -> dict[tuple[int, str], Figure]:
    found = {
        (row.enterprise_id, "energy"): row.figure for row in energy.year_of(year, enterprise_id)
    }
    found |= {
        (row.enterprise_id, "carbon"): row.figure for row in carbon.year_of(year, enterprise_id)
    }
    return found | {
        (row.enterprise_id, f"{row.medium}:{row.pollutant}"): row.figure
        for row in pollution.year_of(year, enterprise_id)
    }


def _meters(year: int, enterprise_id: int | None) -> Iterable[tuple[int, Pair]]:
    """Yield what was bought by bills against meters, in the months that have both."""
    carriers = energy.carriers()
    for (owner, carrier), months in _both(year, enterprise_id).items():
        value = sum((billed for _month, billed, _counted in months), Decimal(0))
        against = sum((counted for _month, _billed, counted in months), Decimal(0))
        yield owner, Pair("meters", carrier, value, against, carriers[carrier].unit)


def metered_sides(year: int, enterprise_id: int) -> dict[str, tuple[Figure, Figure]]:
    """Return what was bought by bills and by meters, month by month, by carrier."""
    carriers = energy.carriers()
    return {
        carrier: (
            _months(_("Recorded"), [(one, billed) for one, billed, _counted in months], unit),
            _months(_("Held against"), [(one, counted) for one, _billed, counted in months], unit),
        )
        for (_owner, carrier), months in _both(year, enterprise_id).items()
        for unit in (carriers[carrier].unit,)
    }


def monitored_figure(pair: Pair, page: str) -> Figure:
    """Return what the monitors found; `page` has it outlet by outlet."""
    known = Ingredient(subject_name(pair.subject), pair.against, pair.unit, url=page)
    said = _("sum of the monitored masses of the outlets, hour by hour")
    return Figure(_("Held against"), pair.against, pair.unit, said, ingredients=(known,))


def _months(name: str, found: list[tuple[int, Decimal]], unit: str) -> Figure:
    known = tuple(Ingredient(f"{month:02}", amount, unit) for month, amount in sorted(found))
    value = sum((one.value for one in known), Decimal(0))
    said = _("sum of the months that have both a bill and a meter")
    return Figure(name, value, unit, said, ingredients=known)


def _both(
    year: int, enterprise_id: int | None
) -> dict[tuple[int, str], list[tuple[int, Decimal, Decimal]]]:
    """Return the amounts by bills and by meters of each month that has both."""
    counted = _by_month(energy.metered(year, enterprise_id))
    billed = _by_month(
        row for row in energy.declared(year, enterprise_id) if row.direction == "BOUGHT"
    )
    found: dict[tuple[int, str], list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for key in counted.keys() & billed.keys():
        owner, carrier, month = key
        found[owner, carrier].append((month, billed[key], counted[key]))
    return found


def _by_month(rows: Iterable[Use]) -> dict[tuple[int, str, int], Decimal]:
    found: dict[tuple[int, str, int], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.month is not None:
            found[row.enterprise_id, row.carrier, row.month] += row.amount
    return found


def _monitored(year: int, enterprise_id: int | None) -> Iterable[tuple[int, Pair]]:
    for row in pollution.year_of(year, enterprise_id):
        if row.declared is not None and row.monitored is not None:
            subject = f"{row.medium}:{row.pollutant}"
            yield row.enterprise_id, Pair("monitored", subject, row.declared, row.monitored, "t")
