"""Every bound of a gateway in one place, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection, one address and one gateway may take."""

    #: Longest line. The standard's 1,024 characters take five times as many when encrypted, and
    #: real senders go over by a half; nothing legal comes near this. [byte]
    max_frame: int = 16_384
    #: Open connections of the whole gateway; each costs a file descriptor and about 5 kB.
    connections: int = 10_000
    #: Of one address: a whole park may stand behind one router, so not few.
    connections_per_address: int = 1_000
    #: Frames a second of one connection that has sent a good frame, and how many it may save up:
    #: room for a back-fill after an outage, not for starving the others. [1/s]
    frames_per_second: float = 500.0
    frames_burst: float = 2_000.0
    #: The same before the first good frame: nobody we know is that busy introducing himself. [1/s]
    stranger_frames_per_second: float = 5.0
    stranger_burst: float = 40.0
    #: A begun frame is whole after this time, or the connection ends (slow loris). [s]
    partial_seconds: float = 20.0
    #: A new connection sends its first good frame within this time. [s]
    stranger_seconds: float = 600.0
    #: Silence after which a connection ends: a little over the hour of stations that send hours
    #: only. [s]
    idle_seconds: float = 3_900.0
    #: The kernel asks a silent peer after `keepalive_seconds`, then `keepalive_count` times every
    #: `keepalive_interval`; a half-open connection is gone after about two minutes. [s]
    keepalive_seconds: int = 60
    keepalive_interval: int = 15
    keepalive_count: int = 4
    #: Answers that the peer does not take for this long end the connection. [s]
    unsent_seconds: float = 60.0
    #: Answers waiting to be taken before the connection is no longer read. [byte]
    unsent_bytes: int = 65_536
    #: Noise of one connection before it is closed. [byte]
    noise_bytes: int = 65_536
    #: Evidence of strangers (unknown, wrong password, malformed, noise) kept per address and hour;
    #: beyond it is only counted, so that nobody fills the disk without being known.
    evidence_per_address: int = 200
    #: The same for the whole gateway.
    evidence_total: int = 20_000
    #: Frames with a wrong check field kept per station and hour: a broken line sends many.
    evidence_per_station: int = 3_600
    #: Length of the two windows above. [s]
    evidence_seconds: float = 3_600.0
    #: Warnings logged per address and in all, in a minute; the counters of the status file go on.
    warnings_per_address: int = 20
    warnings_total: int = 200
    warnings_seconds: float = 60.0
    #: Unknown station numbers listed in the status file.
    unknown_listed: int = 100
    #: Bytes read at once, so that one connection never holds the loop for long.
    read_bytes: int = 65_536
