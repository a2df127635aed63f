"""The door by which others read meters."""

from copark.meters.calc.totals import grade_of
from copark.meters.queries.asking import meters, month_of
from copark.meters.queries.balances import balances
from copark.meters.queries.real import key_of, real
from copark.meters.queries.rules import rules_on
from copark.meters.queries.virtual import (
    known_share,
    total_of,
    units,
    virtual,
    virtual_hours,
    virtual_key,
    virtual_meters,
    virtuals,
)

__all__ = [
    "balances",
    "grade_of",
    "key_of",
    "known_share",
    "meters",
    "month_of",
    "real",
    "rules_on",
    "total_of",
    "units",
    "virtual",
    "virtual_hours",
    "virtual_key",
    "virtual_meters",
    "virtuals",
]
