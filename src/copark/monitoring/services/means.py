"""Hold complete hours against limits on hourly means, and look for values that do not move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from copark.monitoring.calc import early_warning, tally
from copark.monitoring.calc.mass import at_reference_oxygen
from copark.monitoring.calc.roles import OXYGEN
from copark.monitoring.calc.validity import VALID, hour_validity
from copark.monitoring.calc.vocabulary import Kind
from copark.monitoring.services import bulk
from copark.monitoring.services.telling import FROZEN_RULE, HOUR_RULE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.monitoring.calc.early_warning import Threshold
    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.calc.tally import Hours
    from copark.monitoring.services.telling import Bench


def complete(fresh: Readings, changed: Sequence[Hours], bench: Bench) -> Hours:
    """Return the hours that are over: changed ones, and those that a first later reading closed."""
    parts = [part for part in changed if len(part)]
    if not parts:
        return tally.no_hours()
    every = tally.joined(parts)
    every = every.take(np.append(every.key[1:] != every.key[:-1], True))
    now = int(bench.context.now.timestamp())
    done = every.take(((every.hour + 1) * tally.HOUR_S <= now) | (every.basis == Kind.HOUR))
    before = _before_first(fresh)
    before = before[~np.isin(before, done.key)]
    closed = bulk.load_hours(before >> tally.HOUR_BITS, before & ((1 << tally.HOUR_BITS) - 1))
    known = [part for part in (done, closed) if len(part)]
    return tally.joined(known) if known else tally.no_hours()


def _before_first(fresh: Readings) -> np.ndarray:
    """Return the keys of the hours before the first new hour of each point."""
    rows = fresh.take(tally.is_value(fresh) & (fresh.kind < Kind.HOUR)) if len(fresh) else fresh
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    key = np.unique(tally.key_of(rows.point, rows.hour))
    point = key >> tally.HOUR_BITS
    return key[np.append(True, point[1:] != point[:-1])] - 1


def judge_hours(hours: Hours, bench: Bench) -> None:
    """Hold hourly means against their limits, at reference oxygen where the limit says so."""
    limits = bench.limits("HOUR") if len(hours) else {}
    if not limits:
        return
    limited = np.isin(hours.point, np.array(sorted(limits), dtype=np.int64))
    rule = bench.rules.validity
    valid = hour_validity(hours.valid, hours.stopped, hours.invalid, rule=rule) == VALID
    rows = hours.take(limited & valid & (hours.count > 0))
    if not len(rows):
        return
    value = _as_judged(rows, limits, bench)
    thresholds = [limits[point][1] for point in rows.point.tolist()]
    over = early_warning.exceeds(
        value,
        np.array([threshold.high for threshold in thresholds]),
        np.array([np.nan if t.low is None else t.low for t in thresholds]),
    )
    opened = np.array([(point, HOUR_RULE) in bench.opened for point in rows.point.tolist()])
    for row in np.flatnonzero((over | opened) & np.isfinite(value)).tolist():
        _judge_one(
            int(rows.point[row]), int(rows.hour[row]), float(value[row]), thresholds[row], bench
        )


def _judge_one(point: int, hour: int, value: float, limit: Threshold, bench: Bench) -> None:
    share = bench.rules.warning.release_share
    found = early_warning.judged(value, limit, release_share=share)
    end = (hour + 1) * tally.HOUR_S
    if found is None or bench.is_marked(point, hour * tally.HOUR_S):
        return
    if found.holds:
        bench.raise_on(point, HOUR_RULE, "ALARM", end, (value, found.limit))
    else:
        bench.close_on(point, HOUR_RULE, end)


def _as_judged(rows: Hours, limits: dict, bench: Bench) -> np.ndarray:
    """Return the means as limits judge them: converted, or as measured; NaN if not to be judged."""
    refs = bench.context.places.refs
    converts = np.array([limits[point][0].is_at_reference_oxygen for point in rows.point.tolist()])
    value = rows.mean
    if not converts.any():
        return value
    sensors = {ref.outlet_id: ref.id for ref in refs.values() if ref.factor in OXYGEN}
    sensor = np.array(
        [sensors.get(refs[p].outlet_id, -1) for p in rows.point.tolist()], dtype=np.int64
    )
    oxygen = bulk.load_hours(sensor[converts], rows.hour[converts])
    wanted = tally.key_of(sensor, rows.hour)
    for row in np.flatnonzero(converts).tolist():
        met = np.flatnonzero(oxygen.key == wanted[row])
        reference = refs[int(rows.point[row])].reference_oxygen
        value[row] = np.nan
        if len(met) and reference is not None:
            value[row] = at_reference_oxygen(
                rows.mean[row : row + 1],
                oxygen.mean[met],
                reference=float(reference),
                guard=bench.rules.oxygen_guard,
            )[0]
    return value


def judge_frozen(hours: Hours, bench: Bench) -> None:
    """Look at points whose complete hour did not move, and at those being warned of."""
    if not len(hours):
        return
    flat = (hours.low == hours.high) & (hours.count > 1)
    opened = np.array([(point, FROZEN_RULE) in bench.opened for point in hours.point.tolist()])
    span = bench.rules.warning.frozen_hours
    for row in np.flatnonzero(flat | opened).tolist():
        point, hour = int(hours.point[row]), int(hours.hour[row])
        found = bulk.load_hours(np.full(span, point), np.arange(hour - span + 1, hour + 1))
        end = (hour + 1) * tally.HOUR_S
        if early_warning.is_frozen(found.low.tolist(), found.high.tolist(), hours=span):
            bench.raise_on(point, FROZEN_RULE, "ATTENTION", end, (float(found.high[-1]), None))
        elif not flat[row]:
            bench.close_on(point, FROZEN_RULE, end)
