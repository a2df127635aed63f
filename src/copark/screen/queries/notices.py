"""Early warnings by level, the most urgent, and the ticker."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse

from copark.screen.contracts import Name, Notice, Warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copark.alerts.contracts import EarlyWarning
    from copark.registry.contracts import EnterpriseRef

    Owners = Mapping[int, EnterpriseRef]

URGENCY = {"ALARM": 0, "ATTENTION": 1, "NOTE": 2}
URGENT = 3
TICKER = 12


def warnings(found: Sequence[EarlyWarning], owners: Owners) -> Warnings:
    counts = Counter(warning.level for warning in found)
    ordered = sorted(
        found, key=lambda warning: (URGENCY[warning.level], -warning.raised_at.timestamp())
    )
    return Warnings(
        alarm=counts["ALARM"],
        attention=counts["ATTENTION"],
        note=counts["NOTE"],
        oldest_at=min((warning.raised_at for warning in found), default=None),
        urgent=tuple(_notice(warning, owners) for warning in ordered[:URGENT]),
        url=reverse("alerts:warning-list"),
    )


def ticker(recent: Iterable[EarlyWarning], owners: Owners) -> tuple[Notice, ...]:
    """Return what happened lately: warnings raised and warnings closed, newest first."""
    events = [_notice(warning, owners) for warning in recent]
    events.sort(key=lambda notice: notice.at, reverse=True)
    return tuple(events[:TICKER])


def _notice(warning: EarlyWarning, owners: Owners) -> Notice:
    owner = owners.get(warning.enterprise_id or 0)
    return Notice(
        at=warning.closed_at or warning.raised_at,
        level=warning.level,
        state=warning.state,
        title=Name(warning.title_en, warning.title_zh),
        url=reverse("alerts:warning-detail", args=[warning.id]),
        owner=Name(owner.name_en, owner.name_zh) if owner else None,
    )
