"""The units that an authority designated."""

from __future__ import annotations

from copark.registry import queries as registry
from copark.synergy.calc.designated import Known
from copark.synergy.contracts import DesignatedUnit
from copark.synergy.models import Designated

FIELDS = (
    "pk",
    "enterprise_id",
    "enterprise__code",
    "enterprise__name_en",
    "enterprise__name_zh",
    "list",
    "year",
    "document",
    "name_written",
    "credit_code",
    "matched_by",
    "upload_id",
    "upload_row",
)


def designated_of(year: int, enterprise_id: int | None = None) -> list[DesignatedUnit]:
    """Return the designated units of a year, by list and enterprise."""
    rows = Designated.objects.current().filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    ordered = rows.order_by("list", "enterprise__code")
    return [DesignatedUnit(*row) for row in ordered.values_list(*FIELDS)]


def designated_years() -> list[int]:
    """Return the years that have designated units, the newest first."""
    found = Designated.objects.current().order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def known() -> list[Known]:
    """Return the enterprises with every name and credit code that documents used for them."""
    codes: dict[int, set[str]] = {}
    written: dict[int, set[str]] = {}
    rows = Designated.objects.current().values_list("enterprise_id", "name_written", "credit_code")
    for enterprise_id, name, code in rows:
        written.setdefault(enterprise_id, set()).add(name)
        codes.setdefault(enterprise_id, set()).add(code)
    return [
        Known(
            one.id,
            one.code,
            tuple(
                filter(None, dict.fromkeys([one.name_zh, one.name_en, *written.get(one.id, ())]))
            ),
            tuple(filter(None, codes.get(one.id, ()))),
        )
        for one in registry.enterprises()
    ]
