"""Who comes and goes, who is near, and what would be: the lists held against others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.base.recent import recent
from copark.synergy.calc import beside, candidates, changes, lists, whatif
from copark.synergy.calc.changes import Drawing
from copark.synergy.calc.meeting import Park
from copark.synergy.queries import designated, publications, units
from copark.synergy.queries import lists as drawn_lists

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.synergy.calc.beside import Standing
    from copark.synergy.calc.candidates import Candidate
    from copark.synergy.calc.changes import Change
    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.calc.whatif import Place, Supposed
    from copark.synergy.queries.publications import Frozen


def candidates_of(
    year: int, rule_set: RuleSet, margin: Decimal, assumed: Decimal | None = None
) -> list[Candidate]:
    """
    Return the units near a threshold.

    Raises
    ------
    Refused
        ``synergy.margin.bad``.
    """
    stamp = units.stamps(year)
    return recent(
        ("candidates", year, rule_set, margin, assumed, *stamp),
        lambda: candidates.near(_park(year, rule_set, stamp), rule_set, year, margin, assumed),
    )


def changes_of(year: int, rule_set: RuleSet) -> tuple[list[Change], dict[str, Frozen]]:
    """
    Return who entered and left against the year before, and which decisions were held against.

    Where a list of the year before was decided, the decision counts; else it is drawn anew, by
    the same rules.
    """
    decided = {
        name: frozen
        for name in publications.in_force(year - 1)
        if (frozen := publications.frozen_list(year - 1, name))
    }
    stamp = units.stamps(year)
    seals = tuple(frozen.ref.sha256 for frozen in decided.values())
    found = recent(
        ("changes", year, rule_set, seals, *stamp),
        lambda: _changes(_park(year, rule_set, stamp), year, rule_set, decided),
    )
    return found, decided


def _changes(park: Park, year: int, rule_set: RuleSet, decided: dict[str, Frozen]) -> list[Change]:
    now = lists.drawn_from(park, rule_set, year).rows
    before = lists.drawn_from(park, rule_set, year - 1).rows
    found = []
    for name in publications.THREE:
        frozen = decided.get(name)
        was = (
            Drawing(frozen.rows, frozen.rule_set, year - 1)
            if frozen
            else Drawing(publications.of_list(before, name), rule_set, year - 1)
        )
        is_now = Drawing(publications.of_list(now, name), rule_set, year)
        found += changes.compared(was, is_now, park)
    return found


def supposed(year: int, rule_set: RuleSet, what: Supposed) -> list[Place]:
    """
    Return who would be on the lists, side by side with who is.

    Raises
    ------
    Refused
        ``synergy.what-if.…``, naming what cannot be supposed.
    """
    other = whatif.rules(rule_set, what)
    found = units.units_of(year, units.years_of(rule_set))
    park = whatif.park(found, what, year, _("supposed, not measured"))
    would = lists.drawn_from(park, other, year) if other.rules else None
    is_now = drawn_lists.drawn(year, rule_set)
    return whatif.side_by_side(is_now.rows, would.rows if would else ())


def beside_of(year: int, figures: int, rule_set: RuleSet) -> list[Standing]:
    """Return the designated units of a year beside the lists drawn from the figures of another."""
    return beside.compared(
        designated.designated_of(year), drawn_lists.drawn(figures, rule_set).rows
    )


def _park(year: int, rule_set: RuleSet, stamp: tuple[object, ...]) -> Park:
    return Park(units.units_of(year, units.years_of(rule_set, more=1), stamp))
