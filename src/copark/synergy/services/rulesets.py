"""Make a rule set of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.kernel.errors import Refused
from copark.synergy import queries
from copark.synergy.calc import rulesets
from copark.synergy.models import RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


@transaction.atomic
def make_rule_set(
    *,
    name: str,
    titles: tuple[str, str],
    valid_from: date,
    rules: Sequence[dict[str, str]],
    user_id: int | None,
    now: datetime,
) -> str:
    """
    Keep a rule set, or a new version of one; return its version.

    Raises
    ------
    Refused
        ``synergy.rule.bad``, or ``synergy.rules.shipped`` for the name of a shipped set.
    """
    if name in queries.shipped() or name == "default":
        message = f"“{name}” is a rule set that comes with Copark; choose another name."
        raise Refused("synergy.rules.shipped", message, name=name)
    rulesets.rules(list(rules))
    version = f"{now.year}.{RuleSet.objects.filter(name=name).count() + 1}"
    RuleSet.objects.create(
        name=name,
        version=version,
        title_en=titles[0],
        title_zh=titles[1],
        valid_from=valid_from,
        rules=list(rules),
        made_at=now,
        made_by_id=user_id,
    )
    base.record(
        user_id=user_id,
        verb="make",
        domain="synergy",
        kind="ruleset",
        subject_id=name,
        now=now,
        version=version,
    )
    return version
