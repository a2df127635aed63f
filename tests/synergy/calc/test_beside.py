from copark.synergy.calc import beside
from copark.synergy.contracts import DesignatedUnit
from tests.synergy.calc.test_lists import amount, drawn, unit


def designated(enterprise_id, name):
    return DesignatedUnit(
        1, enterprise_id, "x", "X", "某", name, 2026, "文", "某", "", "NAME", 1, 2
    )


def standing(named, rows):
    return {(one.part, one.enterprise_id): one.state for one in beside.compared(named, rows)}


ROWS = drawn(
    unit("a", amount("energy", 6000), amount("nox", 70, medium="AIR")),
    unit("b", amount("cod", 9, medium="WATER")),
).rows
A, B = ord("a"), ord("b")


def test_each_unit_is_in_both_only_designated_or_only_drawn():
    named = [designated(A, "energy"), designated(B, "carbon")]

    assert standing(named, ROWS) == {
        ("energy", A): "BOTH",
        ("env_air", A): "ONLY_DRAWN",
        ("env_water", B): "ONLY_DRAWN",
        ("carbon", B): "ONLY_DESIGNATED",
    }


def test_a_discharger_designated_without_a_part_fits_every_part_that_was_drawn():
    assert standing([designated(A, "env_any")], ROWS)["env_air", A] == "BOTH"
    assert ("env_any", A) not in standing([designated(A, "env_any")], ROWS)


def test_a_discharger_designated_without_a_part_and_drawn_nowhere_is_only_designated():
    assert standing([designated(7, "env_any")], ROWS)["env_any", 7] == "ONLY_DESIGNATED"
