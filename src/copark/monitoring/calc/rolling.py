"""Hours to days: means by the standard's rules, sums of mass, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc.tally import key_of
from copark.monitoring.calc.validity import (
    ESTIMATED,
    INVALID,
    MINUTES,
    MISSING,
    STOPPED,
    VALID,
    day_validity,
    minutes_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.monitoring.calc.readings import Bools, Floats, Ints, Which
    from copark.monitoring.calc.rules import Rules


@dataclass(frozen=True, slots=True)
class RolledHours:
    """Hours, ordered by point and hour, as far as days need them."""

    point: Ints
    hour: Ints
    validity: Ints
    count: Ints
    total: Floats
    low: Floats
    high: Floats
    flags: Ints
    mass: Floats  #: [kg]
    replaced: Floats  #: [kg]
    valid: Ints
    stopped: Ints

    def take(self, which: Which) -> RolledHours:
        """Return the hours at the places, or under the mask, given."""
        return RolledHours(*(getattr(self, column.name)[which] for column in fields(self)))

    @property
    def mean(self) -> Floats:
        """Mean of the valid values; NaN where there is none."""
        return np.divide(
            self.total, self.count, out=np.full(len(self.point), np.nan), where=self.count > 0
        )


@dataclass(frozen=True, slots=True)
class MassFactor:
    """How the mass of a concentration's point is found."""

    point: int
    flow: int  #: Point of the flow at the same outlet.
    scale: float  #: Kilograms an hour, of one unit of the one times one unit of the other. [kg/h]


@dataclass(frozen=True, slots=True)
class Roles:
    """What each point is for, ordered by number."""

    ids: Ints
    is_counter: Bools
    is_water: Bools
    flow: Ints  #: Point of the flow that weighs its daily mean; -1 for none.


@dataclass(frozen=True, slots=True)
class Days:
    """Days of points, column by column."""

    point: Ints
    day: Ints  #: `date.toordinal`
    validity: Ints
    hours_valid: Ints
    hours_stopped: Ints
    hours_invalid: Ints
    hours_missing: Ints
    hours_replaced: Ints
    hours_estimated: Ints  #: Of counters, counted among the invalid ones.
    mean: Floats
    low: Floats
    high: Floats
    total: Floats
    estimated: Floats  #: Part of `total` that lies in hours not wholly measured.
    mass: Floats
    replaced: Floats
    flags: Ints


def share_running(validity: Ints, valid: Ints) -> Floats:
    """
    Return the share of each hour that its mean stands for.

    A valid hour stands for itself; of a stopped one the minutes that ran, none of them being
    nothing emitted; an invalid or missing one is not known.

    Examples
    --------
    >>> codes, minutes = [VALID, STOPPED, STOPPED, INVALID], [0, 0, 0b111, 0b111]
    >>> share_running(np.array(codes), np.array(minutes)).tolist()
    [1.0, 0.0, 0.05, nan]
    """
    ran = minutes_in(valid) / MINUTES
    return np.where(validity == VALID, 1.0, np.where(validity == STOPPED, ran, np.nan))


def masses(hours: RolledHours, factors: Iterable[MassFactor]) -> Floats:
    """
    Return the mass of each hour by measured concentration and flow; NaN where one is not valid.

    Parameters
    ----------
    hours
        Of concentrations and of the flows beside them.
    factors
        Which point is weighed by which flow.
    """
    mass = np.full(len(hours.point), np.nan)
    mean, share = hours.mean, share_running(hours.validity, hours.valid)
    key = key_of(hours.point, hours.hour)
    for factor in factors:
        own = np.arange(*np.searchsorted(hours.point, [factor.point, factor.point + 1]))
        if not len(own):
            continue
        wanted = key_of(np.full(len(own), factor.flow, dtype=np.int64), hours.hour[own])
        place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        met = key[place] == wanted
        flow = np.where(met, np.where(share[place] == 0, 0.0, mean[place]), np.nan)
        still = (share[own] == 0) | (met & (share[place] == 0))
        ran = np.minimum(share[own], np.where(met, share[place], np.nan))
        product = np.where(share[own] == 0, 0.0, mean[own]) * flow * ran * factor.scale
        mass[own] = np.where(still, 0.0, product)
    return mass


def days_of(
    hours: RolledHours, mass: Floats, day: Ints, roles: Roles, *, due: int, rules: Rules
) -> Days:
    """
    Roll hours into days.

    Parameters
    ----------
    hours
        Ordered by point and hour.
    mass
        Of each hour. [kg]
    day
        In which each hour lies, by ordinal.
    roles
        What each point is for.
    due
        Hours that a day should have by now; those beyond the rows are missing. [h]
    rules
        In force on the days.

    Notes
    -----
    The daily mean of a waste gas is the arithmetic mean of its valid hourly means (GB 18484-2020
    formula 5). That of waste water is weighted by flow (HJ 356-2019, memory: to be verified).
    """
    starts = _starts(hours.point, day)
    row = np.searchsorted(roles.ids, hours.point[starts])
    is_counter = roles.is_counter[row]
    counts = {
        code: np.add.reduceat((hours.validity == code).astype(np.int64), starts)
        for code in (VALID, STOPPED, INVALID, MISSING, ESTIMATED)
    }
    heard = counts[VALID] + counts[STOPPED] + counts[INVALID] + counts[ESTIMATED]
    judged = day_validity(counts[VALID], counts[STOPPED], rule=rules.validity)
    estimated = (counts[ESTIMATED] > 0) & (
        counts[VALID] + counts[ESTIMATED] >= rules.validity.day_hours
    )
    return Days(
        point=hours.point[starts],
        day=day[starts],
        validity=np.where(is_counter & (judged != VALID) & estimated, ESTIMATED, judged),
        hours_valid=counts[VALID],
        hours_stopped=counts[STOPPED],
        hours_invalid=counts[INVALID] + counts[ESTIMATED],
        hours_missing=np.maximum(due - heard, counts[MISSING]),
        hours_replaced=np.add.reduceat(np.isfinite(hours.replaced).astype(np.int64), starts),
        hours_estimated=np.where(is_counter, counts[ESTIMATED], 0),
        mean=np.where(is_counter, np.nan, _means(hours, starts, roles)),
        low=np.fmin.reduceat(hours.low, starts),
        high=np.fmax.reduceat(hours.high, starts),
        total=np.where(is_counter, _sum(_booked(hours), starts), np.nan),
        estimated=np.where(is_counter, _sum(_spread(hours), starts), np.nan),
        mass=_sum(mass, starts),
        replaced=_sum(hours.replaced, starts),
        flags=np.bitwise_or.reduceat(hours.flags, starts),
    )


def _starts(point: Ints, day: Ints) -> Ints:
    change = np.ones(len(point), dtype=bool)
    change[1:] = (point[1:] != point[:-1]) | (day[1:] != day[:-1])
    return np.flatnonzero(change)


def _booked(hours: RolledHours) -> Floats:
    """Return what counters advanced, NaN where an hour has no minute that was booked."""
    return np.where((hours.valid | hours.stopped) != 0, hours.total, np.nan)


def _spread(hours: RolledHours) -> Floats:
    """Return what counters advanced in hours over which an outage was spread."""
    return np.where(hours.stopped != 0, hours.total, np.nan)


def _sum(values: Floats, starts: Ints) -> Floats:
    """Return the sum of each group, NaN where nothing in it is known."""
    known = np.add.reduceat(np.isfinite(values).astype(np.int64), starts)
    total = np.add.reduceat(np.nan_to_num(values), starts)
    return np.where(known > 0, total, np.nan)


def _means(hours: RolledHours, starts: Ints, roles: Roles) -> Floats:
    mean = np.where(hours.validity == VALID, hours.mean, np.nan)
    row = np.searchsorted(roles.ids, hours.point)
    weight = np.where(
        roles.is_water[row] & (roles.flow[row] >= 0), _flows(hours, roles.flow[row]), 1.0
    )
    weight = np.where(np.isfinite(mean), weight, np.nan)
    weights = _sum(weight, starts)
    sums = _sum(mean * weight, starts)
    return np.divide(sums, weights, out=np.full(len(starts), np.nan), where=weights > 0)


def _flows(hours: RolledHours, flow: Ints) -> Floats:
    """Return the valid hourly flow beside each hour; NaN where there is none."""
    key = key_of(hours.point, hours.hour)
    wanted = key_of(flow, hours.hour)
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    met = (key[place] == wanted) & (hours.validity[place] == VALID)
    return np.where(met, hours.mean[place], np.nan)
