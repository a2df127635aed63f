"""Guidance for an enterprise: its sources by size, the gaps to others, and what lists ask of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.figure import Figure, Ingredient
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.statistics import words
from copark.statistics.calc import guidance, guidance_measures
from copark.statistics.contracts import CARBON, ENERGY
from copark.statistics.queries import amounts, intensity, sector, subjects
from copark.synergy import queries as synergy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from copark.carbon.contracts import CarbonYear
    from copark.energy.contracts import EnergyYear
    from copark.pollution.contracts import PollutantYear
    from copark.statistics.calc.guidance import Gap, Ranked
    from copark.statistics.calc.guidance_measures import MeasureKind
    from copark.statistics.contracts import Subject
    from copark.statistics.queries.sector import Asked, Comparison
    from copark.synergy.contracts import ListRow

MEASURED = 3  #: Of each subject, so many of the largest sources are given measures.


@dataclass(frozen=True, slots=True)
class Source:
    """A source of an enterprise: a carrier, a source of carbon, an outlet."""

    part: str  #: Key of the kind of source; empty for an outlet.
    figure: Figure
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one subject, the largest first."""

    subject: Subject
    unit: str
    rows: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one entry of a list would ask, for the enterprise to leave it."""

    row: ListRow
    mark: Decimal | None  #: Below it the entry falls away; None where a reduction does not help.
    is_fact: bool  #: The entry stands on a fact, not on an amount.
    is_past: bool  #: It stands on the figure of an earlier year, which cannot change any more.

    @property
    def fall(self) -> Decimal | None:
        """By how much the amount would have to fall; the mark itself is still on the list."""
        return None if self.mark is None else max(Decimal(0), self.row.value - self.mark)

    @property
    def share(self) -> Decimal | None:
        """The fall as a share of the amount. [-]"""
        return self.fall / self.row.value if self.fall is not None and self.row.value else None


@dataclass(frozen=True, slots=True)
class Gaps:
    """How far an enterprise lies from the best and the median of its sector."""

    asked: Asked
    comparison: Comparison
    best: Gap | None
    median: Gap | None

    @property
    def unit(self) -> str:
        """Unit of what a closed gap saves in a year: releases are told in tonnes here."""
        told = self.comparison.unit.partition("/")[0]
        return "t" if self.asked.subject.is_release else told


# Sources


def sources_of(
    wanted: Sequence[Subject], year: int, enterprise_id: int, stamp: tuple[object, ...]
) -> tuple[Sources, ...]:
    """Return the sources of each subject of an enterprise, ranked."""
    keys = tuple(subject.key for subject in wanted)
    key = ("guidance-sources", keys, year, enterprise_id, stamp)
    return recent(key, lambda: _sources_of(wanted, year, enterprise_id), amounts.SECONDS)


def _sources_of(wanted: Sequence[Subject], year: int, enterprise_id: int) -> tuple[Sources, ...]:
    used = energy.year_of(year, enterprise_id)
    emitted = carbon.year_of(year, enterprise_id)
    released = pollution.year_of(year, enterprise_id)
    outlets = {
        row.code: words.local(row.name_en, row.name_zh) for row in registry.outlets(enterprise_id)
    }
    found = []
    for subject in wanted:
        if subject.key == ENERGY:
            rows = list(_carriers(used))
        elif subject.key == CARBON:
            rows = list(_emissions(emitted))
        else:
            rows = list(_outlets(released, subject, outlets))
        if rows:
            found.append(Sources(subject, rows[0][1].unit, _ranked(rows)))
    return tuple(found)


def _ranked(rows: Sequence[tuple[str, Figure]]) -> tuple[Source, ...]:
    keyed = {str(at): row for at, row in enumerate(rows)}
    ranking = guidance.ranking({key: figure.value for key, (_part, figure) in keyed.items()})
    return tuple(Source(*keyed[one.key], one) for one in ranking)


def _carriers(used: Sequence[EnergyYear]) -> Iterator[tuple[str, Figure]]:
    for row in used:
        for line, part in zip(row.balances, row.figure.parts, strict=False):
            yield line.carrier, part


def _emissions(emitted: Sequence[CarbonYear]) -> Iterator[tuple[str, Figure]]:
    """Return each line of each source of carbon: fuel by fuel, not all fuel at once."""
    for row in emitted:
        for (key, _name), part in zip(amounts.source_names(row), row.figure.parts, strict=False):
            lines = part.parts if len(part.parts) > 1 else (part,)
            for line in lines:
                yield key, line if line is part else _renamed(line, f"{part.name} · {line.name}")


def _outlets(
    released: Sequence[PollutantYear], subject: Subject, names: Mapping[str, str]
) -> Iterator[tuple[str, Figure]]:
    for row in released:
        if (row.medium, row.pollutant) == (subject.medium, subject.pollutant):
            for part in row.figure.parts or (row.figure,):
                name = names.get(part.name)
                yield "", _renamed(part, f"{name} · {part.name}") if name else part


def _renamed(figure: Figure, name: str) -> Figure:
    return replace(figure, name=name)


def share_making(group: Sources, at: int) -> Figure | None:
    """Return how the share of a source was made."""
    if at >= len(group.rows):
        return None
    row = group.rows[at]
    whole = sum((one.figure.value for one in group.rows), Decimal(0))
    return Figure(
        row.figure.name,
        row.ranked.share * 100,
        "%",
        _("source / sum of all sources; what is taken off is left out"),
        row.figure.period,
        (
            Ingredient(row.figure.name, row.figure.value, group.unit),
            Ingredient(_("Sum of the sources"), whole, group.unit),
            Ingredient(_("Share with every larger source"), row.ranked.cumulative * 100, "%"),
        ),
        (row.figure,),
    )


# Gaps


def gaps_of(asked: Asked, enterprise_id: int, *, is_open: bool) -> Gaps:
    """Return the gaps of an enterprise to the best and the median of its sector."""
    found = sector.compared(asked, enterprise_id, is_open=is_open)
    if found.spread is None or found.own is None or found.own.value is None:
        return Gaps(asked, found, None, None)
    below = found.own.below
    if below is None or below <= 0:
        return Gaps(asked, found, None, None)
    activity = below / intensity.KG if asked.subject.is_release else below
    best, median = (
        guidance.gap(own=found.own.value, mark=mark, activity=activity)
        for mark in (found.spread.best, found.spread.median)
    )
    return Gaps(asked, found, best, median)


def gap_making(gaps: Gaps, key: str) -> Figure | None:
    """Return how the saving of a closed gap was made."""
    found = {"best": gaps.best, "median": gaps.median}.get(key)
    own = gaps.comparison.own
    if found is None or own is None or own.below is None:
        return None
    name = sector.mark_name(key, is_guarded=gaps.comparison.is_guarded)
    return Figure(
        name,
        found.saved,
        gaps.unit,
        _("(own intensity − mark) × value of the year; nothing where it is better"),
        str(gaps.asked.year),
        (
            Ingredient(_("Own intensity"), found.own, gaps.comparison.unit),
            Ingredient(name, found.mark, gaps.comparison.unit),
            Ingredient(
                _(intensity.NAMES[gaps.asked.per]).capitalize(),
                own.below,
                intensity.MONEY,
            ),
        ),
    )


# Lists


def steps_of(asked: Asked, enterprise_id: int, *, is_open: bool) -> tuple[Step, ...]:
    """
    Return what each of its entries on the lists of a year would ask of an enterprise.

    The mark of the cumulative rule is another's amount: who may not see others is told it coarsely.
    """
    rows = synergy.lists_of(asked.year).rows
    steps = (_step(row, asked) for row in rows if row.enterprise_id == enterprise_id)
    return tuple(step if is_open else _coarse(step) for step in steps)


def _coarse(step: Step) -> Step:
    if step.mark is None or step.row.share is None:
        return step
    return replace(step, mark=guidance.told_coarsely(step.mark))


def _step(row: ListRow, asked: Asked) -> Step:
    if row.threshold is None:
        return Step(row, None, is_fact=True, is_past=False)
    is_past = row.year < asked.year
    if row.share is None:
        return Step(row, row.threshold, is_fact=False, is_past=is_past)
    return Step(row, _screened(row, asked), is_fact=False, is_past=is_past)


def _screened(row: ListRow, asked: Asked) -> Decimal | None:
    """Return below which amount an enterprise leaves the cumulative rule, the others unchanged."""
    if row.wanted_share is None:
        return None
    works = {one.id for one in asked.owners.values() if one.is_wastewater_works}
    subject = subjects.release(f"{row.medium.lower()}-{row.subject}")
    held = intensity.levels(subject, row.year, asked.stamp)
    others = [
        level.value
        for owner, level in held.items()
        if owner != row.enterprise_id and owner not in works
    ]
    return guidance.leaves_at(others, row.wanted_share)


def step_making(step: Step) -> Figure | None:
    """Return how the fall that a list asks for was made."""
    if step.fall is None or step.mark is None:
        return None
    row = step.row
    how = (
        _("amount − the amount at which the others reach the share without it")
        if row.share is not None
        else _("amount − threshold")
    )
    mark = Ingredient(_("Leaves the list below"), step.mark, row.unit, row.source)
    amount = Ingredient(_("Amount"), row.value, row.unit)
    name = words.local(row.rule_en, row.rule_zh)
    return Figure(name, step.fall, row.unit, how, str(row.year), (amount, mark))


# Measures


@cache
def _kinds() -> tuple[MeasureKind, ...]:
    text = resources.files("copark.statistics.calc").joinpath("measure_kinds.csv")
    return guidance_measures.measure_kinds(text.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind of measure, and the sources of the enterprise that it fits, by subject."""

    kind: MeasureKind
    sources: tuple[tuple[str, tuple[str, ...]], ...]


def hints(sources: Sequence[Sources], day: date) -> tuple[Hint, ...]:
    """Return the kinds of measures that fit the largest sources, each named once."""
    found: dict[str, tuple[MeasureKind, dict[str, list[str]]]] = {}
    for group in sources:
        for row in group.rows[:MEASURED]:
            for kind in guidance_measures.fitting(_kinds(), group.subject.key, row.part, day):
                _kind, fits = found.setdefault(kind.name_en, (kind, {}))
                fits.setdefault(group.subject.name, []).append(row.figure.name)
    return tuple(
        Hint(kind, tuple((name, tuple(dict.fromkeys(names))) for name, names in fits.items()))
        for kind, fits in found.values()
    )
