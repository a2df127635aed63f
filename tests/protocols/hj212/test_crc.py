from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.protocols.hj212 import crc
from copark.protocols.hj212.crc import Check

SEGMENT = (
    b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&"
)


def as_the_standard_writes_it(data: bytes) -> int:
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low, register = register & 1, register >> 1
            if low:
                register ^= 0xA001
    return register


@given(st.binary(max_size=200))
def test_the_folded_check_is_that_of_the_standard(data):
    assert crc.annex_a(data) == as_the_standard_writes_it(data)


@pytest.mark.parametrize("length", [700, 1023, 1024, 1025, 9_999, 16_384, 16_385, 50_176, 140_000])
def test_long_segments_fold_to_the_same_check(length):
    data = bytes((at * 7 + at // 251) % 256 for at in range(length))

    assert crc.annex_a(data) == as_the_standard_writes_it(data)


def test_eight_steps_of_the_register_are_the_identity():
    high = [row >> 8 for row in crc.TABLE]

    def eight(value: int) -> int:
        for _ in range(8):
            value = high[value]
        return value

    assert [eight(value) for value in range(256)] == list(range(256))


@pytest.mark.parametrize(
    ("declared", "rule"),
    [
        (b"1C80", Check.ANNEX_A),
        (b"1c80", Check.ANNEX_A),
        (b"801C", Check.SWAPPED),
        (b"0759", Check.MODBUS),
        (b"5907", Check.MODBUS_SWAPPED),
        (b"1C81", Check.BAD),
        (b"1C8", Check.BAD),
        (b"1C8G", Check.BAD),
        (b"+1C8", Check.BAD),
        (b"1_C8", Check.BAD),
        (b"", Check.BAD),
    ],
)
def test_a_check_field_is_right_by_one_rule_or_by_none(declared, rule):
    assert crc.verdict(SEGMENT, declared) is rule


@given(st.binary(max_size=100), st.sampled_from(list(Check)))
def test_a_check_written_by_a_rule_is_found_right_by_it_or_by_an_equal_one(data, rule):
    declared = crc.written(data, rule)

    found = crc.verdict(data, declared)

    assert found is rule or crc.written(data, found) == declared
