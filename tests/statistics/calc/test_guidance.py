from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import guidance, guidance_measures
from copark.synergy.calc.cumulative import largest_that_reach

amounts = st.lists(st.integers(0, 2_000), max_size=12)
A_BIT = Decimal("0.001")


def is_taken(x, others, share):
    held = {f"other-{at}": Decimal(one) for at, one in enumerate(others)} | {"own": x}
    return "own" in {row.unit for row in largest_that_reach(held, share)}


@given(amounts, st.sampled_from(["0.5", "0.65", "0.8", "0.95"]))
def test_below_its_mark_a_unit_is_off_the_list_and_above_it_on(others, share):
    share = Decimal(share)
    mark = guidance.leaves_at([Decimal(one) for one in others], share)

    if mark is None:
        assert is_taken(A_BIT, others, share)
    else:
        assert not is_taken(max(mark - A_BIT, Decimal(0)), others, share)
        assert is_taken(mark + A_BIT, others, share)


def test_who_is_alone_cannot_leave_by_its_own_reduction():
    assert guidance.leaves_at([], Decimal("0.65")) is None
    assert guidance.leaves_at([Decimal(0)], Decimal("0.65")) is None


@pytest.mark.parametrize(("others", "share"), [([Decimal(1)], Decimal(0)), ([Decimal(-1)], 1)])
def test_a_strange_share_or_amount_is_an_error(others, share):
    with pytest.raises(ValueError, match="must"):
        guidance.leaves_at(others, Decimal(share))


sources = st.dictionaries(st.text("abcdef", min_size=1), st.integers(-50, 50).map(Decimal))


@given(sources)
def test_shares_fall_and_reach_one(found):
    rows = guidance.ranking(found)

    assert [row.value for row in rows] == sorted((row.value for row in rows), reverse=True)
    assert all(row.value > 0 for row in rows)
    if rows:
        assert rows[-1].cumulative == 1


def test_a_sink_is_no_source_and_takes_nothing_from_the_shares():
    rows = guidance.ranking({"a": Decimal(1), "b": Decimal(3), "recovered": Decimal(-2)})

    assert [(row.key, row.share) for row in rows] == [
        ("b", Decimal("0.75")),
        ("a", Decimal("0.25")),
    ]


def test_who_is_better_than_the_mark_saves_nothing_by_reaching_it():
    found = guidance.gap(own=Decimal(1), mark=Decimal(2), activity=Decimal(10))

    assert (found.difference, found.saved) == (-1, 0)
    with pytest.raises(ValueError, match="positive"):
        guidance.gap(own=Decimal(1), mark=Decimal(2), activity=Decimal(0))


def kinds():
    folder = resources.files("copark.statistics.calc")
    return guidance_measures.measure_kinds(folder.joinpath("measure_kinds.csv").read_text("utf-8"))


def test_every_kind_of_measure_names_its_source_in_both_languages():
    for row in kinds():
        assert row.name_en
        assert row.name_zh
        assert row.source.text
        assert row.source.confidence in {"seen", "memory"}
        assert row.effect in {"BOTH", "POLLUTANT", "CARBON", "TRADE_OFF"}
        assert bool(row.note_en) is bool(row.note_zh)


def test_a_measure_that_costs_carbon_is_called_a_trade_off():
    fit = guidance_measures.fitting(kinds(), "air-nmhc", "", date(2026, 6, 1))

    assert {row.effect for row in fit} == {"BOTH", "POLLUTANT", "TRADE_OFF"}
    assert guidance_measures.fitting(kinds(), "air-nmhc", "", date(2018, 1, 1)) == ()
