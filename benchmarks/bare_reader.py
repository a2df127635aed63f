"""
The reference of the pipeline: read, write, flush, answer, and know nothing.

``python -m benchmarks.bare_reader PORT FILE``. Bytes of all connections go to one file; a flush
(``fsync``) covers whatever arrived within three milliseconds, as the gateway's group commit does;
then each connection gets an answer of the usual length for every line it sent.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

ANSWER = (
    b"##0087QN=20260101000000000;ST=91;CN=9014;PW=123456;MN=BENCH0000000000000000000;Flag=4;"
    b"CP=&&&&0000\r\n"
)
WAIT = 0.003


class Store:
    def __init__(self, path: Path) -> None:
        self.file = path.open("ab", buffering=0)
        self.waiting: list[tuple[asyncio.StreamWriter, bytes]] = []

    async def flush_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(WAIT)
            group, self.waiting = self.waiting, []
            if not group:
                continue
            await loop.run_in_executor(None, self._write, [chunk for _, chunk in group])
            for writer, chunk in group:
                if chunk:
                    writer.write(ANSWER * chunk.count(b"\r\n"))
                else:
                    writer.close()  # all before it has been answered

    def _write(self, chunks: list[bytes]) -> None:
        self.file.write(b"".join(chunks))
        os.fsync(self.file.fileno())


async def main(port: int, path: Path) -> None:
    store = Store(path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1 << 16):
            store.waiting.append((writer, chunk))
        store.waiting.append((writer, b""))

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await asyncio.gather(server.serve_forever(), store.flush_for_ever())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
