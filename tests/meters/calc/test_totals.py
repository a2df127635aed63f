from __future__ import annotations

import pytest

from copark.meters.calc.balance import balanced
from copark.meters.calc.totals import Total, added, grade_of

GRADES = (("A", 0.95), ("B", 0.8), ("C", 0.5), ("D", 0.0))
SILENT = Total(0.0, 720, 0, 0, silent=1)


def test_one_silent_meter_of_five_thousand_never_suppresses_a_total():
    total = added([Total(10.0, 720, 720, 0)] * 4999 + [SILENT])

    assert total.amount == 49_990.0
    assert (total.meters, total.silent) == (5000, 1)
    assert total.coverage == pytest.approx(4999 / 5000)
    assert grade_of(total, GRADES) == "A"


def test_the_estimated_share_is_that_of_the_amount():
    total = added([Total(60.0, 24, 24, 0), Total(40.0, 24, 20, 4, amount_estimated=10.0)])

    assert total.estimated == pytest.approx(0.1)
    assert total.measured == pytest.approx(44 / 48)
    assert total.coverage == 1.0


@pytest.mark.parametrize(
    ("measured", "grade"), [(100, "A"), (95, "A"), (94, "B"), (79, "C"), (10, "D"), (0, "D")]
)
def test_a_grade_is_the_best_that_is_reached(measured, grade):
    assert grade_of(Total(1.0, 100, measured, 0), GRADES) == grade


def test_nothing_due_has_neither_coverage_nor_grade():
    nothing = Total(0.0, 0, 0, 0)

    assert (nothing.coverage, grade_of(nothing, GRADES)) == (None, "")


@pytest.mark.parametrize(
    ("main", "subs", "verdict"),
    [
        (Total(100.0, 24, 24, 0), [Total(97.5, 24, 24, 0)], "CLOSED"),
        (Total(100.0, 24, 24, 0), [Total(92.0, 24, 24, 0)], "OPEN"),
        (Total(100.0, 24, 24, 0), [Total(110.0, 24, 24, 0)], "OPEN"),
        (Total(100.0, 24, 24, 0), [Total(50.0, 24, 24, 0), Total(0.0, 24, 0, 0)], "UNSURE"),
        (Total(100.0, 24, 20, 4, 20.0), [Total(50.0, 24, 24, 0)], "UNSURE"),
        (Total(0.0, 24, 24, 0), [Total(5.0, 24, 24, 0)], "UNSURE"),
    ],
)
def test_an_outage_is_no_leak(main, subs, verdict):
    assert balanced(main, subs, tolerance=0.03, least=0.9).verdict == verdict
