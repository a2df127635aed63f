"""
Talking to a station: a command goes out, is repeated until answered, and its result is written
back.

Timeout and number of repetitions are those of the standard's CN=1000; a repetition carries the same
request number, so that a station which heard the first does not act twice.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from copark.gateways import answers
from copark.gateways.commands import (
    ACCEPTED,
    ASKS_TIME,
    ENDS,
    EXECUTED,
    GETS,
    KEY,
    NOTIFIED,
    SETS_TIME,
    Ends,
)
from copark.gateways.outbox import Change, CommandRefused, State
from copark.protocols.hj212 import encoding, requests
from copark.protocols.hj212.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.gateways.house import Clock
    from copark.gateways.lines import Line
    from copark.gateways.outbox import Outbox, Sent
    from copark.gateways.roster import Roster
    from copark.protocols.hj212.envelope import Envelope

log = structlog.get_logger()
ASKS = {ASKS_TIME: SETS_TIME, KEY: KEY}  #: What a station asks by, and what it is given.
RETURN = re.compile(rb"\b(QnRtn|ExeRtn)=(\d{1,3})\b")
BODY = re.compile(rb"CP=&&(.*?)&&")
SHOWN = 200  #: Characters kept of a station's answer.
ASKED_SECONDS = 60.0  #: A station gets what it asks for (time, key) at most so often. [s]
TOGETHER = (
    4  #: Commands under way to one station at a time; more of them than a logger can keep apart.
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what."""

    timeout_seconds: float = 5.0  #: OverTime.
    retries: int = 3  #: ReCount.
    execution_seconds: float = 600.0  #: From 9011 to 9012; a back-fill of a month takes its time.
    poll_seconds: float = 0.5


@dataclass(slots=True)
class Pending:
    """A command under way."""

    number: int | None  #: Of the outbox; None for one of our own.
    mn: str
    cn: str
    cp: str
    qn: str
    deadline: float = 0.0
    attempts: int = 0
    is_accepted: bool = False


class Exchange:
    """
    Carry commands from the outbox to the stations and results back.

    Parameters
    ----------
    outbox
        Where commands wait.
    name
        Of this gateway.
    roster
        Passwords and editions.
    clock
        For request numbers and deadlines.
    line_of
        Finds the connection of a station.
    patience
        How long to wait for what.
    """

    def __init__(
        self,
        outbox: Outbox,
        name: str,
        roster: Roster,
        clock: Clock,
        line_of: Callable[[str], Line | None],
        patience: Patience | None = None,
    ) -> None:
        self.error = ""
        self._outbox = outbox
        self._name = name
        self._roster = roster
        self._clock = clock
        self._line_of = line_of
        self._patience = patience or Patience()
        self._pending: dict[tuple[str, str], Pending] = {}
        self._envelopes: dict[str, Envelope] = {}
        self._changes: list[Change] = []
        self._requeue_wanted = False
        self._asked: set[tuple[str, str]] = set()  # station, and the command that is its answer
        self._last_qn_us = 0
        self._given: dict[tuple[str, str], float] = {}

    def heard(self, envelope: Envelope, raw: bytes) -> None:
        """Take a good frame: an answer to a command, a station that asks, or neither."""
        self._envelopes[envelope.mn] = envelope
        if envelope.cn in ASKS:
            self._asked.add((envelope.mn, ASKS[envelope.cn]))
        pending = self._pending.get((envelope.mn, envelope.qn)) if self._pending else None
        if pending is not None:
            self._answered(pending, envelope.cn, raw)

    async def run(self) -> None:
        """Poll the outbox until cancelled."""
        self._requeue_wanted = True
        while True:
            await self.turn()
            await asyncio.sleep(self._patience.poll_seconds)

    async def turn(self) -> None:
        """Write results back, send what waits, repeat what was not answered."""
        try:
            queued = await asyncio.to_thread(self._write_and_read)
            for sent in queued:
                await self._begin(sent)
        except CommandRefused as refusal:
            if refusal.message != self.error:
                log.warning("gateways.outbox.refused", reason=refusal.message)
            self.error = refusal.message
        else:
            self.error = ""
        self._give_what_was_asked()
        self._repeat(self._clock.steady())

    def forget(self, mn: str) -> None:
        """Let go of a station that has left the roster."""
        self._envelopes.pop(mn, None)
        for cn in ASKS.values():
            self._given.pop((mn, cn), None)

    def _write_and_read(self) -> list[Sent]:
        """Run on a thread: the disk may be slow."""
        now_us = self._clock.now_us()
        if self._requeue_wanted:
            self._outbox.requeue(gateway=self._name, now_us=now_us)
            self._requeue_wanted = False
        while self._changes:
            change = self._changes[0]
            self._outbox.advance(change, now_us=now_us)
            del self._changes[0]  # only now: a refusal leaves it for the next turn
        self._outbox.expire(now_us=now_us)
        return self._outbox.queued(TOGETHER)

    async def _begin(self, sent: Sent) -> None:
        under_way = sum(mn == sent.mn for mn, _ in self._pending)
        if self._line_of(sent.mn) is None or under_way >= TOGETHER:
            return
        qn = self._request_number()
        now_us = self._clock.now_us()
        taken = await asyncio.to_thread(
            self._outbox.claim, sent.id, qn, gateway=self._name, now_us=now_us
        )
        if taken:
            self._start(Pending(sent.id, sent.mn, sent.cn, sent.cp, qn))

    def _start(self, pending: Pending) -> None:
        self._pending[pending.mn, pending.qn] = pending
        self._send(pending)

    def _send(self, pending: Pending) -> None:
        pending.attempts += 1
        pending.deadline = self._clock.steady() + self._patience.timeout_seconds
        connection, entry = self._line_of(pending.mn), self._roster.get(pending.mn)
        if connection is None or entry is None:
            return  # perhaps it is back at the next repetition
        request = requests.Request(pending.cn, pending.cp)
        last, now_us = self._envelopes.get(pending.mn), self._clock.now_us()
        try:
            connection.send(answers.command(request, pending.qn, entry, last, now_us))
        except Malformed as malformed:
            self._end(pending, State.REFUSED, note=malformed.message)
        else:
            log.info(
                "gateways.command.sent",
                device=pending.mn,
                cn=pending.cn,
                attempt=pending.attempts,
            )

    def _repeat(self, now: float) -> None:
        for pending in [one for one in self._pending.values() if one.deadline <= now]:
            if pending.is_accepted:
                self._end(pending, State.TIMEOUT, note="accepted, but no result came")
            elif pending.attempts > self._patience.retries:
                self._end(pending, State.TIMEOUT, note="no answer")
            else:
                self._send(pending)

    def _answered(self, pending: Pending, cn: str, raw: bytes) -> None:
        """Move a command on by what the station said: the standard's 9011, 9012, 9013, or data."""
        code = RETURN.search(raw)
        said = code[0].decode() if code else ""
        if cn == ACCEPTED:
            self._accepted(pending, said)
        elif cn == EXECUTED:
            is_done = said in {"ExeRtn=1", ""}
            self._end(pending, State.DONE if is_done else State.REFUSED, said)
        elif cn == NOTIFIED:
            self._end(pending, State.DONE, said)
        else:
            self._brought(pending, cn, raw)

    def _accepted(self, pending: Pending, said: str) -> None:
        if said not in {"QnRtn=1", ""}:
            self._end(pending, State.REFUSED, said)
        elif ENDS[pending.cn] is Ends.ACCEPTED:
            self._end(pending, State.DONE, said)
        else:
            pending.is_accepted = True
            pending.deadline = self._clock.steady() + self._patience.execution_seconds
            self._note(pending, State.ACCEPTED, said)

    def _brought(self, pending: Pending, cn: str, raw: bytes) -> None:
        """Take data that carry the request number: they prove that the station is at it."""
        pending.is_accepted = True
        pending.deadline = self._clock.steady() + self._patience.execution_seconds
        body = BODY.search(raw)
        if cn == pending.cn and cn in GETS and body:
            self._note(pending, State.ACCEPTED, body[1][:SHOWN].decode("latin-1"))

    def _end(self, pending: Pending, state: State, answer: str = "", note: str = "") -> None:
        del self._pending[pending.mn, pending.qn]
        self._note(pending, state, answer, note)
        log.info(
            "gateways.command.ended",
            device=pending.mn,
            cn=pending.cn,
            state=state.value,
            answer=answer,
        )

    def _note(self, pending: Pending, state: State, answer: str = "", note: str = "") -> None:
        if pending.number is not None:
            self._changes.append(Change(pending.number, state, pending.attempts, answer, note))

    def _give_what_was_asked(self) -> None:
        """Send time and keys to stations that asked, not oftener than once a minute each."""
        while self._asked:
            asked = mn, cn = self._asked.pop()
            now = self._clock.steady()
            entry = self._roster.get(mn)
            if entry is None or now - self._given.get(asked, -ASKED_SECONDS) < ASKED_SECONDS:
                continue
            self._given[asked] = now
            at = datetime.fromtimestamp(self._clock.now_us() / 1e6, tz=UTC)
            if cn == SETS_TIME:
                request = requests.set_time(at)
            elif entry.sm4_key_hex:
                request = requests.renew_key(bytes.fromhex(entry.sm4_key_hex), at)
            else:
                log.warning("gateways.key.missing", device=mn)
                continue
            self._start(Pending(None, mn, request.cn, request.cp, self._request_number()))

    def _request_number(self) -> str:
        """Return the number of the moment, and never one twice."""
        self._last_qn_us = max(self._clock.now_us(), self._last_qn_us + 1000)
        return encoding.request_number(datetime.fromtimestamp(self._last_qn_us / 1e6, tz=UTC))
