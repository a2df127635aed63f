"""
The life of one connection, from its first byte to its last. Used once and never revived.

Bytes come in, are framed and judged; what is worth keeping is handed to the group commit in one
piece per read; the answers go out when, and only when, the commit says that the piece is durable.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, cast

import structlog

from copark.gateways.inbox.contract import Mark
from copark.gateways.judge import Sender
from copark.gateways.quota import Bucket
from copark.protocols.hj212.framing import Framer, Noise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.gateways.house import House
    from copark.gateways.judge import Judgement, Moment
    from copark.gateways.limits import Limits
    from copark.protocols.hj212.framing import Frame

log = structlog.get_logger()
NOISE_FRAME = 1024  #: So many bytes of noise cost as much as a frame.


class Connection(asyncio.BufferedProtocol):
    """One device, or whoever else called."""

    def __init__(self, house: House) -> None:
        self.mns: set[str] = set()  #: Stations that have spoken here.
        self.sender = Sender("", "")
        self._house = house
        self._framer = Framer(house.limits.max_frame)
        self._bucket = Bucket(house.limits.stranger_frames_per_second, house.limits.stranger_burst)
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._log = log
        self._holds: set[str] = set()  # reasons not to read
        self._unsettled = 0  # pieces handed in and not yet durable
        self._is_ending = False
        self._is_known = False
        self._noise = 0
        self._warned: set[Mark] = set()
        self._since = self._heard_at = 0.0
        self._partial_since: float | None = None
        self._unsent_since: float | None = None

    # What the loop tells us.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection in, or turn it away."""
        self._transport = cast("asyncio.Transport", transport)
        self._since = self._heard_at = self._house.clock.steady()
        address, port = (transport.get_extra_info("peername") or ("unknown", 0))[:2]
        self.sender = Sender(
            f"[{address}]:{port}" if ":" in address else f"{address}:{port}", address
        )
        self._log = log.bind(peer=self.sender.peer)
        refusal = self._house.register.admit(self, address)
        if refusal:
            self._house.counters.refused[refusal] += 1
            self._log.debug("gateways.connection.refused", reason=refusal)
            self._transport.abort()
            return
        limits = self._house.limits
        keep_alive(transport.get_extra_info("socket"), limits)
        self._transport.set_write_buffer_limits(high=limits.unsent_bytes)
        if self._house.commit.is_full:
            self.hold("queue")

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the loop's own signature
        """Lend the house's buffer for one read."""
        return self._house.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read."""
        moment = self._house.clock.moment()
        self._heard_at = moment.steady
        found = self._take(self._framer.receive(bytes(self._house.buffer[:nbytes])), moment)
        waits = len(self._framer.pending)
        if not waits:
            self._partial_since = None
        elif found or self._partial_since is None:
            self._partial_since = moment.steady

    def eof_received(self) -> bool:
        """Take what still waits; keep the line as long as answers are owed."""
        self._is_ending = True
        self._take(self._framer.finish(), self._house.clock.moment())
        return self._unsettled > 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the device; what it handed in is committed all the same."""
        self._transport = None
        self._house.register.leave(self)
        if self._is_known:
            self._log.debug(
                "gateways.connection.ended", stations=sorted(self.mns)[:5], error=str(exc or "")
            )

    def pause_writing(self) -> None:
        """Stop reading from a device that does not take its answers."""
        self._unsent_since = self._house.clock.steady()
        self.hold("answers")

    def resume_writing(self) -> None:
        """Read again: the answers were taken."""
        self._unsent_since = None
        self.let("answers")

    # What the house asks of us.

    def send(self, frame: bytes) -> bool:
        """Send a command of the platform; False when the line is gone."""
        if self._transport is None or self._transport.is_closing():
            return False
        self._transport.write(frame)
        return True

    def hold(self, reason: str) -> None:
        """Stop reading until `let` is called for the same reason; TCP tells the device to wait."""
        if not self._holds and self._transport is not None and not self._is_ending:
            self._transport.pause_reading()
        self._holds.add(reason)

    def let(self, reason: str) -> None:
        """Read again unless something else forbids it."""
        if reason not in self._holds:
            return
        self._holds.discard(reason)
        if self._holds or self._transport is None or self._is_ending:
            return
        self._heard_at = self._house.clock.steady()  # it was us who did not listen
        if self._partial_since is not None:
            self._partial_since = self._heard_at
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def check(self, now: float) -> None:
        """Close what only costs: slow loris, long silence, answers nobody takes."""
        reason = self._overdue(now)
        if reason:
            self.close(reason)

    def close(self, reason: str) -> None:
        """End the connection and count why."""
        if self._transport is None or self._is_ending:
            return
        self._is_ending = True
        self._house.counters.closed[reason] += 1
        self._log.warning(
            "gateways.connection.closed", reason=reason, stations=sorted(self.mns)[:5]
        )
        self._transport.abort()

    def finish(self) -> None:
        """End the connection gently, after its last answer."""
        if self._transport is not None:
            self._is_ending = True
            self._transport.close()

    # What we do with it.

    def _take(self, events: Iterable[Frame | Noise], moment: Moment) -> int:
        """Judge what was framed and hand it in as one piece; return how many events there were."""
        kept: list[Judgement] = []
        cost = 0.0
        found = 0
        for event in events:
            found += 1
            if not isinstance(event, Noise):
                cost += 1
            elif event.is_blank:
                continue
            else:
                self._noise += len(event.raw)
                cost += len(event.raw) / NOISE_FRAME
            judgement = self._house.judge.judge(event, self.sender, moment)
            self._regard(judgement, len(event.raw))
            if judgement.arrival is not None:
                kept.append(judgement)
        if kept:
            self._unsettled += 1
            arrivals = [one.arrival for one in kept if one.arrival is not None]
            self._house.commit.submit(arrivals, lambda failure: self._durable(failure, kept))
        self._restrain(cost, moment)
        return found

    def _regard(self, judgement: Judgement, length: int) -> None:
        """Trust who sends good frames; speak once of each kind of bad ones."""
        if judgement.mark is Mark.GOOD:
            self._welcome()
        elif judgement.mark not in self._warned:
            self._warned.add(judgement.mark)
            is_said = self._house.talk.take(self.sender.address, self._house.clock.steady())
            say = self._log.warning if is_said else self._log.debug
            say(
                "gateways.frame.rejected",
                device=judgement.arrival.mn if judgement.arrival else "",
                mark=judgement.mark.value,
                reason=judgement.reason,
                length=length,
            )

    def _welcome(self) -> None:
        if not self._is_known:
            self._is_known = True
            self._bucket.widen(
                self._house.limits.frames_per_second, self._house.limits.frames_burst
            )

    def _restrain(self, cost: float, moment: Moment) -> None:
        """Slow down who floods; close who only makes noise."""
        if self._noise > self._house.limits.noise_bytes:
            self.close("noise")
            return
        wait = self._bucket.spend(cost, moment.steady) if cost else 0.0
        if wait > 0 and not self._is_ending:
            self._house.counters.throttled += 1
            self.hold("rate")
            self._loop.call_later(wait, self.let, "rate")

    def _durable(self, failure: BaseException | None, kept: list[Judgement]) -> None:
        """Answer: the piece is on the disk. Or end the line: it never will be."""
        self._unsettled -= 1
        if self._transport is None:
            return
        if failure is not None:
            self._is_ending = True
            self._transport.abort()
            return
        answers = [one.answer for one in kept if one.answer is not None]
        if answers and not self._transport.is_closing():
            self._house.counters.answers += len(answers)
            self._transport.write(b"".join(answers))
        for judgement in kept:
            if judgement.mark is Mark.GOOD:
                self._house.register.heard(self, judgement)
        if self._is_ending and not self._unsettled:
            self._transport.close()

    def _overdue(self, now: float) -> str:
        limits = self._house.limits
        if self._unsent_since is not None and now - self._unsent_since > limits.unsent_seconds:
            return "unsent"
        if self._holds:
            return ""
        if self._partial_since is not None and now - self._partial_since > limits.partial_seconds:
            return "partial"
        if not self._is_known and now - self._since > limits.stranger_seconds:
            return "stranger"
        return "idle" if now - self._heard_at > limits.idle_seconds else ""


def keep_alive(sock: socket.socket | None, limits: Limits) -> None:
    """Let the kernel find out that a peer is gone, and send answers without delay."""
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in (
        ("TCP_KEEPIDLE", limits.keepalive_seconds),
        ("TCP_KEEPINTVL", limits.keepalive_interval),
        ("TCP_KEEPCNT", limits.keepalive_count),
        ("TCP_USER_TIMEOUT", int(limits.unsent_seconds * 1000)),
    ):
        option = getattr(socket, name, None)  # not every system has all of them
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
