from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copark.protocols.hj212 import requests
from copark.protocols.hj212.cp import BEIJING
from copark.protocols.hj212.crc import Check
from demo.devices.config import Fault
from demo.devices.logger import DataLogger
from demo.devices.settings import Clock, Patience
from tests.devices.platform import KEY, Platform, logger_of, running

START = datetime(2026, 8, 1, 8, 57, 30, tzinfo=BEIJING).timestamp()
QUICK = Patience(over_time=0.1, retries=2, first_pause=0.01, longest_pause=0.05)
ALWAYS = {"every_minutes": 60.0, "lasts_minutes": 60.0}


def a_logger(platform: Platform, *faults: Fault, speed: float = 60.0, **more) -> DataLogger:
    clock = Clock(START, speed)
    return DataLogger(logger_of(*faults, **more), "127.0.0.1", platform.port, clock, patience=QUICK)


@pytest.mark.parametrize("edition", ["2005", "2017", "2025"])
async def test_a_logger_reports_moments_ten_minutes_and_hours(edition):
    async with Platform() as platform:
        logger = a_logger(platform, edition=edition)
        async with running(logger):
            await platform.until(lambda: platform.of("2061") and platform.of("2051"))

    moment, minute, hour = (platform.of(cn)[0] for cn in ("2011", "2051", "2061"))
    assert {m.version for m in platform.heard} == {edition}
    assert minute.at == datetime(2026, 8, 1, 8, 50, tzinfo=BEIJING)
    assert hour.at == datetime(2026, 8, 1, 8, 0, tzinfo=BEIJING)
    assert [(r.factor, r.field) for r in moment.readings if r.factor == "a21026"] == [
        ("a21026", "Rtd"),
        ("a21026", "ZsRtd"),
    ]
    assert {r.field for r in minute.readings if r.factor == "a21026"} == {
        "Min",
        "Avg",
        "Max",
        "Cou",
        "ZsMin",
        "ZsAvg",
        "ZsMax",
    }
    assert {r.flag for m in platform.heard for r in m.readings} == {"N"}


async def test_what_is_not_answered_comes_again_under_the_same_number():
    seen: list[str] = []

    def second_time(message) -> bool:
        seen.append(message.qn)
        return seen.count(message.qn) > 1

    async with Platform(answers=second_time) as platform, running(a_logger(platform)) as logger:
        await platform.until(lambda: logger.acknowledged >= 3)

    numbers = [message.qn for message in platform.heard]
    assert numbers[0] == numbers[1]
    assert numbers[2] == numbers[3]
    assert numbers[0] != numbers[2]


async def test_what_was_not_acknowledged_survives_a_lost_connection():
    async with Platform(answers=lambda _: False) as platform:
        port = platform.port
        async with running(a_logger(platform, speed=600.0)) as logger:
            await platform.until(lambda: logger.waiting > 3 and platform.heard)
            first = platform.heard[0].qn
            platform.hang_up()
            await platform.__aexit__()
            again = Platform()
            again.port = port
            async with again:
                await again.until(lambda: logger.acknowledged > 3)

    assert again.heard[0].qn == first
    assert len({message.qn for message in again.heard}) == len(again.heard)


async def test_a_platform_that_never_answers_is_called_anew():
    async with Platform(answers=lambda _: False) as platform, running(a_logger(platform)):
        await platform.until(lambda: platform.connections >= 3)

    assert platform.connections >= 3

    assert len({message.qn for message in platform.heard[:3]}) == 1


async def test_data_of_2025_are_encrypted_and_late_ones_marked_as_resent():
    gap = Fault("gap", every_minutes=10, lasts_minutes=5)
    async with Platform(key=KEY) as platform:
        logger = a_logger(platform, gap, edition="2025", sm4_key=KEY, speed=600.0)
        async with running(logger):
            await platform.until(lambda: any(message.rf for message in platform.heard))
            await platform.until(lambda: any(not message.rf for message in platform.heard))

    assert all(message.encrypted for message in platform.heard)


async def test_a_platform_reads_and_sets_the_time():
    given = datetime(2030, 1, 1, tzinfo=UTC)
    async with Platform() as platform, running(a_logger(platform, speed=1.0)) as logger:
        await platform.until(lambda: platform.connections)
        platform.ask(requests.GET_TIME, qn="20260801085800001")
        await platform.until(lambda: platform.of("9012"))
        platform.ask(requests.set_time(given), qn="20260801085800002")
        await platform.until(lambda: len(platform.of("9012")) == 2)
        now = logger.settings.clock_error + START

    assert platform.of("1011")[0].extra["SystemTime"].startswith("202608010857")
    assert [message.qn[-1] for message in platform.of("9011")] == ["1", "2"]
    assert [message.extra["ExeRtn"] for message in platform.of("9012")] == ["1", "1"]
    assert abs(now - given.timestamp()) < 10


async def test_intervals_are_read_and_set():
    async with Platform() as platform, running(a_logger(platform)) as logger:
        await platform.until(lambda: platform.connections)
        platform.ask(requests.set_real_time_interval(30), qn="20260801085800001")
        platform.ask(requests.set_minute_interval(5), qn="20260801085800002")
        platform.ask(requests.GET_REAL_TIME_INTERVAL, qn="20260801085800003")
        platform.ask(requests.GET_MINUTE_INTERVAL, qn="20260801085800004")
        await platform.until(lambda: len(platform.of("9012")) == 4)

    assert logger.settings.intervals == {"2011": 30, "2051": 300, "2061": 3600}
    assert platform.of("1061")[0].extra == {"RtdInterval": "30"}
    assert platform.of("1063")[0].extra == {"MinInterval": "5"}


async def test_real_time_data_stop_and_start_on_request():
    async with Platform() as platform, running(a_logger(platform)) as logger:
        await platform.until(lambda: platform.of("2011"))
        platform.ask(requests.STOP_REAL_TIME, qn="20260801085800001")
        await platform.until(lambda: platform.of("9013"))
        stopped = not logger.settings.is_streaming
        platform.ask(requests.START_REAL_TIME, qn="20260801085800002")
        await platform.until(lambda: platform.of("9012"))

    assert stopped
    assert logger.settings.is_streaming
    assert platform.of("9013")[0].qn == "20260801085800001"


@pytest.mark.parametrize("edition", ["2017", "2025"])
async def test_history_is_sent_from_memory_with_what_was_measured_before_the_start(edition):
    begin = datetime(2026, 8, 1, 6, 0, tzinfo=BEIJING)
    end = datetime(2026, 8, 1, 6, 50, tzinfo=BEIJING)
    async with Platform() as platform:
        logger = a_logger(platform, edition=edition, intervals={"real_time": 0, "hour": 0})
        async with running(logger):
            await platform.until(lambda: platform.connections)
            platform.ask(
                requests.history("2051", begin, end, edition),
                qn="20260801085800001",
                edition=edition,
            )
            await platform.until(lambda: platform.of("9012"))

    found = [m for m in platform.of("2051") if m.qn == "20260801085800001"]
    assert [m.at.minute for m in found] == [0, 10, 20, 30, 40, 50]
    assert [(m.pnum, m.pno) for m in found] == [(6, number) for number in range(1, 7)]
    assert platform.of("9012")[0].extra == {"ExeRtn": "1"}


async def test_history_of_the_future_is_no_data():
    later = datetime(2027, 1, 1, tzinfo=BEIJING)
    async with Platform() as platform, running(a_logger(platform)):
        await platform.until(lambda: platform.connections)
        platform.ask(requests.history("2061", later, later), qn="20260801085800001")
        await platform.until(lambda: platform.of("9012"))

    assert platform.of("9012")[0].extra == {"ExeRtn": "100"}


async def test_a_repeated_request_is_carried_out_once():
    async with Platform() as platform, running(a_logger(platform)):
        await platform.until(lambda: platform.connections)
        for _ in range(3):
            platform.ask(requests.GET_TIME, qn="20260801085800001")
        await platform.until(lambda: len(platform.of("9011")) == 3)
        platform.ask(requests.GET_TIME, qn="20260801085800002")
        await platform.until(lambda: len(platform.of("9012")) == 2)

    assert len(platform.of("1011")) == 2


@pytest.mark.parametrize(
    ("request_", "pw", "answer"),
    [
        (requests.GET_TIME, "000000", {"9011": {"QnRtn": "3"}}),
        (requests.Request("3020"), "123456", {"9011": {"QnRtn": "8"}}),
        (requests.Request("1012", "SystemTime=soon"), "123456", {"9012": {"ExeRtn": "3"}}),
        (requests.Request("2051", "BeginTime=x,EndTime=y"), "123456", {"9012": {"ExeRtn": "3"}}),
        (requests.Request("1062"), "123456", {"9012": {"ExeRtn": "3"}}),
    ],
)
async def test_what_cannot_be_obeyed_is_answered_so(request_, pw, answer):
    async with Platform() as platform, running(a_logger(platform)):
        await platform.until(lambda: platform.connections)
        platform.ask(request_, qn="20260801085800001", pw=pw)
        await platform.until(lambda: all(platform.of(cn) for cn in answer))

    assert {cn: platform.of(cn)[0].extra for cn in answer} == answer


async def test_password_and_retries_are_changed_on_request():
    async with Platform() as platform, running(a_logger(platform)) as logger:
        await platform.until(lambda: platform.connections)
        platform.ask(requests.set_retries(7, 5), qn="20260801085800001")
        platform.ask(requests.set_password("654321"), qn="20260801085800002")
        await platform.until(lambda: any(m.pw == "654321" for m in platform.of("2011")))

    assert (logger.settings.patience.over_time, logger.settings.patience.retries) == (7.0, 5)


async def test_a_bad_line_damages_check_fields_but_loses_nothing():
    async with Platform() as platform:
        logger = a_logger(platform, Fault("broken_crc", **ALWAYS), Fault("noise", **ALWAYS))
        async with running(logger):
            await platform.until(
                lambda: platform.bad and platform.noise and logger.acknowledged > 5
            )

    damaged = {message.qn for message in platform.bad}
    assert damaged <= {message.qn for message in platform.heard}


async def test_a_logger_that_resends_uses_the_same_number():
    async with Platform() as platform, running(a_logger(platform, Fault("resend", **ALWAYS))):
        await platform.until(lambda: len(platform.heard) >= 4)

    assert platform.heard[0].qn == platform.heard[1].qn


async def test_a_logger_hangs_up_and_comes_back():
    often = Fault("disconnect", every_minutes=1, lasts_minutes=0.5)
    async with Platform() as platform, running(a_logger(platform, often)):
        await platform.until(lambda: platform.connections >= 3)


async def test_a_deviating_check_is_written_as_told():
    async with Platform() as platform, running(a_logger(platform, crc="modbus-swapped")):
        await platform.until(lambda: platform.heard)

    assert platform.heard[0].crc is Check.MODBUS_SWAPPED
