"""How sure place 3 is against place 4."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from copark.kernel.figure import Figure, Ingredient, Source
from copark.synergy.calc.places import with_places
from copark.synergy.contracts import ListRow

GRID = Ingredient("Grid factor", Decimal("0.5"), "tCO2/MWh", uncertainty=Decimal("0.5"))


def row(code, value, uncertainty=None, *factors, **facts):
    unsure = None if uncertainty is None else Decimal(uncertainty)
    figure = Figure("CO2", Decimal(value), "t", "", "", factors, uncertainty=unsure)
    whole = {
        "list": "carbon",
        "rule": "annual",
        "enterprise_id": 1,
        "enterprise_code": code,
        "name_en": code,
        "name_zh": code,
        "subject": "co2",
        "value": figure.value,
        "threshold": Decimal(1),
        "unit": "t",
        "share": None,
        "cumulative_share": None,
        "year": 2025,
        "source": Source("rule"),
        "figure": figure,
    }
    return ListRow(**whole | facts)


def sure(rows):
    return [one.before_next for one in with_places(rows)]


def test_the_closer_and_the_less_sure_the_less_sure_the_place():
    near, far, last = sure([row("a", 100, "0.1"), row("b", 98, "0.1"), row("c", 20, "0.1")])

    assert Decimal("0.5") < near < Decimal("0.75")
    assert far == 1
    assert last is None


def test_where_nobody_states_an_uncertainty_nothing_is_said():
    assert sure([row("a", 100), row("b", 99)]) == [None, None]
    assert sure([row("a", 100), row("b", 99), row("c", 98, "0.1")])[0] is None


def test_units_on_one_factor_move_with_it():
    together = sure([row("a", 100, None, GRID), row("b", 98, None, GRID)])
    other = replace(GRID, note="another grid")
    apart = sure([row("a", 100, None, GRID), row("b", 98, None, other)])

    assert together[0] == 1
    assert apart[0] < Decimal("0.6")


def test_a_factor_whose_uncertainty_was_stated_anew_is_still_one_factor():
    anew = replace(GRID, uncertainty=Decimal("0.3"))

    (near, _last) = sure([row("a", 100, None, GRID), row("b", 98, None, anew)])

    assert Decimal("0.5") < near < Decimal("0.7")


def test_rows_of_different_rules_are_not_set_against_each_other():
    found = with_places([row("a", 100, "0.1"), row("b", 99, "0.1", rule="other")])

    assert [one.next_code for one in found] == ["", ""]


def test_the_same_rows_give_the_same_certainty():
    rows = [row("a", 100, "0.1"), row("b", 98, "0.1")]

    assert with_places(rows) == with_places(rows)
