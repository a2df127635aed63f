from __future__ import annotations

import itertools
from datetime import datetime

import pytest

from copark.protocols.hj212 import encoding
from copark.protocols.hj212.cp import BEIJING
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.decoding import Message, decode
from copark.protocols.hj212.encoding import Header, Item
from copark.protocols.hj212.packets import Reassembler, joined

AT = datetime(2026, 8, 1, 8, 50, tzinfo=BEIJING)
ITEMS = [Item(f"a{n:05d}", {"Avg": n + 0.5, "Min": 1.0, "Max": 2.0}, "N") for n in range(40)]
HEADER = Header("M1", "2051", "31", qn="20260801090000000", wants_answer=True)
READINGS = [(i.factor, name, v, "N") for i in ITEMS for name, v in i.values.items()]


def repeating(header: Header = HEADER) -> list[Message]:
    return [decode(raw.strip()) for raw in encoding.packets(header, AT, ITEMS)]


def cut(longest: int = 950) -> list[Message]:
    text = ";".join(["DataTime=20260801085000", *map(encoding.item_text, ITEMS)])
    return [decode(raw.strip()) for raw in encoding.split_text(HEADER, text, longest)]


@pytest.mark.parametrize("parts", [repeating(), cut()], ids=["repeating", "cut"])
def test_packets_in_any_order_give_the_whole_message(parts):
    for order in itertools.permutations(parts):
        reassembler = Reassembler()

        found = [reassembler.add(part) for part in order]

        assert found[:-1] == [None] * (len(parts) - 1)
        assert [r[:4] for r in found[-1].readings] == READINGS
        assert {r.at for r in found[-1].readings} == {AT}
        assert (found[-1].pnum, found[-1].crc) == (None, Check.ANNEX_A)
        assert len(reassembler) == 0


@pytest.mark.parametrize("longest", range(40, 99))
def test_text_cut_anywhere_is_joined_again(longest):
    whole = joined(cut(longest))

    assert [r[:4] for r in whole.readings] == READINGS


def test_packets_cut_between_items_are_joined_with_a_separator():
    first, second = cut(500)[:2]
    before, _, _ = first.cp.rpartition(";")

    whole = joined([first._replace(cp=before), second._replace(cp="a99999-Rtd=1,a99999-Flag=N")])

    assert whole.readings[-1][:4] == ("a99999", "Rtd", 1.0, "N")


def test_a_packet_sent_twice_counts_once_before_and_after_completion():
    first, second, third = repeating()
    reassembler = Reassembler()

    found = [reassembler.add(part) for part in (first, first, second, third, third, first)]

    assert [message is not None for message in found] == [False, False, False, True, False, False]
    assert len(found[3].readings) == len(READINGS)
    assert len(reassembler) == 0


def test_a_message_with_a_lost_packet_is_given_up_after_patience_and_its_packets_are_kept():
    first, _, third = repeating()
    reassembler = Reassembler(patience=10)

    reassembler.add(first, 1)
    reassembler.add(third, 5)
    reassembler.add(decode(b"##0000CN=2011;MN=M2;CP=&&&&0000"), 16)

    assert len(reassembler) == 0
    assert reassembler.given_up() == [first, third]
    assert reassembler.given_up() == []


def test_memory_is_bounded_by_the_count_of_open_messages():
    reassembler = Reassembler(capacity=5)

    for number in range(100):
        part = repeating(HEADER._replace(qn=f"{number:017d}"))[0]
        assert reassembler.add(part) is None

    assert len(reassembler) == 5
    assert len(reassembler.given_up()) == 5


def test_another_count_of_packets_under_the_same_number_starts_anew():
    first, second, third = repeating()
    reassembler = Reassembler()

    reassembler.add(first._replace(pnum=2))
    found = [reassembler.add(part) for part in (first, second, third)]

    assert found[-1] is not None
    assert len(reassembler.given_up()) == 1


@pytest.mark.parametrize(("pnum", "pno"), [(None, None), (1, 1), (2, 3), (3, 0), (5000, 1)])
def test_what_is_not_numbered_sensibly_is_whole_by_itself(pnum, pno):
    message = repeating()[0]._replace(pnum=pnum, pno=pno)

    assert Reassembler().add(message) is message


def test_a_wrong_check_in_any_packet_marks_the_whole():
    first, second, third = repeating()

    assert joined([first, second._replace(crc=Check.BAD), third]).crc is Check.BAD
