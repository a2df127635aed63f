"""Read virtual meters: their formulas, and what these make of the hours of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from copark.meters.calc import formula
from copark.meters.calc.totals import Total, grade_of
from copark.meters.contracts import MeterRow, VirtualRow
from copark.meters.models import Part, Virtual
from copark.meters.queries.real import key_of
from copark.meters.queries.rules import rules_on
from copark.monitoring import queries as monitoring
from copark.monitoring.contracts import CountedHours
from copark.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.meters.calc.months import Month

MINUTES = 60


def virtuals(enterprise_id: int | None = None) -> list[VirtualRow]:
    """Return virtual meters as they were said: of an enterprise, or all."""
    rows = Virtual.objects.prefetch_related("parts").order_by("code")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [_said(row) for row in rows]


def virtual(pk: int) -> VirtualRow | None:
    """Return one virtual meter."""
    row = Virtual.objects.prefetch_related("parts").filter(pk=pk).first()
    return None if row is None else _said(row)


def virtual_key(pk: int) -> str:
    """Return the key of a virtual meter."""
    return f"v{pk}"


def _said(row: Virtual) -> VirtualRow:
    parts = {part.name: _key(part) for part in row.parts.all()}
    return VirtualRow(
        row.pk, row.code, row.name_en, row.name_zh, row.enterprise_id, row.unit, row.formula, parts
    )  # fmt: skip


def _key(part: Part) -> str:
    """Return the key of what a name stands for; the table lets it be one of the two."""
    if part.source_id is not None:
        return virtual_key(part.source_id)
    return key_of(part.point_id or 0)


def units(enterprise_id: int | None = None) -> dict[str, str]:
    """Return the unit of every meter that a formula may name, by key."""
    return _units(virtuals(enterprise_id), enterprise_id)


def _units(said: Iterable[VirtualRow], enterprise_id: int | None = None) -> dict[str, str]:
    counters = {
        key_of(point.id): point.unit
        for point in registry.points(enterprise_id)
        if point.factor in monitoring.COUNTERS
    }
    return counters | {virtual_key(row.id): row.unit for row in said}


def virtual_hours(month: Month, wanted: Iterable[int] | None = None) -> dict[str, CountedHours]:
    """
    Return the hours of virtual meters, and of all they are made of, by key.

    A silent part of a sum lowers the coverage and leaves the rest to be counted; a difference with
    an unknown part is not known in that hour.
    """
    said = {virtual_key(row.id): row for row in virtuals()}
    graph = {key: tuple(row.parts.values()) for key, row in said.items()}
    asked = said if wanted is None else {virtual_key(pk): said[virtual_key(pk)] for pk in wanted}
    needed = formula.in_order({key: graph[key] for key in _below(asked, graph) if key in graph})
    points = {part for key in needed for part in graph[key] if part not in said}
    measured = monitoring.counted_hours(
        [int(key[1:]) for key in sorted(points)], month.start, month.end
    )
    found = {key_of(point): hours for point, hours in measured.items()}
    unit = _units(said.values())
    known = known_share(month)
    for key in needed:
        found[key] = _made(said[key], found, unit, known)
    return found


def known_share(month: Month) -> float:
    """Return the share of an hour from which it is known, as the rules of monitoring judge it."""
    return monitoring.rules_on(month.first).validity.hour_minutes / MINUTES


def _below(keys: Iterable[str], graph: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return meters and all they are made of."""
    found: dict[str, None] = {}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting += graph.get(key, ())
    return list(found)


def _made(
    row: VirtualRow, hours: Mapping[str, CountedHours], unit: Mapping[str, str], least: float
) -> CountedHours:
    read = formula.parsed(row.formula)
    parts = {name: hours[key] for name, key in row.parts.items()}
    units = {name: unit[key] for name, key in row.parts.items()}
    formula.check_units(read, units, row.unit)
    with np.errstate(divide="ignore", invalid="ignore"):
        amount = formula.evaluated(
            read, {name: part.amount for name, part in parts.items()}, units, row.unit
        )
    adds = formula.only_adds(read)
    measured, either = _standing(list(parts.values()), adds=adds)
    known = np.isfinite(amount) & (adds | (either >= least))
    first = next(iter(parts.values())).first
    return CountedHours(
        first,
        np.where(known, amount, 0.0),
        np.where(known, measured, 0.0),
        np.where(known, either - measured, 0.0),
    )


def _standing(parts: list[CountedHours], *, adds: bool) -> tuple[np.ndarray, np.ndarray]:
    """
    Return how much of each hour is measured, and how much is measured or estimated.

    A sum is known as well as its parts are on the whole; all else as its least known part.
    """
    measured = np.stack([part.measured for part in parts])
    either = measured + np.stack([part.estimated for part in parts])
    return (measured.mean(0), either.mean(0)) if adds else (measured.min(0), either.min(0))


def virtual_meters(month: Month, enterprise_id: int | None = None) -> list[MeterRow]:
    """Return virtual meters in a month."""
    said = virtuals(enterprise_id)
    if not said:
        return []
    hours = virtual_hours(month, [row.id for row in said])
    grades = rules_on(month.first).grades
    rows = []
    for row in said:
        total = total_of(hours[virtual_key(row.id)], known_share(month))
        rows.append(
            MeterRow(
                key=virtual_key(row.id),
                name=row.code,
                carrier="",
                unit=row.unit,
                enterprise_id=row.enterprise_id,
                total=total,
                grade=grade_of(total, grades),
                formula=row.formula,
            )
        )
    return rows


def total_of(hours: CountedHours, least: float) -> Total:
    """Return what hours come to; `least` is the share of an hour from which it is known."""
    is_measured = hours.measured >= least
    is_known = hours.measured + hours.estimated >= least
    return Total(
        amount=float(hours.amount.sum()),
        hours_due=len(hours.amount),
        hours_measured=int(is_measured.sum()),
        hours_estimated=int((is_known & ~is_measured).sum()),
        amount_estimated=float(hours.amount[hours.estimated > 0].sum()),
        silent=int(not (hours.measured + hours.estimated).any()),
    )
