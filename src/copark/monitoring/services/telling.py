"""Tell people: the words of each rule, and what a batch of judgements shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from copark.alerts import queries as alerts
from copark.alerts import services as raising
from copark.alerts.contracts import Raised
from copark.kernel.quantity import UNITS
from copark.monitoring.calc.early_warning import Threshold
from copark.monitoring.models import Mark
from copark.monitoring.queries.live import limit_on
from copark.monitoring.queries.rules import rules_on
from copark.protocols.hj212.factors import factor_of

if TYPE_CHECKING:
    from datetime import date

    from copark.monitoring.calc.rules import Rules
    from copark.monitoring.services.hours import Context
    from copark.registry.contracts import LimitRef, PointRef

DOMAIN = "monitoring"
POINT = "point"
HOUR_RULE, INSTANT_RULE, FROZEN_RULE = "limit.hour", "limit.instant", "frozen"
TITLES = {
    HOUR_RULE: ("{name}: hourly mean over the limit", "{name}小时均值超标"),
    INSTANT_RULE: ("{name}: value over the limit", "{name}瞬时值超标"),
    FROZEN_RULE: ("{name}: value does not change", "{name}数据恒值不变"),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """What the judging of a batch needs, looked up once."""

    context: Context
    rules: Rules
    day: date
    opened: set[tuple[int, str]]  #: Point and rule of what is being warned of, kept up to date.

    def raise_on(
        self, point_id: int, rule: str, level: str, at_s: int, figures: tuple[float, float | None]
    ) -> None:
        """Raise a warning on a point, with its value and limit."""
        point = self.context.places.refs[point_id]
        factor = factor_of(point.factor)
        name_en, name_zh = (
            (factor.name_en, factor.name_zh) if factor else (point.factor, point.factor)
        )
        title_en, title_zh = TITLES[rule]
        raising.raise_warning(
            Raised(
                domain=DOMAIN,
                kind=POINT,
                subject_id=str(point_id),
                rule=rule,
                level=level,
                at=moment(at_s),
                enterprise_id=point.enterprise_id,
                title_en=f"{point.outlet_code} {title_en.format(name=name_en)}",
                title_zh=f"{point.outlet_code} {title_zh.format(name=name_zh)}",
                value=figures[0],
                limit=figures[1],
                unit=point.unit,
                url=f"/monitoring/stations/{point.station_id}/",
            )
        )
        self.opened.add((point_id, rule))

    def close_on(self, point_id: int, rule: str, at_s: int) -> None:
        """Close the warning on a point, if there is one."""
        if (point_id, rule) in self.opened:
            raising.close_warning(
                domain=DOMAIN, kind=POINT, subject_id=str(point_id), rule=rule, at=moment(at_s)
            )
            self.opened.discard((point_id, rule))

    def is_marked(self, point_id: int, at_s: int) -> bool:
        """Say whether the outlet was marked then: such data are not used to judge exceedance."""
        point = self.context.places.refs[point_id]
        then = moment(at_s)
        marks = Mark.objects.filter(outlet_id=point.outlet_id, start__lte=then, end__gt=then)
        return marks.filter(factor__in=("", point.factor)).exists()

    def limits(self, averaging: str) -> dict[int, tuple[LimitRef, Threshold]]:
        """Return the limits in force, by point, in the unit in which the point is sent."""
        found: dict[int, tuple[LimitRef, Threshold]] = {}
        for point in self.context.places.refs.values():
            limit = limit_on(point, self.day, averaging) if point.limits else None
            threshold = limit and threshold_of(limit, point)
            if limit and threshold:
                found[point.id] = (limit, threshold)
        return found


def bench(context: Context) -> Bench:
    """Look up what judging needs: rules of the day, and what is being warned of."""
    day = context.now.astimezone(context.zone).date()
    opened = alerts.open_warnings(domain=DOMAIN, kind=POINT)
    return Bench(context, rules_on(day), day, {(int(w.subject_id), w.rule) for w in opened})


def threshold_of(limit: LimitRef, point: PointRef) -> Threshold | None:
    """Return a limit in the unit of the point; None if the units do not fit."""
    scale = 1.0
    if limit.unit != point.unit:
        own, theirs = UNITS.get(point.unit), UNITS.get(limit.unit)
        if own is None or theirs is None or own.dimension != theirs.dimension:
            return None
        scale = float(theirs.factor / own.factor)
    low = None if limit.low is None else float(limit.low) * scale
    return Threshold(float(limit.value) * scale, low, limit.source)


def moment(at_s: int) -> datetime:
    """Return seconds since 1970 as a moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at_s)
