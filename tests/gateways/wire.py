"""Frames as stations send them, written here by hand so that no fault of the codec hides itself."""

from __future__ import annotations

import asyncio
import re
from itertools import count

KNOWN = "010000A8900016F000169DC0"
PASSWORD = "123456"  # noqa: S105 - of stations that do not exist
_numbers = count(1)


def annex_a(data: bytes) -> int:
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            odd = register & 1
            register >>= 1
            if odd:
                register ^= 0xA001
    return register


def request_number() -> str:
    return f"20260801{next(_numbers):09d}"


def frame(
    mn: str = KNOWN,
    *,
    qn: str | None = None,
    cn: str = "2011",
    pw: str = PASSWORD,
    flag: int | None = 5,
    cp: str = "DataTime=20260801085800;a21026-Rtd=12.5,a21026-Flag=N",
    crc: str | None = None,
) -> bytes:
    fields = [f"QN={qn or request_number()}", "ST=31", f"CN={cn}", f"PW={pw}", f"MN={mn}"]
    fields += [] if flag is None else [f"Flag={flag}"]
    body = (";".join(fields) + f";CP=&&{cp}&&").encode()
    check = crc or f"{annex_a(body):04X}"
    return b"##%04d%s%s\r\n" % (len(body), body, check.encode())


def answered(raw: bytes) -> dict[str, str]:
    """Take an answer apart; check its length and check field."""
    assert raw[:2] == b"##"
    assert raw.endswith(b"\r\n")
    body = raw[6:-6]
    assert int(raw[2:6]) == len(body)
    assert raw[-6:-2] == b"%04X" % annex_a(body)
    head, _, cp = body.decode().partition("CP=&&")
    fields = dict(re.findall(r"(\w+)=([^;&]*)", head))
    return {**fields, "CP": cp.removesuffix("&&")}


class Line:
    """A station's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mn: str) -> None:
        self._reader, self._writer, self.mn = reader, writer, mn

    def send(self, raw: bytes) -> None:
        self._writer.write(raw)

    async def drain(self) -> None:
        await self._writer.drain()

    async def hear(self, seconds: float = 5.0) -> dict[str, str]:
        async with asyncio.timeout(seconds):
            return answered(await self._reader.readuntil(b"\r\n"))

    async def upload(self, **fields) -> dict[str, str]:
        self.send(frame(self.mn, **fields))
        return await self.hear()

    async def is_silent(self, seconds: float = 0.15) -> bool:
        try:
            await self.hear(seconds)
        except TimeoutError:
            return True
        return False

    async def is_ended(self, seconds: float = 5.0) -> bool:
        """Tell whether the gateway ends the connection."""
        try:
            async with asyncio.timeout(seconds):
                return not await self._reader.read(1)
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def half_close(self) -> None:
        self._writer.write_eof()

    def close(self) -> None:
        self._writer.close()
