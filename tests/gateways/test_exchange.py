"""Commands reach their station, are repeated until answered, and their results are written back."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from datetime import UTC, datetime

import pytest

from copark.gateways import outbox as outbox_
from copark.gateways import roster
from copark.gateways.exchange import Patience
from copark.gateways.outbox import CommandRefused, Outbox, State
from copark.protocols.hj212 import crc, requests, sm4
from tests.gateways.conftest import eventually
from tests.gateways.wire import KNOWN, PASSWORD, frame

QUICK = Patience(timeout_seconds=0.1, retries=2, execution_seconds=0.3, poll_seconds=0.02)
SLOW = Patience(timeout_seconds=5, poll_seconds=0.02)
NOW = time.time_ns() // 1000
AT = datetime(2026, 8, 1, tzinfo=UTC)


def outbox_of(site) -> Outbox:
    return Outbox(site.folders.outbox)


async def connected(site, **fields):
    line = await site.call()
    await line.upload(**fields)
    return line


async def test_a_command_is_sent_accepted_and_done(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        request = requests.history("2061", AT, AT)

        number = outbox.put(KNOWN, *request, now_us=NOW)
        asked = await line.hear()
        line.send(frame(cn="9011", qn=asked["QN"], cp="QnRtn=1", flag=4))
        await eventually(lambda: outbox.state(number).state is State.ACCEPTED)
        line.send(frame(cn="9012", qn=asked["QN"], cp="ExeRtn=1", flag=4))
        await eventually(lambda: outbox.state(number).state is State.DONE)

        assert (asked["CN"], asked["CP"]) == (
            "2061",
            "BeginTime=20260801080000,EndTime=20260801080000",
        )
        assert (asked["PW"], asked["ST"], asked["Flag"]) == (PASSWORD, "31", "5")
        assert outbox.state(number).answer == "ExeRtn=1"
        assert site.marks() == ["GOOD"] * 3


async def test_a_command_waits_for_its_station(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        number = outbox.put(KNOWN, *requests.GET_TIME, now_us=site.clock.now_us())
        await asyncio.sleep(0.1)
        before = outbox.state(number).state

        line = await connected(site)

        assert (await line.hear())["CN"] == "1011"
        assert before is State.QUEUED
        assert outbox.state(number).state is State.SENT


async def test_an_unanswered_command_is_repeated_with_its_number_and_then_given_up(run_gateway):
    async with run_gateway(patience=QUICK) as site:
        outbox = outbox_of(site)
        line = await connected(site)

        number = outbox.put(KNOWN, *requests.GET_TIME, now_us=NOW)
        heard = [await line.hear() for _ in range(3)]
        await eventually(lambda: outbox.state(number).state is State.TIMEOUT)

        assert len({one["QN"] for one in heard}) == 1
        assert outbox.state(number).attempts == 3
        assert outbox.state(number).note == "no answer"
        assert await line.is_silent()


async def test_an_accepted_command_without_a_result_is_given_up(run_gateway):
    async with run_gateway(patience=QUICK) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        number = outbox.put(KNOWN, *requests.set_minute_interval(10), now_us=NOW)
        asked = await line.hear()
        line.send(frame(cn="9011", qn=asked["QN"], cp="QnRtn=1", flag=4))

        await eventually(lambda: outbox.state(number).state is State.TIMEOUT)

        assert outbox.state(number).note == "accepted, but no result came"


@pytest.mark.parametrize(("cn", "said"), [("9011", "QnRtn=3"), ("9012", "ExeRtn=100")])
async def test_a_refusal_is_written_back_in_the_words_of_the_station(run_gateway, cn, said):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        number = outbox.put(KNOWN, *requests.set_real_time_interval(30), now_us=NOW)
        asked = await line.hear()

        line.send(frame(cn=cn, qn=asked["QN"], cp=said, flag=4))
        await eventually(lambda: outbox.state(number).state is State.REFUSED)

        assert outbox.state(number).answer == said
        assert asked["CP"] == "RtdInterval=30"


async def test_what_a_station_was_asked_for_is_part_of_the_result(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        number = outbox.put(KNOWN, *requests.GET_REAL_TIME_INTERVAL, now_us=NOW)
        asked = await line.hear()

        line.send(frame(cn="1061", qn=asked["QN"], cp="RtdInterval=30", flag=4))

        await eventually(lambda: outbox.state(number).answer == "RtdInterval=30")


@pytest.mark.parametrize(
    ("request_", "answer"),
    [(requests.START_REAL_TIME, "9011"), (requests.STOP_REAL_TIME, "9013")],
)
async def test_starting_and_stopping_end_with_their_own_answers(run_gateway, request_, answer):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        number = outbox.put(KNOWN, *request_, now_us=NOW)
        asked = await line.hear()

        line.send(
            frame(cn=answer, qn=asked["QN"], cp="QnRtn=1" if answer == "9011" else "", flag=4)
        )

        await eventually(lambda: outbox.state(number).state is State.DONE)


async def test_a_2005_station_answers_with_the_number_inside(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site, flag=1)
        number = outbox.put(KNOWN, *requests.START_REAL_TIME, now_us=NOW)
        asked = await line.hear()
        inner = frame(cn="9011", qn="REMOVED", cp=f"QN={asked['QN']};QnRtn=1", flag=0)
        body = inner[6:-6].replace(b"QN=REMOVED;", b"")
        line.send(b"##%04d%s%s\r\n" % (len(body), body, crc.written(body)))

        await eventually(lambda: outbox.state(number).state is State.DONE)
        assert asked["Flag"] == "1"


async def test_a_station_that_asks_gets_the_time_after_its_acknowledgement(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        line = await site.call()
        line.send(frame(cn="1013", flag=5, cp=""))

        first, second = await line.hear(), await line.hear()
        line.send(frame(cn="1013", flag=5, cp=""))
        third = await line.hear()

        assert (first["CN"], second["CN"], third["CN"]) == ("9013", "1012", "9013")
        told = datetime.strptime(second["CP"] + "+0800", "SystemTime=%Y%m%d%H%M%S%z")
        assert abs((told - datetime.now(UTC)).total_seconds()) < 5
        assert await line.is_silent()  # once a minute is enough


async def test_a_set_time_that_had_to_wait_tells_the_time_of_sending(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox_of(site).put(KNOWN, *requests.set_time(AT), now_us=site.clock.now_us())

        line = await connected(site)
        asked = await line.hear()

        assert asked["CN"] == "1012"
        assert "20260801080000" not in asked["CP"]


async def test_a_station_that_asks_for_its_key_gets_it_sealed(run_gateway):
    key = bytes(range(16))
    async with run_gateway(
        patience=SLOW, entries=[roster.Entry(KNOWN, PASSWORD, sm4_key_hex=key.hex())]
    ) as site:
        line = await site.call()
        line.send(frame(cn="1014", flag=9, cp=""))
        acknowledged = await line.hear()
        async with asyncio.timeout(5):
            raw = await line._reader.readuntil(b"\r\n")

        body = raw[raw.index(b"CP=&&") + 5 : raw.rindex(b"&&")]
        assert acknowledged["CN"] == "9013"
        assert b"CN=1014" in raw
        assert key.hex().upper().encode() not in raw
        assert sm4.decrypt(body, key).endswith(f"NewSK={key.hex().upper()}".encode())


async def test_a_station_without_a_key_in_the_roster_is_acknowledged_and_no_more(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        line = await site.call()
        line.send(frame(cn="1014", flag=9, cp=""))

        assert (await line.hear())["CN"] == "9013"
        assert await line.is_silent()


async def test_commands_go_to_the_line_on_which_the_station_spoke_last(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        old = await connected(site)
        new = await connected(site)

        outbox_of(site).put(KNOWN, *requests.GET_TIME, now_us=site.clock.now_us())

        assert (await new.hear())["CN"] == "1011"
        assert await old.is_silent()


async def test_a_gateway_that_starts_again_sends_what_was_under_way(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        outbox = outbox_of(site)
        line = await connected(site)
        number = outbox.put(KNOWN, *requests.GET_TIME, now_us=site.clock.now_us())
        await line.hear()
    async with run_gateway(patience=SLOW) as site:
        line = await connected(site)

        assert (await line.hear())["CN"] == "1011"
        assert outbox.state(number).state is State.SENT


async def test_a_broken_outbox_is_shown_and_costs_no_frame(run_gateway):
    async with run_gateway(patience=SLOW) as site:
        site.folders.outbox.write_bytes(b"no database" * 1000)
        line = await connected(site)

        await eventually(lambda: "cannot be used" in site.gateway.status().outbox_error)
        assert (await line.upload())["CN"] == "9014"


@pytest.mark.parametrize(
    ("mn", "cn", "cp", "code"),
    [
        (KNOWN, "1072", "NewPW=000000", "outbox.command"),
        (KNOWN, "2061", "BeginTime=1&&", "outbox.data"),
        (KNOWN, "2061", "x" * 951, "outbox.data"),
        (KNOWN, "2061", "时间", "outbox.data"),
        ("", "2061", "", "outbox.station"),
        ("A;CN=1072", "2061", "", "outbox.station"),
    ],
)
def test_a_command_that_cannot_be_sent_is_refused_at_the_door(tmp_path, mn, cn, cp, code):
    with pytest.raises(CommandRefused) as refusal:
        Outbox(tmp_path / "outbox.sqlite3").put(mn, cn, cp, now_us=NOW)

    assert refusal.value.code == code


def test_a_station_has_only_so_many_open_commands(tmp_path, monkeypatch):
    monkeypatch.setattr("copark.gateways.outbox.OPEN_MAX", 3)
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    for _ in range(3):
        outbox.put(KNOWN, "1011", "", now_us=NOW)

    with pytest.raises(CommandRefused, match="3 open commands"):
        outbox.put(KNOWN, "1011", "", now_us=NOW)
    outbox.close()


def test_one_station_with_many_commands_does_not_hide_the_others(tmp_path):
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    for _ in range(10):
        outbox.put("FIRST", "1011", "", now_us=NOW)
    outbox.put("SECOND", "1011", "", now_us=NOW)

    assert [one.mn for one in outbox.queued(2)] == ["FIRST", "FIRST", "SECOND"]
    outbox.close()


def test_a_command_for_an_absent_station_expires_and_is_forgotten_in_time(tmp_path):
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    number = outbox.put(KNOWN, "1011", "", now_us=NOW, expires_us=NOW + 10)

    expired = outbox.expire(now_us=NOW + 10)
    state = outbox.state(number)
    trimmed = outbox.trim(NOW + 11)

    assert (expired, state.state, state.note) == (1, State.TIMEOUT, "station not connected")
    assert trimmed == 1
    assert outbox.states() == []
    outbox.close()


def test_only_one_gateway_takes_a_command(tmp_path):
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    number = outbox.put(KNOWN, "1011", "", now_us=NOW)

    taken = [outbox.claim(number, "1", gateway=name, now_us=NOW) for name in ("north", "south")]

    assert taken == [True, False]
    assert outbox.requeue(gateway="south", now_us=NOW) == 0
    assert outbox.requeue(gateway="north", now_us=NOW) == 1
    with sqlite3.connect(tmp_path / "outbox.sqlite3") as connection:
        assert connection.execute("SELECT gateway, qn FROM command").fetchall() == [("north", "1")]
    connection.close()
    outbox.close()


@pytest.mark.parametrize(
    ("order", "cn", "cp"),
    [
        (outbox_.get_time(), "1011", ""),
        (outbox_.set_time(AT), "1012", "SystemTime=20260801080000"),
        (outbox_.get_realtime_interval(), "1061", ""),
        (outbox_.set_realtime_interval(30), "1062", "RtdInterval=30"),
        (outbox_.get_minute_interval(), "1063", ""),
        (outbox_.set_minute_interval(10), "1064", "MinInterval=10"),
        (outbox_.start_realtime(), "2011", ""),
        (outbox_.stop_realtime(), "2012", ""),
        (
            outbox_.history("2031", AT, AT),
            "2031",
            "BeginTime=20260801080000,EndTime=20260801080000",
        ),
    ],
)
def test_every_order_a_platform_gives_is_one_the_outbox_takes(tmp_path, order, cn, cp):
    outbox = Outbox(tmp_path / "outbox.sqlite3")

    number = outbox.put(KNOWN, order.cn, order.cp, now_us=NOW)

    assert (outbox.state(number).cn, outbox.state(number).cp) == (cn, cp)
    outbox.close()
