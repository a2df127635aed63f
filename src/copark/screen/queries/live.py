"""The part of the snapshot that changes with every reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from copark.protocols.hj212.factors import FACTORS
from copark.screen.contracts import Freshness, Margin, Name, Outlet, Value
from copark.screen.queries import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copark.monitoring.contracts import LatestValue, OutletState
    from copark.registry.contracts import EnterpriseRef, OutletRef

OFFLINE = "OFFLINE"
GOOD = "N"  #: The standard's flag of a normal value.


@dataclass(frozen=True, slots=True)
class Places:
    """The registry, as far as live values need it; changes when somebody edits it."""

    outlets: Mapping[int, OutletRef]
    enterprises: Mapping[int, EnterpriseRef]
    banded: frozenset[int]  #: Points with a lower limit too (pH): no simple ratio.


def factor_name(code: str) -> Name:
    known = FACTORS.get(code)
    return Name(known.name_en, known.name_zh) if known else Name(code, code)


def factor_symbol(code: str) -> Name:
    """Return the short name of what a factor measures, where it has one."""
    known = FACTORS.get(code)
    return pages.symbol_of(known.pollutant) or factor_name(code) if known else Name(code, code)


def outlets(states: Iterable[OutletState], places: Places) -> tuple[Outlet, ...]:
    """Return every outlet of the registry, also one that never spoke."""
    spoken = {state.outlet_id: state for state in states}
    return tuple(_outlet(ref, spoken.get(ref.id), places) for ref in places.outlets.values())


def _outlet(ref: OutletRef, state: OutletState | None, places: Places) -> Outlet:
    owner = places.enterprises[ref.enterprise_id]
    return Outlet(
        id=ref.id,
        name=Name(ref.name_en, ref.name_zh),
        owner=Name(owner.name_en, owner.name_zh),
        medium=ref.medium,
        longitude=ref.longitude,
        latitude=ref.latitude,
        state=state.state if state else OFFLINE,
        at=state.at if state else None,
        values=tuple(_value(value) for value in state.values) if state else (),
        url=reverse("monitoring:outlet-detail", args=[ref.id]),
    )


def _value(latest: LatestValue) -> Value:
    return Value(
        factor=latest.factor,
        name=factor_name(latest.factor),
        symbol=factor_symbol(latest.factor),
        value=latest.value,
        unit=latest.unit,
        flag=latest.flag,
        limit=None if latest.limit is None else float(latest.limit),
        state=latest.state,
    )


def margins(states: Iterable[OutletState], places: Places) -> tuple[Margin, ...]:
    """Return every live value that has a limit, nearest to it (or furthest beyond) first."""
    found = (
        _margin(value, places.outlets[state.outlet_id], places)
        for state in states
        if state.outlet_id in places.outlets
        for value in state.values
        if _has_ratio(value, places.banded)
    )
    return tuple(sorted(found, key=lambda margin: (-margin.ratio, margin.url)))


def _has_ratio(value: LatestValue, banded: frozenset[int]) -> bool:
    return bool(
        value.value is not None
        and value.limit
        and value.flag == GOOD
        and value.state != OFFLINE
        and value.point_id not in banded
    )


def _margin(latest: LatestValue, ref: OutletRef, places: Places) -> Margin:
    owner = places.enterprises[ref.enterprise_id]
    value, limit = float(latest.value or 0), float(latest.limit or 1)
    return Margin(
        name=Name(ref.name_en, ref.name_zh),
        owner=Name(owner.name_en, owner.name_zh),
        pollutant=factor_symbol(latest.factor),
        medium="AIR" if ref.medium == "FENCE" else ref.medium,
        value=value,
        limit=limit,
        unit=latest.unit,
        ratio=value / limit,
        state=latest.state,
        url=reverse("monitoring:outlet-detail", args=[ref.id]),
    )


def worst_of_each(found: Sequence[Margin]) -> tuple[Margin, ...]:
    """Return the first of each medium from margins already in order."""
    first: dict[str, Margin] = {}
    for margin in found:
        first.setdefault(margin.medium, margin)
    return tuple(first[medium] for medium in ("AIR", "WATER") if medium in first)


def freshness(states: Sequence[OutletState], places: Places) -> Freshness:
    arrivals = [value.arrived_at for state in states for value in state.values]
    speaking = {state.outlet_id for state in states if state.state != OFFLINE}
    return Freshness(
        arrived_at=max(arrivals, default=None),
        outlets=len(places.outlets),
        silent=len(places.outlets.keys() - speaking),
    )
