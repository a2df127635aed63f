from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from copark.statistics.calc import composition
from copark.statistics.calc.trends import exact_sum

AMOUNTS = st.decimals(-(10**6), 10**9, places=6)
PATHS = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("pqrs"))
ROWS = st.lists(st.tuples(PATHS, AMOUNTS), max_size=30)


@given(ROWS)
def test_in_every_inner_box_as_much_comes_in_as_goes_out(rows):
    found = composition.flows(rows)

    for node in composition.nodes(found):
        if node.column == 1:
            assert composition.inward(found, node) == composition.outward(found, node)


@given(ROWS)
def test_every_column_holds_the_whole(rows):
    found = composition.flows(rows)
    whole = exact_sum(value for _path, value in rows if value > 0)

    for column in (0, 1):
        held = exact_sum(flow.value for flow in found if flow.source.column == column)
        assert held == whole


@given(ROWS, st.integers(0, 2), st.integers(1, 3))
def test_gathering_small_boxes_changes_no_sum_and_leaves_few(rows, column, count):
    kept = composition.kept(rows, column, count)

    assert [value for _path, value in kept] == [value for _path, value in rows]
    assert len({path[column] for path, _value in kept}) <= count + 1


def test_one_key_in_two_columns_is_two_boxes():
    found = composition.flows([(("others", "others"), Decimal(1))])

    assert len(composition.nodes(found)) == 2


def test_what_was_sold_has_no_place_in_a_flow():
    assert composition.flows([(("a", "b"), Decimal(-1)), (("a", "c"), Decimal(0))]) == ()
