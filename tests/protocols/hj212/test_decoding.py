from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copark.protocols.hj212 import cp as data_part
from copark.protocols.hj212 import crc
from copark.protocols.hj212.cp import read_cp, time_of, value_of
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.decoding import decode, text_of
from copark.protocols.hj212.envelope import peek
from copark.protocols.hj212.errors import Malformed
from tests.protocols.hj212.specimens import SPECIMENS, encrypted_frames, specimens_of

KEY = b"0" * 16


def frame(segment: str | bytes) -> bytes:
    body = segment.encode() if isinstance(segment, str) else segment
    return b"##%04d" % len(body) + body + crc.written(body)


def test_every_sample_frame_decodes_and_is_marked_as_its_comment_says(shared):
    samples = specimens_of(shared / "hj212_samples.txt")

    found = [decode(sample.raw) for sample in samples]

    assert len(samples) == 51
    assert [(m.crc, m.declared_length, m.actual_length) for m in found] == [
        (sample.check, sample.declared, sample.actual) for sample in samples
    ]
    assert sum(message.crc != Check.ANNEX_A for message in found) == 14


def test_the_carried_frames_decode_and_are_marked_as_their_comment_says():
    samples = specimens_of(SPECIMENS / "frames.txt")

    found = [decode(sample.raw) for sample in samples]

    assert len(samples) >= 15
    assert [(m.crc, m.declared_length, m.actual_length) for m in found] == [
        (sample.check, sample.declared, sample.actual) for sample in samples
    ]


def test_the_encrypted_examples_of_the_standard_are_read_with_its_key():
    long, short = (decode(raw, key=KEY) for raw in encrypted_frames())

    assert (long.crc, long.declared_length, long.actual_length) == (Check.ANNEX_A, 295, 295)
    assert (short.crc, short.declared_length, short.actual_length) == (Check.ANNEX_A, 234, 234)
    assert long.encrypted
    assert [r[:4] for r in short.readings[:3]] == [
        ("a01011", "Min", 1.35, "N"),
        ("a01011", "Avg", 1.35, "N"),
        ("a01011", "Max", 1.35, "N"),
    ]
    assert short.readings[-1].flag == "N"  # from the tail that stays plain


def test_an_encrypted_frame_tells_its_station_without_the_key():
    envelope = peek(encrypted_frames()[0])

    assert envelope.mn == "010000A8900016F000169DC0"
    assert envelope.encrypted
    assert envelope.crc is None
    assert peek(encrypted_frames()[0], key=KEY).crc is Check.ANNEX_A
    assert peek(encrypted_frames()[0], key=b"1" * 16).crc is Check.BAD


@pytest.mark.parametrize(
    ("segment", "code"),
    [
        (b"QN=20240601085857223;ST=32;CN=1011;PW=123456;Flag=9;CP=&&&&", "hj212.mn.missing"),
        (b"QN=20240601085857223;ST=32;PW=123456;MN=M1;Flag=9;CP=&&&&", "hj212.cn.missing"),
        (b"QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=M1;Flag=9", "hj212.cp.missing"),
        (b"QN=yesterday;ST=32;CN=1011;PW=123456;MN=M1;Flag=9;CP=&&&&", "hj212.qn.invalid"),
        (b"ST=32;CN=2011;PW=123456;MN=M1;Flag=9;CP=&&{0xE4,0xZZ}&&", "hj212.cipher"),
        (b"ST=32;CN=2011;PW=123456;MN=M1;Flag=9;CP=&&{0xE4}&&", "hj212.cipher"),
        (b"ST=32;CN=2011;PW=123456;MN=M1;Flag=9;CP=&&{0xE4,0x3E&&", "hj212.cipher"),
    ],
)
def test_a_frame_that_cannot_be_understood_is_refused_with_a_stable_code(segment, code):
    with pytest.raises(Malformed) as refused:
        decode(frame(segment), key=KEY)

    assert refused.value.code == code
    assert refused.value.message.endswith((".", ")"))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "hj212.frame.start"),
        (b"GET / HTTP/1.1", "hj212.frame.start"),
        (b"##01a1QN=1", "hj212.frame.start"),
        (b"##0101", "hj212.length"),
        (b"##0050QN=20240601085857223;CN=2011;MN=M1;CP=&&DataTime=2024", "hj212.cp.open"),
    ],
)
def test_bytes_that_are_no_whole_frame_are_refused(raw, code):
    with pytest.raises(Malformed) as refused:
        decode(raw)

    assert refused.value.code == code


def test_an_encrypted_frame_without_key_is_refused_and_one_with_a_short_key_too():
    raw = encrypted_frames()[0]

    with pytest.raises(Malformed, match="no key"):
        decode(raw)
    with pytest.raises(Malformed, match="16 bytes"):
        decode(raw, key=b"short")


def test_an_open_data_part_is_read_when_its_check_is_right():
    message = decode(frame("ST=31;CN=2011;PW=1;MN=M1;CP=&&a21026-Rtd=1.5"))

    assert message.readings[0].value == 1.5


@pytest.mark.parametrize(
    ("header", "edition", "wants", "split"),
    [
        ("", "2005", False, False),
        ("Flag=0;", "2005", False, False),
        ("Flag=1;", "2005", True, False),
        ("Flag=3;PNUM=2;PNO=1;", "2005", True, True),
        ("Flag=4;", "2017", False, False),
        ("Flag=5;", "2017", True, False),
        ("FLAG=7;PNO=0002;PNUM=0002;", "2017", True, True),
        ("Flag=7;", "2017", True, False),  # bit A without numbers, as seen in the field
        ("PNO=0002;PNUM=0003;", "2005", False, True),  # numbers without bit A
        ("Flag=8;", "2025", False, False),
        ("Flag=9 ,;", "2025", True, False),
        ("Flag=11;PNUM=3;PNO=1;", "2025", True, True),
        ("Flag=13;", "2025", True, False),  # an edition yet to come
        ("Flag=N;", "2005", False, False),
    ],
)
def test_edition_answer_and_split_are_read_from_flag(header, edition, wants, split):
    envelope = peek(frame(f"QN=20240601085857223;ST=31;CN=2011;PW=1;MN=M1;{header}CP=&&&&"))

    assert (envelope.edition, envelope.wants_answer, envelope.is_split) == (edition, wants, split)


def test_header_fields_are_found_by_name_with_stray_spaces_and_commas():
    envelope = peek(frame("ST=31;CN=2011, qn = 20240601085857;MN= M1 ;,PW=123456;CP=&&&&"))

    assert envelope[:5] == ("M1", "31", "2011", "123456", "20240601085857")


def test_a_2005_answer_carries_its_request_number_in_the_data():
    envelope = peek(frame("ST=91;CN=9011;PW=1;MN=M1;Flag=0;CP=&&QN=20040516010101001;QnRtn=1&&"))

    assert envelope.qn == "20040516010101001"


@pytest.mark.parametrize("qn", ["20240601085857223", "20180507000558", "1617951745017"])
def test_request_numbers_of_17_14_and_13_digits_are_accepted(qn):
    assert decode(frame(f"QN={qn};ST=31;CN=2011;PW=1;MN=M1;CP=&&&&")).qn == qn


def test_resent_data_and_unknown_header_fields_are_told():
    message = decode(frame("ST=31;CN=2011;PW=1;MN=M1;Flag=8;RF=1;XX=7;CP=&&PolId=w01018&&"))

    assert message.rf
    assert message.extra == {"PolId": "w01018", "XX": "7"}


def readings(cp: str) -> list[tuple[str, str, float | None, str]]:
    return [reading[:4] for reading in read_cp(cp)[0]]


def test_a_flag_belongs_to_the_factor_of_its_item():
    assert readings("B01-Rtd=36.91;011-Rtd=231.0,011-Flag=n,060-Rtd=1.8;") == [
        ("B01", "Rtd", 36.91, ""),
        ("011", "Rtd", 231.0, "N"),
        ("060", "Rtd", 1.8, ""),
    ]


def test_a_flag_in_an_item_of_its_own_belongs_to_the_values_before_it():
    assert readings("a1-Rtd=1;a2-Rtd=2;a1-Flag=D;a2-Flag=m") == [
        ("a1", "Rtd", 1.0, "D"),
        ("a2", "Rtd", 2.0, "M"),
    ]


def test_repeated_keys_are_kept_each():
    assert readings("w00000-Avg=66.09,w00000-Min=1,w00000-Avg=19796346.00,w00000-Flag=N") == [
        ("w00000", "Avg", 66.09, "N"),
        ("w00000", "Min", 1.0, "N"),
        ("w00000", "Avg", 19796346.0, "N"),
    ]


def test_what_is_no_number_stays_as_text():
    found, _ = read_cp("a1-Rtd=--,a1-Avg=,a1-Max=inf,a1-Min=1_0,a1-Flag=D;i13004-Info=1.2.3")

    assert [(r.value, r.text) for r in found] == [
        (None, "--"),
        (None, ""),
        (None, "inf"),
        (None, "1_0"),
        (None, "1.2.3"),
    ]


def test_each_data_time_holds_for_what_follows():
    found, extra = read_cp(
        "DataTime=20240520210600;a1-Rtd=1;DataTime=20240520210700;a1-Rtd=2,a1-Flag=N"
    )

    assert [r.at.minute for r in found] == [6, 7]
    assert [r.flag for r in found] == ["", "N"]
    assert extra == {"DataTime": "20240520210600,20240520210700"}


def test_a_sample_time_goes_before_the_data_time():
    found, _ = read_cp(
        "DataTime=20231008123340;w01008-SampleTime=20231008120000,w01008-Rtd=1;w01018-Rtd=2"
    )

    assert [r.at.hour for r in found] == [12, 12]
    assert [r.at.minute for r in found] == [0, 33]


def test_times_are_beijing_time():
    found, _ = read_cp("DataTime=20240520070000;a1-Rtd=1")

    assert found[0].at == datetime(2024, 5, 19, 23, tzinfo=UTC)


def test_a_time_that_is_none_leaves_the_reading_without():
    found, extra = read_cp("DataTime=20241340999999;a1-Rtd=1")

    assert found[0].at is None
    assert extra == {"DataTime": "20241340999999"}


def test_spaces_and_cases_are_forgiven_in_keys():
    assert readings("a21004- Rtd=20.9 ,A1-RTD=1,a21004-flag= n ") == [
        ("a21004", "Rtd", 20.9, "N"),
        ("A1", "Rtd", 1.0, ""),
    ]


def test_log_text_may_hold_separators():
    found, _ = read_cp("DataTime=20240520070000;i11001-Info=//a;b,c=d//,i11001-Flag=N;a1-Rtd=5")

    assert [(r.factor, r.text) for r in found] == [("i11001", "//a;b,c=d//"), ("a1", "5")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_text_is_read_in_the_encodings_of_the_field(encoding):
    assert text_of("i11001-Info=//清洗管路//".encode(encoding)) == "i11001-Info=//清洗管路//"


def test_bytes_of_no_encoding_are_read_too():
    assert text_of(b"\xff\xff") == "\xff\xff"


def test_keys_without_value_and_values_with_equals_signs_are_kept():
    found, extra = read_cp("Stray;PolId=a=b;;a1-Rtd=1,,a1-Flag")

    assert extra == {"Stray": "", "PolId": "a=b"}
    assert [r[:4] for r in found] == [("a1", "Rtd", 1.0, "")]


SHAPE = re.compile(r"([\w.]+)-([A-Za-z]\w*)", re.ASCII)


def plainly(cp: str) -> tuple[list[tuple[str, str, str, str]], dict[str, str]]:
    """Read a data part the slow way: item by item, sub-field by sub-field."""
    rows: list[list[str | None]] = []
    extra: dict[str, str] = {}
    since = 0
    for item in cp.split(";"):
        flags = {}
        for sub in item.split(","):
            name, _, text = sub.partition("=")
            name = "".join(name.split())
            shape = SHAPE.fullmatch(name)
            if shape and shape[2] == "Flag":
                flags[shape[1]] = text.strip().upper()
            elif shape:
                rows.append([shape[1], shape[2], text, None])
            elif name:
                since = len(rows) if name == "DataTime" else since
                extra[name] = f"{extra[name]},{text}" if name in extra else text
        for row in rows[since:]:
            row[3] = flags.get(row[0]) if row[3] is None else row[3]
    return [(*row[:3], row[3] or "") for row in rows], extra


WORDS = "a1-Rtd= a1-Flag= b2-Avg= b2-Flag= DataTime= PolId= 1 2.5 N c - x- = ; ; , , 2024"
TOKENS = st.sampled_from([*WORDS.split(), " "])


@settings(max_examples=500, deadline=None)
@given(st.lists(TOKENS, max_size=25).map("".join))
@example("a1-Rtd=1,a1-Flag=N;b2-Avg=2;")
@example("a=b=c;d")
@example("a;b=c=d,=")
def test_the_quick_reader_reads_what_a_plain_one_reads(cp):
    cp = cp.rstrip("; ")

    found, extra = read_cp(cp)

    rows, others = plainly(cp)
    assert [(r.factor, r.field, r.text.strip(), r.flag) for r in found] == [
        (factor, field, text.strip(), flag) for factor, field, text, flag in rows
    ]
    assert {name: text.strip() for name, text in extra.items()} == {
        name: text.strip() for name, text in others.items()
    }
    assert [r.value for r in found] == [value_of(r.text) for r in found]


def test_junk_keys_are_not_remembered():
    data_part._plan_of.cache_clear()

    for number in range(3):
        read_cp(";".join(f"key{number}x{i}-Rtd=1" for i in range(500)))

    assert data_part._plan_of.cache_info().currsize == 0


def test_milliseconds_of_a_time_are_kept():
    assert time_of("20160824003817250").microsecond == 250_000
