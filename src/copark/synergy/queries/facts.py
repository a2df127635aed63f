"""The facts of units that the park entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils.translation import get_language

from copark.synergy import contracts
from copark.synergy.models import UnitFact

if TYPE_CHECKING:
    from django.db.models import QuerySet

FIELDS = (
    "pk",
    "enterprise_id",
    "enterprise__code",
    "enterprise__name_en",
    "enterprise__name_zh",
    "name",
    "year_from",
    "value",
    "evidence",
    "recorded_at",
    "recorded_by__username",
)


def counting(enterprise_id: int | None = None) -> list[contracts.UnitFact]:
    """Return the facts that count, by enterprise, fact and year."""
    rows = UnitFact.objects.current().order_by("enterprise__code", "name", "year_from")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return _read(rows)


def fact(pk: int) -> contracts.UnitFact | None:
    """Return a fact that counts."""
    found = _read(UnitFact.objects.current().filter(pk=pk))
    return found[0] if found else None


def stamp() -> tuple[object, ...]:
    """Return what changes whenever a fact is entered, corrected or withdrawn."""
    found = UnitFact.objects.aggregate(
        newest=Max("pk"), replaced=Count("superseded_by"), withdrawn=Count("withdrawn_at")
    )
    return tuple(found.values())


def local(name_en: str, name_zh: str) -> str:
    """Pick the name of the language in use."""
    return name_zh if (get_language() or "").startswith("zh") else name_en


def _read(rows: QuerySet[UnitFact]) -> list[contracts.UnitFact]:
    return [contracts.UnitFact(*row) for row in rows.values_list(*FIELDS)]
