from decimal import Decimal

import pytest

from copark.pollution.calc.release import Monitored, chosen, coverage_of

LEAST = Decimal("0.75")


def outlet(kg=1000, covered=8760, due=8760):
    return Monitored(1, Decimal(kg), covered, due)


@pytest.mark.parametrize(
    ("outlets", "declared", "tonnes", "method", "reason"),
    [
        ((outlet(),), None, "1", "MONITORED", "covered"),
        ((outlet(),), 9, "1", "MONITORED", "covered"),
        ((outlet(), outlet(500)), 9, "1.5", "MONITORED", "covered"),
        ((), 9, "9", "DECLARED", "not-monitored"),
        ((), 0, "0", "DECLARED", "not-monitored"),
        ((outlet(covered=6570),), 9, "1", "MONITORED", "covered"),
        ((outlet(covered=6569),), 9, "9", "DECLARED", "coverage-low"),
        ((outlet(covered=6569),), None, "1", "MONITORED", "coverage-low-nothing-declared"),
    ],
)
def test_monitored_mass_goes_first_if_it_covers_the_year(outlets, declared, tonnes, method, reason):
    given = None if declared is None else Decimal(declared)

    choice = chosen(monitored=outlets, declared=given, least_coverage=LEAST)

    assert (choice.tonnes, choice.method, choice.reason) == (Decimal(tonnes), method, reason)


def test_neither_monitored_nor_declared_is_no_release_and_not_zero():
    assert chosen(monitored=(), declared=None, least_coverage=LEAST) is None


def test_more_hours_than_are_due_cover_no_more_than_all():
    assert coverage_of((outlet(covered=9000, due=8000), outlet(covered=0, due=8000))) == Decimal(
        "0.5"
    )
    assert coverage_of(()) == 0


@pytest.mark.parametrize(("outlets", "declared"), [((outlet(-1),), None), ((), Decimal(-1))])
def test_a_negative_mass_is_refused(outlets, declared):
    with pytest.raises(ValueError, match="negative"):
        chosen(monitored=outlets, declared=declared, least_coverage=LEAST)
