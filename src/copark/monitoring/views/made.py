"""How the numbers of an hour and of a quarter were made, told as figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient
from copark.monitoring import queries
from copark.monitoring.queries.places import mass_factors
from copark.monitoring.views import names
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from copark.monitoring.contracts import HourValue
    from copark.monitoring.queries.quality import Quality
    from copark.registry.contracts import PointRef

HOUR = timedelta(hours=1)
MINUTES = 60


def hour_figure(point: PointRef, at: datetime) -> Figure | None:
    """Return what an hour came to: the valid values, their minutes, and the mass of them."""
    hour = next(iter(queries.hours(point.id, at, at + HOUR)), None)
    value = None if hour is None else hour.mean if hour.total is None else hour.total
    if hour is None or value is None:
        return None
    known = [
        Ingredient(_("Messages"), Decimal(hour.count), ""),
        Ingredient(_("Valid minutes"), _number(hour.coverage * MINUTES), "min"),
    ]
    ends = ((_("Lowest"), hour.low), (_("Highest"), hour.high))
    known += [Ingredient(name, _number(end), point.unit) for name, end in ends if end is not None]
    return Figure(
        names.factor(point.factor),
        _number(value),
        point.unit,
        _("mean of the valid values of the hour") if hour.total is None else _("counter advanced"),
        ingredients=tuple(known),
        parts=tuple(part for part in (_mass(point, hour), _replaced(hour)) if part),
        coverage=_number(hour.coverage),
    )


def _mass(point: PointRef, hour: HourValue) -> Figure | None:
    """Return the mass of an hour, with the concentration and the flow of that hour. [kg]"""
    if hour.mass_kg is None:
        return None
    own = {ref.id: ref for ref in registry.points(point.enterprise_id)
           if ref.outlet_id == point.outlet_id}  # fmt: skip
    factor = next((one for one in mass_factors(own.values()) if one.point == point.id), None)
    known = [Ingredient(names.factor(point.factor), _number(hour.mean or 0), point.unit)]
    if factor is not None:
        flow, ref = queries.hours(factor.flow, hour.start, hour.start + HOUR), own[factor.flow]
        known += [
            Ingredient(names.factor(ref.factor), _number(one.mean), ref.unit)
            for one in flow
            if one.mean is not None
        ]
        known.append(Ingredient(_("In one hour, of one unit of each"), _number(factor.scale), "kg"))
    said = _("concentration × flow, for the share of the hour that ran")
    return Figure(_("Mass"), _number(hour.mass_kg), "kg", said, ingredients=tuple(known))


def _replaced(hour: HourValue) -> Figure | None:
    if hour.replaced_kg is None:
        return None
    known = (
        (Ingredient(_("Valid hours looked back on"), Decimal(hour.window), "h"),)
        if hour.window
        else ()
    )
    return Figure(_("Replaced"), _number(hour.replaced_kg), "kg", hour.rule, ingredients=known)


def rate_figure(points: Iterable[tuple[str, Quality]], period: str) -> Figure | None:
    """Return the valid-data rate of a station in a quarter, with the hours of each point. [%]"""
    found = list(points)
    valid = sum(one.valid for _name, one in found)
    due = valid + sum(one.invalid + one.missing for _name, one in found)
    if not due:
        return None
    return Figure(
        _("Valid-data rate"),
        Decimal(valid) / due * 100,
        "%",
        _("valid hours ÷ all hours in which it was not stopped"),
        period,
        (
            Ingredient(_("Valid hours"), Decimal(valid), "h"),
            Ingredient(_("Hours not stopped"), Decimal(due), "h"),
        ),
        tuple(_hours(name, one) for name, one in found),
    )


def _hours(name: str, one: Quality) -> Figure:
    kinds = (
        (_("valid"), one.valid),
        (_("invalid"), one.invalid),
        (_("missing"), one.missing),
        (_("stopped"), one.stopped),
    )
    known = tuple(Ingredient(kind, Decimal(hours), "h") for kind, hours in kinds)
    said = _("hours by what became of them")
    return Figure(name, Decimal(one.valid), "h", said, ingredients=known)


def replaced_figure(points: Iterable[tuple[str, int]], period: str) -> Figure:
    """Return how many hours were replaced, point by point. [h]"""
    parts = tuple(Figure(name, Decimal(hours), "h", "") for name, hours in points)
    value = sum((part.value for part in parts), Decimal(0))
    said = _("sum over the points of the station")
    return Figure(_("Hours replaced"), value, "h", said, period, parts=parts)


def _number(value: float) -> Decimal:
    return Decimal(str(value))
