"""A co-reduction for machines; numbers stay decimal text, verdicts stand where there is none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from copark.synergy.calc.equivalent import Equivalent
    from copark.synergy.calc.intensity import Intensity
    from copark.synergy.queries.coreduction import CoReduction, Coupled, Effect, Wish


def document(wish: Wish, rows: Iterable[CoReduction]) -> dict[str, object]:
    """Return what was asked, and the answer for the park (enterprise_id null) and enterprises."""
    begins = wish.weights.valid_from
    return {
        "from": wish.first,
        "to": wish.last,
        "weights": {
            "set": wish.weights.name,
            "unit": wish.weights.unit,
            "valid_from": None if begins == date.min else begins.isoformat(),
        },
        "carbon_price": number(wish.carbon_price),
        "price_year": wish.price_year,
        "scheme": wish.scheme,
        "rows": [_row(row) for row in rows],
    }


def _row(row: CoReduction) -> dict[str, object]:
    return {
        "enterprise_id": row.enterprise_id,
        "effects": [_effect(effect) for effect in row.effects],
        "equivalent": _equivalent(row.equivalent),
        "coordination": [_coupled(one) for one in row.coupled],
    }


def _effect(effect: Effect) -> dict[str, object]:
    medium, subject = effect.key
    place = effect.coordinates
    return {
        "medium": medium,
        "subject": subject,
        "unit": "t" if medium else "tCO2e",
        "before": number(effect.change.baseline),
        "after": number(effect.later),
        "reduction": number(effect.change.reduction),
        "rate": number(effect.change.rate),
        "verdict": effect.elasticity.verdict if effect.elasticity else None,
        "elasticity": number(effect.elasticity.value) if effect.elasticity else None,
        "quadrant": place.quadrant if place else None,
        "intensity_before": _intensity(effect.before),
        "intensity_after": _intensity(effect.after),
    }


def _intensity(found: Intensity) -> dict[str, object]:
    return {"verdict": found.verdict, "value": number(found.value)}


def _equivalent(found: Equivalent | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "total": number(found.total),
        "unit": found.unit,
        "parts": [
            {
                "subject": part.subject,
                "kg": number(part.kg),
                "weight": number(part.weight.value),
                "value": number(part.value),
                "source": part.weight.source.text,
                "confidence": part.weight.source.confidence,
            }
            for part in found.parts
        ],
        "unweighted": list(found.unweighted),
    }


def _coupled(row: Coupled) -> dict[str, object]:
    return {
        "year": row.year,
        "pollution_level": number(row.pollution),
        "carbon_level": number(row.carbon),
        "coupling": number(row.found.coupling),
        "degree": number(row.found.degree),
        "class": row.named.name,
        "scheme": row.named.scheme,
    }


def number(value: Decimal | None) -> str | None:
    """Return a number as decimal text."""
    return None if value is None else f"{value:f}"
