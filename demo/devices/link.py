"""One connection of a logger to its platform: used once, never revived."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copark.protocols.hj212.envelope import peek
from copark.protocols.hj212.errors import Malformed
from copark.protocols.hj212.framing import Frame, Framer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from copark.protocols.hj212.envelope import Envelope

READ = 65_536  #: [byte]
ACKNOWLEDGEMENTS = {"9013", "9014"}


class Dropped(ConnectionError):  # noqa: N818 - reads as a sentence where it is raised
    """The connection is over: closed by the other side, or no answer came."""


class Link:
    """Bytes out, acknowledgements and requests in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def send(self, sent: bytes) -> None:
        self._writer.write(sent)
        await self._writer.drain()

    async def ask(self, sent: bytes, qn: str, seconds: float) -> bool:
        """Send a frame and wait for its acknowledgement; tell whether it came in time."""
        answered = self._waiting[qn] = asyncio.get_running_loop().create_future()
        try:
            await self.send(sent)
            async with asyncio.timeout(seconds):  # unlike wait_for it never swallows a cancellation
                await answered
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(qn, None)
        return True

    async def listen(self, on_request: Callable[[Envelope, bytes], Awaitable[None]]) -> None:
        """Hand out what comes in until the other side closes."""
        framer = Framer()
        while chunk := await self._reader.read(READ):
            for event in framer.receive(chunk):
                if isinstance(event, Frame):
                    await self._heard(event.raw, on_request)
        message = "the platform closed the connection"
        raise Dropped(message)

    async def _heard(
        self, raw: bytes, on_request: Callable[[Envelope, bytes], Awaitable[None]]
    ) -> None:
        try:
            envelope = peek(raw)
        except Malformed:
            return
        if envelope.cn not in ACKNOWLEDGEMENTS:
            await on_request(envelope, raw)
            return
        answered = self._waiting.get(envelope.qn)
        if answered and not answered.done():
            answered.set_result(None)

    async def close(self) -> None:
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return  # it is closed all the same
