"""Read main meters against those behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.meters.calc.balance import balanced
from copark.meters.contracts import BalanceRow
from copark.meters.queries.real import key_of
from copark.meters.queries.rules import rules_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.meters.calc.months import Month
    from copark.meters.contracts import MeterRow


def balances(rows: Iterable[MeterRow], month: Month) -> list[BalanceRow]:
    """Return a balance for every meter that others are behind, the widest open first."""
    listed = list(rows)
    subs: dict[str, list[MeterRow]] = {}
    for row in listed:
        if row.main_id is not None:
            subs.setdefault(key_of(row.main_id), []).append(row)
    rules = rules_on(month.first)
    found = [
        BalanceRow(
            row,
            tuple(subs[row.key]),
            balanced(
                row.total,
                [sub.total for sub in subs[row.key]],
                tolerance=float(rules.tolerance.value),
                least=float(rules.least.value),
            ),
        )
        for row in listed
        if row.key in subs
    ]
    return sorted(found, key=lambda one: -abs(one.balance.share or 0.0))
