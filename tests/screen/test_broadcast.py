from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

import pytest

from copark.screen.broadcast import Broadcast

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

QUICK = 0.01


class Park:
    """A reader whose answer the test changes; an answer not changed is the same object."""

    def __init__(self, **parts: int) -> None:
        self.parts = {name: str(value) for name, value in parts.items()}
        self.readings = 0
        self.fails = False

    def __call__(self, known: Mapping[str, str]) -> Mapping[str, str]:
        self.readings += 1
        if self.fails:
            raise OSError
        return self.parts

    def becomes(self, **parts: int) -> None:
        self.parts = {name: str(value) for name, value in parts.items()}


async def parts(messages: AsyncIterator[str]) -> dict[str, int | None]:
    """Return the next parts told, passing over beats."""
    async with asyncio.timeout(5):
        async for message in messages:
            if message.startswith("event: parts"):
                return json.loads(message.split("data: ", 1)[1])
    pytest.fail("the stream ended")


async def closed(*streams: AsyncIterator[str]) -> None:
    for stream in streams:
        await stream.aclose()


async def test_a_new_listener_gets_everything_at_once():
    messages = Broadcast(Park(energy=1, carbon=2), interval=QUICK).messages()

    told = await parts(messages)

    assert told == {"energy": 1, "carbon": 2}
    await closed(messages)


async def test_a_listener_gets_only_what_changed():
    park = Park(energy=1, carbon=2)
    messages = Broadcast(park, interval=QUICK).messages()
    await parts(messages)

    park.becomes(energy=1, carbon=3)

    assert await parts(messages) == {"carbon": 3}
    await closed(messages)


async def test_what_is_gone_is_told_as_gone():
    park = Park(energy=1, carbon=2)
    messages = Broadcast(park, interval=QUICK).messages()
    await parts(messages)

    park.becomes(energy=1)

    assert await parts(messages) == {"carbon": None}
    await closed(messages)


async def test_a_slow_listener_loses_what_lay_between_but_never_the_latest():
    park = Park(energy=0, carbon=0)
    broadcast = Broadcast(park, interval=QUICK)
    slow, quick = broadcast.messages(), broadcast.messages()
    await parts(slow)
    await parts(quick)

    for value in range(1, 6):
        park.becomes(energy=value, carbon=0)
        await parts(quick)

    assert await parts(slow) == {"energy": 5}
    await closed(slow, quick)


async def test_a_change_that_was_taken_back_meanwhile_is_not_told():
    park = Park(energy=0, carbon=0)
    broadcast = Broadcast(park, interval=QUICK)
    slow, quick = broadcast.messages(), broadcast.messages()
    await parts(slow)
    await parts(quick)

    for energy, carbon in ((1, 0), (0, 7)):
        park.becomes(energy=energy, carbon=carbon)
        await parts(quick)

    assert await parts(slow) == {"carbon": 7}
    await closed(slow, quick)


async def test_a_park_where_nothing_happens_is_told_by_a_beat():
    messages = Broadcast(Park(energy=1), interval=QUICK, heartbeat=0.03).messages()
    await parts(messages)

    async with asyncio.timeout(5):
        message = await anext(messages)

    assert message.startswith(": heartbeat")
    assert "event: beat" in message
    await closed(messages)


async def test_one_reading_serves_every_listener():
    park = Park(energy=1)
    broadcast = Broadcast(park, interval=60)
    streams = [broadcast.messages() for _ in range(20)]

    told = await asyncio.gather(*map(parts, streams))

    assert told == [{"energy": 1}] * 20
    assert park.readings == 1
    await closed(*streams)


async def test_nobody_reads_when_nobody_listens():
    park = Park(energy=1)
    broadcast = Broadcast(park, interval=QUICK)
    messages = broadcast.messages()
    await parts(messages)

    await closed(messages)
    before = park.readings
    await asyncio.sleep(5 * QUICK)

    assert broadcast.listeners == 0
    assert park.readings == before


async def test_a_reading_that_fails_does_not_end_the_stream():
    park = Park(energy=1)
    messages = Broadcast(park, interval=QUICK, heartbeat=0.03).messages()
    await parts(messages)

    park.fails = True
    beat = await anext(messages)
    park.fails = False
    park.becomes(energy=2)

    assert beat.startswith(": heartbeat")
    assert await parts(messages) == {"energy": 2}
    await closed(messages)


async def test_a_connection_ends_so_that_rights_are_looked_at_again():
    messages = Broadcast(Park(energy=1), interval=QUICK, heartbeat=QUICK, lifetime=0.05).messages()

    async with asyncio.timeout(5):
        told = [message async for message in messages]

    assert told[0].startswith("event: parts") or told[0].startswith(": heartbeat")


async def test_the_number_of_listeners_is_bounded():
    broadcast = Broadcast(Park(energy=1), interval=QUICK, most=2)
    streams = [broadcast.messages() for _ in range(2)]

    await asyncio.gather(*map(parts, streams))

    assert broadcast.is_full
    await closed(*streams)
    assert not broadcast.is_full


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)
