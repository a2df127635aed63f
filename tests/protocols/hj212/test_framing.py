from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.protocols.hj212 import crc, framing
from copark.protocols.hj212.framing import Frame, Framer, Noise

BODY = b"QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&"
ONE = b"##0087" + BODY + b"2200"
TWO = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;"
    b"Flag=5;CP=&&RtdInterval=30&&1C80"
)
LOCKED = (
    b"##0234QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=9;"
    b"CP=&&{" + b",".join([b"0xE4"] * 144) + b"}g=N&&B541"
)


def events(stream: bytes, size: int | None = None) -> list[Frame | Noise]:
    framer = Framer()
    found: list[Frame | Noise] = []
    for at in range(0, len(stream), size or max(1, len(stream))):
        found += framer.receive(stream[at : at + (size or len(stream))])
    return found


def together(found: list[Frame | Noise]) -> bytes:
    return b"".join(e.raw + e.tail if isinstance(e, Frame) else e.raw for e in found)


@pytest.mark.parametrize("size", range(1, len(ONE) + 3))
def test_a_frame_is_found_however_it_is_cut(size):
    assert events(ONE + b"\r\n", size) == [Frame(ONE, b"\r\n")]


def test_frames_glued_in_one_read_are_taken_apart():
    assert events(ONE + b"\r\n" + TWO + b"\r\n" + ONE + b"\r\n") == [
        Frame(ONE),
        Frame(TWO),
        Frame(ONE),
    ]


def test_a_line_feed_alone_ends_a_frame():
    assert events(ONE + b"\n" + TWO + b"\n") == [Frame(ONE, b"\n"), Frame(TWO, b"\n")]


def test_frames_without_any_line_end_are_taken_apart():
    assert events(ONE + TWO + ONE + b"\r\n") == [Frame(ONE, b""), Frame(TWO, b""), Frame(ONE)]


def test_noise_before_a_frame_is_kept_as_evidence():
    assert events(b"\x00\xffjunk #" + ONE + b"\r\n") == [Noise(b"\x00\xffjunk #"), Frame(ONE)]


def test_noise_comes_by_the_line():
    assert events(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == [
        Noise(b"GET / HTTP/1.1\r\n"),
        Noise(b"Host: x\r\n"),
        Noise(b"\r\n"),
    ]


def test_white_space_between_frames_is_called_blank():
    first, blank, second = events(ONE + b"\r\n \r\n" + TWO + b"\r\n")

    assert (first, second) == (Frame(ONE), Frame(TWO))
    assert isinstance(blank, Noise)
    assert blank.is_blank


@pytest.mark.parametrize("error", [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 500, 9000])
def test_a_wrong_declared_length_hides_neither_this_frame_nor_the_next(error):
    wrong = b"##%04d" % (87 + error) + ONE[6:]

    assert events(wrong + b"\r\n" + TWO + b"\r\n") == [Frame(wrong), Frame(TWO)]


def test_a_frame_cut_short_does_not_hide_the_next_one():
    assert events(ONE[:50] + TWO + b"\r\n") == [Frame(ONE[:50], b""), Frame(TWO)]


def test_a_length_that_spans_two_frames_takes_them_apart():
    both = b"##%04d" % (len(ONE) - 10 + 2 + len(TWO)) + ONE[6:]

    assert events(both + b"\r\n" + TWO + b"\r\n") == [Frame(both), Frame(TWO)]


def test_a_length_that_spans_two_frames_without_line_end_takes_them_apart():
    both = b"##%04d" % (len(ONE) - 10 + len(TWO)) + ONE[6:]

    assert events(both + TWO + b"\r\n") == [Frame(both, b""), Frame(TWO)]


def test_a_start_inside_text_belongs_to_the_frame_whose_check_is_right():
    body = b"QN=1;ST=31;CN=3020;PW=1;MN=M1;Flag=9;CP=&&i11001-Info=//see ##0042 there//&&"
    raw = b"##%04d" % len(body) + body + crc.written(body)

    assert events(raw + b"\r\n" + ONE + b"\r\n") == [Frame(raw), Frame(ONE)]


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_an_encrypted_frame_ends_at_the_line_end_and_not_at_its_length(size):
    assert events(LOCKED + b"\r\n" + ONE + b"\r\n", size) == [Frame(LOCKED), Frame(ONE)]


@pytest.mark.parametrize("length", [1025, 1623, 9999])
def test_segments_longer_than_the_standard_allows_are_taken(length):
    raw = b"##%04d" % length + b"x" * length + b"ABCD"

    assert events(raw + b"\r\n", 100) == [Frame(raw)]


def test_a_line_without_end_comes_out_in_bounded_pieces_and_the_next_frame_is_found():
    endless = b"##0050" + b"a" * 300_000

    found = events(endless + b"\r\n" + ONE + b"\r\n", 1000)

    assert found[-1] == Frame(ONE)
    assert all(isinstance(event, Noise) for event in found[:-1])
    assert max(len(event.raw) for event in found) <= framing.LONGEST
    assert together(found) == endless + b"\r\n" + ONE + b"\r\n"


@pytest.mark.parametrize("hostile", [b"#", b"##", b"##0", b"##0000", b"##9999", b"##0001\r", b"\r"])
def test_hostile_streams_are_read_in_linear_time_and_bounded_memory(hostile):
    stream = hostile * (600_000 // len(hostile))
    framer = Framer()
    most = 0

    for at in range(0, len(stream), 1000):
        for _ in framer.receive(stream[at : at + 1000]):
            pass
        most = max(most, len(framer.pending))

    assert most <= framing.LONGEST + 1000


def test_what_is_received_is_kept_even_if_nobody_asks_for_events():
    framer = Framer()

    framer.receive(ONE[:40])

    assert list(framer.receive(ONE[40:] + b"\r\n")) == [Frame(ONE)]


def test_a_stream_that_ends_gives_back_what_waited():
    framer = Framer()

    assert list(framer.receive(b"x\n" + ONE)) == [Noise(b"x\n")]
    assert framer.pending == ONE
    assert list(framer.finish()) == [Frame(ONE, b"")]
    assert framer.pending == b""


def test_noise_that_waited_comes_out_at_the_end():
    framer = Framer()
    assert list(framer.receive(b"hello")) == []

    assert list(framer.finish()) == [Noise(b"hello")]


PIECES = st.one_of(
    st.sampled_from(
        [
            ONE,
            TWO,
            LOCKED,
            b"\r\n",
            b"\n",
            b"\r",
            b"#",
            b"##",
            b"##0",
            b"##0003",
            ONE[:40],
            b"##9999",
        ]
    ),
    st.binary(max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12), st.lists(st.integers(1, 300), min_size=1, max_size=30))
def test_no_byte_is_lost_and_the_cut_does_not_matter(pieces, sizes):
    stream = b"".join(pieces)
    framer = Framer()
    cut: list[Frame | Noise] = []
    at = turn = 0

    while at < len(stream):
        size = sizes[turn % len(sizes)]
        cut += framer.receive(stream[at : at + size])
        at, turn = at + size, turn + 1

    assert together(cut) + framer.pending == stream
    assert cut == events(stream)
    assert together(cut + list(framer.finish())) == stream


@settings(max_examples=100, deadline=None)
@given(st.integers(4000, 4200), st.integers(1, 97))
def test_a_frame_at_the_border_of_two_pieces_of_noise_is_found(length, size):
    stream = b"n" * length + ONE + b"\r\n"

    found = events(stream, size)

    assert found[-1] == Frame(ONE)
    assert found == events(stream)
