from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.protocols.hj212 import commands, encoding, factors, requests, sm4
from copark.protocols.hj212.cp import BEIJING
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.decoding import Message, decode
from copark.protocols.hj212.encoding import Header, Item
from copark.protocols.hj212.envelope import EDITIONS, peek
from copark.protocols.hj212.errors import Malformed
from copark.protocols.hj212.framing import Frame, Framer
from tests.protocols.hj212.specimens import encrypted_frames

KEY = b"0" * 16
AT = datetime(2026, 8, 1, 8, 58, tzinfo=BEIJING)


def heard(sent: bytes, key: bytes | None = None) -> list[Message]:
    events = list(Framer().receive(sent))
    assert all(isinstance(event, Frame) for event in events)
    return [decode(event.raw, key=key) for event in events]


CODES = st.from_regex(r"[a-zA-Z0-9]{1,6}", fullmatch=True)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
FIELDS = st.sampled_from(["Rtd", "Min", "Avg", "Max", "Cou", "ZsAvg"])
ITEMS = st.builds(
    Item,
    CODES,
    st.dictionaries(FIELDS, NUMBERS, min_size=1, max_size=6),
    st.sampled_from(["", *commands.DATA_FLAGS]),
)
HEADERS = st.builds(
    Header,
    mn=st.from_regex(r"[0-9A-Z]{7,24}", fullmatch=True),
    cn=st.sampled_from(["2011", "2051", "2061"]),
    st=st.sampled_from(["31", "32", "44"]),
    pw=st.from_regex(r"[0-9a-z]{6}", fullmatch=True),
    qn=st.from_regex(r"[0-9]{17}", fullmatch=True),
    edition=st.sampled_from(EDITIONS),
    wants_answer=st.booleans(),
    rf=st.booleans(),
)
MOMENTS = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@settings(max_examples=200, deadline=None)
@given(
    HEADERS,
    MOMENTS,
    st.lists(ITEMS, max_size=25, unique_by=lambda item: item.factor),
    st.sampled_from([None, KEY]),
    st.sampled_from(list(Check)),
)
def test_what_is_written_is_read_back(header, at, items, key, check):
    sent = encoding.packets(header, at, items, key=key, check=check)

    found = heard(b"".join(sent), key)

    assert [
        (m.mn, m.cn, m.st, m.pw, m.qn, m.version, m.rf, m.declared_length - m.actual_length)
        for m in found
    ] == [(*header[:5], header.edition, header.rf and header.edition == "2025", 0) for _ in sent]
    assert all((message.crc is Check.BAD) == (check is Check.BAD) for message in found)
    assert [r[:4] for m in found for r in m.readings] == [
        (item.factor, name, value, item.flag)
        for item in items
        for name, value in item.values.items()
    ]
    assert {r.at for m in found for r in m.readings} <= {at.replace(microsecond=0)}
    if len(sent) > 1:
        assert [(m.pnum, m.pno) for m in found] == [(len(sent), n + 1) for n in range(len(sent))]


def test_the_encrypted_examples_of_the_standard_are_written_to_the_byte():
    for raw in encrypted_frames():
        message = decode(raw, key=KEY)
        header = Header(
            message.mn, message.cn, message.st, message.pw, message.qn, "2025", wants_answer=True
        )

        assert encoding.encode(header, message.cp, key=KEY) == raw + b"\r\n"


def test_a_data_part_shorter_than_a_block_stays_plain():
    assert sm4.encrypt(b"QnRtn=1", KEY) == b"QnRtn=1"


def test_packets_keep_to_the_length_of_the_standard():
    items = [
        Item(f"a{number:05d}", {"Avg": 1.5, "Min": 1.0, "Max": 2.0}, "N") for number in range(60)
    ]

    sent = encoding.packets(Header("M1", "2051", "31"), AT, items)

    assert len(sent) == 4
    assert all(len(frame) <= 1024 + 12 for frame in sent)


@pytest.mark.parametrize(
    ("flag", "edition", "answer"),
    [
        ("", "2005", b"ST=91;CN=9014;PW=1;MN=M1;Flag=0;CP=&&QN=20240601085857223;QnRtn=1&&"),
        ("Flag=5;", "2017", b"QN=20240601085857223;ST=91;CN=9014;PW=1;MN=M1;Flag=4;CP=&&&&"),
        ("Flag=9;", "2025", b"QN=20240601085857223;ST=91;CN=9014;PW=1;MN=M1;Flag=8;CP=&&&&"),
    ],
)
def test_an_answer_speaks_the_edition_of_the_sender(flag, edition, answer):
    envelope = peek(
        b"##0000QN=20240601085857223;ST=31;CN=2051;PW=1;MN=M1;%bCP=&&&&0000" % flag.encode()
    )

    sent = encoding.answer_to(envelope)

    assert sent[6:-6] == answer
    assert peek(sent.strip()).crc is Check.ANNEX_A
    assert peek(sent.strip()).qn == envelope.qn
    assert peek(sent.strip()).edition == edition


@pytest.mark.parametrize("cn", ["1013", "1014", "9015"])
def test_a_notification_is_answered_as_one(cn):
    envelope = peek(f"##0000QN=20240601085857223;ST=31;CN={cn};MN=M1;Flag=9;CP=&&&&0000".encode())

    assert b"CN=9013;" in encoding.answer_to(envelope)


def test_an_upload_without_request_number_is_answered_without_one():
    envelope = peek(b"##0000ST=31;CN=2011;PW=1;MN=M1;Flag=1;CP=&&&&0000")

    assert encoding.answer_to(envelope)[6:-6] == b"ST=91;CN=9014;PW=1;MN=M1;Flag=0;CP=&&QnRtn=1&&"


def test_a_device_answers_a_request_and_tells_how_it_went():
    asked = encoding.encode(Header("M1", "2051", "31", qn="20240601085857223", wants_answer=True))
    envelope = peek(asked.strip())

    answers = [
        encoding.request_answer(envelope),
        encoding.execution_result(envelope, 100),
        encoding.notification_answer(envelope),
    ]

    assert [peek(sent.strip()).cn for sent in answers] == ["9011", "9012", "9013"]
    assert [decode(sent.strip()).extra for sent in answers] == [
        {"QnRtn": "1"},
        {"ExeRtn": "100"},
        {},
    ]


@pytest.mark.parametrize(
    ("request_", "cp"),
    [
        (requests.GET_TIME, ""),
        (requests.set_time(AT), "SystemTime=20260801085800"),
        (requests.set_retries(5, 3), "OverTime=5;ReCount=3"),
        (requests.set_real_time_interval(30), "RtdInterval=30"),
        (requests.set_minute_interval(10), "MinInterval=10"),
        (requests.set_password("654321"), "NewPW=654321"),
        (
            requests.history("2051", AT, AT, "2025"),
            "BeginTime=20260801085800;EndTime=20260801085800",
        ),
        (requests.history("2061", AT, AT), "BeginTime=20260801085800,EndTime=20260801085800"),
        (requests.renew_key(KEY, AT), f"SKCreateTime=20260801085800;NewSK={'30' * 16}"),
    ],
)
def test_a_request_carries_its_data_and_a_known_command(request_, cp):
    sent = encoding.encode(Header("M1", request_.cn, "31", wants_answer=True), request_.cp)

    assert decode(sent.strip()).cp == cp
    assert commands.COMMANDS[request_.cn].sender in {"platform", "both"}


@pytest.mark.parametrize(
    "write",
    [
        lambda: encoding.encode(Header("M1;X", "2011", "31")),
        lambda: encoding.encode(Header("M1", "2011", "31"), "a\r\nb"),
        lambda: encoding.encode(Header("M1", "2011", "31"), "a&&b"),
        lambda: encoding.encode(Header("M1", "2011", "31"), "x" * 9999),
        lambda: encoding.item_text(Item("a,b", {"Rtd": 1.0})),
        lambda: encoding.item_text(Item("ab", {"Rtd": "1;2"})),
    ],
)
def test_what_would_break_the_frame_is_refused(write):
    with pytest.raises(Malformed) as refused:
        write()

    assert refused.value.code.startswith("hj212.encode.")


def test_every_factor_has_both_names_and_every_old_code_leads_to_one():
    for factor in factors.FACTORS.values():
        assert factor.name_en
        assert factor.name_zh
        assert factor.medium in {"air", "water", "noise", "state", "energy"}
    assert factors.factor_of("B02").code == "a00000"
    assert factors.factor_of("02").pollutant == "so2"
    assert factors.factor_of("nothing") is None


def test_copark_has_its_own_codes_for_meters_and_says_so():
    own = {f.code: f.unit for f in factors.FACTORS.values() if f.origin == factors.OWN}

    assert own == {"ke0101": "kWh", "ke0102": "kW", "ke0201": "t", "ke0301": "m3"}
