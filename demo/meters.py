"""Say which meters are behind which, and what nobody meters as a formula over those that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.meters import queries, services
from copark.registry import queries as registry_queries
from copark.registry import services as registry
from demo.outlets import BEHIND

if TYPE_CHECKING:
    from datetime import datetime

    from demo.rows import Built

COUNTER = "ke0101"
REGISTER = 99_999_999.9  #: Of a counter with eight digits before the point. [kWh]


def hang(built: Built, *, now: datetime) -> None:
    """Put the meters of some enterprises behind their main meters."""
    owners = {ref.code: ref.id for ref in registry_queries.enterprises()}
    for code in BEHIND:
        if code in owners:
            _behind(owners[code], code, built.users["park"], now)


def _behind(enterprise_id: int, code: str, by: int, now: datetime) -> None:
    points = {
        point.outlet_code: point.id
        for point in registry_queries.points(enterprise_id)
        if point.factor == COUNTER
    }
    main, *subs = (points[name] for name in sorted(points))
    for point in (main, *subs):
        facts = {"register": REGISTER, "main_id": None if point == main else main}
        registry.save_meter(point_id=point, facts=facts, by=by, now=now)
    names = "abc"[: len(subs) + 1]
    services.save_virtual(
        virtual_id=None,
        facts={
            "code": f"{code}-REST",
            "name_en": "Electricity that no meter behind counts",
            "name_zh": "未分表计量用电",
            "enterprise_id": enterprise_id,
            "unit": "kWh",
            "formula": " - ".join(names),
        },
        parts=dict(zip(names, map(queries.key_of, (main, *subs)), strict=True)),
        by=by,
        now=now,
    )
