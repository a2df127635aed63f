"""Nobody is answered before his frame is durable, and everybody in his own edition."""

from __future__ import annotations

import asyncio
import threading

import pytest

from copark.gateways import roster
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.protocols.hj212 import sm4
from tests.gateways.conftest import eventually
from tests.gateways.wire import KNOWN, PASSWORD, frame


class SlowInbox:
    """An inbox whose disk the test holds in its hand."""

    name = "slow"

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.begun = threading.Event()
        self.stored: list = []

    def append(self, arrivals) -> int:
        self.begun.set()
        assert self.may_go_on.wait(10)
        self.stored += arrivals
        return len(self.stored)


async def test_no_answer_leaves_before_the_frame_is_durable(run_gateway):
    inbox = SlowInbox()
    async with run_gateway(inbox) as site:
        line = await site.call()
        line.send(frame())
        await eventually(inbox.begun.is_set)

        was_silent = await line.is_silent()
        inbox.may_go_on.set()
        answer = await line.hear()

        assert was_silent
        assert answer["CN"] == "9014"
        assert len(inbox.stored) == 1


async def test_a_slow_disk_gathers_what_arrives_meanwhile_into_one_commit(run_gateway):
    inbox = SlowInbox()
    async with run_gateway(inbox) as site:
        lines = [await site.call() for _ in range(5)]
        lines[0].send(frame())
        await eventually(inbox.begun.is_set)
        for line in lines:
            line.send(frame() * 10)
        await eventually(lambda: site.gateway.status().queue_frames == 51)

        inbox.may_go_on.set()
        await eventually(lambda: len(inbox.stored) == 51)

        assert site.gateway.status().commits <= 2


@pytest.mark.parametrize(
    ("flag", "answer_flag"), [(1, "0"), (3, "0"), (5, "4"), (7, "4"), (9, "8"), (11, "8")]
)
async def test_the_answer_speaks_the_edition_of_the_sender(run_gateway, flag, answer_flag):
    async with run_gateway() as site:
        line = await site.call()

        answer = await line.upload(flag=flag, qn="20260801085857223")

        assert answer["CN"] == "9014"
        assert answer["ST"] == "91"
        assert answer["MN"] == KNOWN
        assert answer["Flag"] == answer_flag
        assert "20260801085857223" in {answer.get("QN"), answer["CP"][3:20]}


@pytest.mark.parametrize("flag", [None, 0, 4, 8])
async def test_who_wants_no_answer_gets_none_and_is_stored_all_the_same(run_gateway, flag):
    async with run_gateway() as site:
        line = await site.call()
        line.send(frame(flag=flag))

        assert await line.is_silent()
        assert site.marks() == ["GOOD"]


@pytest.mark.parametrize("cn", ["1001", "1013", "1014", "9015"])
async def test_a_notification_is_answered_as_one(run_gateway, cn):
    async with run_gateway() as site:
        line = await site.call()

        assert (await line.upload(cn=cn, flag=9, cp=""))["CN"] == "9013"


@pytest.mark.parametrize("cn", ["9011", "9012", "9013", "9014"])
async def test_an_answer_is_never_answered(run_gateway, cn):
    async with run_gateway() as site:
        line = await site.call()
        line.send(frame(cn=cn, cp="QnRtn=1"))

        assert await line.is_silent()
        assert site.marks() == ["GOOD"]


async def test_a_frame_sent_again_is_stored_again_and_acknowledged(run_gateway):
    async with run_gateway() as site:
        line = await site.call()
        first = await line.upload(qn="20260801085857223")

        second = await line.upload(qn="20260801085857223")

        assert second == first
        assert len(site.stored()) == 2


async def test_pipelined_frames_are_answered_each_and_in_order(run_gateway):
    async with run_gateway() as site:
        line = await site.call()
        numbers = [f"20260801085857{n:03d}" for n in range(200)]
        line.send(b"".join(frame(qn=qn) for qn in numbers))

        answers = [(await line.hear())["QN"] for _ in numbers]

        assert answers == numbers
        assert site.gateway.status().commits < 50


async def test_a_frame_cut_at_every_byte_is_one_frame(run_gateway):
    async with run_gateway() as site:
        line = await site.call()
        for byte in frame():
            line.send(bytes([byte]))
            await line.drain()
            await asyncio.sleep(0)

        assert (await line.hear())["CN"] == "9014"
        assert site.marks() == ["GOOD"]


async def test_who_stops_sending_still_gets_what_he_is_owed(run_gateway):
    async with run_gateway() as site:
        line = await site.call()
        line.send(frame() + frame().rstrip(b"\r\n"))
        line.half_close()

        answers = [await line.hear(), await line.hear()]

        assert [answer["CN"] for answer in answers] == ["9014", "9014"]
        assert await line.is_ended()


async def test_what_was_handed_in_is_durable_though_the_line_is_gone(run_gateway):
    inbox = SlowInbox()
    async with run_gateway(inbox) as site:
        line = await site.call()
        line.send(frame())
        await eventually(inbox.begun.is_set)
        line.close()

        inbox.may_go_on.set()

        await eventually(lambda: len(inbox.stored) == 1)
        await eventually(lambda: site.gateway.status().connections == 0)


async def test_a_closing_gateway_stores_and_answers_what_it_has_read(run_gateway):
    inbox = SlowInbox()
    async with run_gateway(inbox) as site:
        line = await site.call()
        line.send(frame())
        await eventually(inbox.begun.is_set)

        closing = asyncio.create_task(site.gateway.stop())
        await asyncio.sleep(0.05)
        inbox.may_go_on.set()
        answer = await line.hear()
        await closing

        assert answer["CN"] == "9014"
        assert await line.is_ended()


@pytest.mark.parametrize(
    ("policy", "variants", "is_good"),
    [
        ("STRICT", (), False),
        ("VARIANTS", ("swapped",), True),
        ("VARIANTS", ("modbus",), False),
        ("MARK", (), True),
    ],
)
async def test_a_check_field_is_judged_by_the_policy_of_the_station(
    run_gateway, policy, variants, is_good
):
    entry = roster.Entry(KNOWN, PASSWORD, policy, variants)
    usual = frame(qn="20260801085857223")
    swapped = frame(qn="20260801085857223", crc=(usual[-4:-2] + usual[-6:-4]).decode())
    async with run_gateway(entries=[entry]) as site:
        line = await site.call()
        line.send(swapped)

        assert await line.is_silent() is not is_good
        assert site.marks() == ["GOOD" if is_good else "CRC"]


async def test_an_encrypted_frame_is_judged_with_the_key_of_the_roster(run_gateway):
    key = b"0" * 16
    plain = frame(flag=9, cp="DataTime=20260801085800;a21026-Rtd=12.5,a21026-Flag=N")
    begin, end = plain.index(b"CP=&&") + 5, plain.rindex(b"&&")
    sealed = plain[:begin] + sm4.encrypt(plain[begin:end], key) + plain[end:]
    async with run_gateway(entries=[roster.Entry(KNOWN, PASSWORD, sm4_key_hex=key.hex())]) as site:
        line = await site.call()
        line.send(sealed)

        assert (await line.hear())["Flag"] == "8"
        assert site.stored()[0].raw == sealed.rstrip()


async def test_a_full_disk_acknowledges_nothing_and_answers_when_space_returns(
    run_gateway, tmp_path
):
    inbox = SqliteInbox(tmp_path / "inbox", "hj212", max_pages=60)
    async with run_gateway(inbox) as site:
        line, neighbour = await site.call(), await site.call("NEIGHBOUR0001")
        sent = 0
        while site.gateway.status().disk_ok:
            line.send(frame(cp="x" * 800) * 20)
            sent += 20
            await asyncio.sleep(0.02)
        acknowledged = 0
        while not await line.is_silent(0.05):
            acknowledged += 1
        acknowledged += 1 if acknowledged < len(site.stored()) else 0
        stored = len(site.stored())
        neighbour.send(frame("NEIGHBOUR0001"))
        was_silent = await neighbour.is_silent()
        said = site.gateway.status().last_error

        inbox.trim(stored + 1)
        answer = await neighbour.hear()
        await eventually(lambda: site.gateway.status().queue_frames == 0)

        assert acknowledged <= stored < sent
        assert was_silent
        assert "full" in said
        assert answer["CN"] == "9014"
        assert site.gateway.status().disk_ok
        assert inbox.last() == sent + 1
