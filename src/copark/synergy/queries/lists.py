"""The three lists, drawn from the inventories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.synergy.calc import lists, places
from copark.synergy.queries import rulesets, units

if TYPE_CHECKING:
    from copark.synergy.calc.meeting import Unit
    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import Lists


def lists_of(year: int, rules: str = rulesets.DEFAULT, area: str = "") -> Lists:
    """
    Return the lists of a year: its newest figures, and as many years back as the rules look.

    What people enter is seen at once; what is monitored or metered, within a minute.
    """
    return drawn(year, rulesets.named(rules, area or area_code()))


def drawn(year: int, rule_set: RuleSet) -> Lists:
    """Return the lists of a year under a rule set that is at hand."""
    stamp = units.stamps(year)
    return recent(("lists", year, rule_set, *stamp), lambda: _drawn(year, rule_set, stamp))


def area_code() -> str:
    """Return the administrative code of the park; empty where there is none."""
    park = registry.park()
    return park.area_code if park else ""


def _drawn(year: int, rule_set: RuleSet, stamp: tuple[object, ...]) -> Lists:
    found = units.units_of(year, units.years_of(rule_set), stamp)
    notes = tuple(_notes(found, rule_set, year))
    drawn = lists.draw(found, rule_set, year)
    return replace(drawn, rows=places.with_places(drawn.rows), notes=notes)


def _notes(found: tuple[Unit, ...], rule_set: RuleSet, year: int) -> list[str]:
    back = units.years_of(rule_set).released
    held = {amount.year for unit in found for amount in unit.amounts if amount.medium}
    missing = [str(past) for past in range(year - back + 1, year + 1) if past not in held]
    silent = sum(1 for unit in found if not unit.amounts)
    notes = []
    if missing and any(rule.is_share for rule in rule_set.rules):
        notes.append(
            _(
                "No releases are recorded for %(years)s;"
                " the 65 %% rule looks at the years there are."
            )
            % {"years": ", ".join(missing)}
        )
    if silent:
        notes.append(
            _("%(count)s enterprise(s) have no figure of these years; no figure is not zero.")
            % {"count": silent}
        )
    return notes


def years() -> list[int]:
    """Return the years that have figures of any kind, the newest first."""
    return sorted({*energy.years(), *pollution.years()}, reverse=True)
