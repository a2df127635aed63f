"""Read what was frozen when inventories closed."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from copark.inventory.models import Closed

LANGUAGES = {"en": "en", "zh": "zh-hans"}  #: Key of what is kept, and the language it is told in.


def language() -> str:
    """Return the key under which figures are kept in the language in use."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def of(year: int, domain: str, enterprise_id: int | None = None) -> dict[int, Any]:
    """Return what a domain froze of a year, by enterprise: the version that counts."""
    rows = Closed.objects.filter(inventory__year=year, is_current=True)
    if enterprise_id is not None:
        rows = rows.filter(inventory__enterprise_id=enterprise_id)
    key = f"figures__{domain}__{language()}"
    return dict(rows.values_list("inventory__enterprise_id", key))


def figures_of(version_id: int) -> dict[str, Any]:
    """Return all that was frozen in a version."""
    return Closed.objects.values_list("figures", flat=True).get(pk=version_id)


def stamp() -> tuple[object, ...]:
    """Return what changes whenever a year is closed or restated, for the keys of caches."""
    found = Closed.objects.aggregate(
        newest=Max("pk"), current=Count("pk", filter=Q(is_current=True))
    )
    return tuple(found.values())
