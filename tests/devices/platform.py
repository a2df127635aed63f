"""A little platform on a real socket: hears loggers, answers as told, sends requests."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from copark.protocols.hj212 import encoding
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.decoding import Message, decode
from copark.protocols.hj212.encoding import Header
from copark.protocols.hj212.envelope import peek
from copark.protocols.hj212.framing import Frame, Framer
from demo.devices.config import Fault, Logger, Point

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.protocols.hj212.requests import Request

KEY = b"0" * 16
SO2 = Point("a21026", tuple(range(10, 34)), noise=0.01, low=0.0, high=100.0, decimals=2, zs=True)
OXYGEN = Point("a19001", (6.0,))
FLOW = Point("a00000", (20.0,), decimals=1)
METER = Point("ke0101", (3600.0,), kind="counter", start=500.0, decimals=2)


def logger_of(*faults: Fault, edition: str = "2017", **more) -> Logger:
    intervals = {"real_time": 5, "minute": 600, "hour": 3600} | more.pop("intervals", {})
    points = more.pop("points", (SO2, OXYGEN, FLOW, METER))
    return Logger(
        "STATION00001",
        "123456",
        "31",
        edition,
        intervals=intervals,
        points=points,
        faults=faults,
        **more,
    )


class Platform:
    def __init__(
        self, *, key: bytes | None = None, answers: Callable[[Message], bool] | None = None
    ):
        self.heard: list[Message] = []
        self.bad: list[Message] = []
        self.noise: list[bytes] = []
        self.connections = 0
        self._key = key
        self._answers = answers or (lambda _: True)
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Platform:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_) -> None:
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def _serve(self, reader, writer) -> None:
        self.connections += 1
        self._writers.append(writer)
        framer = Framer()
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                for event in framer.receive(chunk):
                    if isinstance(event, Frame):
                        self._hear(event.raw, writer)
                    else:
                        self.noise.append(event.raw)

    def _hear(self, raw: bytes, writer) -> None:
        message = decode(raw, key=self._key)
        if message.crc is Check.BAD:
            self.bad.append(message)
            return
        self.heard.append(message)
        envelope = peek(raw)
        if envelope.wants_answer and self._answers(message):
            writer.write(encoding.answer_to(envelope))

    def ask(self, request: Request, *, qn: str, edition: str = "2017", pw: str = "123456") -> None:
        header = Header("STATION00001", request.cn, "31", pw, qn, edition, wants_answer=True)
        self._writers[-1].write(encoding.encode(header, request.cp))

    def of(self, cn: str) -> list[Message]:
        return [message for message in self.heard if message.cn == cn]

    async def until(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - the condition is the test's own
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def running(logger):
    task = asyncio.create_task(logger.run())
    try:
        yield logger
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
