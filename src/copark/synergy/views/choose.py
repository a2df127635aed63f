"""What the pages of the lists choose from, and what a person may see of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base import asked
from copark.base.rights import Right, has, scope_of
from copark.kernel.errors import Refused
from copark.registry import queries as registry
from copark.synergy import queries
from copark.synergy.calc import places as places_of
from copark.synergy.queries.facts import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import ListRow


@dataclass(frozen=True, slots=True)
class Asked:
    """Which year and which rules a page speaks of."""

    year: int
    rules: str
    rule_set: RuleSet


def asked_for(request: HttpRequest) -> Asked:
    """Return the year and the rules asked for; the newest whole year and the park's by default."""
    year = asked.year(request) if request.GET.get("year") else newest_whole_year()
    area = queries.area_code()
    rules = request.GET.get("rules", "") or queries.default_name(area)
    try:
        return Asked(year, rules, queries.named(rules, area))
    except Refused:
        raise Http404(_("There is no such rule set.")) from None


def newest_whole_year() -> int:
    """Return the newest year with figures that is over, else the running one."""
    this = asked.now().year
    return next((year for year in queries.years() if year < this), this)


def years(chosen: int) -> list[int]:
    this = asked.now().year
    return sorted({chosen, this, this - 1, *queries.years()}, reverse=True)


def sets() -> list[tuple[str, str]]:
    """Return each rule set once, in its newest version."""
    return [(row.name, local(row.title_en, row.title_zh)) for row in queries.newest()]


def chooser(found: Asked) -> dict[str, object]:
    """Return what the form of year and rules needs."""
    return {
        "year": found.year,
        "years": years(found.year),
        "rules": found.rules,
        "rule_set": found.rule_set,
        "sets": sets(),
    }


def own_rows(request: HttpRequest, rows: Iterable[ListRow]) -> tuple[ListRow, ...]:
    """Return the rows that a person may see: all, or those of one's own enterprise."""
    own = scope_of(request.user).enterprise_id
    return tuple(rows) if own is None else places_of.own_rows(rows, own)


def enterprises() -> list[tuple[int, str]]:
    """Return the enterprises to choose from."""
    return [
        (one.id, f"{local(one.name_en, one.name_zh)} · {one.code}")
        for one in registry.enterprises()
    ]


PLACES: Sequence[tuple[str, Right]] = (
    ("lists", Right.SEE_OWN),
    ("change-list", Right.SEE_OWN),
    ("candidate-list", Right.SEE_OWN),
    ("what-if", Right.SEE_PARK),
    ("publication-list", Right.SEE_OWN),
    ("designated-list", Right.SEE_OWN),
    ("fact-list", Right.SEE_OWN),
    ("ruleset-list", Right.SEE_OWN),
)


def places(request: HttpRequest, here: str, query: str = "") -> list[tuple[str, str, bool]]:
    """Return the pages about the lists: name, address, and whether one is there."""
    names = {
        "lists": _("Three lists"),
        "change-list": _("Entered and left"),
        "candidate-list": _("Near a threshold"),
        "what-if": _("What if"),
        "publication-list": _("Decisions"),
        "designated-list": _("Designated units"),
        "fact-list": _("Facts of units"),
        "ruleset-list": _("Rule sets"),
    }
    return [
        (names[name], f"{reverse(f'synergy:{name}')}{query}", name == here)
        for name, right in PLACES
        if has(request.user, right)
    ]
