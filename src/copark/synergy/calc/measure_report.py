"""The effects of measures as a document for machines; numbers stay decimal text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from copark.synergy.calc.equivalent import CARBON

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.synergy.calc.equivalent import Equivalent
    from copark.synergy.calc.measures import Effect, MeasureEffects, Report


def document(report: Report) -> dict[str, object]:
    """Return the report with weights, their sources, and verdicts where there is no number."""
    case = report.case
    undated = case.weights.valid_from == date.min
    return {
        "name": case.name,
        "weights": {
            "set": case.weights.name,
            "unit": case.weights.unit,
            "valid_from": None if undated else case.weights.valid_from.isoformat(),
        },
        "carbon_price": _number(case.carbon_price),
        "measures": [_measure(row) for row in report.measures],
        "together": _measure(report.together),
        "by_cost": [
            {
                "name": step.measure,
                "equivalent": _number(step.reduction),
                "cost_per_equivalent": _number(step.unit_cost),
                "cumulative": _number(step.cumulative),
            }
            for step in report.curve
        ],
    }


def unit_of(subject: str) -> str:
    """Return the unit that amounts of a subject are stated in."""
    return "tCO2e" if subject == CARBON else "t"


def _measure(row: MeasureEffects) -> dict[str, object]:
    return {
        "name": row.name,
        "annual_cost": _number(row.annual_cost),
        "effects": [_effect(effect) for effect in row.effects],
        "equivalent": _equivalent(row.equivalent),
        "cost_per_equivalent": _number(row.cost_per_equivalent),
    }


def _effect(effect: Effect) -> dict[str, object]:
    change, point = effect.change, effect.coordinates
    return {
        "subject": change.subject,
        "unit": unit_of(change.subject),
        "baseline": _number(change.baseline),
        "reduction": _number(change.reduction),
        "rate": _number(change.rate),
        "verdict": effect.elasticity.verdict if effect.elasticity else None,
        "elasticity": _number(effect.elasticity.value) if effect.elasticity else None,
        "quadrant": point.quadrant if point else None,
        "distance": _number(point.distance) if point else None,
        "unit_cost": _number(effect.unit_cost),
    }


def _equivalent(found: Equivalent) -> dict[str, object]:
    return {
        "total": _number(found.total),
        "unit": found.unit,
        "parts": [
            {
                "subject": part.subject,
                "kg": _number(part.kg),
                "weight": _number(part.weight.value),
                "unit": part.weight.unit,
                "value": _number(part.value),
                "source": part.weight.source.text,
                "confidence": part.weight.source.confidence,
            }
            for part in found.parts
        ],
        "unweighted": list(found.unweighted),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
