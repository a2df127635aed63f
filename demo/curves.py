"""Each point's hours, the story laid over its signal: measured, flagged or never heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demo import story
from demo.signals import PARK_OFFSET_H
from demo.story import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demo.drafts import OutletPlan, PointPlan
    from demo.signals import Floats, Hours

#: What a stop does not bring to zero.
KEEPS_ON = frozenset({"w01001", "a01012", "a01014", "w01014"})


@dataclass(frozen=True, slots=True)
class Curve:
    """A point's hours: value, letter of the flag, and whether the hour was heard at all."""

    values: Floats
    flags: NDArray[np.str_]
    heard: NDArray[np.bool_]


def of_point(outlet: OutletPlan, point: PointPlan, hours: Hours, now_hour: int) -> Curve:
    """Return the hours of one point; counters show what the meter read at the end of each."""
    values = point.signal.counted(hours) if point.is_counter else point.signal.values(hours)
    flags = np.full(len(hours), "N", dtype="U1")
    heard = ~point.signal.gaps(hours) & ~lost(outlet.station.mn, hours)
    if outlet.firm in story.CALIBRATED_NIGHTLY and point.limits:
        flags[(hours + PARK_OFFSET_H) % 24 == story.CALIBRATION_HOUR] = "C"
    for event in story.events():
        if not story.applies(event, outlet.firm, outlet.code, point.factor):
            continue
        which = story.during(event, hours, now_hour)
        values = _told(values, event, point, hours, now_hour)
        flags[which] = story.FLAG.get(event.kind, "N")
        heard &= ~(which & (event.kind is Kind.SILENT))
    return Curve(np.round(values, point.decimals), flags, heard)


def lost(mn: str, hours: Hours) -> NDArray[np.bool_]:
    """Say which hours of a station never arrived; the same whenever it is asked."""
    seed = int(mn[6:16], 16) % 9973
    phase = np.sin(hours * 91.3458 + seed * 47.9898) * 24634.6345
    return (phase - np.floor(phase)) < story.LOST_SHARE


def _told(
    values: Floats, event: story.Event, point: PointPlan, hours: Hours, now_hour: int
) -> Floats:
    which = story.during(event, hours, now_hour)
    if event.kind is Kind.EXCESS and point.limits:
        return story.excess(
            values, point.signal.mean, float(point.limits[0].value), event.strength, which
        )
    if event.kind is Kind.DRIFT:
        return story.drift(values, event, hours, now_hour)
    if event.kind is Kind.STOP and point.factor not in KEEPS_ON and not point.is_counter:
        return np.where(which, 0.0, values)
    if event.kind is Kind.OVER_RANGE and point.range_high:
        return np.where(which, point.range_high, values)
    return values


def ahead(
    outlet: OutletPlan, point: PointPlan, hours: Hours, *, built_hour: int, now_hour: int
) -> Floats:
    """Return what a simulator shows in hours to come; a counter's rate in place of its total."""
    values = point.signal.values(hours)
    for event in story.events():
        if story.applies(event, outlet.firm, outlet.code, point.factor):
            values = _told(values, event, point, hours, built_hour)
    for firm, code, factor, after, lasts, share in story.LIVE:
        if (firm, code, factor) == (outlet.firm, outlet.code, point.factor):
            phase = np.mod(hours - now_hour - after, story.LIVE_ROUND_H)
            values = story.excess(
                values, point.signal.mean, float(point.limits[0].value), share, phase < lasts
            )
    return values
