"""Intensity, comparison and guidance for machines; numbers stay decimal text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.energy import queries as energy
from copark.statistics.queries import guidance, intensity, sector

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from copark.statistics.queries.guidance import Gaps, Sources, Step
    from copark.statistics.queries.intensity import Ratio
    from copark.statistics.queries.questions import Question
    from copark.statistics.queries.sector import Asked, Comparison


def asked(question: Question, per: str, price_year: int) -> Asked:
    """Return what a comparison is asked; what is not known is the usual."""
    offered = energy.price_years() or [0]
    return sector.Asked(
        question.subject,
        question.year,
        per if per in intensity.PER else intensity.OUTPUT,
        price_year if price_year in offered else offered[0],
        intensity.stamp(),
        sector.everybody(),
    )


def intensities(question: Question, about: Asked) -> dict[str, object]:
    """Return the intensity of each enterprise of a place, and of the place."""
    held = intensity.ratios(about.subject, about.year, about.per, about.price_year, about.stamp)
    whole = intensity.of_place(held, about.subject, question.place)
    return {
        **_about(about),
        "whole": _ratio(whole) if whole else None,
        "rows": [
            {"enterprise_id": owner, **_ratio(row)}
            for owner, row in sorted(held.items())
            if question.place.holds(owner)
        ],
    }


def comparison(question: Question, about: Asked) -> dict[str, object]:
    """Return a comparison; who is bound to an enterprise gets others as a group only."""
    own, is_open = question.place.enterprise_id, question.bound is None
    found = (
        sector.within(about, question.place)
        if own is None
        else sector.compared(about, own, is_open=is_open)
    )
    return {**_about(about), "enterprise_id": own, **_comparison(found)}


def guided(question: Question, about: Asked, today: date) -> dict[str, object]:
    """Return the guidance of an enterprise."""
    own, is_open = question.place.enterprise_id or 0, question.bound is None
    sources = guidance.sources_of(question.subjects, question.year, own, about.stamp)
    gaps = [guidance.gaps_of(about.of(group.subject), own, is_open=is_open) for group in sources]
    steps = guidance.steps_of(about, own, is_open=is_open)
    return {
        "enterprise_id": own,
        "year": question.year,
        "lists": [_step(step) for step in steps],
        "sources": [_sources(group) for group in sources],
        "gaps": [_gap(one) for one in gaps],
        "hints": [
            {
                "name_en": one.kind.name_en,
                "name_zh": one.kind.name_zh,
                "effect": one.kind.effect,
                "fits": dict(one.sources),
                "source": one.kind.source.text,
                "confidence": one.kind.source.confidence,
            }
            for one in guidance.hints(sources, today)
        ],
    }


def _about(about: Asked) -> dict[str, object]:
    return {
        "subject": about.subject.key,
        "year": about.year,
        "per": about.per,
        "price_year": about.price_year,
    }


def _ratio(row: Ratio) -> dict[str, object]:
    return {
        "verdict": row.verdict,
        "value": number(row.value),
        "unit": row.unit,
        "amount": number(row.above),
        "worth": number(row.below),
    }


def _comparison(found: Comparison) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "unit": found.unit,
        "sector": found.prefix,
        "compared": found.count,
        "own": number(found.own.value) if found.own else None,
        "share_below": number(found.rank),
        "is_guarded": found.is_guarded,
        "marks": {key: number(value) for key, _name, value in found.marks},
        "members": [
            {"enterprise_id": row.enterprise_id, "name": row.name, "value": number(row.value)}
            for row in found.members
        ],
    }


def _gap(one: Gaps) -> dict[str, object]:
    found = {
        key: {
            "mark": number(gap.mark),
            "difference": number(gap.difference),
            "saved": number(gap.saved),
        }
        for key, gap in (("best", one.best), ("median", one.median))
        if gap is not None
    }
    return {
        "subject": one.asked.subject.key,
        "verdict": one.comparison.verdict,
        "unit": one.comparison.unit,
        "own": number(one.comparison.own.value) if one.comparison.own else None,
        "better": one.comparison.better,
        "compared": one.comparison.count,
        **found,
    }


def _sources(group: Sources) -> dict[str, object]:
    return {
        "subject": group.subject.key,
        "unit": group.unit,
        "rows": [
            {
                "name": row.figure.name,
                "value": number(row.figure.value),
                "share": number(row.ranked.share),
                "cumulative": number(row.ranked.cumulative),
            }
            for row in group.rows
        ],
    }


def _step(step: Step) -> dict[str, object]:
    row = step.row
    return {
        "list": row.list,
        "rule": row.rule,
        "subject": row.subject,
        "medium": row.medium,
        "year": row.year,
        "amount": number(row.value),
        "unit": row.unit,
        "leaves_below": number(step.mark),
        "fall": number(step.fall),
        "is_fact": step.is_fact,
    }


def number(value: Decimal | None) -> str | None:
    """Return a number as decimal text."""
    return None if value is None else f"{value:f}"
