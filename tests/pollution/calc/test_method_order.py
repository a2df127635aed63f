from decimal import Decimal
from importlib import resources

import pytest

from copark.kernel.errors import Refused
from copark.pollution.calc import method_order
from copark.pollution.calc.method_order import Candidate, first_lawful

TEXT = (resources.files("copark.pollution.calc") / "method_order.csv").read_text("utf-8")
WAYS = method_order.ways(TEXT)


def found(way, kg, objection=""):
    return Candidate(way, Decimal(kg), objection)


@pytest.mark.parametrize(
    ("candidates", "way"),
    [
        (["SAMPLED", "COEFFICIENT", "AGENCY", "MONITORED"], "MONITORED"),
        (["SAMPLED", "COEFFICIENT", "AGENCY"], "AGENCY"),
        (["SAMPLED", "COEFFICIENT"], "COEFFICIENT"),
        (["SAMPLED", "BALANCE"], "BALANCE"),
        (["SAMPLED"], "SAMPLED"),
    ],
)
def test_the_law_puts_monitoring_before_agencies_before_balances_before_samples(candidates, way):
    counted = first_lawful([found(name, number) for number, name in enumerate(candidates)], WAYS)

    assert counted.way.code == way
    assert counted.way.source.confidence == "seen"


def test_monitoring_that_breaks_the_rules_is_passed_over_and_remembered():
    counted = first_lawful([found("MONITORED", 1, "coverage 60 %"), found("AGENCY", 2)], WAYS)

    assert counted.candidate.kg == 2
    assert [row.objection for row in counted.passed_over] == ["coverage 60 %"]


def test_nothing_fit_is_no_release_and_not_zero():
    assert first_lawful([], WAYS) is None
    assert first_lawful([found("MONITORED", 1, "not certified")], WAYS) is None


def test_balance_and_coefficient_that_differ_are_settled_by_a_person():
    with pytest.raises(Refused) as refusal:
        first_lawful([found("BALANCE", 1), found("COEFFICIENT", 2)], WAYS)

    assert refusal.value.code == "pollution.way.two"
    counted = first_lawful([found("BALANCE", 1), found("COEFFICIENT", 2, "too coarse")], WAYS)
    assert counted.way.code == "BALANCE"


def test_an_unknown_way_and_a_negative_mass_are_refused():
    with pytest.raises(Refused, match="guess"):
        first_lawful([found("guess", 1)], WAYS)
    with pytest.raises(Refused, match="kg is -1"):
        first_lawful([found("AGENCY", -1)], WAYS)
