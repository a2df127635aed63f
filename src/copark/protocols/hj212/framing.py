r"""
Cut an HJ 212 byte stream into frames and noise. No socket, no clock, no log.

A frame is ``##LLLL<data segment>CCCC`` and a line end. The declared length is believed when it
fits, that is when a line end or the next frame's start stands where it says. When it does not
fit (a wrong length, a lost tail, an encrypted segment, whose length is that of the plain text),
the frame reaches to the next line feed or the next start, whichever comes first: one bad frame
never hides the next. All decisions rest on the bytes and never on how they were cut, so the same
stream gives the same events however it arrives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.protocols.hj212 import crc

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 6  #: ``##`` and four digits of length. [byte]
LINE_FEED = b"\n"
LONGEST = 50_176
"""Longest line kept for one frame. [byte]

Four digits allow a plain segment of 9,999 bytes; written as encrypted text (``0x..,``) each
takes five bytes. Nothing legal is longer, and a connection never holds more."""
PIECE = 4_096  #: Noise is handed out in pieces of at most this length. [byte]

_START = re.compile(rb"##[0-9]{4}")
_STOP = re.compile(rb"\n|##[0-9]{4}")
_CLOSERS = re.compile(rb"\r?\n|##[0-9]{4}")
_LOOK = 6  # bytes that decide whether a start or a line end stands at a place


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, not yet checked or decoded: ``##LLLL...CCCC`` and its line end."""

    raw: bytes
    tail: bytes = b"\r\n"


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that belong to no frame, kept as evidence: a line, or a piece of one."""

    raw: bytes

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing but white space, as between two frames."""
        return not self.raw.strip()


class Framer:
    r"""
    Take bytes in any pieces; give back frames and noise in order.

    Parameters
    ----------
    longest
        Bound of one line. [byte]

    Examples
    --------
    >>> framer = Framer()
    >>> list(framer.receive(b"hello\r\n##0003abcFF"))
    [Noise(raw=b'hello\r\n')]
    >>> list(framer.receive(b"FF\r\n"))
    [Frame(raw=b'##0003abcFFFF', tail=b'\r\n')]
    """

    __slots__ = ("_buffer", "_longest", "_offset", "_searched")

    def __init__(self, longest: int = LONGEST) -> None:
        self._buffer = b""
        self._offset = 0
        self._searched = 0  # no stop lies before this place, so that no byte is searched twice
        self._longest = longest

    @property
    def pending(self) -> bytes:
        """Bytes that wait for more."""
        return self._buffer[self._offset :]

    def receive(self, chunk: bytes) -> Iterator[Frame | Noise]:
        """Give every event that `chunk` completes; the bytes are kept even if nobody asks."""
        self._buffer = self._buffer[self._offset :] + chunk
        self._searched = max(0, self._searched - self._offset)
        self._offset = 0
        return self._events()

    def finish(self) -> Iterator[Frame | Noise]:
        """Give what still waits when the stream has ended: a frame without line end, or noise."""
        raw = self.pending
        self._buffer, self._offset, self._searched = b"", 0, 0
        while raw:
            found = _START.search(raw, HEAD if _START.match(raw) else 0)
            piece, raw = (raw[: found.start()], raw[found.start() :]) if found else (raw, b"")
            if _START.match(piece):
                yield _frame(piece)
            elif piece:
                yield Noise(piece)

    def _events(self) -> Iterator[Frame | Noise]:
        while self._offset < len(self._buffer):
            if _START.match(self._buffer, self._offset):
                event = self._from_start()
            else:
                event = self._noise()
            if event is None:
                return
            yield event

    def _from_start(self) -> Frame | Noise | None:
        buffer, start = self._buffer, self._offset
        end = start + HEAD + int(buffer[start + 2 : start + HEAD]) + crc.DIGITS
        if buffer.find(LINE_FEED, start + HEAD, end) < 0:
            if end + 1 >= len(buffer) and buffer[end:] in {b"", b"\r", b"#"}:
                return None  # what stands at the declared end has not arrived
            closer = _CLOSERS.match(buffer, end)
            if closer is None and end + _LOOK > len(buffer) and buffer[end : end + 2] == b"##":
                return None
            if closer and self._is_one(start, end):
                return self._take(closer.end() if closer[0].endswith(LINE_FEED) else end)
        return self._unfit(start)

    def _is_one(self, start: int, end: int) -> bool:
        """Tell whether no other frame starts inside; text may say so, then the check decides."""
        if self._buffer.find(b"##", start + HEAD, end) < 0:
            return True
        if not _START.search(self._buffer, start + HEAD, end):
            return True
        body = self._buffer[start + HEAD : end]
        return crc.verdict(body[: -crc.DIGITS], body[-crc.DIGITS :]) is not crc.Check.BAD

    def _unfit(self, start: int) -> Frame | Noise | None:
        """Frame by the line end or the next start: the length does not fit."""
        window = start + self._longest + _LOOK
        stop = _STOP.search(self._buffer, max(start + HEAD, self._searched), window)
        if stop:
            return self._take(stop.end() if stop[0] == LINE_FEED else stop.start())
        if len(self._buffer) < window:
            self._searched = len(self._buffer) - _LOOK
            return None
        self._offset = start + self._longest
        return Noise(self._buffer[start : self._offset])

    def _take(self, end: int) -> Frame:
        taken = self._buffer[self._offset : end]
        self._offset = end
        return _frame(taken)

    def _noise(self) -> Noise | None:
        start = self._offset
        window = start + PIECE + _LOOK
        stop = _STOP.search(self._buffer, max(start, self._searched), window)
        if stop and stop.start() <= start + PIECE:
            end = stop.end() if stop[0] == LINE_FEED else stop.start()
        elif len(self._buffer) < window:
            self._searched = stop.start() if stop else len(self._buffer) - _LOOK
            return None
        else:
            end = start + PIECE
        self._offset = end
        return Noise(self._buffer[start:end])


def _frame(taken: bytes) -> Frame:
    raw = taken.rstrip(b"\r\n")
    return Frame(raw, taken[len(raw) :])
