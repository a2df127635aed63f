"""
Join the packets (PNUM, PNO) of one message.

Two habits of splitting are met. Either each packet is a data part of its own that repeats the data
time, or the text is cut anywhere and continues in the next packet. Memory is bounded by the count
of open messages and by the count of packets in each; there is no clock: the caller counts ticks
(frames, batches or seconds, as it likes).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copark.protocols.hj212.cp import read_cp, time_of

if TYPE_CHECKING:
    from copark.protocols.hj212.decoding import Message

OPEN = 1_024  #: Messages waiting for packets at one time; the oldest gives way.
PACKETS = 99  #: Packets of one message; the largest legal frame of all 9,999 characters needs 11.
PATIENCE = 10_000  #: Ticks after the last packet, after which a message is given up.

_KEYED = re.compile(r"\s*[\w.]+-\w+=")


@dataclass(slots=True)
class _Open:
    total: int
    last: int
    parts: dict[int, Message] = field(default_factory=dict)


class Reassembler:
    """
    Collect packets in any order; give back the whole message when its last packet has come.

    Parameters
    ----------
    capacity
        Messages kept open.
    patience
        Ticks a message waits after its latest packet.
    """

    def __init__(self, capacity: int = OPEN, patience: int = PATIENCE) -> None:
        self._capacity = capacity
        self._patience = patience
        self._open: OrderedDict[tuple[str, str, str], _Open] = OrderedDict()
        self._done: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._given_up: list[Message] = []

    def __len__(self) -> int:
        return len(self._open)

    def add(self, message: Message, tick: int = 0) -> Message | None:
        """
        Take a message or a packet of one.

        Parameters
        ----------
        message
            As decoded.
        tick
            Never smaller than the one before.

        Returns
        -------
        Message
            The whole message, or None while packets are missing or for a packet sent twice. What is
            not split, or numbered in no sensible way, is whole by itself.
        """
        self._expire(tick)
        pnum, pno = message.pnum or 0, message.pno or 0
        if not (1 < pnum <= PACKETS and 1 <= pno <= pnum):
            return message
        name = (message.mn, message.qn or str(message.at), message.cn)
        if name in self._done:
            return None
        waiting = self._open.get(name)
        if waiting is None or waiting.total != pnum:
            self._give_up(self._open.pop(name, None))
            waiting = self._open[name] = _Open(pnum, tick)
        waiting.last = tick
        self._open.move_to_end(name)
        waiting.parts.setdefault(pno, message)
        if len(waiting.parts) < pnum:
            self._bound()
            return None
        del self._open[name]
        self._done[name] = None
        if len(self._done) > self._capacity:
            self._done.popitem(last=False)
        return joined([waiting.parts[number] for number in range(1, pnum + 1)])

    def given_up(self) -> list[Message]:
        """Return the packets of messages that never became whole, once."""
        given_up, self._given_up = self._given_up, []
        return given_up

    def _expire(self, tick: int) -> None:
        while self._open:
            name, oldest = next(iter(self._open.items()))
            if tick - oldest.last <= self._patience:
                return
            del self._open[name]
            self._give_up(oldest)

    def _bound(self) -> None:
        while len(self._open) > self._capacity:
            self._give_up(self._open.popitem(last=False)[1])

    def _give_up(self, waiting: _Open | None) -> None:
        if waiting:
            self._given_up += waiting.parts.values()
            del self._given_up[: -self._capacity]


def joined(parts: list[Message]) -> Message:
    """
    Join the packets of one message, in order.

    Parameters
    ----------
    parts
        All packets, the first first.

    Returns
    -------
    Message
        The first packet's header, all readings, no packet number. The lengths are sums; the check
        is the first one that is not right by Annex A, if any.
    """
    first = parts[0]
    cp = parts[0].cp
    for part in parts[1:]:
        cp += _seam(cp, part.cp) + part.cp
    readings, extra = read_cp(cp)
    return first._replace(
        crc=next((part.crc for part in parts if part.crc != "annex-a"), first.crc),
        pnum=None,
        pno=None,
        readings=readings,
        extra=extra,
        at=time_of(extra.get("DataTime", "").partition(",")[0]),
        declared_length=sum(part.declared_length for part in parts),
        actual_length=sum(part.actual_length for part in parts),
        cp=cp,
    )


def _seam(before: str, after: str) -> str:
    """Say what stands between two packets: nothing where text was cut, else a separator."""
    if before.endswith((";", ",")) or after.startswith((";", ",")):
        return ""
    if after.startswith("DataTime="):
        return ";"
    last = re.split("[;,]", before)[-1]
    return ";" if "=" in last and _KEYED.match(after) else ""
