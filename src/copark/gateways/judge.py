"""
What a frame is, as far as a gateway can tell: whose it is, how it is marked, whether it is
answered.

Everything is kept as evidence, but strangers only within a quota: beyond it they are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from copark.gateways import answers
from copark.gateways.inbox.contract import Arrival, Mark
from copark.gateways.quota import Quota
from copark.protocols.hj212 import envelope as envelopes
from copark.protocols.hj212.errors import Malformed
from copark.protocols.hj212.framing import Noise

if TYPE_CHECKING:
    from copark.gateways.counters import Counters
    from copark.gateways.limits import Limits
    from copark.gateways.roster import Entry, Roster
    from copark.protocols.hj212.envelope import Envelope
    from copark.protocols.hj212.framing import Frame

MN_KEPT = 64  #: Characters kept of a station number that may be anything.


class Moment(NamedTuple):
    """When something arrived: by the calendar for evidence, by a steady clock for quotas."""

    us: int
    steady: float


class Sender(NamedTuple):
    """Who sent it."""

    peer: str  #: Address and port.
    address: str


class Judgement(NamedTuple):
    """What is to be done with one event of the wire."""

    mark: Mark
    reason: str = ""
    arrival: Arrival | None = None  #: None when it is only counted.
    answer: bytes | None = None  #: To be sent once the arrival is durable.
    envelope: Envelope | None = None
    entry: Entry | None = None


class Judge:
    """
    Mark what arrives on any connection of a gateway.

    Parameters
    ----------
    roster
        The stations that are known.
    counters
        Where everything is counted.
    limits
        How much evidence of strangers is kept.
    """

    def __init__(self, roster: Roster, counters: Counters, limits: Limits) -> None:
        self._roster = roster
        self._counters = counters
        self._strangers = Quota(
            limits.evidence_per_address, limits.evidence_total, limits.evidence_seconds
        )
        bound = limits.evidence_per_station * 1000
        self._stations = Quota(limits.evidence_per_station, bound, limits.evidence_seconds)

    def judge(self, event: Frame | Noise, sender: Sender, moment: Moment) -> Judgement:
        """Mark one event and count it."""
        self._counters.bytes += len(event.raw)
        if isinstance(event, Noise):
            return self._stranger(Mark.NOISE, "noise", event.raw, "", sender, moment)
        try:
            envelope = envelopes.peek(event.raw)
            entry = self._roster.get(envelope.mn)
            if entry is not None and envelope.encrypted and entry.sm4_key_hex:
                envelope = envelopes.peek(event.raw, key=bytes.fromhex(entry.sm4_key_hex))
        except Malformed as malformed:
            return self._stranger(Mark.MALFORMED, malformed.code, event.raw, "", sender, moment)
        if entry is None:
            return self._unknown(event.raw, envelope, sender, moment)
        return self._known(event.raw, envelope, entry, sender, moment)

    def _known(
        self, raw: bytes, envelope: Envelope, entry: Entry, sender: Sender, moment: Moment
    ) -> Judgement:
        station = self._counters.station(entry.mn)
        if not entry.accepts(envelope.crc):
            reason = f"crc: {envelope.crc}"
            station.reject(reason, moment.us)
            is_kept = self._stations.take(entry.mn, moment.steady)
            return self._kept(
                Judgement(Mark.CRC, reason, entry=entry),
                raw,
                entry.mn,
                sender,
                moment,
                is_kept=is_kept,
            )
        if entry.password and envelope.pw != entry.password:
            station.reject("password", moment.us)
            return self._stranger(Mark.PASSWORD, "password", raw, entry.mn, sender, moment)
        station.frames += 1
        station.last_frame_us = moment.us
        station.peer = sender.peer
        station.edition = envelope.edition
        station.crc_accepted += envelope.crc not in {"annex-a", None}
        if envelope.crc is None:
            station.last_error, station.last_error_us = (
                "encrypted, and no key in the roster",
                moment.us,
            )
        self._counters.frames[Mark.GOOD] += 1
        arrival = Arrival(raw, moment.us, sender.peer, entry.mn, Mark.GOOD)
        return Judgement(Mark.GOOD, "", arrival, answers.to(envelope), envelope, entry)

    def _unknown(self, raw: bytes, envelope: Envelope, sender: Sender, moment: Moment) -> Judgement:
        mn = envelope.mn[:MN_KEPT]
        if envelope.crc != "bad":  # else the number itself may be damaged
            self._counters.strangers.note(mn, sender.peer, moment.us)
        return self._stranger(Mark.UNKNOWN, f"unknown station {mn}", raw, mn, sender, moment)

    def _stranger(
        self, mark: Mark, reason: str, raw: bytes, mn: str, sender: Sender, moment: Moment
    ) -> Judgement:
        is_kept = self._strangers.take(sender.address, moment.steady)
        return self._kept(Judgement(mark, reason), raw, mn, sender, moment, is_kept=is_kept)

    def _kept(
        self,
        judgement: Judgement,
        raw: bytes,
        mn: str,
        sender: Sender,
        moment: Moment,
        *,
        is_kept: bool,
    ) -> Judgement:
        self._counters.frames[judgement.mark] += 1
        if not is_kept:
            self._counters.dropped[judgement.mark] += 1
            return judgement
        return judgement._replace(arrival=Arrival(raw, moment.us, sender.peer, mn, judgement.mark))
